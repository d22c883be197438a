/**
 * docs/upstream-coverage.md: what of upstream's behaviour is built and shown here.
 *
 * `node -r ./bin/typescript.js test/upstream/report.ts` writes it anew.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tidy/repository-files';
import { type JudgedClause, judgeClauses } from './clause-coverage';
import {
  type CaseList,
  findWitnesses,
  judgeCoverage,
  nameOf,
  readCases,
  type UpstreamCase,
  type Witness,
} from './coverage';

export const REPORT = join(ROOT, 'docs/upstream-coverage.md');

/** What an area is about, by the first word of its ids. */
const SUBJECTS: Readonly<Record<string, string>> = {
  DS: 'the DaemonSet controller',
  API: 'the API server, admission, garbage collection',
  KUBECTL: 'kubectl',
  SCHED: 'the scheduler',
  NODE: 'nodes: silence, taints, eviction, clean-up',
  KUBELET: 'the kubelet, as seen through the API',
  SVC: 'Services, endpoints, names',
  DRAIN: 'drains',
  PDB: 'disruption budgets',
  TIME: 'times that count as defaults',
  SIM: 'what a simulator may choose',
  CONV: 'conventions of the text',
};

/** The page as it should be now. */
export function renderReport(
  cases: CaseList = readCases(),
  witnesses: readonly Witness[] = findWitnesses(),
  clauses: readonly JudgedClause[] = judgeClauses(),
): string {
  return `# What of Kubernetes is built and shown

Written by \`test/upstream/report.ts\`; a test keeps it true.

${renderClauses(clauses)}
${renderCases(cases, witnesses)}`;
}

function renderClauses(clauses: readonly JudgedClause[]): string {
  const rows = Object.entries(SUBJECTS).map(([word, subject]) => {
    const own = clauses.filter(({ id }) => id.startsWith(`${word}-`));
    const apart = own.filter(doesNotApply);
    const built = own.filter((one) => one.gap === undefined && !apart.includes(one));
    const part = built.filter(({ partly }) => partly !== undefined);
    const shown = built.filter(({ isShown }) => isShown);
    const missing = own.length - built.length - apart.length;
    const counts = [own.length, built.length - part.length, part.length, missing, apart.length, shown.length];
    return `| ${word} | ${subject} | ${counts.join(' | ')} |`;
  });
  return `## Clauses

Our reading of Kubernetes 1.36 is written down in ${clauses.length} clauses; \`test/upstream/clauses\` says of each where it is implemented (a comment
of the sources names it) and what shows it: a scenario, a recording of a real control plane, or a test.

| | about | clauses | built | in part | missing | does not apply | shown |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

Missing:

${renderList(clauses, ({ gap, as }) => (as === undefined ? gap : undefined))}

Built in part; what is missing of it:

${renderList(clauses, ({ partly }) => partly)}

Built, and shown by nothing:

${renderList(clauses, ({ gap, as, unshown, noPlace }) => (gap || as || noPlace ? undefined : unshown))}
`;
}

/** Neither a line of code stands for it, nor could anything show it. */
const doesNotApply = ({ noPlace, unshown }: JudgedClause) => noPlace !== undefined && unshown !== undefined;

function renderList(clauses: readonly JudgedClause[], reason: (clause: JudgedClause) => string | undefined): string {
  const lines = clauses.map((clause) => {
    const text = reason(clause);
    return text && `- ${clause.id} (${clause.rule}): ${text}.`;
  });
  return lines.filter((line) => line !== undefined).join('\n');
}

function renderCases({ files, cases }: CaseList, witnesses: readonly Witness[]): string {
  const { covered, notApplicable, missing } = judgeCoverage(cases, witnesses);
  const sections = Object.entries(files).map(([letter, path]) => {
    const rows = cases.filter(({ file }) => file === letter).map((one) => renderRow(one, witnesses));
    return `### ${path}\n\n| # | Upstream | Clauses | Our test |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `## Upstream's own tests, and ours

Kubernetes tests its DaemonSet controller in unit, integration and end-to-end tests. Each case that shows behaviour is
listed here with the test of ours that shows the same.

Of ${cases.length} entries ${covered.length} have a test of ours, ${notApplicable.length} do not apply, ${missing.length} are missing.

${sections.join('\n')}`;
}

function renderRow(one: UpstreamCase, witnesses: readonly Witness[]): string {
  const own = witnesses.filter(({ upstream }) => upstream === nameOf(one));
  const shown = own.map(({ path, claim }) => `\`${path}\`: ${claim}`).join('<br>');
  const answer = shown || (one.notApplicable ? `not applicable: ${one.notApplicable}` : '**missing**');
  const cells = [String(one.number), one.name, one.clauses.join(', '), answer];
  return `| ${cells.map((cell) => cell.split('|').join('\\|')).join(' | ')} |`;
}

if (require.main === module) writeFileSync(REPORT, renderReport());

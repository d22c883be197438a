/** The report in a few lines of Markdown, for the summary of a CI job. */
import { CHANGES, type ExampleResult, examplesOf, type ReportModel, type State, type StateCounts } from './model';

const COLUMNS: readonly (readonly [State, string])[] = [
  ['passed', '✅ passed'],
  ['failed', '❌ failed'],
  ['known-difference', '≠ known difference'],
  ['unsupported', '⊘ unsupported'],
  ['not-run', '○ not run'],
  ['no-scenario', '∅ no scenario'],
];
const MOST_FAILURES = 20;
const LONGEST_FAILURE = 4000;

/** Markdown for GitHub's job summary. Everything from outside is escaped or fenced. */
export function renderMarkdown(model: ReportModel): string {
  const { run, summary } = model;
  const examples = [...examplesOf(model.features)];
  const failed = examples.filter((example) => example.state === 'failed');
  const ran = summary.examples.passed + failed.length;
  const verdict =
    ran === 0
      ? 'Nothing ran'
      : failed.length === 0
        ? `All ${ran} scenarios that ran hold`
        : `${failed.length} of ${ran} scenarios do not hold`;
  const facts = [
    escapeMarkdown(`Kubernetes ${run.kubernetesVersion}`),
    ...(run.engineVersion ? [escapeMarkdown(`everynode ${run.engineVersion}`)] : []),
    ...(run.seed === undefined ? [] : [`seed \`${run.seed.replace(/`/g, '')}\``]),
    ...(run.virtualMs ? [`${showSeconds(run.virtualMs)} of cluster time`] : []),
    ...(run.wallMs === undefined ? [] : [`${showSeconds(run.wallMs)} on the wall`]),
    ...(run.parity ? [`${run.parity.identical} of ${run.parity.total} recorded traces identical`] : []),
  ];
  return [
    `## ${failed.length > 0 ? '❌' : ran === 0 ? '○' : '✅'} ${verdict}`,
    facts.join(' · '),
    renderCounts(model),
    ...renderFailures(failed),
    ...renderAreas(model),
    '',
  ].join('\n\n');
}

/** What became of a baseline, in a few lines of Markdown; empty without one. */
export function renderMarkdownChanges({ baseline, features }: ReportModel): string {
  if (!baseline) return '';
  const counts = CHANGES.filter((change) => baseline.changes[change] > 0).map(
    (change) => `${baseline.changes[change]} ${change}`,
  );
  if (baseline.gone.length > 0) counts.push(`${baseline.gone.length} gone`);
  const broken = [...examplesOf(features)].filter((example) => example.change === 'broken').slice(0, MOST_FAILURES);
  return [
    `## Since the baseline: ${counts.join(', ') || 'nothing has changed'}`,
    ...broken.map((example) => `- ${escapeMarkdown(example.name)}`),
    '',
  ].join('\n\n');
}

function renderCounts({ summary }: ReportModel): string {
  const rows: readonly (readonly [string, StateCounts])[] = [
    ['Core requirements', summary.profiles.core],
    ['Extended requirements', summary.profiles.extended],
    ['Own scenarios', summary.profiles.project],
    ['All scenarios', summary.examples],
  ];
  return renderTable('', rows);
}

function renderTable(head: string, rows: readonly (readonly [string, StateCounts])[]): string {
  return [
    `| ${head} | ${COLUMNS.map(([, name]) => name).join(' | ')} |`,
    `| :-- |${COLUMNS.map(() => ' --: |').join('')}`,
    ...rows.map(
      ([name, counts]) => `| ${escapeMarkdown(name)} | ${COLUMNS.map(([state]) => counts[state] || '').join(' | ')} |`,
    ),
  ].join('\n');
}

function renderFailures(failed: readonly ExampleResult[]): readonly string[] {
  const blocks = failed.slice(0, MOST_FAILURES).map((example) => {
    const step = example.steps.find(
      ({ status }) => status !== 'passed' && status !== 'skipped' && status !== 'not-run',
    );
    const text = `${step ? `${step.keyword} ${step.text}\n\n${step.failure ?? step.status}\n\n` : ''}${example.replay}`;
    return `<details><summary>${escapeHtml(example.name)}</summary>\n\n${fence(text.slice(0, LONGEST_FAILURE))}\n\n</details>`;
  });
  const rest = failed.length - MOST_FAILURES;
  return rest > 0 ? [...blocks, `…and ${rest} more, in the report.`] : blocks;
}

function renderAreas({ requirements }: ReportModel): readonly string[] {
  if (requirements.length === 0) return [];
  const areas = new Map<string, Record<State, number>>();
  for (const { area, state } of requirements) {
    const counts = areas.get(area) ?? ({} as Record<State, number>);
    counts[state] = (counts[state] ?? 0) + 1;
    areas.set(area, counts);
  }
  return [`<details><summary>Requirements by area</summary>\n\n${renderTable('Area', [...areas])}\n\n</details>`];
}

/** A fence longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${text}\n${ticks}`;
}

/** Inside an HTML element GitHub reads HTML, and backslashes would show. */
function escapeHtml(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>@-]/g, (char) => `\\${char}`);
}

function showSeconds(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

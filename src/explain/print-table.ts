/** The table: a summary, one line for each node or group, then what would change the answers. */
import { readQuantityOf, shortFormOf } from './amounts';
import type { Answer, AnswerCounts, FailedCheck, NodeExplanation, SetExplanation } from './explanation';
import { decisiveChecks, groupNodes, type NodeGroup } from './groups';
import { printChanges } from './print-changes';
import { listSome } from './scheduler-checks';

/** Colours, or functions that change nothing where the output goes elsewhere. */
export interface Colours {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export interface TableOptions {
  /** Every node on a line of its own, with what speaks for and against it. */
  readonly isWide: boolean;
  readonly colours: Colours;
}

const WORDS: Readonly<Record<Answer, string>> = {
  runs: 'runs',
  stays: 'stays',
  waits: 'waits',
  refused: 'refused',
  removed: 'removed',
  none: 'no pod',
};

/** Ends with a newline. `nodes` are those to show; the summary speaks of all. */
export function printTable(set: SetExplanation, nodes: readonly NodeExplanation[], options: TableOptions): string {
  const { colours, isWide } = options;
  const groups = groupNodes(nodes, isWide);
  const place = set.source === '' ? '' : colours.dim(`  ${set.source}`);
  const lines = [
    `${colours.bold(`${set.namespace}/${set.name}`)} ${summarise(set.counts, colours)}${place}`,
    ...set.notes.map((note) => colours.yellow(`! ${note}`)),
    '',
    ...printRows(groups, colours, isWide),
  ];
  const changes = printChanges(groups, colours);
  if (changes.length > 0) lines.push('', ...changes);
  return `${lines.join('\n')}\n`;
}

/** `runs on 5 of 8 nodes (waits on 1, no pod on 2)` */
function summarise(counts: AnswerCounts, colours: Colours): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const running = counts.runs + counts.stays;
  const rest = [
    counts.stays > 0 ? `${counts.stays} of them only for now` : '',
    counts.waits > 0 ? `waits on ${counts.waits}` : '',
    counts.refused > 0 ? `refused on ${counts.refused}` : '',
    counts.removed > 0 ? `removed from ${counts.removed}` : '',
    counts.none > 0 ? `no pod on ${counts.none}` : '',
  ].filter((part) => part !== '');
  const paint = running === total ? colours.green : running === 0 ? colours.red : colours.yellow;
  const nodes = total === 1 ? 'node' : 'nodes';
  return `${paint(`runs on ${running} of ${total} ${nodes}`)}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`;
}

function printRows(groups: readonly NodeGroup[], colours: Colours, isWide: boolean): readonly string[] {
  const rows = groups.map((group) => ({
    group,
    name: nameOf(group),
    answer: WORDS[group.example.answer],
    lines: describe(group, isWide),
  }));
  const width = Math.max(4, ...rows.map(({ name }) => name.length));
  const answerWidth = Math.max(6, ...rows.map(({ answer }) => answer.length));
  const header = `  ${'NODE'.padEnd(width)}  ${'ANSWER'.padEnd(answerWidth)}  WHY`;
  return [
    colours.dim(header),
    ...rows.flatMap(({ group, name, answer, lines }) => {
      const paint = paintOf(group.example, colours);
      const [first = '', ...others] = lines;
      const margin = ' '.repeat(2 + width + 2 + answerWidth + 2);
      return [
        `${paint(markOf(group.example))} ${name.padEnd(width)}  ${paint(answer.padEnd(answerWidth))}  ${first}`.trimEnd(),
        ...others.map((line) => `${margin}${line}`),
      ];
    }),
  ];
}

function nameOf({ example, nodes }: NodeGroup): string {
  return nodes.length === 1 ? example.node : `${nodes.length} nodes like ${example.node}`;
}

function markOf({ answer, matchesSelector }: NodeExplanation): string {
  if (answer === 'runs') return '✓';
  if (answer === 'none' && !matchesSelector) return '–';
  return answer === 'stays' || answer === 'waits' ? '!' : '✗';
}

/** A node that is left out on purpose, by label, is nobody's trouble. */
function paintOf({ answer, matchesSelector }: NodeExplanation, colours: Colours): (text: string) => string {
  if (answer === 'runs') return colours.green;
  if (answer === 'stays' || answer === 'waits') return colours.yellow;
  return answer === 'none' && !matchesSelector ? colours.dim : colours.red;
}

function describe({ example, nodes }: NodeGroup, isWide: boolean): readonly string[] {
  const { answer, failed, toleratedAutomatically, preempts, pods } = example;
  const isAlone = nodes.length === 1;
  const shown = isWide ? failed : decisiveChecks(example);
  const lines = shown.map((check) => (isAlone ? check.message : spread(nodes, check)));
  if (preempts.length > 0) lines.push(isAlone ? `preempts ${listSome(preempts)}` : 'preempts pods of lower priority');
  if (answer === 'stays') lines.push(stayingText(example));
  if (answer === 'removed') lines.push(`its pod ${podText(example, 'removed')} is deleted`);
  if (toleratedAutomatically.length > 0 && (isWide || answer !== 'none')) {
    lines.push(`tolerated by every daemon pod: ${toleratedAutomatically.join(', ')}`);
  }
  for (const { pod, fate } of pods) {
    if (fate === 'replaced') lines.push(`${pod} has ended: deleted and created anew`);
    if (fate === 'leaving') lines.push(`${pod} is being deleted`);
    if (fate === 'removed' && answer !== 'removed') lines.push(`${pod} is one too many: deleted`);
    if (fate === 'stays' && isWide && answer === 'runs') lines.push(`${pod} is there`);
  }
  return lines;
}

function stayingText(node: NodeExplanation): string {
  return `its pod ${podText(node, 'stays')} stays, a new one would not ${node.shouldRun ? 'fit' : 'be created'}`;
}

function podText({ pods }: NodeExplanation, fate: string): string {
  return listSome(pods.filter((pod) => pod.fate === fate).map(({ pod }) => pod));
}

/** One line for a whole group: the message if it is the same everywhere, else the reason with the range of shortages. */
function spread(nodes: readonly NodeExplanation[], { reason, message }: FailedCheck): string {
  const checks = nodes.flatMap(({ failed }) => failed.filter((check) => check.reason === reason));
  if (checks.every((check) => check.message === message)) return message;
  const amounts = checks.flatMap(({ shortage }) => (shortage ? [shortage] : []));
  const [first] = amounts;
  if (!first || first.resource === 'pods') return reason;
  const sizes = amounts.map(({ resource, short }) => readQuantityOf(resource, short));
  const show = (amount: number) => shortFormOf(first.resource, amount, 'up');
  const least = sizes.reduce((a, b) => Math.min(a, b));
  const most = sizes.reduce((a, b) => Math.max(a, b));
  return `${reason} by ${show(least)}${least === most ? '' : ` to ${show(most)}`}`;
}

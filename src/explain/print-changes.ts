/** What would change the answers: each change once, with the nodes that it concerns. */
import type { Toleration } from '../api/core';
import type { Change, FailedCheck, NodeExplanation } from './explanation';
import { decisiveChecks, type NodeGroup } from './groups';
import type { Colours } from './print-table';
import { listSome } from './scheduler-checks';

const SHOWN_NODES = 3;
/** A page, not a book: the rest is in the JSON. */
const SHOWN_CHANGES = 12;

/** Where the names of the nodes belong in an advice that several share. */
const NAMES = '\u0000';

interface Advice {
  readonly text: string;
  readonly nodes: string[];
  count: number;
}

/** Lines without line ends; none if every node runs the pod. */
export function printChanges(groups: readonly NodeGroup[], colours: Colours): readonly string[] {
  const advices = new Map<string, Advice>();
  // Nodes that the DaemonSet means to have come first.
  const byIntent = [...groups].sort((a, b) => Number(b.example.matchesSelector) - Number(a.example.matchesSelector));
  for (const { example, nodes } of byIntent) {
    const text = adviseOn(nodes);
    if (text === '') continue;
    const advice = advices.get(text) ?? { text, nodes: [], count: 0 };
    advices.set(text, advice);
    advice.nodes.push(example.node);
    advice.count += nodes.length;
  }
  if (advices.size === 0) return [];
  const all = [...advices.values()];
  const shown = all.slice(0, SHOWN_CHANGES).flatMap((advice) => [
    `  ${colours.bold(nameNodes(advice))}`,
    ...advice.text
      .replace(NAMES, advice.count > SHOWN_NODES ? 'NODE…' : advice.nodes.join(' '))
      .split('\n')
      .map((line) => `    ${line}`),
  ]);
  const more = all.length - SHOWN_CHANGES;
  return [
    'What would change the answer',
    ...shown,
    ...(more > 0 ? [colours.dim(`  … and ${more} more; -o json has them all`)] : []),
  ];
}

function nameNodes({ nodes, count }: Advice): string {
  const [first] = nodes;
  if (count === nodes.length) return listSome(nodes, SHOWN_NODES);
  return `${count} nodes like ${first}`;
}

/** Everything that the nodes of a group need; all of it is needed. Empty if they run the pod. */
function adviseOn(nodes: readonly NodeExplanation[]): string {
  const [node] = nodes;
  if (!node || node.answer === 'runs') return '';
  const relevant = decisiveChecks(node);
  const isGroup = nodes.length > 1;
  // The DaemonSet means to leave it out, and no label would change that.
  if (relevant.some(({ changes }) => changes.some((change) => change.do === 'change-selector'))) return '';
  const lines = relevant.flatMap((check) => textsOf(check, isGroup));
  if (isGroup) lines.push(...priorityText(nodes));
  const tolerations = relevant.flatMap(({ changes }) => tolerationsIn(changes));
  if (tolerations.length > 0) lines.push(...printTolerations(tolerations));
  return lines.join('\n');
}

/** A taint that goes by itself is waited for and not tolerated. */
function tolerationsIn(changes: readonly Change[]): readonly Toleration[] {
  if (changes.some((change) => change.do === 'wait')) return [];
  return changes.flatMap((change) => (change.do === 'add-toleration' ? [change.toleration] : []));
}

function printTolerations(tolerations: readonly Toleration[]): readonly string[] {
  const entries = tolerations.flatMap((toleration) =>
    Object.entries(toleration).map(
      ([field, value], index) => `${index === 0 ? '  - ' : '    '}${field}: ${quoteYaml(String(value))}`,
    ),
  );
  return ['in spec.template.spec:', 'tolerations:', ...entries].map((line, index) =>
    index === 0 ? line : `  ${line}`,
  );
}

/** Values that YAML would take for something else. */
function quoteYaml(text: string): string {
  return /^(true|false|yes|no|on|off|y|n|null|~)$/i.test(text) || /^[\d.+-]/.test(text) ? `"${text}"` : text;
}

const ALTERNATIVES: readonly Change['do'][] = ['free-resource', 'remove-pods', 'raise-priority'];

/** Labels and selectors are needed together; of the ways to make room one is enough. */
function textsOf({ changes }: FailedCheck, isGroup: boolean): readonly string[] {
  const alternatives = changes.filter((change) => ALTERNATIVES.includes(change.do));
  const labels = labelCommand(changes);
  return [
    ...(labels === '' ? [] : [labels]),
    ...changes.map(textOf).filter((text) => text !== ''),
    ...alternatives
      .filter((change) => !(isGroup && change.do === 'raise-priority'))
      .map((change, index) => `${index === 0 ? '' : 'or '}${alternativeText(change, isGroup)}`),
  ];
}

function textOf(change: Change): string {
  switch (change.do) {
    case 'wait':
      return `wait until ${change.until}`;
    case 'change-node-name':
      return `no nodeName in the template: it names ${change.wanted} alone`;
    case 'remove-scheduling-gates':
      return `no scheduling gates on the pods: ${change.gates.join(', ')}`;
    default:
      return '';
  }
}

/** The priority that makes room on all nodes of a group where one does. */
function priorityText(nodes: readonly NodeExplanation[]): readonly string[] {
  const needed = nodes.flatMap(({ failed }) => {
    const changes = failed.flatMap((check) => check.changes);
    return changes.flatMap((change) => (change.do === 'raise-priority' ? [change.above] : []));
  });
  if (needed.length === 0) return [];
  const where = needed.length === nodes.length ? '' : ` on ${needed.length} of them`;
  return [`or a priority above ${needed.reduce((a, b) => Math.max(a, b))} would preempt other pods${where}`];
}

function alternativeText(change: Change, isGroup: boolean): string {
  switch (change.do) {
    case 'free-resource':
      return freeText(change, isGroup);
    case 'remove-pods':
      return isGroup ? 'move the pods away that are in the way' : `move ${listSome(change.pods)} away`;
    case 'raise-priority':
      return `a priority above ${change.above} would preempt ${listSome(change.preempts)}`;
    default:
      return '';
  }
}

function freeText(change: Change & { readonly do: 'free-resource' }, isGroup: boolean): string {
  if (change.resource === 'pods') return 'fewer pods on the node, or a higher maxPods of its kubelet';
  if (isGroup) return `more free ${change.resource}, or a smaller request`;
  const smaller = change.fits === undefined ? '' : `, or a request of at most ${change.fits}`;
  return `${change.short} more free ${change.resource}${smaller}`;
}

function labelCommand(changes: readonly Change[]): string {
  const words: string[] = [];
  let overwrites = false;
  for (const change of changes) {
    if (change.do === 'label-node') {
      words.push(`${change.key}=${change.value}`);
      overwrites ||= change.now !== undefined;
    }
    if (change.do === 'remove-node-label') words.push(`${change.key}-`);
  }
  if (words.length === 0) return '';
  return `kubectl label node ${NAMES} ${words.join(' ')}${overwrites ? ' --overwrite' : ''}`;
}

/** Nodes with the same answer for the same reasons, so that thousands of them take one line. */
import { compareNaturally } from '../harness/natural-order';
import { ANSWERS, type FailedCheck, type NodeExplanation } from './explanation';

export interface NodeGroup {
  /** Stands for all of them. */
  readonly example: NodeExplanation;
  readonly nodes: readonly NodeExplanation[];
}

/** Fewer nodes than this are shown one by one. */
const SHOWN_ALONE = 12;
/** Fewer nodes than this are not worth a group. */
const SMALLEST_GROUP = 3;

/** In the order of the answers, within that by name. `isWide` leaves every node alone. */
export function groupNodes(nodes: readonly NodeExplanation[], isWide: boolean): readonly NodeGroup[] {
  const alone = (node: NodeExplanation): NodeGroup => ({ example: node, nodes: [node] });
  const sorted = [...nodes].sort((a, b) => compareNaturally(a.node, b.node));
  if (isWide || nodes.length <= SHOWN_ALONE) return sorted.map(alone);
  const groups = new Map<string, NodeExplanation[]>();
  for (const node of sorted) {
    const key = keyOfAnswer(node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()]
    .flatMap((members) =>
      members.length < SMALLEST_GROUP
        ? members.map(alone)
        : [{ example: members[0] as NodeExplanation, nodes: members }],
    )
    .sort((a, b) => ANSWERS.indexOf(a.example.answer) - ANSWERS.indexOf(b.example.answer));
}

/** The checks that answer the question; where the controller wants no pod, the scheduler's view is not among them. */
export function decisiveChecks({ shouldRun, failed }: NodeExplanation): readonly FailedCheck[] {
  return shouldRun ? failed : failed.filter(({ by }) => by === 'daemonset-controller');
}

function keyOfAnswer(node: NodeExplanation): string {
  const { answer, toleratedAutomatically, preempts, pods } = node;
  const fates = pods.map(({ fate }) => fate).sort();
  return [
    answer,
    ...decisiveChecks(node).map(({ by, reason }) => `${by}: ${reason}`),
    ...(answer === 'none' ? [] : toleratedAutomatically),
    preempts.length > 0 ? 'preempts' : '',
    ...fates.filter((fate) => fate !== 'stays'),
  ].join('\n');
}

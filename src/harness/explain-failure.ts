/** Says why: what a person asks when a claim about a DaemonSet does not hold. */
import type { EventObject, Pod } from '../api/core';
import type { JournalEntry } from '../api/journal-entry';
import type { Cluster, PlacementVerdict } from './cluster';
import { isReady, isTerminating, listDaemonPods, nodeOf } from './daemon-pods';
import { formatDuration } from './notation';
import { ClaimError } from './scenario-error';
import { nameWorkload, type Workload } from './workload';

/** Where a scenario stands, so that it can be run again alone. */
export interface ScenarioPlace {
  /** Path of the feature file, with forward slashes. */
  readonly path: string;
  readonly line: number;
  /** The seed of the whole run; the scenario's own follows from it. */
  readonly runSeed: string;
}

const SHOWN_NODES = 10;
const SHOWN_DECISIONS = 5;

/** The text to print below a failed claim: reasons by node, last decisions, seed, virtual time, how to replay. */
export async function explainFailure(cluster: Cluster, error: Error, place: ScenarioPlace): Promise<string> {
  const about = error instanceof ClaimError ? error.about : undefined;
  const nodes = error instanceof ClaimError ? error.nodes : [];
  const sections = about
    ? [
        titled('why', await explainNodes(cluster, about, nodes)),
        titled('last decisions', listDecisions(cluster, about)),
      ]
    : [];
  return [...sections, printPlace(cluster, place)].filter((section) => section !== '').join('\n');
}

/** The seed, the virtual time, and the command that runs just this scenario again. */
function printPlace(cluster: Cluster, place: ScenarioPlace): string {
  return [
    `  seed:   ${place.runSeed}, ${formatDuration(cluster.elapsedMs)} into the scenario`,
    `  replay: npx everynode run ${place.path}:${place.line} --seed ${place.runSeed}`,
  ].join('\n');
}

function titled(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`  ${title}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** For each node (all, if none is named) why the DaemonSet has no ready pod there. */
async function explainNodes(cluster: Cluster, about: Workload, nodes: readonly string[]): Promise<readonly string[]> {
  const named = new Set(nodes);
  const verdicts = await cluster.explainPlacement(about.namespace, about.name).catch(() => []);
  const pods = await listDaemonPods(cluster, about).catch(() => []);
  const events = await cluster.list('events', { namespace: about.namespace }).catch(() => []);
  const lines = verdicts
    .filter(({ node }) => named.size === 0 || named.has(node))
    .map((verdict) => ({ verdict, onNode: pods.filter((pod) => nodeOf(pod) === verdict.node) }))
    .filter(({ verdict, onNode }) => named.size > 0 || verdict.reasons.length > 0 || needsReason(onNode))
    .map(({ verdict, onNode }) => `${verdict.node}: ${explainNode(verdict, onNode, about, events)}`);
  const more = lines.length - SHOWN_NODES;
  return more > 0 ? [...lines.slice(0, SHOWN_NODES), `… and ${more} more nodes`] : lines;
}

/** No pod is ready there, or one beside a ready one is not: the new pod of a surge that finds no place. */
function needsReason(pods: readonly Pod[]): boolean {
  return !pods.some(isReady) || pods.some((pod) => !isReady(pod) && !isTerminating(pod));
}

function explainNode(
  { shouldRun, reasons }: PlacementVerdict,
  pods: readonly Pod[],
  about: Workload,
  events: readonly EventObject[],
): string {
  const states = pods.map((pod) => explainPod(pod, events)).join('; ');
  if (reasons.length > 0) return states ? `${reasons.join(', ')}; ${states}` : reasons.join(', ');
  if (states) return states;
  if (!shouldRun) return 'should have no pod';
  const refusal = findRefusedCreation(about, events);
  return refusal === undefined ? 'should have a pod, and has none yet' : `should have a pod. ${refusal}`;
}

/** Why the API server takes no pod of the DaemonSet, as the last event says it: a ServiceAccount that is missing, a quota. */
function findRefusedCreation(about: Workload, events: readonly EventObject[]): string | undefined {
  return events.findLast(
    ({ reason, involvedObject }) =>
      reason === 'FailedCreate' && involvedObject.kind === 'DaemonSet' && involvedObject.name === about.name,
  )?.message;
}

/** One pod in a few words: `agent:v2 is Pending: 0/3 nodes are available`. */
function explainPod(pod: Pod, events: readonly EventObject[]): string {
  const image = pod.spec.containers[0]?.image ?? pod.metadata.name;
  if (isTerminating(pod)) return `${image} is terminating`;
  if (isReady(pod)) return `${image} is ready`;
  const unscheduled = pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const waiting = pod.status.containerStatuses?.find(({ state }) => state?.waiting?.reason)?.state?.waiting;
  const because =
    unscheduled?.message ?? explainWaiting(pod, waiting, events) ?? pod.status.message ?? pod.status.reason;
  return `${image} is ${pod.status.phase ?? 'Pending'}, not ready${because ? `: ${because}` : ''}`;
}

/** What a container waits for: `CreateContainerConfigError: configmap "settings" not found`. */
function explainWaiting(
  pod: Pod,
  waiting: { readonly reason?: string; readonly message?: string } | undefined,
  events: readonly EventObject[],
): string | undefined {
  if (!waiting?.reason) return undefined;
  // A pod that is still being made tells what is in the way in its events alone.
  const warning = events.findLast(
    ({ type, involvedObject }) => type === 'Warning' && involvedObject.uid === pod.metadata.uid,
  );
  const message = waiting.message ?? warning?.message;
  return message === undefined ? waiting.reason : `${waiting.reason}: ${message}`;
}

function listDecisions(cluster: Cluster, about: Workload): readonly string[] {
  const key = `${about.namespace}/${about.name}`;
  const start = cluster.journal[0]?.atMs ?? 0;
  const lines: string[] = [];
  let message = '';
  for (let index = cluster.journal.length - 1; index >= 0 && lines.length < SHOWN_DECISIONS; index--) {
    const entry = cluster.journal[index] as JournalEntry;
    if ((entry.kind === 'decision' || entry.kind === 'refusal') && entry.key === key && entry.message !== message) {
      message = entry.message;
      lines.unshift(`${formatDuration(entry.atMs - start)} ${entry.actor}: ${entry.message}`);
    }
  }
  return lines.length === 0 ? [`none recorded about ${nameWorkload(about)}`] : lines;
}

/** Follows each pod of a journal from creation to removal. */
import { CONTROLLER_REVISION_HASH_LABEL } from '../api/apps';
import type { Pod } from '../api/core';
import type { CommitEntry } from '../api/journal-entry';
import { controllerOf } from '../api/meta';
import type { PodState } from './timeline-types';

/** Reasons for waiting that mean trouble, as opposed to being on the way. */
const FAILING_REASONS: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export interface PodTrack {
  readonly name: string;
  /** Alternates time and state. */
  readonly states: (number | PodState)[];
  node: string;
  setUid: string;
  hash: string;
  toMs: number | undefined;
  why: string;
}

export class PodTracks {
  readonly #byUid = new Map<string, PodTrack>();
  readonly #startMs: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get all(): Iterable<PodTrack> {
    return this.#byUid.values();
  }

  observe(entry: CommitEntry): void {
    const atMs = entry.atMs - this.#startMs;
    const pod = entry.after as Pod | undefined;
    if (!pod) {
      const gone = entry.before && this.#byUid.get(entry.before.metadata.uid);
      if (gone) gone.toMs = atMs;
      return;
    }
    const before = entry.before as Pod | undefined;
    const track = this.#byUid.get(pod.metadata.uid);
    if (!track) {
      this.#byUid.set(pod.metadata.uid, begin(pod, atMs));
      return;
    }
    if (!before || hasOtherOwnerOrLabels(before, pod)) identify(track, pod);
    if (before?.spec !== pod.spec) track.node = nodeOf(pod);
    if (before?.status === pod.status && before?.metadata.deletionTimestamp === pod.metadata.deletionTimestamp) return;
    const state = stateOf(pod);
    const { states } = track;
    if (state === 'F' || state === 'P') track.why = reasonOf(pod) || track.why;
    if (states[states.length - 1] === state) return;
    // Several commits in one instant show as the last of them.
    if (states[states.length - 2] === atMs && states.length > 2) {
      if (states[states.length - 3] === state) states.length -= 2;
      else states[states.length - 1] = state;
    } else states.push(atMs, state);
  }
}

function begin(pod: Pod, atMs: number): PodTrack {
  const track: PodTrack = {
    name: pod.metadata.name,
    states: [atMs, stateOf(pod)],
    node: nodeOf(pod),
    setUid: '',
    hash: '',
    toMs: undefined,
    why: '',
  };
  identify(track, pod);
  return track;
}

function hasOtherOwnerOrLabels(before: Pod, { metadata }: Pod): boolean {
  return before.metadata.ownerReferences !== metadata.ownerReferences || before.metadata.labels !== metadata.labels;
}

function identify(track: PodTrack, pod: Pod): void {
  const owner = controllerOf(pod);
  track.setUid = owner?.kind === 'DaemonSet' ? owner.uid : '';
  track.hash = pod.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL] ?? '';
}

/** The node a pod runs on, or the one its affinity aims at while it waits: daemon pods name theirs from the start. */
function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  for (const term of terms ?? []) {
    for (const field of term.matchFields ?? []) {
      const name = field.values?.[0];
      if (field.key === 'metadata.name' && field.operator === 'In' && name) return name;
    }
  }
  return '';
}

/** What a pod looks like from outside. */
export function stateOf(pod: Pod): PodState {
  if (pod.metadata.deletionTimestamp) return 'T';
  const { status } = pod;
  if (!status) return 'P';
  if (status.phase === 'Failed') return 'F';
  if (status.phase === 'Succeeded') return 'C';
  for (const container of status.containerStatuses ?? []) {
    const waiting = container.state?.waiting?.reason;
    if (waiting && FAILING_REASONS.has(waiting)) return 'F';
  }
  if (status.phase !== 'Running') return 'P';
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ? 'R' : 'S';
}

function reasonOf(pod: Pod): string {
  const { status } = pod;
  if (!status) return '';
  if (status.reason) return status.reason;
  for (const container of status.containerStatuses ?? []) {
    const reason = container.state?.waiting?.reason ?? container.state?.terminated?.reason;
    if (reason && reason !== 'ContainerCreating') return reason;
  }
  return status.conditions?.find(({ type, reason }) => type === 'PodScheduled' && reason)?.reason ?? '';
}

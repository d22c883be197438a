/**
 * Which pods `kubectl drain` removes, which it leaves with a warning, and which forbid the drain.
 * Upstream: kubectl pkg/drain/filters.go, v1.36. KUBECTL-DRAIN-03 to -07.
 */
import type { ApiClient } from '../api/client';
import type { Pod } from '../api/core';
import { isApiError } from '../api/errors';
import { controllerOf, keyOf } from '../api/meta';
import { isPodTerminal } from '../api/pod-conditions';

export interface DrainOptions {
  readonly force: boolean;
  readonly ignoresDaemonSets: boolean;
  readonly deletesEmptyDir: boolean;
  readonly skipWaitSeconds: number;
  readonly nowMs: number;
}

export interface DrainPlan {
  readonly toDelete: readonly Pod[];
  /** Why the drain must not happen: one sentence for each reason. */
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

interface Verdict {
  readonly isDeleted: boolean;
  readonly warning?: string;
  readonly refusal?: string;
}

const DELETE: Verdict = { isDeleted: true };
const SKIP: Verdict = { isDeleted: false };
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

const DAEMON_SETS_REFUSED = 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)';
const DAEMON_SETS_IGNORED = 'ignoring DaemonSet-managed Pods';
const LOCAL_STORAGE_REFUSED = 'cannot delete Pods with local storage (use --delete-emptydir-data to override)';
const UNMANAGED_REFUSED = 'cannot delete Pods that declare no controller (use --force to override)';
const UNMANAGED_WARNING = 'deleting Pods that declare no controller';
/** Groups are printed in the order of the filters. */
const ORDER = [DAEMON_SETS_REFUSED, DAEMON_SETS_IGNORED, LOCAL_STORAGE_REFUSED, UNMANAGED_REFUSED, UNMANAGED_WARNING];

export function planDrain(client: ApiClient, pods: readonly Pod[], options: DrainOptions): DrainPlan {
  const toDelete: Pod[] = [];
  const refusals = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const note = (groups: Map<string, string[]>, sentence: string, pod: Pod): void => {
    const group = groups.get(sentence);
    if (group) group.push(keyOf(pod));
    else groups.set(sentence, [keyOf(pod)]);
  };
  for (const pod of pods) {
    const verdict = judge(client, pod, options);
    if (verdict.isDeleted) toDelete.push(pod);
    if (verdict.refusal) note(refusals, verdict.refusal, pod);
    else if (verdict.warning) note(warnings, verdict.warning, pod);
  }
  return { toDelete, refusals: formatGroups(refusals), warnings: formatGroups(warnings) };
}

function formatGroups(groups: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const rank = (sentence: string): number => (ORDER.indexOf(sentence) + ORDER.length + 1) % (ORDER.length + 1);
  return [...groups]
    .sort(([left], [right]) => rank(left) - rank(right))
    .map(([sentence, keys]) => `${sentence}: ${keys.join(', ')}`);
}

/**
 * The filters in upstream's order; the first that keeps the pod ends it. Of a pod that goes only what the last filter says
 * is heard (KUBECTL-DRAIN-03), so upstream's warnings about local storage and about a DaemonSet that is gone never are.
 */
function judge(client: ApiClient, pod: Pod, options: DrainOptions): Verdict {
  let verdict = DELETE;
  for (const filter of [filterTerminating, filterDaemonSet, filterMirror, filterLocalStorage, filterUnmanaged]) {
    verdict = filter(pod, options, client);
    if (!verdict.isDeleted) return verdict;
  }
  return verdict;
}

function filterTerminating(pod: Pod, { skipWaitSeconds, nowMs }: DrainOptions): Verdict {
  const { deletionTimestamp } = pod.metadata;
  if (skipWaitSeconds <= 0 || !deletionTimestamp) return DELETE;
  return nowMs - Date.parse(deletionTimestamp) > skipWaitSeconds * 1000 ? SKIP : DELETE;
}

function filterDaemonSet(pod: Pod, { force, ignoresDaemonSets }: DrainOptions, client: ApiClient): Verdict {
  const controller = controllerOf(pod);
  if (controller?.kind !== 'DaemonSet' || controller.apiVersion !== 'apps/v1' || isPodTerminal(pod)) return DELETE;
  try {
    client.get('daemonsets', pod.metadata.namespace ?? '', controller.name);
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
    return force ? DELETE : { isDeleted: false, refusal: `cannot delete ${error.message}` };
  }
  return ignoresDaemonSets
    ? { isDeleted: false, warning: DAEMON_SETS_IGNORED }
    : { isDeleted: false, refusal: DAEMON_SETS_REFUSED };
}

function filterMirror(pod: Pod): Verdict {
  return pod.metadata.annotations?.[MIRROR_ANNOTATION] === undefined ? DELETE : SKIP;
}

function filterLocalStorage(pod: Pod, { deletesEmptyDir }: DrainOptions): Verdict {
  const usesEmptyDir = (pod.spec.volumes ?? []).some((volume) => (volume as { emptyDir?: unknown }).emptyDir);
  if (!usesEmptyDir || isPodTerminal(pod)) return DELETE;
  return deletesEmptyDir ? DELETE : { isDeleted: false, refusal: LOCAL_STORAGE_REFUSED };
}

function filterUnmanaged(pod: Pod, { force }: DrainOptions): Verdict {
  if (controllerOf(pod) || isPodTerminal(pod)) return DELETE;
  return force ? { isDeleted: true, warning: UNMANAGED_WARNING } : { isDeleted: false, refusal: UNMANAGED_REFUSED };
}

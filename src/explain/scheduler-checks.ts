/** What the scheduler's filters have against a node, all of them and not only the first. */
import type { Pod } from '../api/core';
import { anyPortsConflict, type HostPort, hostPortsOf } from '../api/host-ports';
import { keyOf } from '../api/meta';
import { type Amounts, requestsOf } from '../api/pod-resources';
import { type PreparedFilters, prepareFilters } from '../scheduler/find-nodes';
import type { Rejection } from '../scheduler/framework';
import type { NodeCache, NodeInfo } from '../scheduler/node-info';
import { PLUGINS } from '../scheduler/registry';
import { quantityOf, shortFormOf } from './amounts';
import type { Change, FailedCheck, Shortage } from './explanation';
import { findNeighbours } from './neighbours';

const BY = 'scheduler';

/** Every rejection of the node; a filter that cannot be asked, because one before it ended the attempt, is silent. */
export function rejectionsOf(prepared: PreparedFilters, info: NodeInfo): readonly Rejection[] {
  const rejections = prepared.beforehand ? [prepared.beforehand] : [];
  for (const filter of prepared.filters) {
    const rejection = filter.filter(info);
    if (rejection) rejections.push(rejection);
  }
  return rejections;
}

/** The filters of the default scheduler, prepared for one pod. */
export function prepare(pod: Pod, cache: NodeCache): PreparedFilters {
  return prepareFilters(PLUGINS, pod, cache);
}

/** The pod waits outside of the queue: no node is even looked at. */
export function gateCheck(pod: Pod): FailedCheck | undefined {
  if (!PLUGINS.some((plugin) => plugin.isGated?.(pod))) return undefined;
  const gates = (pod.spec.schedulingGates ?? []).map(({ name }) => name);
  const message = `scheduling ${gates.length === 1 ? 'gate' : 'gates'} ${gates.join(', ')}`;
  const changes: Change[] = [{ do: 'remove-scheduling-gates', gates }];
  return { by: BY, check: 'SchedulingGates', message, reason: message, changes };
}

/** The rejections with what is behind them. */
export function schedulerChecks(
  rejections: readonly Rejection[],
  pod: Pod,
  info: NodeInfo,
  cache: NodeCache,
): readonly FailedCheck[] {
  return rejections.flatMap((rejection): readonly FailedCheck[] => {
    switch (rejection.plugin) {
      case 'NodeResourcesFit':
        return shortages(rejection, pod, info);
      case 'NodePorts':
        return portsTaken(rejection, pod, info);
      case 'InterPodAffinity':
        return [inTheWay(rejection, pod, info, cache)];
      default:
        return [plain(rejection, [])];
    }
  });
}

function plain({ plugin, reasons }: Rejection, changes: readonly Change[]): FailedCheck {
  const message = reasons.join(', ');
  return { by: BY, check: plugin, message, reason: message, changes };
}

const INSUFFICIENT = 'Insufficient ';

function shortages(rejection: Rejection, pod: Pod, info: NodeInfo): readonly FailedCheck[] {
  const wanted = requestsOf(pod);
  return rejection.reasons.map((reason) => {
    const resource = reason.startsWith(INSUFFICIENT) ? reason.slice(INSUFFICIENT.length) : 'pods';
    const { shortage, change, text } = shortageOf(resource, wanted, info);
    return {
      by: BY,
      check: rejection.plugin,
      message: text,
      reason: shortReason(resource),
      shortage,
      changes: [change],
    };
  });
}

const shortReason = (resource: string) => (resource === 'pods' ? 'no room for another pod' : `${resource} short`);

function shortageOf(resource: string, wanted: Amounts, info: NodeInfo) {
  const allocatable = info.allocatable.get(resource) ?? 0;
  const isPods = resource === 'pods';
  const requested = isPods ? 1 : (wanted.get(resource) ?? 0);
  const used = isPods ? info.pods.size : (info.requested.get(resource) ?? 0);
  const free = Math.max(0, allocatable - used);
  const missing = requested - (allocatable - used);
  const shortage: Shortage = {
    resource,
    requested: quantityOf(resource, requested),
    free: quantityOf(resource, free),
    allocatable: quantityOf(resource, allocatable),
    short: quantityOf(resource, missing),
  };
  const change: Change = {
    do: 'free-resource',
    resource,
    short: shortFormOf(resource, missing, 'up'),
    ...(free > 0 && !isPods ? { fits: shortFormOf(resource, free) } : {}),
  };
  const show = (amount: number) => shortFormOf(resource, amount);
  const text = isPods
    ? `no room for another pod (${used} of ${allocatable})`
    : allocatable === 0
      ? `${resource} short by ${shortFormOf(resource, missing, 'up')} (the node has none)`
      : `${resource} short by ${shortFormOf(resource, missing, 'up')} (requests ${show(requested)}, ${show(free)} of ${show(allocatable)} free)`;
  return { shortage, change, text };
}

/** One check for each port that is taken. */
function portsTaken(rejection: Rejection, pod: Pod, info: NodeInfo): readonly FailedCheck[] {
  return hostPortsOf(pod).flatMap((port): readonly FailedCheck[] => {
    const holders = [...info.podsWithHostPorts.values()].filter((other) =>
      anyPortsConflict([port], hostPortsOf(other)),
    );
    if (holders.length === 0) return [];
    const blockedBy = holders.map(keyOf);
    const reason = `host port ${formatPort(port)} taken`;
    const message = `host port ${formatPort(port)} held by ${blockedBy.join(', ')}`;
    const changes: Change[] = [{ do: 'remove-pods', pods: blockedBy }];
    return [{ by: BY, check: rejection.plugin, message, reason, blockedBy, changes }];
  });
}

function formatPort({ port, protocol, ip }: HostPort): string {
  const address = ip === '0.0.0.0' ? '' : ` on ${ip}`;
  return `${port}${protocol === 'TCP' ? '' : `/${protocol}`}${address}`;
}

function inTheWay(rejection: Rejection, pod: Pod, info: NodeInfo, cache: NodeCache): FailedCheck {
  const reason = rejection.reasons.join(', ');
  const blockedBy = rejection.code === 'unschedulable' ? findNeighbours(pod, info, cache) : [];
  if (blockedBy.length === 0) return plain(rejection, []);
  const message = `${reason}: ${listSome(blockedBy)}`;
  const changes: Change[] = [{ do: 'remove-pods', pods: blockedBy }];
  return { by: BY, check: rejection.plugin, message, reason, blockedBy, changes };
}

const SHOWN = 3;

/** `a, b, c and 4 more` */
export function listSome(names: readonly string[], shown = SHOWN): string {
  if (names.length <= shown) return names.join(', ');
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
}

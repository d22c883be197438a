/** How scenarios name requests and watches that are to go wrong. */
import type { ResourceName } from '../api/resources';
import type { Cluster, RequestFault } from './cluster';
import { findNode } from './lookup';

type Call = Pick<RequestFault, 'verb' | 'resource'>;

/** The requests that the DaemonSet controller makes, as a sentence names them. */
export const CONTROLLER_CALLS: Readonly<Record<string, Call>> = {
  'pod creation': { verb: 'create', resource: 'pods' },
  'pod deletion': { verb: 'delete', resource: 'pods' },
  'pod patch': { verb: 'patch', resource: 'pods' },
  'status update': { verb: 'updateStatus', resource: 'daemonsets' },
  'revision creation': { verb: 'create', resource: 'controllerrevisions' },
  'revision update': { verb: 'update', resource: 'controllerrevisions' },
  'revision deletion': { verb: 'delete', resource: 'controllerrevisions' },
};

/** What the controllers learn through one watch. */
export const WATCHED_CHANGES: Readonly<Record<string, ResourceName>> = {
  'pod changes': 'pods',
  'node changes': 'nodes',
  'DaemonSet changes': 'daemonsets',
  'revision changes': 'controllerrevisions',
};

/** So many requests of one kind. */
export interface Calls extends Call {
  readonly times: number;
}

/** `2 pod creations`, `pod deletion`. */
export function parseCalls(text: string): Calls {
  const [, number = '1', name = ''] = /^(?:(\d+) )?(.+?)s?$/.exec(text) ?? [];
  return { ...(CONTROLLER_CALLS[name] as Call), times: Number(number) };
}

/** The next such requests of the DaemonSet controller are refused with this message, `after` earlier ones have passed. */
export async function refuseCalls(cluster: Cluster, calls: Calls, message: string, after = 0): Promise<void> {
  await cluster.injectFault({ ...calls, actor: 'daemonset-controller', after, message });
}

/** `skewMs`: how far the node's clock is ahead. */
export async function skewClock(cluster: Cluster, node: string, skewMs: number): Promise<void> {
  await findNode(cluster, node);
  await cluster.setClockSkew(node, skewMs);
}

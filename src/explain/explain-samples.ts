/** For tests only: nodes, pods and manifests in a few words. */
import type { Node, Pod } from '../api/core';
import { explainSet } from './explain-set';
import type { NodeExplanation, SetExplanation } from './explanation';
import { readNodes, readPods } from './read-cluster';
import { readManifests } from './read-manifest';

const ROOM = { cpu: '2', memory: '8Gi', pods: '110' };

export function node(
  name: string,
  fields: { labels?: object; status?: object; [field: string]: unknown } = {},
): object {
  const { labels, status, ...spec } = fields;
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: { allocatable: ROOM, ...status } };
}

export function pod(name: string, nodeName: string, fields: { [field: string]: unknown } = {}): object {
  const { labels, ownerReferences, phase = 'Running', ...spec } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels, ownerReferences },
    spec: { nodeName, containers: [], ...spec },
    status: { phase },
  };
}

/** A container that requests so much cpu, and the host port if there is one. */
export function container(cpu: string, hostPort?: number): object {
  return {
    name: 'main',
    image: 'agent:v1',
    resources: { requests: { cpu } },
    ...(hostPort === undefined ? {} : { ports: [{ containerPort: hostPort, hostPort }] }),
  };
}

/** The DaemonSet `agent`, with these fields in its pods' spec. */
export function daemonSet(podSpec: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [container('100m')], ...podSpec } },
    },
  };
}

export const asText = (...items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

export function explainSamples(set: object, nodes: readonly object[], pods: readonly object[] = []): SetExplanation {
  const known: readonly Pod[] = readPods({ source: 'pods.yaml', text: asText(...pods) });
  const there: readonly Node[] = readNodes({ source: 'nodes.yaml', text: asText(...nodes) });
  const { subjects, namespaceLabels } = readManifests([{ source: 'agent.yaml', text: asText(set) }], 'default', known);
  const [subject] = subjects;
  if (!subject) throw new Error('no DaemonSet was read');
  return explainSet(subject, { nodes: there, pods: known }, namespaceLabels);
}

/** The only node's explanation. */
export function explainOne(set: object, only: object, pods: readonly object[] = []): NodeExplanation {
  const [explained] = explainSamples(set, [only], pods).nodes;
  if (!explained) throw new Error('no node was explained');
  return explained;
}

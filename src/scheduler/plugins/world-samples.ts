/** For tests only: small clusters as the plug-ins see them, and what one plug-in says about them. */
import type { Node, Pod } from '../../api/core';
import type { StringMap } from '../../api/meta';
import { isRejection, type NodeScores, type Rejection, type SchedulerPlugin } from '../framework';
import { NodeCache, type NodeInfo } from '../node-info';
import { PLUGINS } from '../registry';
import type { Surroundings } from '../surroundings';

export interface SampleNode {
  readonly name: string;
  readonly labels?: StringMap;
  readonly spec?: object;
  readonly status?: object;
  /** Pods that are on the node already. */
  readonly pods?: readonly Pod[];
}

let count = 0;

export function makePod(spec: object = {}, labels: StringMap = {}, metadata: object = {}): Pod {
  count += 1;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${count}`, namespace: 'default', uid: `uid-${count}`, labels, ...metadata },
    spec: { containers: [{ name: 'main' }], ...spec },
    status: {},
  } as unknown as Pod;
}

export function makeNode({ name, labels, spec = {}, status }: SampleNode): Node {
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, ...status },
  } as unknown as Node;
}

export function makeNodes(nodes: readonly SampleNode[], surroundings?: Surroundings): NodeCache {
  const cache = new NodeCache(surroundings);
  for (const node of nodes) {
    cache.setNode(makeNode(node));
    for (const pod of node.pods ?? []) cache.setPod(pod, node.name);
  }
  return cache;
}

export function pluginNamed(name: string): SchedulerPlugin {
  const plugin = PLUGINS.find((candidate) => candidate.name === name);
  if (!plugin) throw new Error(`There is no plug-in ${name}.`);
  return plugin;
}

/** What the plug-in says of a node; undefined: it passes. */
export function judge(name: string, pod: Pod, nodes: NodeCache, node: string): Rejection | undefined {
  const prepared = pluginNamed(name).prepare?.(pod, nodes);
  if (!prepared || isRejection(prepared)) return prepared;
  return prepared.filter(nodes.get(node) as NodeInfo);
}

/** The nodes that the plug-in lets pass, by name. */
export function passing(name: string, pod: Pod, nodes: NodeCache): string[] {
  return nodes
    .list()
    .map((info) => info.name)
    .filter((node) => !judge(name, pod, nodes, node))
    .sort();
}

/** The plug-in's scores by node; undefined: it has no opinion. */
export function scores(name: string, pod: Pod, nodes: NodeCache): Record<string, number> | undefined {
  const infos = nodes.list();
  const given: NodeScores | undefined = pluginNamed(name).score?.(pod, infos, nodes);
  return given && Object.fromEntries(infos.map((info, index) => [info.name, given[index] ?? Number.NaN]));
}

export const requests = (list: StringMap) => ({ containers: [{ name: 'main', resources: { requests: list } }] });
export const hostPort = (port: object) => ({ containers: [{ name: 'main', ports: [{ containerPort: 80, ...port }] }] });
export const zone = (name: string) => ({ 'topology.kubernetes.io/zone': name });
export const aimedAt = (node: string) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
    },
  },
});
/** Pod affinity (`podAffinity`) or anti-affinity towards pods labelled app=`app`. */
export const required = (kind: string, topologyKey: string, app: string, term: object = {}) => ({
  affinity: {
    [kind]: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey, labelSelector: { matchLabels: { app } }, ...term },
      ],
    },
  },
});

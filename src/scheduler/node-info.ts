/**
 * The scheduler's picture of the nodes: what each offers and what its pods take, kept up to date change by change.
 * Upstream: pkg/scheduler/framework/types.go and backend/cache/cache.go, v1.36.
 */
import type { Node, Pod, PodSpec } from '../api/core';
import { hostPortsOf } from '../api/host-ports';
import {
  type Amounts,
  type AssumedRequests,
  addAmounts,
  allocatableOf,
  assumedRequestsOf,
  requestsOf,
} from '../api/pod-resources';
import { NOTHING_AROUND, type Surroundings } from './surroundings';

const NOTHING: Amounts = new Map();
const NO_PODS: ReadonlyMap<string, Pod> = new Map();

/** One node with the pods that are bound to it or assumed to be. */
export class NodeInfo {
  readonly name: string;
  /** Undefined while pods name a node that does not exist. */
  node: Node | undefined;
  allocatable: Amounts = NOTHING;
  readonly requested = new Map<string, number>();
  /** What the scores count: requests, with an assumption for containers that name none (SCHED-SCORE-02). */
  readonly assumed: { -readonly [Field in keyof AssumedRequests]: number } = { milliCpu: 0, memory: 0 };
  /** By uid. */
  readonly pods = new Map<string, Pod>();
  #withHostPorts: Map<string, Pod> | undefined;
  #withAffinity: Map<string, Pod> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get podsWithHostPorts(): ReadonlyMap<string, Pod> {
    return this.#withHostPorts ?? NO_PODS;
  }

  /** Pods with terms of their own towards other pods. */
  get podsWithAffinity(): ReadonlyMap<string, Pod> {
    return this.#withAffinity ?? NO_PODS;
  }

  setNode(node: Node | undefined): void {
    this.node = node;
    this.allocatable = node ? allocatableOf(node) : NOTHING;
  }

  add(pod: Pod): void {
    const key = pod.metadata.uid;
    this.pods.set(key, pod);
    addAmounts(this.requested, requestsOf(pod));
    this.#assume(pod, 1);
    if (hostPortsOf(pod).length > 0) {
      this.#withHostPorts ??= new Map();
      this.#withHostPorts.set(key, pod);
    }
    const affinity = pod.spec.affinity;
    if (affinity?.podAffinity || affinity?.podAntiAffinity) {
      this.#withAffinity ??= new Map();
      this.#withAffinity.set(key, pod);
    }
  }

  /** Takes a new version of a pod that is here, if nothing about it counts in another way. False if something does. */
  replace(pod: Pod): boolean {
    const key = pod.metadata.uid;
    const held = this.pods.get(key);
    if (!held || this.#withAffinity?.has(key) || !takesTheSame(held.spec, pod.spec)) return false;
    this.pods.delete(key); // The newest version comes last, as if the pod had left and come back.
    this.pods.set(key, pod);
    if (this.#withHostPorts?.delete(key)) this.#withHostPorts.set(key, pod);
    return true;
  }

  remove(pod: Pod): void {
    const key = pod.metadata.uid;
    const held = this.pods.get(key);
    if (!held) return;
    this.pods.delete(key);
    addAmounts(this.requested, requestsOf(held), -1);
    this.#assume(held, -1);
    this.#withHostPorts?.delete(key);
    this.#withAffinity?.delete(key);
  }

  #assume(pod: Pod, times: 1 | -1): void {
    const { milliCpu, memory } = assumedRequestsOf(pod);
    this.assumed.milliCpu += times * milliCpu;
    this.assumed.memory += times * memory;
  }
}

/** Parts of a spec stay the same object until they change. */
function takesTheSame(before: PodSpec, after: PodSpec): boolean {
  return (
    before.containers === after.containers &&
    before.initContainers === after.initContainers &&
    before.resources === after.resources &&
    before.overhead === after.overhead &&
    before.affinity === after.affinity
  );
}

/** All nodes. Costs per change are those of the node it concerns, never of the cluster. */
export class NodeCache {
  readonly #infos = new Map<string, NodeInfo>();
  readonly #nodeOfPod = new Map<string, string>();
  readonly #domains = new Map<string, Map<string, Set<NodeInfo>>>();
  readonly #antiAffinityKeys = new Map<string, number>();
  readonly #infosWithAffinity = new Set<NodeInfo>();
  readonly #nodesWithImage = new Map<string, number>();
  readonly surroundings: Surroundings;
  #list: readonly NodeInfo[] | undefined;
  #count = 0;

  constructor(surroundings: Surroundings = NOTHING_AROUND) {
    this.surroundings = surroundings;
  }

  /** Nodes that exist. */
  get count(): number {
    return this.#count;
  }

  /** The node, if it exists. */
  get(name: string): NodeInfo | undefined {
    const found = this.#infos.get(name);
    return found?.node ? found : undefined;
  }

  /** Nodes with pods that have required or preferred terms towards other pods. */
  get withAffinity(): ReadonlySet<NodeInfo> {
    return this.#infosWithAffinity;
  }

  /** Topology keys over which some pod refuses the company of others. */
  get antiAffinityKeys(): Iterable<string> {
    return this.#antiAffinityKeys.keys();
  }

  setNode(node: Node): void {
    const known = this.#infoFor(node.metadata.name);
    if (!known.node) {
      this.#count += 1;
      this.#list = undefined;
    }
    this.#moveBetweenDomains(known, known.node, node);
    this.#countImages(known.node, -1);
    this.#countImages(node, 1);
    known.setNode(node);
  }

  /** How many nodes have pulled each image, by every name it has. Empty if nodes do not tell. */
  get nodesWithImage(): ReadonlyMap<string, number> {
    return this.#nodesWithImage;
  }

  removeNode(name: string): void {
    const known = this.#infos.get(name);
    if (!known?.node) return;
    this.#moveBetweenDomains(known, known.node, undefined);
    this.#countImages(known.node, -1);
    known.setNode(undefined);
    this.#count -= 1;
    this.#list = undefined;
    this.#forgetIfEmpty(known);
  }

  /** Puts the pod on its node, whether it was bound, assumed or changed. */
  setPod(pod: Pod, nodeName: string): void {
    // A pod that was assumed here and is bound now, most of the time.
    if (this.#infos.get(nodeName)?.replace(pod)) return;
    this.removePod(pod);
    const info = this.#infoFor(nodeName);
    info.add(pod);
    this.#nodeOfPod.set(pod.metadata.uid, nodeName);
    if (info.podsWithAffinity.size > 0) this.#infosWithAffinity.add(info);
    this.#countAntiAffinity(pod, 1);
  }

  removePod(pod: Pod): void {
    const key = pod.metadata.uid;
    const nodeName = this.#nodeOfPod.get(key);
    if (nodeName === undefined) return;
    this.#nodeOfPod.delete(key);
    const info = this.#infos.get(nodeName);
    const held = info?.pods.get(key);
    if (!info || !held) return;
    info.remove(held);
    this.#countAntiAffinity(held, -1);
    if (info.podsWithAffinity.size === 0) this.#infosWithAffinity.delete(info);
    this.#forgetIfEmpty(info);
  }

  /** The pod was marked for deletion: it takes what it took before. */
  markTerminating(pod: Pod): void {
    const info = this.#infos.get(this.#nodeOfPod.get(pod.metadata.uid) ?? '');
    if (info?.pods.has(pod.metadata.uid)) info.pods.set(pod.metadata.uid, pod);
  }

  /** The node that the pod counts on. */
  nodeOf(uid: string): string | undefined {
    return this.#nodeOfPod.get(uid);
  }

  /** Every node, zones taking turns, each zone in order of arrival (SCHED-FLOW-11). Rebuilt only after nodes came or went. */
  list(): readonly NodeInfo[] {
    this.#list ??= takeTurns([...this.#infos.values()].filter((info) => info.node !== undefined));
    return this.#list;
  }

  /** The nodes whose label `key` has this value; kept up to date from the first question on. */
  domain(key: string, value: string): ReadonlySet<NodeInfo> {
    let domains = this.#domains.get(key);
    if (!domains) {
      domains = new Map();
      this.#domains.set(key, domains);
      for (const info of this.#infos.values()) {
        const own = info.node?.metadata.labels?.[key];
        if (own !== undefined) fileUnder(domains, own, info);
      }
    }
    return domains.get(value) ?? EMPTY;
  }

  #infoFor(name: string): NodeInfo {
    let info = this.#infos.get(name);
    if (!info) {
      info = new NodeInfo(name);
      this.#infos.set(name, info);
    }
    return info;
  }

  #countAntiAffinity(pod: Pod, change: number): void {
    const terms = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (!terms) return;
    for (const { topologyKey } of terms) {
      const count = (this.#antiAffinityKeys.get(topologyKey) ?? 0) + change;
      if (count > 0) this.#antiAffinityKeys.set(topologyKey, count);
      else this.#antiAffinityKeys.delete(topologyKey);
    }
  }

  #countImages(node: Node | undefined, change: 1 | -1): void {
    for (const { names = [] } of node?.status.images ?? []) {
      for (const name of names) {
        const count = (this.#nodesWithImage.get(name) ?? 0) + change;
        if (count > 0) this.#nodesWithImage.set(name, count);
        else this.#nodesWithImage.delete(name);
      }
    }
  }

  #forgetIfEmpty(info: NodeInfo): void {
    if (!info.node && info.pods.size === 0) this.#infos.delete(info.name);
  }

  #moveBetweenDomains(info: NodeInfo, before: Node | undefined, after: Node | undefined): void {
    for (const [key, domains] of this.#domains) {
      const from = before?.metadata.labels?.[key];
      const to = after?.metadata.labels?.[key];
      if (from === to) continue;
      if (from !== undefined) domains.get(from)?.delete(info);
      if (to !== undefined) fileUnder(domains, to, info);
    }
  }
}

const EMPTY: ReadonlySet<NodeInfo> = new Set();

function fileUnder(domains: Map<string, Set<NodeInfo>>, value: string, info: NodeInfo): void {
  const domain = domains.get(value);
  if (domain) domain.add(info);
  else domains.set(value, new Set([info]));
}

function takeTurns(infos: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const info of infos) {
    const labels = info.node?.metadata.labels;
    const zone = `${labels?.['topology.kubernetes.io/region'] ?? ''}/${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
    const members = zones.get(zone);
    if (members) members.push(info);
    else zones.set(zone, [info]);
  }
  if (zones.size <= 1) return infos;
  const ordered: NodeInfo[] = [];
  for (let round = 0; ordered.length < infos.length; round++) {
    for (const members of zones.values()) {
      const next = members[round];
      if (next) ordered.push(next);
    }
  }
  return ordered;
}

/** Anything that a plug-in could care about; upstream: framework/events.go, NodeSchedulingPropertiesChange. */
export function hasSchedulingChange(before: Node, after: Node): boolean {
  return (
    before.spec !== after.spec ||
    before.metadata.labels !== after.metadata.labels ||
    before.status.allocatable !== after.status.allocatable ||
    before.status.capacity !== after.status.capacity
  );
}

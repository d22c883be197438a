/**
 * Which pods a rejection by inter-pod anti-affinity is about. The plug-in says only that there are some; so each pod that
 * could be meant is put alone into a small world with the node, and the plug-in is asked again.
 */
import type { Pod } from '../api/core';
import { keyOf } from '../api/meta';
import { isRejection } from '../scheduler/framework';
import { NodeCache, type NodeInfo } from '../scheduler/node-info';
import { interPodAffinity } from '../scheduler/plugins/inter-pod-affinity';

/** Enough to name the culprit in practice; a whole zone of pods is not listed one by one. */
const MAX_ASKED = 300;

/** What was found, by the domains that a node lies in: the same pods are in the way of all nodes there. One per set. */
const found = new WeakMap<NodeCache, Map<string, readonly string[]>>();

/** Namespace/name of each, nearest first: those on the node itself, then those of its domains. */
export function findNeighbours(pod: Pod, info: NodeInfo, cache: NodeCache): readonly string[] {
  const keys = topologyKeys(pod, cache);
  const place = keys.map((key) => info.node?.metadata.labels?.[key] ?? '').join('\n');
  const known = found.get(cache) ?? new Map<string, readonly string[]>();
  found.set(cache, known);
  let neighbours = known.get(place);
  if (neighbours === undefined) {
    neighbours = askOneByOne(pod, info, placesNear(info, keys, cache), cache);
    known.set(place, neighbours);
  }
  return neighbours;
}

function topologyKeys(pod: Pod, cache: NodeCache): readonly string[] {
  const terms = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return [...new Set([...terms.map(({ topologyKey }) => topologyKey), ...cache.antiAffinityKeys])];
}

function askOneByOne(pod: Pod, info: NodeInfo, places: Iterable<NodeInfo>, cache: NodeCache): readonly string[] {
  const { node } = info;
  const inTheWay: string[] = [];
  if (!node) return inTheWay;
  let asked = 0;
  for (const place of places) {
    for (const other of place.pods.values()) {
      if (asked++ >= MAX_ASKED) return inTheWay;
      const world = new NodeCache(cache.surroundings);
      world.setNode(node);
      if (place.node) world.setNode(place.node);
      world.setPod(other, place.name);
      const prepared = interPodAffinity.prepare?.(withoutAffinity(pod), world);
      const alone = world.get(info.name);
      if (!prepared || !alone) continue;
      if (isRejection(prepared) || prepared.filter(alone)) inTheWay.push(keyOf(other));
    }
  }
  return inTheWay;
}

/** Only what it wants to be far from: what it wants to be near is missing in the small world. */
function withoutAffinity(pod: Pod): Pod {
  const { podAffinity: _, ...affinity } = pod.spec.affinity ?? {};
  return { ...pod, spec: { ...pod.spec, affinity } };
}

function* placesNear(info: NodeInfo, keys: readonly string[], cache: NodeCache): Iterable<NodeInfo> {
  yield info;
  const seen = new Set([info]);
  for (const key of keys) {
    const value = info.node?.metadata.labels?.[key];
    if (value === undefined) continue;
    for (const other of cache.domain(key, value)) {
      if (seen.has(other)) continue;
      seen.add(other);
      yield other;
    }
  }
}

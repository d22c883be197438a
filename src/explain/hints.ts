/** Labels that a template asks for and no node has: most often a misspelling. */
import type { Node, PodSpec } from '../api/core';
import { findNearest } from '../harness/suggest';

/** One sentence for each pair of the nodeSelector that no node carries. */
export function findUnknownLabels({ nodeSelector = {} }: PodSpec, nodes: readonly Node[]): readonly string[] {
  return Object.entries(nodeSelector).flatMap(([key, value]) => {
    if (nodes.some(({ metadata }) => metadata.labels?.[key] === value)) return [];
    return [`No node has the label ${key}=${value}, which nodeSelector wants.${suggestLabel(key, value, nodes)}`];
  });
}

function suggestLabel(key: string, value: string, nodes: readonly Node[]): string {
  const counts = new Map<string, number>();
  const keys = new Set<string>();
  for (const { metadata } of nodes) {
    for (const known of Object.keys(metadata.labels ?? {})) keys.add(known);
    const found = metadata.labels?.[key];
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  if (counts.size === 0) {
    const nearest = findNearest(key, keys);
    return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  }
  const nearest = findNearest(value, counts.keys());
  if (nearest !== undefined) return ` Did you mean ${key}=${nearest}, as ${counts.get(nearest)} of them have?`;
  const listed = [...counts.keys()].sort().slice(0, 5);
  return ` Values in use: ${listed.join(', ')}${counts.size > listed.length ? ', …' : ''}.`;
}

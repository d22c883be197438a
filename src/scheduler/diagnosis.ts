/**
 * Why a pod found no node, and the sentence that says so.
 * Upstream: pkg/scheduler/framework/types.go, Diagnosis and FitError, v1.36.
 */
import type { Rejection } from './framework';

export class Diagnosis {
  /** Nodes in the cluster when the attempt was made. */
  readonly nodeCount: number;
  /** The verdict on each node that was asked. */
  readonly rejections = new Map<string, Rejection>();
  /** A plug-in ended the attempt before any node was asked. */
  beforehand: Rejection | undefined;
  /** Plug-ins that named the only nodes worth asking; all others count as theirs (SCHED-FLOW-06). */
  narrowedBy: readonly string[] = [];

  constructor(nodeCount: number) {
    this.nodeCount = nodeCount;
  }

  /** Every plug-in that rejected the pod somewhere: what must change before another try is worth it. */
  get plugins(): ReadonlySet<string> {
    const plugins = new Set<string>(this.narrowedBy);
    for (const { plugin } of this.rejections.values()) plugins.add(plugin);
    if (this.beforehand) plugins.add(this.beforehand.plugin);
    return plugins;
  }

  // SCHED-MSG-01
  describe(postFilter: string): string {
    const after = postFilter === '' ? '' : ` ${postFilter}`;
    if (this.beforehand) {
      return `0/${this.nodeCount} nodes are available: ${this.beforehand.reasons.join(', ')}.${after}`;
    }
    const counts = countReasons(this.rejections.values());
    const elsewhere = this.nodeCount - this.rejections.size;
    if (elsewhere > 0 && this.narrowedBy.length > 0) {
      const reason = `node(s) didn't satisfy plugin(s) [${[...this.narrowedBy].sort().join(' ')}]`;
      counts.set(reason, (counts.get(reason) ?? 0) + elsewhere);
    }
    return `${sentenceOf(this.nodeCount, counts)}${after}`;
  }
}

export function countReasons(rejections: Iterable<Rejection>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

/** `0/3 nodes are available: 1 Too many pods, 2 …`, the parts sorted as plain strings. */
export function sentenceOf(nodeCount: number, counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${nodeCount} nodes are available: ${parts.join(', ')}.`;
}

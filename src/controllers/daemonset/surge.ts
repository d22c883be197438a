/**
 * A rollout with surge: a new pod starts beside the old one, and the old one goes when the new one is available.
 * Groups without an old pod ask for nothing here (DS-SURGE-04).
 * Upstream: pkg/controller/daemon/update.go, rollingUpdate (maxSurge > 0), v1.36.
 */
import type { NodeLedger } from './ledger';
import { oldPodsOn, type RolloutStep } from './rolling-update';

/** `limit` is the most that an action batch would carry out of each kind. Throws where upstream's step fails (DS-SURGE-07). */
export function planSurge(ledger: NodeLedger, maxSurge: number, limit: number): RolloutStep {
  const [unknown] = ledger.oldOnUnknownNode.draw(1);
  if (unknown !== undefined) {
    throw new Error(`couldn't get node for nodeName "${unknown}": node "${unknown}" not found`);
  }
  const uncovered = ledger.oldUnavailable.draw(ledger.oldUnavailable.size);
  const isWanted = (node: string) => ledger.entry(node)?.eligibility?.shouldRun === true;
  const beside = uncovered.filter(isWanted); // DS-SURGE-05
  const misplaced = uncovered.filter((node) => !isWanted(node));
  const budget = Math.max(0, maxSurge - ledger.totals.surgingGroups); // DS-SURGE-10
  const candidates = drawWanted(ledger, Math.min(budget, limit - beside.length));
  // DS-SURGE-11: in walking order, which is free, and then the sunset pods.
  const superseded = ledger.superseded.draw(limit);
  const sunset = ledger.sunset.draw(ledger.totals.servingGroups - ledger.totals.desired); // DS-SURGE-09
  return {
    createOn: [...beside, ...candidates],
    remove: oldPodsOn(ledger, [...misplaced, ...superseded, ...sunset]),
  };
}

/** Up to `count` nodes with an available old pod where a pod is still wanted (DS-SURGE-06). */
function drawWanted(ledger: NodeLedger, count: number): string[] {
  if (count <= 0) return [];
  // Sunset nodes are in the same set: draw enough to have `count` left without them.
  const drawn = ledger.oldAvailable.draw(count + ledger.sunset.size);
  return drawn.filter((node) => !ledger.sunset.has(node)).slice(0, count);
}

/**
 * A rollout without surge: old pods are deleted within the availability budget; `manage` refills their nodes later.
 * Upstream: pkg/controller/daemon/update.go, rollingUpdate (maxSurge 0), v1.36.
 */
import type { Pod } from '../../api/core';
import type { NodeLedger } from './ledger';

/** What one rolling step does: pods to create beside old ones, by node, and pods to delete, each in order. */
export interface RolloutStep {
  readonly createOn: readonly string[];
  readonly remove: readonly Pod[];
}

const NOTHING: RolloutStep = { createOn: [], remove: [] };

/**
 * Deletes every lone old pod that is not available, whatever the budget, then as many available ones as the budget
 * still allows (DS-ROLL-06 to 08). Updated pods stay (DS-ROLL-05), and so a template that returns to what some pods
 * already run restarts only the others (DS-ROLL-15, DS-ROLL-16). Unwanted nodes take part like the others (DS-ROLL-17, DS-CHG-03).
 * `limit` is the most that an action batch would carry out (DS-ROLL-09).
 */
export function planRollingUpdate(ledger: NodeLedger, maxUnavailable: number, limit: number): RolloutStep {
  const budget = Math.max(0, maxUnavailable - ledger.totals.unavailableGroups);
  const mustReplace = ledger.oldUnavailable.draw(limit);
  const candidates = ledger.oldAvailable.draw(Math.min(budget, limit - mustReplace.length));
  if (mustReplace.length + candidates.length === 0) return NOTHING;
  return { createOn: [], remove: oldPodsOn(ledger, [...mustReplace, ...candidates]) };
}

/** The old pods on these nodes, each of which has exactly one that matters to a rollout. */
export function oldPodsOn(ledger: NodeLedger, nodes: readonly string[]): Pod[] {
  const old: Pod[] = [];
  for (const node of nodes) {
    const stage = ledger.entry(node)?.stage;
    if (stage?.kind === 'old' || stage?.kind === 'both') old.push(stage.old);
  }
  return old;
}

/**
 * Numbers that may be percentages, and the two budgets of a rolling update made of them.
 * Upstream: apimachinery pkg/util/intstr/intstr.go; pkg/controller/daemon/util/daemonset_util.go, v1.36.
 */
import type { DaemonSetUpdateStrategy, IntOrString } from './apps';

/** A value that is neither a number nor a percentage; the message is the controller's own. DS-PCT-03 */
export class IntOrPercentError extends Error {
  override name = 'IntOrPercentError';
}

/** Reads what a person types: `3` gives a number, `25%` stays text. Throws `IntOrPercentError`. */
export function parseIntOrPercent(text: string): IntOrString {
  if (/^[+-]?[0-9]+$/.test(text)) return Number(text);
  percentOf(text);
  return text;
}

/**
 * The number that `value` means out of `total`: itself, or that percentage, rounded up or down. Throws
 * `IntOrPercentError`, also for an absent value. DS-PCT-01
 */
export function scaledValue(value: IntOrString | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) throw new IntOrPercentError('nil value for IntOrString');
  if (typeof value === 'number') return value;
  const share = (percentOf(value) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}

function percentOf(text: string): number {
  if (!text.endsWith('%')) {
    throw new IntOrPercentError('invalid value for IntOrString: invalid type: string is not a percentage');
  }
  const digits = text.slice(0, -1);
  if (!/^[+-]?[0-9]+$/.test(digits)) {
    throw new IntOrPercentError(
      `invalid value for IntOrString: invalid value ${JSON.stringify(text)}: strconv.Atoi: parsing ${JSON.stringify(digits)}: invalid syntax`,
    );
  }
  return Number(digits);
}

/** How many pods a rolling update of `desired` nodes may have in excess. DS-PCT-04 */
export function surgeCount(strategy: DaemonSetUpdateStrategy | undefined, desired: number): number {
  const rollingUpdate = strategy?.type === 'RollingUpdate' ? strategy.rollingUpdate : undefined;
  if (rollingUpdate?.maxSurge === undefined) return 0;
  return scaledValue(rollingUpdate.maxSurge, desired, true);
}

/** How many of `desired` nodes a rolling update may leave without an available pod. DS-PCT-04 */
export function unavailableCount(strategy: DaemonSetUpdateStrategy | undefined, desired: number): number {
  const rollingUpdate = strategy?.type === 'RollingUpdate' ? strategy.rollingUpdate : undefined;
  if (!rollingUpdate) return 0;
  return scaledValue(rollingUpdate.maxUnavailable, desired, true);
}

export interface RolloutBudget {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Both budgets for `desired` nodes; where both come out as 0, one pod may be unavailable. DS-PCT-05, DS-PCT-06 */
export function rolloutBudget(strategy: DaemonSetUpdateStrategy | undefined, desired: number): RolloutBudget {
  const maxUnavailable = unavailableCount(strategy, desired);
  const maxSurge = surgeCount(strategy, desired);
  if (desired > 0 && maxUnavailable === 0 && maxSurge === 0) return { maxSurge, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable };
}

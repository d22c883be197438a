/**
 * Numbers that may be percentages.
 * Upstream: apimachinery pkg/util/intstr/intstr.go, v1.36.
 */
import type { IntOrString } from './apps';

/** A value that is neither a number nor a percentage; the message is the controller's own. DS-PCT-03 */
class IntOrPercentError extends Error {
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

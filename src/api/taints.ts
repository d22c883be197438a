/**
 * Taints and tolerations.
 * Upstream: api core/v1/toleration.go and taint.go, component-helpers scheduling/corev1/helpers.go, v1.36.
 */
import type { Taint, TaintEffect, Toleration } from './core';
import { labelKeyProblems, labelValueProblems } from './label-format';

/** The effects that keep a new pod away. PreferNoSchedule only lowers a score. DS-PLACE-09 */
export const SCHEDULING_EFFECTS: readonly TaintEffect[] = ['NoSchedule', 'NoExecute'];
/** The effect that removes a pod which already runs. DS-PLACE-11 */
export const EVICTING_EFFECTS: readonly TaintEffect[] = ['NoExecute'];

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/**
 * True if the toleration covers the taint. The operators Lt and Gt never match: their feature gate is off by default.
 * DS-PLACE-09, SCHED-TAINT-01
 */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator) {
    case undefined:
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** The first taint with one of `effects` that no toleration covers, or undefined if the pod may be there. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly TaintEffect[],
): Taint | undefined {
  if (taints === undefined) return undefined;
  for (const taint of taints) {
    if (effects.includes(taint.effect) && !isTolerated(taint, tolerations)) return taint;
  }
  return undefined;
}

function isTolerated(taint: Taint, tolerations: readonly Toleration[] | undefined): boolean {
  if (tolerations === undefined) return false;
  for (const toleration of tolerations) if (toleratesTaint(toleration, taint)) return true;
  return false;
}

/** kubectl's spelling: `key=value:Effect`, or `key:Effect` without a value. */
export function formatTaint(taint: {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}): string {
  const effect = taint.effect ?? '';
  if (taint.value) return `${taint.key}=${taint.value}:${effect}`;
  return effect === '' ? taint.key : `${taint.key}:${effect}`;
}

/** A taint as kubectl's command line spells it; without an effect only for removal. */
export interface TaintSpelling {
  readonly key: string;
  readonly value?: string;
  readonly effect?: TaintEffect;
}

/** Reads `key=value:Effect`, `key:Effect` or `key`. Throws an `Error` in kubectl's words. KUBECTL-TAINT-01, -05 */
export function parseTaintSpelling(text: string): TaintSpelling {
  const parts = text.split(':');
  if (parts.length > 2) throw new Error(`invalid taint spec: ${text}`);
  const [before = '', effect] = parts;
  if (effect === undefined) return { key: checkKey(before, text) };
  if (!EFFECTS.includes(effect)) throw new Error(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value, ...rest] = before.split('=');
  if (rest.length > 0) throw new Error(`invalid taint spec: ${text}`);
  const problems = labelValueProblems(value ?? '');
  if (problems.length > 0) throw new Error(`invalid taint spec: ${text}, ${problems.join('; ')}`);
  return { key: checkKey(key, text), ...(value ? { value } : {}), effect: effect as TaintEffect };
}

/** Reads a whole taint, `key=value:Effect` or `key:Effect`. Throws an `Error` in kubectl's words. */
export function parseTaint(text: string): Taint {
  const { key, value, effect } = parseTaintSpelling(text);
  if (effect === undefined)
    throw new Error(`invalid taint spec: ${text}, an effect is missing (such as ${key}:NoSchedule)`);
  return value === undefined ? { key, effect } : { key, value, effect };
}

function checkKey(key: string, text: string): string {
  const problems = labelKeyProblems(key);
  if (problems.length > 0) throw new Error(`invalid taint spec: ${text}, ${problems.join('; ')}`);
  return key;
}

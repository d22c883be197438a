/**
 * Defaults for pods that a controller makes from a stored template. All pods of a template have the same spec but for
 * their affinity, which takes no defaults, so the rest is worked out once and copied.
 */
import type { Container, Pod, PodSpec } from '../../api/core';
import { applyDefaults } from '../defaulting';
import { copyWith } from '../object-fields';
import { differInAffinityOnly } from '../template-siblings';

/** The last spec with these containers that came in, and what defaulting made of it. */
interface Defaulted {
  readonly given: PodSpec;
  /** Not frozen: V8 copies such an object ten times as fast. It never leaves this file. */
  readonly complete: PodSpec;
}

const remembered = new WeakMap<readonly Container[], Defaulted>();

export function defaultTemplatePod(pod: Pod): Pod {
  const { spec } = pod;
  const known = remembered.get(spec.containers);
  if (known && differInAffinityOnly(spec, known.given)) {
    const complete = copyWith(known.complete, 'affinity', spec.affinity);
    return { apiVersion: pod.apiVersion, kind: pod.kind, metadata: pod.metadata, spec: complete, status: pod.status };
  }
  const defaulted = applyDefaults('pods', pod);
  remembered.set(spec.containers, { given: { ...spec }, complete: { ...defaulted.spec } });
  // A copy for admission to write to; the spec may still be the sender's own.
  return { ...defaulted, spec: { ...defaulted.spec } };
}

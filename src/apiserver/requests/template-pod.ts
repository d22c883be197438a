/**
 * Defaults for pods that a controller makes from a stored template. All but a few fields have been defaulted in the
 * template, and what pods alone get depends on the containers only, so it is worked out once per template.
 */
import type { Container, Pod, PodSpec } from '../../api/core';
import { applyDefaults } from '../defaulting';

/** What defaulting made of the first pod with these containers, and under which circumstances. */
interface Defaulted {
  readonly given: Pick<PodSpec, 'initContainers' | 'hostNetwork' | 'volumes'>;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[] | undefined;
}

const remembered = new WeakMap<readonly Container[], Defaulted>();

type SpecWithLinks = PodSpec & { readonly enableServiceLinks?: boolean; readonly dnsPolicy?: string };

export function defaultTemplatePod(pod: Pod): Pod {
  const spec = pod.spec as SpecWithLinks;
  const known = remembered.get(spec.containers);
  if (!known || !isAsBefore(spec, known)) {
    const defaulted = applyDefaults('pods', pod);
    remembered.set(spec.containers, {
      given: spec,
      containers: defaulted.spec.containers,
      initContainers: defaulted.spec.initContainers,
    });
    return defaulted;
  }
  const complete: SpecWithLinks = {
    ...spec,
    containers: known.containers,
    ...(known.initContainers ? { initContainers: known.initContainers } : {}),
    enableServiceLinks: spec.enableServiceLinks ?? true,
  };
  return { ...pod, spec: complete };
}

/** Same parts as the remembered pod, and every field that the template's own defaulting fills in. */
function isAsBefore(spec: SpecWithLinks, { given }: Defaulted): boolean {
  return (
    spec.initContainers === given.initContainers &&
    spec.volumes === given.volumes &&
    spec.hostNetwork === given.hostNetwork &&
    spec.resources === undefined &&
    spec.overhead === undefined &&
    spec.dnsPolicy !== undefined &&
    spec.restartPolicy !== undefined &&
    spec.schedulerName !== undefined &&
    spec.securityContext !== undefined &&
    spec.terminationGracePeriodSeconds !== undefined
  );
}

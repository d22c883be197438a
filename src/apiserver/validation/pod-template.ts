/** Pod templates of workload kinds. API-VAL-04 */
import type { PodTemplateSpec } from '../../api/core';
import type { FieldError } from './field-error';
import { validateAnnotations, validateLabels } from './labels';
import { validatePodAnnotations } from './pod-annotations';
import { forbidEphemeralContainers, validatePodSpec } from './pod-spec';

/** The server reports a template's labels and annotations without `metadata` in the path. */
export function validatePodTemplate(template: PodTemplateSpec | undefined, path: string): FieldError[] {
  const spec = template?.spec ?? { containers: [] };
  return [
    ...validateLabels(template?.metadata?.labels, `${path}.labels`),
    ...validateAnnotations(template?.metadata?.annotations, `${path}.annotations`),
    ...validatePodAnnotations(template?.metadata?.annotations, spec, `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`, false),
    ...forbidEphemeralContainers(spec, `${path}.spec`),
  ];
}

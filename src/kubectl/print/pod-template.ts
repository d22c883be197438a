/**
 * Pod templates as `describe` and `rollout history --revision` show them: lines with tabs, not yet aligned.
 * Upstream: kubectl pkg/describe/describe.go, DescribePodTemplate, v1.36. KUBECTL-DESC-05.
 */
import type { PodTemplateSpec } from '../../api/core';
import { describeContainers } from './describe-containers';
import { formatAnnotationLines, formatLabelLines, formatTolerationLines } from './describe-lines';
import { describeTopologySpread, describeVolumes } from './describe-volumes';

/** `Pod Template:` and everything below it, each line ended. */
export function describePodTemplate(template: PodTemplateSpec | undefined): string {
  if (!template?.spec) return 'Pod Template:\n  <unset>\n';
  const { metadata, spec } = template;
  let text = 'Pod Template:\n';
  text += formatLabelLines('  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) {
    text += formatAnnotationLines('  Annotations', metadata?.annotations);
  }
  if (spec.serviceAccountName) text += `  Service Account:\t${spec.serviceAccountName}\n`;
  if (spec.initContainers && spec.initContainers.length > 0) {
    text += describeContainers('Init Containers', spec.initContainers, '  ');
  }
  text += describeContainers('Containers', spec.containers, '  ');
  text += describeVolumes(spec.volumes, '  ');
  text += describeTopologySpread(spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) text += `  Priority Class Name:\t${spec.priorityClassName}\n`;
  text += formatLabelLines('  Node-Selectors', spec.nodeSelector);
  text += formatTolerationLines('  Tolerations', spec.tolerations);
  return text;
}

/** The lines with which most descriptions begin. */
import type { KubernetesObject } from '../../api/meta';
import { formatAnnotationLines, formatLabelLines } from '../print/describe-lines';

export function describeHeading({ metadata }: KubernetesObject): string {
  return (
    `Name:\t${metadata.name}\n${metadata.namespace === undefined ? '' : `Namespace:\t${metadata.namespace}\n`}` +
    formatLabelLines('Labels', metadata.labels) +
    formatAnnotationLines('Annotations', metadata.annotations)
  );
}

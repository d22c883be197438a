/** A DaemonSet in words. KUBECTL-DESC-02, -03. Upstream: describe.go, describeDaemonSet, v1.36. */
import type { DaemonSet } from '../../api/apps';
import { formatLabels, formatSelector } from '../../api/label-selector-text';
import { formatAnnotationLines, formatLabelLines } from '../print/describe-lines';
import { describePodTemplate } from '../print/pod-template';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';
import { describePodPhases } from './workloads';

export function describeDaemonSet(session: Session, selected: Selected, showsEvents: boolean): string {
  const daemonSet = selected.object as DaemonSet;
  const { metadata, spec, status } = daemonSet;
  return (
    `Name:\t${metadata.name}\n` +
    `Namespace:\t${metadata.namespace ?? ''}\n` +
    `Selector:\t${formatSelector(spec.selector)}\n` +
    `Node-Selector:\t${formatLabels(spec.template.spec.nodeSelector)}\n` +
    formatLabelLines('Labels', metadata.labels) +
    formatAnnotationLines('Annotations', metadata.annotations) +
    `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}\n` +
    `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}\n` +
    `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}\n` +
    `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}\n` +
    `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}\n` +
    describePodPhases(session, daemonSet, spec.selector) +
    describePodTemplate(spec.template) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

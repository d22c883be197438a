/** A pod in words. KUBECTL-DESC-11, -12. Upstream: describe.go, describePod, v1.36. */
import type { EnvVar, Pod } from '../../api/core';
import { controllerOf } from '../../api/meta';
import { describeContainers, describeSeccompProfile } from '../print/describe-containers';
import { formatAnnotationLines, formatLabelLines, formatTolerationLines } from '../print/describe-lines';
import { describeTopologySpread, describeVolumes } from '../print/describe-volumes';
import { ageOf, formatTimestamp } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';

export function describePod(session: Session, selected: Selected, showsEvents: boolean): string {
  const pod = selected.object as Pod;
  const { metadata, spec, status } = pod;
  const controller = controllerOf(pod);
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\n`;
  if (spec.priority !== undefined) text += `Priority:\t${spec.priority}\n`;
  if (spec.priorityClassName) text += `Priority Class Name:\t${spec.priorityClassName}\n`;
  if (spec.runtimeClassName) text += `Runtime Class Name:\t${spec.runtimeClassName}\n`;
  if (spec.serviceAccountName) text += `Service Account:\t${spec.serviceAccountName}\n`;
  text += `Node:\t${spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>'}\n`;
  if (status?.startTime) text += `Start Time:\t${formatTimestamp(status.startTime)}\n`;
  text += formatLabelLines('Labels', metadata.labels);
  text += formatAnnotationLines('Annotations', metadata.annotations);
  text += describeStatus(pod, session.nowMs);
  if (status?.reason) text += `Reason:\t${status.reason}\n`;
  if (status?.message) text += `Message:\t${status.message}\n`;
  text += describeSeccompProfile(spec.securityContext, '');
  text += `IP:\t${status?.podIP ?? ''}\n`;
  const addresses = ((status as { podIPs?: readonly { ip: string }[] } | undefined)?.podIPs ?? []).map(({ ip }) => ip);
  if (addresses.length === 0) text += 'IPs:\t<none>\n';
  else text += `IPs:\n${addresses.map((ip) => `  IP:\t${ip}\n`).join('')}`;
  if (controller) text += `Controlled By:\t${controller.kind}/${controller.name}\n`;
  if (status?.nominatedNodeName) text += `NominatedNodeName:\t${status.nominatedNodeName}\n`;
  const resolve = resolverFor(pod);
  if (spec.initContainers && spec.initContainers.length > 0) {
    text += describeContainers(
      'Init Containers',
      spec.initContainers,
      '',
      status?.initContainerStatuses ?? [],
      resolve,
    );
  }
  text += describeContainers('Containers', spec.containers, '', status?.containerStatuses ?? [], resolve);
  text += describeGates(pod) + describeConditions(pod);
  text += describeVolumes(spec.volumes, '');
  text += `QoS Class:\t${status?.qosClass ?? ''}\n`;
  text += formatLabelLines('Node-Selectors', spec.nodeSelector);
  text += formatTolerationLines('Tolerations', spec.tolerations);
  text += describeTopologySpread(spec.topologySpreadConstraints, '');
  return showsEvents ? text + describeEvents(session, selected) : text;
}

function describeStatus({ metadata, status }: Pod, nowMs: number): string {
  const isOver = status?.phase === 'Failed' || status?.phase === 'Succeeded';
  if (!metadata.deletionTimestamp || isOver) return `Status:\t${status?.phase ?? ''}\n`;
  return (
    `Status:\tTerminating (lasts ${ageOf(metadata.deletionTimestamp, nowMs)})\n` +
    `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s\n`
  );
}

function describeGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '';
  const rows = gates.map(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    return `  ${conditionType} \t${condition?.status ?? '<none>'} \n`;
  });
  return `Readiness Gates:\n  Type\tStatus\n${rows.join('')}`;
}

function describeConditions({ status }: Pod): string {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return '';
  return `Conditions:\n  Type\tStatus\n${conditions.map(({ type, status }) => `  ${type} \t${status} \n`).join('')}`;
}

/** Values of downward API references that can be read from the pod itself. */
function resolverFor({ metadata, spec, status }: Pod): (variable: EnvVar) => string {
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.hostIP': status?.hostIP,
    'status.podIP': status?.podIP,
  };
  return ({ valueFrom }) => {
    const path = (valueFrom as { fieldRef?: { fieldPath?: string } } | undefined)?.fieldRef?.fieldPath;
    return (path && fields[path]) || '';
  };
}

/** Deployments and ReplicaSets in words. Upstream: describe.go, describeDeployment, describeReplicaSet, v1.36. */
import type { Deployment, ReplicaSet } from '../../api/apps';
import { formatSelector } from '../../api/label-selector-text';
import { compileSelector } from '../../api/labels';
import { controllerOf, type KubernetesObject } from '../../api/meta';
import { equalValues } from '../../api/three-way-patch';
import { formatAnnotationLines, formatLabelLines } from '../print/describe-lines';
import { describePodTemplate } from '../print/pod-template';
import { formatTimestamp } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export function describeDeployment(session: Session, selected: Selected, showsEvents: boolean): string {
  const deployment = selected.object as Deployment;
  const { metadata, spec, status } = deployment;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
  const { rollingUpdate, type } = spec.strategy ?? {};
  const counts = `${spec.replicas ?? 1} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`;
  return (
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\n` +
    `CreationTimestamp:\t${formatTimestamp(metadata.creationTimestamp)}\n` +
    formatLabelLines('Labels', metadata.labels) +
    formatAnnotationLines('Annotations', metadata.annotations) +
    `Selector:\t${formatSelector(spec.selector)}\nReplicas:\t${counts}\nStrategyType:\t${type ?? ''}\n` +
    `MinReadySeconds:\t${spec.minReadySeconds ?? 0}\n` +
    (rollingUpdate
      ? `RollingUpdateStrategy:\t${rollingUpdate.maxUnavailable} max unavailable, ${rollingUpdate.maxSurge} max surge\n`
      : '') +
    describePodTemplate(spec.template) +
    describeConditions(status?.conditions as readonly Condition[] | undefined) +
    describeReplicaSets(session, deployment) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

const TEMPLATE_HASH = 'pod-template-hash';

function describeReplicaSets(session: Session, { metadata, spec }: Deployment): string {
  const owned = session.client
    .list('replicasets', { namespace: metadata.namespace ?? '' })
    .items.filter((replicaSet) => controllerOf(replicaSet)?.uid === metadata.uid);
  const isNew = ({ spec: { template } }: ReplicaSet): boolean => {
    const { [TEMPLATE_HASH]: _, ...labels } = template?.metadata?.labels ?? {};
    return equalValues({ ...template, metadata: { ...template?.metadata, labels } }, spec.template);
  };
  const list = (replicaSets: readonly ReplicaSet[]): string =>
    replicaSets
      .map((one) => `${one.metadata.name} (${one.status?.replicas ?? 0}/${one.spec.replicas ?? 1} replicas created)`)
      .join(', ') || '<none>';
  const old = owned.filter((replicaSet) => !isNew(replicaSet));
  if (owned.length === 0) return '';
  return `OldReplicaSets:\t${list(old)}\nNewReplicaSet:\t${list(owned.filter(isNew).slice(0, 1))}\n`;
}

export function describeReplicaSet(session: Session, selected: Selected, showsEvents: boolean): string {
  const replicaSet = selected.object as ReplicaSet;
  const { metadata, spec, status } = replicaSet;
  const controller = controllerOf(replicaSet);
  return (
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\nSelector:\t${formatSelector(spec.selector)}\n` +
    formatLabelLines('Labels', metadata.labels) +
    formatAnnotationLines('Annotations', metadata.annotations) +
    (controller ? `Controlled By:\t${controller.kind}/${controller.name}\n` : '') +
    `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas ?? 1} desired\n` +
    describePodPhases(session, replicaSet, spec.selector) +
    describePodTemplate(spec.template) +
    describeConditions((status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

function describeConditions(conditions: readonly Condition[] = []): string {
  if (conditions.length === 0) return '';
  const rows = conditions.map(({ type, status, reason = '' }) => `  ${type} \t${status}\t${reason}\n`);
  return `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${rows.join('')}`;
}

/** The pods of an owner by their phase. KUBECTL-DESC-03. Upstream: describe.go, getPodStatusForController. */
export function describePodPhases(
  session: Session,
  { metadata }: KubernetesObject,
  selector: Parameters<typeof compileSelector>[0],
): string {
  const matches = compileSelector(selector);
  const { items } = session.client.list('pods', { namespace: metadata.namespace ?? '' });
  const phases = items
    .filter((pod) => matches(pod.metadata.labels ?? {}) && controllerOf(pod)?.uid === metadata.uid)
    .map((pod) => pod.status?.phase ?? 'Pending');
  const count = (phase: string): number => phases.filter((candidate) => candidate === phase).length;
  return `Pods Status:\t${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed\n`;
}

/** Upstream: pkg/registry/core/pod/storage/storage.go (BindingREST) and plugin/pkg/admission/podtopologylabels, v1.36. */
import type { Pod, PodCondition } from '../../api/core';
import type { StringMap } from '../../api/meta';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { draftFrom } from '../draft';
import { copyWith, type Fields } from '../object-fields';
import { setPodCondition } from '../pod-conditions';
import { conflict } from '../refusals';
import { findTarget, type Request } from './request';

const PODS = resourceDefinition('pods');
const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Assigns the pod to the node, which need not exist. API-POD-07 */
export function bindPod(request: Request<unknown>, nodeName: string): void {
  const { backend, caller, name } = request;
  const pod = findTarget(request) as Pod;
  const refusal = whyNotAssignable(pod);
  if (refusal) throw conflict(PODS, name, `pod ${name} ${refusal}`, 'pods/binding');

  const draft = draftFrom(PODS, pod);
  draft.spec = copyWith(draft.spec ?? {}, 'nodeName', nodeName);
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation ?? 1,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: backend.clock.now(),
  };
  const status: Record<string, unknown> = { ...pod.status };
  if (status.nominatedNodeName !== undefined) delete status.nominatedNodeName;
  status.conditions = setPodCondition(pod.status.conditions, scheduled);
  draft.status = status as Fields;
  const labels = topologyLabelsOf(backend, nodeName);
  if (labels) draft.metadata.labels = { ...draft.metadata.labels, ...labels };
  backend.commit(caller, 'update', 'pods', pod, draft);
}

function whyNotAssignable(pod: Pod): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return 'is being deleted, cannot be assigned to a host';
  if (pod.spec.nodeName) return `is already assigned to node "${pod.spec.nodeName}"`;
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) return 'has non-empty .spec.schedulingGates';
  return undefined;
}

/** The node's zone and region, which a pod takes over when it is bound. API-POD-08 */
function topologyLabelsOf(backend: Backend, nodeName: string): StringMap | undefined {
  const labels = backend.store.find('nodes', nodeName)?.metadata.labels;
  if (!labels) return undefined;
  let taken: Record<string, string> | undefined;
  for (const key of TOPOLOGY_LABELS) {
    const value = labels[key];
    if (value !== undefined) {
      taken ??= {};
      taken[key] = value;
    }
  }
  return taken;
}

/** Upstream: pkg/registry/core/pod/strategy.go, v1.36. Clauses API-POD-01, API-POD-02, API-DEL-05. */
import type { Pod } from '../../api/core';
import type { ObjectDraft } from '../draft';
import { type QosClass, qosClassOf } from './qos-class';
import type { ResourceStrategy } from './strategy';

const NEW_STATUS: Readonly<Record<QosClass, Readonly<Record<string, unknown>>>> = {
  BestEffort: Object.freeze({ phase: 'Pending', qosClass: 'BestEffort' }),
  Burstable: Object.freeze({ phase: 'Pending', qosClass: 'Burstable' }),
  Guaranteed: Object.freeze({ phase: 'Pending', qosClass: 'Guaranteed' }),
};

const GATED = Object.freeze({
  type: 'PodScheduled',
  observedGeneration: 1,
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

const specOf = (draft: ObjectDraft) => draft.spec as unknown as Pod['spec'];

export const podStrategy: ResourceStrategy = {
  countsGenerations: true,
  hasStatusSubresource: true,
  prepareCreate(draft) {
    const spec = specOf(draft);
    const status = NEW_STATUS[qosClassOf(spec)];
    draft.status = (spec.schedulingGates?.length ?? 0) > 0 ? { ...status, conditions: [GATED] } : status;
  },
  prepareStatusUpdate(draft, before) {
    // API-REQ-08: the status of a pod cannot carry a change of its owners.
    if (before.metadata.ownerReferences) draft.metadata.ownerReferences = before.metadata.ownerReferences;
    else delete draft.metadata.ownerReferences;
    // The class never changes; a kubelet's status need not repeat it.
    if (draft.status && draft.status.qosClass === undefined && before.status?.qosClass !== undefined) {
      draft.status = { ...draft.status, qosClass: before.status.qosClass };
    }
  },
  decideGracePeriodSeconds(object, requested) {
    const { spec, status } = object as Pod;
    const grace = requested ?? spec.terminationGracePeriodSeconds ?? 0;
    // Nobody would confirm the end of a pod that no kubelet runs.
    if (!spec.nodeName || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
    return grace < 0 ? 1 : grace;
  },
};

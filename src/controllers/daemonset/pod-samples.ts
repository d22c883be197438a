/** Pods for the tests of this folder: only the fields that decisions look at. */
import type { Pod, PodPhase } from '../../api/core';

export interface PodSample {
  readonly name?: string;
  readonly node?: string;
  /** Bound to its node, or still waiting for the scheduler. */
  readonly bound?: boolean;
  readonly hash?: string;
  readonly phase?: PodPhase;
  readonly ready?: boolean;
  /** When the Ready condition last changed. */
  readonly readySince?: string;
  readonly created?: string;
  readonly terminating?: boolean;
}

const NOON = '2026-01-01T12:00:00Z';

export function samplePod(sample: PodSample = {}): Pod {
  const { name = 'agent-1', node = 'node1', bound = true, hash = 'new', phase = 'Running', ready = true } = sample;
  const aim = { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: sample.created ?? NOON,
      labels: { app: 'agent', 'controller-revision-hash': hash },
      ...(sample.terminating ? { deletionTimestamp: NOON } : {}),
    },
    spec: {
      ...(bound
        ? { nodeName: node }
        : { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: aim } } }),
      containers: [],
    },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: sample.readySince ?? NOON }],
    },
  };
}

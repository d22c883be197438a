/**
 * Makes and deletes the pods of a ReplicaSet, and remembers what the cache does not show yet.
 * Upstream: pkg/controller/replicaset/replica_set.go, manageReplicas, and pkg/controller/controller_utils.go, v1.36.
 */
import type { ReplicaSet } from '../../api/apps';
import type { Pod } from '../../api/core';
import { isApiError } from '../../api/errors';
import { keyOf } from '../../api/meta';
import type { ActorContext } from '../../machinery/actor';
import { aggregateError } from '../../machinery/controller-ref';

/** The most creations, and the most deletions, of one sync. */
const BURST_LIMIT = 500;

/** Pods of one ReplicaSet that were asked for and have not been seen. */
export class Outstanding {
  /** Keys of pods that were created. */
  readonly created = new Set<string>();
  /** Uids of pods that were deleted. */
  readonly deleted = new Set<string>();
}

export class ReplicaActions {
  readonly #context: ActorContext;

  constructor(context: ActorContext) {
    this.#context = context;
  }

  /** Creates `count` pods, the first alone and then twice as many each time as long as all goes well. Throws the aggregate. */
  create(replicaSet: ReplicaSet, count: number, outstanding: Outstanding): void {
    const errors: Error[] = [];
    let left = Math.min(count, BURST_LIMIT);
    for (let batch = 1; left > 0 && errors.length === 0; batch *= 2) {
      for (let index = Math.min(batch, left); index > 0; index--, left--) {
        this.#createOne(replicaSet, outstanding, errors);
      }
    }
    throwAll(errors);
  }

  #createOne(replicaSet: ReplicaSet, outstanding: Outstanding, errors: Error[]): void {
    const { client, recorder } = this.#context;
    try {
      const pod = client.create('pods', replicaSet.metadata.namespace ?? '', podFor(replicaSet));
      outstanding.created.add(keyOf(pod));
      recorder.record(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return;
      recorder.record(replicaSet, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      errors.push(error);
    }
  }

  /** Deletes these pods. Throws the aggregate of what failed. */
  remove(replicaSet: ReplicaSet, pods: readonly Pod[], outstanding: Outstanding): void {
    const { client, recorder } = this.#context;
    const errors: Error[] = [];
    for (const { metadata } of pods.slice(0, BURST_LIMIT)) {
      try {
        client.delete('pods', metadata.namespace ?? '', metadata.name);
        outstanding.deleted.add(metadata.uid);
        recorder.record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
      } catch (error) {
        if (!isApiError(error)) throw error;
        if (error.reason === 'NotFound') continue;
        recorder.record(replicaSet, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
        errors.push(error);
      }
    }
    throwAll(errors);
  }
}

function throwAll(errors: readonly Error[]): void {
  const failure = aggregateError(errors);
  if (failure) throw failure;
}

function podFor({ metadata: { name, namespace, uid }, spec: { template } }: ReplicaSet) {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: template.spec,
  };
}

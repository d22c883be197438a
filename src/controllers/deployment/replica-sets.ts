/**
 * The ReplicaSets of a Deployment: which one is the newest, making it, scaling them, throwing old ones away.
 * Upstream: pkg/controller/deployment/sync.go, getNewReplicaSet, scaleReplicaSet, cleanupDeployment, v1.36.
 */
import { type Deployment, POD_TEMPLATE_HASH_LABEL, type ReplicaSet } from '../../api/apps';
import type { PodTemplateSpec } from '../../api/core';
import { type ApiError, isApiError } from '../../api/errors';
import { controllerOf, type StringMap } from '../../api/meta';
import { computeTemplateHash, isSameRevisionData, revisionData } from '../../api/template-hash';
import type { ActorContext } from '../../machinery/actor';
import { replicasOf } from './budget';
import { newestSetAnnotations, REVISION_ANNOTATION, revisionOf, sizeAnnotations } from './revision-annotations';
import { compareAge, newSetReplicas, type Scaling } from './rollout-plan';
import { type ConditionChange, conditionOf, hasDeadline, PROGRESSING, withCondition } from './status';

/** The sets of a Deployment, the newest apart: it has the Deployment's template. */
export interface OwnedSets {
  /** As stored after its revision was noted. */
  readonly deployment: Deployment;
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

export const allOf = ({ newest, old }: OwnedSets): readonly ReplicaSet[] => (newest ? [...old, newest] : old);

export function controllerReferenceTo({ metadata: { name, uid } }: Deployment) {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true };
}

export class ReplicaSets {
  readonly #context: ActorContext;

  constructor(context: ActorContext) {
    this.#context = context;
  }

  /** Tells the newest set from the old ones and keeps its revision the highest; makes it if asked to and there is none. */
  sortOut(deployment: Deployment, sets: readonly ReplicaSet[], mayCreate: boolean): OwnedSets {
    const newest = [...sets].sort(compareAge).find((set) => hasTemplateOf(deployment, set));
    const old = sets.filter((set) => set !== newest);
    const revision = Math.max(0, ...old.map(revisionOf)) + 1;
    if (newest) return this.#refresh(deployment, newest, old, revision);
    return mayCreate ? this.#create(deployment, old, revision) : { deployment, newest, old };
  }

  #refresh(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[], revision: number): OwnedSets {
    const before = newest.metadata.annotations ?? {};
    const annotations = newestSetAnnotations(deployment, before, revision);
    const { minReadySeconds = 0 } = deployment.spec;
    const isSame = Object.keys(annotations).every((key) => before[key] === annotations[key]);
    if (!isSame || (newest.spec.minReadySeconds ?? 0) !== minReadySeconds) {
      const updated = this.#update({
        ...newest,
        metadata: { ...newest.metadata, annotations },
        spec: { ...newest.spec, minReadySeconds },
      });
      return { deployment, newest: updated, old };
    }
    const isUntold = hasDeadline(deployment) && !conditionOf(deployment.status, PROGRESSING);
    const told = isUntold ? ['FoundNewReplicaSet', `Found new replica set "${newest.metadata.name}"`] : undefined;
    return { deployment: this.#noteRevision(deployment, before[REVISION_ANNOTATION], told), newest, old };
  }

  #create(deployment: Deployment, old: readonly ReplicaSet[], revision: number): OwnedSets {
    const { client, recorder } = this.#context;
    const draft = draftOf(deployment, newSetReplicas(deployment, old, 0), revision);
    const { name, namespace } = draft.metadata;
    let created: ReplicaSet;
    try {
      created = client.create('replicasets', namespace, draft);
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason === 'AlreadyExists') {
        return { deployment, newest: this.#resolveTakenName(deployment, name, error), old };
      }
      this.#reportFailure(deployment, `Failed to create new replica set "${name}": ${error.message}`);
      throw error;
    }
    if (replicasOf(created) > 0) {
      const text = `Scaled up replica set ${name} from 0 to ${replicasOf(created)}`;
      recorder.record(deployment, 'Normal', 'ScalingReplicaSet', text);
    }
    const told = hasDeadline(deployment) ? ['NewReplicaSetCreated', `Created new replica set "${name}"`] : undefined;
    return { deployment: this.#noteRevision(deployment, String(revision), told), newest: created, old };
  }

  /** Ours after all, or a collision of hashes: then the count goes up, which gives another name at the next try. */
  #resolveTakenName(deployment: Deployment, name: string, taken: ApiError): ReplicaSet {
    const { client } = this.#context;
    const namespace = deployment.metadata.namespace ?? '';
    const existing = client.get('replicasets', namespace, name);
    if (controllerOf(existing)?.uid === deployment.metadata.uid && hasTemplateOf(deployment, existing)) return existing;
    const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
    client.updateStatus('deployments', namespace, { ...deployment, status: { ...deployment.status, collisionCount } });
    throw taken;
  }

  #reportFailure(deployment: Deployment, message: string): void {
    const reason = 'ReplicaSetCreateError';
    this.#tell(deployment, {}, { type: PROGRESSING, status: 'False', reason, message });
    this.#context.recorder.record(deployment, 'Warning', reason, message);
  }

  /** The Deployment shows the revision it is at, and how the newest set came about. */
  #noteRevision(deployment: Deployment, revision: string | undefined, told: readonly string[] | undefined): Deployment {
    const isSame = revision === undefined || deployment.metadata.annotations?.[REVISION_ANNOTATION] === revision;
    if (isSame && !told) return deployment;
    const [reason = '', message = ''] = told ?? [];
    const change: ConditionChange | undefined = told && { type: PROGRESSING, status: 'True', reason, message };
    return this.#tell(deployment, revision === undefined ? {} : { [REVISION_ANNOTATION]: revision }, change);
  }

  #tell(deployment: Deployment, annotations: StringMap, change: ConditionChange | undefined): Deployment {
    const { client, loop } = this.#context;
    const before = deployment.status.conditions ?? [];
    const conditions = change ? withCondition(before, change, loop.clock.now()) : before;
    return client.updateStatus('deployments', deployment.metadata.namespace ?? '', {
      ...deployment,
      metadata: { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, ...annotations } },
      status: { ...deployment.status, ...(conditions.length > 0 ? { conditions } : {}) },
    });
  }

  /** Scales the sets. True if the size of one changed. */
  scale(deployment: Deployment, scalings: readonly Scaling[]): boolean {
    let hasScaled = false;
    for (const { replicaSet, replicas } of scalings) {
      const from = replicasOf(replicaSet);
      const sizes = sizeAnnotations(deployment);
      const before = replicaSet.metadata.annotations ?? {};
      if (from === replicas && Object.keys(sizes).every((key) => before[key] === sizes[key])) continue;
      const annotations = { ...before, ...sizes };
      const { name } = replicaSet.metadata;
      this.#update({
        ...replicaSet,
        metadata: { ...replicaSet.metadata, annotations },
        spec: { ...replicaSet.spec, replicas },
      });
      if (from === replicas) continue;
      hasScaled = true;
      const text = `Scaled ${replicas > from ? 'up' : 'down'} replica set ${name} from ${from} to ${replicas}`;
      this.#context.recorder.record(deployment, 'Normal', 'ScalingReplicaSet', text);
    }
    return hasScaled;
  }

  /** Deletes the oldest empty sets beyond what the history may hold. */
  cleanUp(deployment: Deployment, old: readonly ReplicaSet[]): void {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const living = old
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const { metadata, spec, status } of living.slice(0, Math.max(0, living.length - limit))) {
      const isEmpty = status.replicas === 0 && (spec.replicas ?? 1) === 0;
      if (!isEmpty || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) continue;
      try {
        this.#context.client.delete('replicasets', metadata.namespace ?? '', metadata.name);
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    }
  }

  #update(replicaSet: ReplicaSet): ReplicaSet {
    return this.#context.client.update('replicasets', replicaSet.metadata.namespace ?? '', replicaSet);
  }
}

/** The same template, but for the hash label that the controller adds. */
function hasTemplateOf(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  const { template } = replicaSet.spec;
  const { [POD_TEMPLATE_HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  const bare: PodTemplateSpec = { ...template, metadata: { ...template.metadata, labels } };
  return isSameRevisionData(revisionData(bare), revisionData(deployment.spec.template));
}

function draftOf(deployment: Deployment, replicas: number, revision: number) {
  const { metadata, spec, status } = deployment;
  const hash = computeTemplateHash(spec.template, status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [POD_TEMPLATE_HASH_LABEL]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? '',
      labels,
      annotations: { ...newestSetAnnotations(deployment, {}, revision), ...sizeAnnotations(deployment) },
      ownerReferences: [controllerReferenceTo(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: {
        ...spec.selector,
        matchLabels: { ...spec.selector.matchLabels, [POD_TEMPLATE_HASH_LABEL]: hash },
      },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}

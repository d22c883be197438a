/**
 * Rolls a Deployment's pods from one template to the next, by growing and shrinking ReplicaSets.
 *   in: Deployments, ReplicaSets; pods only where all must be gone before new ones come (Recreate)
 *   replica-sets.ts  the sets and their revisions     rollout-plan.ts          who grows, who shrinks (pure)
 *   budget.ts        maxSurge and maxUnavailable      revision-annotations.ts  what is written on a set
 *   status.ts        counters and conditions (pure)
 *   out: ReplicaSets, the Deployment's status and revision, events on it
 * Upstream: pkg/controller/deployment/deployment_controller.go, rolling.go, recreate.go, progress.go, v1.36.
 */
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../api/apps';
import { compileSelector, isEmptySelector } from '../../api/labels';
import { controllerOf, keyOf } from '../../api/meta';
import { isPodTerminal } from '../../api/pod-conditions';
import type { Actor, ActorContext } from '../../machinery/actor';
import { claimObjects } from '../../machinery/controller-ref';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { indexPodsByReplicaSet, podsOfReplicaSet } from '../pods-by-replica-set';
import { replicasOf } from './budget';
import { allOf, controllerReferenceTo, type OwnedSets, ReplicaSets } from './replica-sets';
import { desiredReplicasOf } from './revision-annotations';
import { activeOf, newSetReplicas, planOldSets, planScaling } from './rollout-plan';
import {
  calculateStatus,
  conditionOf,
  deadlineMs,
  hasDeadline,
  isComplete,
  PROGRESSING,
  TIMED_OUT,
  withCondition,
  withProgress,
} from './status';

const NAME = 'deployment-controller';
const SELECTING_ALL = 'This deployment is selecting all pods. A non-empty selector is required.';

export function startDeploymentController(context: ActorContext): Actor {
  return new DeploymentController(context);
}

class DeploymentController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #deployments: Informer<'deployments'>;
  readonly #replicaSets: Informer<'replicasets'>;
  readonly #pods: Informer<'pods'>;
  readonly #queue: WorkQueue;
  readonly #sets: ReplicaSets;

  constructor(context: ActorContext) {
    this.#context = context;
    const { informers } = context;
    this.#deployments = informers.informer('deployments');
    this.#replicaSets = informers.informer('replicasets');
    this.#pods = informers.informer('pods');
    indexPodsByReplicaSet(this.#pods);
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#sync(key));
    this.#sets = new ReplicaSets(context);
    this.#deployments.addHandlers({
      added: (deployment) => this.#queue.add(keyOf(deployment)),
      updated: (_before, deployment) => this.#queue.add(keyOf(deployment)),
    });
    this.#replicaSets.addHandlers({
      added: (set) => this.#wakeFor(set),
      updated: (before, set) => {
        if (controllerOf(before)?.uid !== controllerOf(set)?.uid) this.#wakeFor(before);
        this.#wakeFor(set);
      },
      deleted: (set) => this.#wakeFor(set),
    });
    this.#pods.addHandlers({
      deleted: ({ metadata }) => {
        if (this.#deployments.size === 0) return;
        const owner = controllerOf({ metadata });
        if (owner?.kind !== 'ReplicaSet') return;
        const set = this.#replicaSets.get(`${metadata.namespace}/${owner.name}`);
        const deployment = set && this.#ownerOf(set);
        if (deployment?.spec.strategy?.type === 'Recreate') this.#queue.add(keyOf(deployment));
      },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #ownerOf(set: ReplicaSet): Deployment | undefined {
    const owner = controllerOf(set);
    if (owner?.kind !== 'Deployment') return undefined;
    const deployment = this.#deployments.get(`${set.metadata.namespace}/${owner.name}`);
    return deployment?.metadata.uid === owner.uid ? deployment : undefined;
  }

  #wakeFor(set: ReplicaSet): void {
    if (this.#deployments.size === 0) return;
    const owner = this.#ownerOf(set);
    if (owner) this.#queue.add(keyOf(owner));
    if (controllerOf(set)) return;
    for (const deployment of this.#deployments.list()) {
      if (deployment.metadata.namespace !== set.metadata.namespace) continue;
      if (compileSelector(deployment.spec.selector)(set.metadata.labels)) this.#queue.add(keyOf(deployment));
    }
  }

  #sync(key: string): void {
    const deployment = this.#deployments.get(key);
    if (!deployment) return;
    if (isEmptySelector(deployment.spec.selector)) {
      this.#context.recorder.record(deployment, 'Warning', 'SelectingAll', SELECTING_ALL);
      return;
    }
    const sets = this.#claim(deployment);
    if (deployment.metadata.deletionTimestamp) {
      this.#storeStatus(this.#sets.sortOut(deployment, sets, false), false);
      return;
    }
    if (this.#hasToldPause(deployment)) return;
    const active = activeOf(sets);
    const isRescaled = active.some((set) => {
      const desired = desiredReplicasOf(set);
      return desired !== undefined && desired !== replicasOf(deployment);
    });
    if (deployment.spec.paused || isRescaled) this.#rescale(deployment, sets);
    else if (deployment.spec.strategy?.type === 'Recreate') this.#recreate(deployment, sets);
    else this.#roll(deployment, sets);
  }

  #claim(deployment: Deployment): readonly ReplicaSet[] {
    const { namespace = '', name, uid, deletionTimestamp } = deployment.metadata;
    const selects = compileSelector(deployment.spec.selector);
    const inNamespace = [...this.#replicaSets.list()].filter(({ metadata }) => metadata.namespace === namespace);
    const { claimed, error } = claimObjects<ReplicaSet>(
      {
        client: this.#context.client,
        resource: 'replicasets',
        kind: 'ReplicaSet',
        owner: controllerReferenceTo(deployment),
        ownerIsTerminating: deletionTimestamp !== undefined,
        selects: ({ metadata }) => selects(metadata.labels),
        checkMayAdopt: () => {
          const { metadata } = this.#context.client.get('deployments', namespace, name);
          if (metadata.uid !== uid) throw new Error(`original Deployment ${namespace}/${name} is gone`);
          if (metadata.deletionTimestamp) throw new Error(`${namespace}/${name} has just been deleted`);
        },
      },
      inNamespace.filter((set) => controllerOf(set)?.uid === uid),
      inNamespace.filter((set) => !controllerOf(set)),
    );
    if (error) throw error;
    return claimed;
  }

  /** A pause is a condition, so that its time does not count against the deadline. True if that was written just now. */
  #hasToldPause(deployment: Deployment): boolean {
    if (!hasDeadline(deployment)) return false;
    const { paused = false } = deployment.spec;
    const current = conditionOf(deployment.status, PROGRESSING);
    if (current?.reason === TIMED_OUT) return false;
    const isTold = current?.reason === 'DeploymentPaused';
    if (paused === isTold) return false;
    const [reason, message] = paused
      ? ['DeploymentPaused', 'Deployment is paused']
      : ['DeploymentResumed', 'Deployment is resumed'];
    const { client, loop } = this.#context;
    const before = deployment.status.conditions ?? [];
    const change = { type: PROGRESSING, status: 'Unknown' as const, reason, message };
    const conditions = withCondition(before, change, loop.clock.now());
    client.updateStatus('deployments', deployment.metadata.namespace ?? '', {
      ...deployment,
      status: { ...deployment.status, conditions },
    });
    return true;
  }

  #rescale(given: Deployment, sets: readonly ReplicaSet[]): void {
    const owned = this.#sets.sortOut(given, sets, false);
    const { deployment } = owned;
    this.#sets.scale(deployment, planScaling(deployment, owned.newest, owned.old));
    if (deployment.spec.paused) this.#sets.cleanUp(deployment, owned.old);
    this.#storeStatus(owned, false);
  }

  #roll(given: Deployment, sets: readonly ReplicaSet[]): void {
    const owned = this.#sets.sortOut(given, sets, true);
    const { deployment, newest, old } = owned;
    if (newest) {
      const size = newSetReplicas(deployment, old, replicasOf(newest));
      const hasScaled =
        (size !== replicasOf(newest) && this.#sets.scale(deployment, [{ replicaSet: newest, replicas: size }])) ||
        this.#sets.scale(deployment, planOldSets(deployment, old, newest));
      if (!hasScaled && isComplete(deployment, deployment.status)) this.#sets.cleanUp(deployment, old);
    }
    this.#storeStatus(owned, true);
  }

  /** First all old pods go, and only when the last is gone the new ones come. */
  #recreate(given: Deployment, sets: readonly ReplicaSet[]): void {
    let owned = this.#sets.sortOut(given, sets, false);
    const shrink = activeOf(owned.old).map((replicaSet) => ({ replicaSet, replicas: 0 }));
    if (!this.#sets.scale(owned.deployment, shrink) && !this.#hasOldPods(owned)) {
      if (!owned.newest) owned = this.#sets.sortOut(owned.deployment, sets, true);
      const { deployment, newest, old } = owned;
      if (newest) this.#sets.scale(deployment, [{ replicaSet: newest, replicas: replicasOf(deployment) }]);
      if (isComplete(deployment, deployment.status)) this.#sets.cleanUp(deployment, old);
    }
    this.#storeStatus(owned, true);
  }

  #hasOldPods({ old }: OwnedSets): boolean {
    return old.some((set) => {
      if (set.status.replicas > 0) return true;
      for (const pod of podsOfReplicaSet(this.#pods, set.metadata.uid)) if (!isPodTerminal(pod)) return true;
      return false;
    });
  }

  #storeStatus(owned: OwnedSets, isRolling: boolean): void {
    const { deployment } = owned;
    const { client, loop } = this.#context;
    const now = loop.clock.now();
    const all = allOf(owned);
    const counted = calculateStatus(deployment, all, owned.newest, now);
    const status = isRolling ? withProgress(deployment, counted, all, owned.newest, loop.clock.nowMs, now) : counted;
    if (JSON.stringify(status) !== JSON.stringify(sortedLike(status, deployment.status))) {
      client.updateStatus('deployments', deployment.metadata.namespace ?? '', { ...deployment, status });
      return;
    }
    this.#watchDeadline(deployment, status);
  }

  /** Comes back when the deadline has passed. A background timer: a cluster at rest does not wait for a rollout that is stuck. */
  #watchDeadline(deployment: Deployment, status: DeploymentStatus): void {
    const untilMs = deadlineMs(deployment, status);
    if (untilMs === undefined || isComplete(deployment, status)) return;
    const delayMs = Math.max(0, untilMs - this.#context.loop.clock.nowMs) + 1000;
    this.#queue.addAfter(keyOf(deployment), delayMs, { background: true });
  }
}

/** The stored status with its fields in the order of the one to compare with. */
function sortedLike(model: DeploymentStatus, stored: DeploymentStatus): unknown {
  const names = [...new Set([...Object.keys(model), ...Object.keys(stored)])] as (keyof DeploymentStatus)[];
  return Object.fromEntries(names.map((name) => [name, stored[name]]));
}

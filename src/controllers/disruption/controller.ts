/**
 * Works out how many pods of each PodDisruptionBudget may be disrupted. The eviction API and the scheduler's preemption
 * read the answer.
 *   in: PodDisruptionBudgets, pods, the ReplicaSets and Deployments whose scale counts
 *   stale-disruptions.ts  pods that were to be disrupted and were not
 *   expected-pods.ts  how many pods there should be, and how many healthy ones
 *   out: the status of budgets, events on them
 * Upstream: pkg/controller/disruption/disruption.go, v1.36.
 */
import type { Pod } from '../../api/core';
import { compileSelector } from '../../api/labels';
import { controllerOf, keyOf, type OwnerReference, type StringMap } from '../../api/meta';
import { isPodReady, isPodTerminal } from '../../api/pod-conditions';
import type { BudgetCondition, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api/policy';
import type { Actor, ActorContext } from '../../machinery/actor';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { type Controller, type Expectation, expectPods, NoScaleError, withoutScale } from './expected-pods';
import { formatSelector } from './selector-text';
import { StaleDisruptions } from './stale-disruptions';

const NAME = 'disruption-controller';
const DISRUPTION_ALLOWED = 'DisruptionAllowed';
/** An eviction that was granted but never seen is forgotten after this. */
const EVICTION_TIMEOUT_MS = 120_000;
/** Changes of one instant are worked out once. */
const BATCH_MS = 1;

interface Verdict {
  readonly status: BudgetCondition['status'];
  readonly reason: string;
  readonly message: string;
}

export function startDisruptionController(context: ActorContext): Actor {
  return new DisruptionController(context);
}

class DisruptionController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #budgets: Informer<'poddisruptionbudgets'>;
  readonly #pods: Informer<'pods'>;
  readonly #replicaSets: Informer<'replicasets'>;
  readonly #deployments: Informer<'deployments'>;
  readonly #queue: WorkQueue;
  readonly #staleDisruptions: StaleDisruptions;

  constructor(context: ActorContext) {
    this.#context = context;
    const { informers } = context;
    this.#budgets = informers.informer('poddisruptionbudgets');
    this.#pods = informers.informer('pods');
    this.#replicaSets = informers.informer('replicasets');
    this.#deployments = informers.informer('deployments');
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#sync(key));
    this.#staleDisruptions = new StaleDisruptions(context);
    this.#budgets.addHandlers({
      added: (budget) => this.#queue.add(keyOf(budget)),
      updated: (_before, budget) => this.#queue.add(keyOf(budget)),
    });
    this.#pods.addHandlers({
      added: (pod) => this.#observe(pod),
      updated: (before, pod) => {
        if (this.#budgets.size === 0) return;
        this.#observe(pod);
        if (before.metadata.labels !== pod.metadata.labels) this.#observe(before);
      },
      deleted: (pod) => this.#observe(pod),
    });
    const rescaled = () => this.#observeScale();
    this.#replicaSets.addHandlers({ added: rescaled, updated: rescaled, deleted: rescaled });
    this.#deployments.addHandlers({ added: rescaled, updated: rescaled, deleted: rescaled });
  }

  stop(): void {
    this.#queue.stop();
    this.#staleDisruptions.stop();
  }

  #observe(pod: Pod): void {
    if (this.#budgets.size === 0) return;
    for (const budget of this.#budgets.list()) {
      if (selects(budget, pod)) this.#queue.addAfter(keyOf(budget), BATCH_MS);
    }
  }

  #observeScale(): void {
    if (this.#budgets.size === 0) return;
    for (const budget of this.#budgets.list()) this.#queue.addAfter(keyOf(budget), BATCH_MS);
  }

  #sync(key: string): void {
    const budget = this.#budgets.get(key);
    if (!budget) return;
    const { recorder } = this.#context;
    const pods: Pod[] = [];
    for (const pod of this.#pods.list()) if (selects(budget, pod)) pods.push(pod);
    if (pods.length === 0) recorder.record(budget, 'Normal', 'NoPods', 'No matching pods found');
    let expectation: Expectation;
    try {
      expectation = expectPods(budget, pods, (pod, owner) => this.#findController(pod, owner));
    } catch (error) {
      if (!(error instanceof NoScaleError)) throw error;
      this.#failSafe(budget, error.message);
      return;
    }
    if (expectation.hasUnmanaged) {
      recorder.record(
        budget,
        'Warning',
        'UnmanagedPods',
        `Pods selected by this PodDisruptionBudget (selector: ${formatSelector(budget.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      );
    }
    const disrupted = this.#stillDisrupted(budget, pods);
    const healthy = pods.filter((pod) => isHealthy(pod) && disrupted[pod.metadata.name] === undefined).length;
    const { expectedPods, desiredHealthy } = expectation;
    const allowed = expectedPods <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
    const verdict: Verdict =
      allowed > 0
        ? { status: 'True', reason: 'SufficientPods', message: '' }
        : { status: 'False', reason: 'InsufficientPods', message: '' };
    const { generation } = budget.metadata;
    this.#store(budget, {
      ...(generation ? { observedGeneration: generation } : {}),
      ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy,
      expectedPods,
      conditions: this.#conditions(budget, generation, verdict),
    });
    this.#forgetLater(key, disrupted);
  }

  /** The scale of a pod's Deployment, or of its ReplicaSet alone. */
  #findController({ metadata }: Pod, owner: OwnerReference): Controller | undefined {
    if (owner.kind !== 'ReplicaSet') throw withoutScale(owner);
    const set = this.#replicaSets.get(`${metadata.namespace}/${owner.name}`);
    if (!set || set.metadata.uid !== owner.uid) return undefined;
    const above = controllerOf(set);
    if (above?.kind !== 'Deployment') return { uid: set.metadata.uid, scale: set.spec.replicas ?? 1 };
    const deployment = this.#deployments.get(`${metadata.namespace}/${above.name}`);
    if (!deployment || deployment.metadata.uid !== above.uid) return undefined;
    return { uid: deployment.metadata.uid, scale: deployment.spec.replicas ?? 1 };
  }

  // PDB-05: what cannot be worked out allows nothing.
  #failSafe(budget: PodDisruptionBudget, message: string): void {
    const text = `Failed to calculate the number of expected pods: ${message}`;
    this.#context.recorder.record(budget, 'Warning', 'CalculateExpectedPodCountFailed', text);
    const before = budget.status;
    this.#store(budget, {
      ...(before?.observedGeneration ? { observedGeneration: before.observedGeneration } : {}),
      ...(before?.disruptedPods ? { disruptedPods: before.disruptedPods } : {}),
      disruptionsAllowed: 0,
      currentHealthy: before?.currentHealthy ?? 0,
      desiredHealthy: before?.desiredHealthy ?? 0,
      expectedPods: before?.expectedPods ?? 0,
      // Not raised: an eviction is refused because the budget counts as still being looked at.
      conditions: this.#conditions(budget, before?.observedGeneration, {
        status: 'False',
        reason: 'SyncFailed',
        message,
      }),
    });
  }

  #conditions(
    budget: PodDisruptionBudget,
    observedGeneration: number | undefined,
    verdict: Verdict,
  ): readonly BudgetCondition[] {
    const before = budget.status?.conditions?.find(({ type }) => type === DISRUPTION_ALLOWED);
    const isSame = before?.status === verdict.status && before.lastTransitionTime !== undefined;
    return [
      {
        type: DISRUPTION_ALLOWED,
        ...(observedGeneration ? { observedGeneration } : {}),
        ...verdict,
        lastTransitionTime: isSame ? (before.lastTransitionTime as string) : this.#context.loop.clock.now(),
      },
    ];
  }

  /** The server does not write what changes nothing. */
  #store(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void {
    const { namespace = '' } = budget.metadata;
    this.#context.client.updateStatus('poddisruptionbudgets', namespace, { ...budget, status });
  }

  /** Pods whose eviction was granted a short while ago and has not come about yet. */
  #stillDisrupted(budget: PodDisruptionBudget, pods: readonly Pod[]): StringMap {
    const disrupted: Record<string, string> = {};
    const before = budget.status?.disruptedPods;
    if (!before) return disrupted;
    const { recorder, loop } = this.#context;
    for (const pod of pods) {
      const { name, deletionTimestamp } = pod.metadata;
      const since = before[name];
      if (since === undefined || deletionTimestamp) continue;
      if (Date.parse(since) + EVICTION_TIMEOUT_MS > loop.clock.nowMs) {
        disrupted[name] = since;
        continue;
      }
      // Upstream names the namespace twice, and not the budget.
      const { namespace } = budget.metadata;
      const text = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      recorder.record(pod, 'Warning', 'NotDeleted', text);
    }
    return disrupted;
  }

  #forgetLater(key: string, disrupted: StringMap): void {
    const times = Object.values(disrupted).map((time) => Date.parse(time));
    if (times.length === 0) return;
    const delayMs = Math.min(...times) + EVICTION_TIMEOUT_MS - this.#context.loop.clock.nowMs;
    this.#queue.addAfter(key, delayMs, { background: true });
  }
}

function selects(budget: PodDisruptionBudget, { metadata }: Pod): boolean {
  return budget.metadata.namespace === metadata.namespace && compileSelector(budget.spec.selector)(metadata.labels);
}

function isHealthy(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && isPodReady(pod) && !isPodTerminal(pod);
}

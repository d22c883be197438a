/**
 * The DaemonSet controller: one pod on every node that should have one.
 *
 * Events in (events.ts): DaemonSets, pods, ControllerRevisions and nodes become keys on a queue. Decisions: which nodes
 * are eligible (placement.ts), what each node's pods call for (node-plan.ts), the account over all nodes (ledger.ts), the
 * two kinds of rollout (rolling-update.ts, surge.ts), failed pods (failed-pods.ts). Effects out: pods (pod-actions.ts),
 * revisions (history.ts), status (status.ts), events (reasons.ts).
 * Upstream: pkg/controller/daemon/daemon_controller.go, v1.36.
 */
import type { DaemonSet } from '../../api/apps';
import type { Node, Pod } from '../../api/core';
import { isApiError } from '../../api/errors';
import { isEmptySelector } from '../../api/labels';
import { controllerOf, keyOf } from '../../api/meta';
import type { Actor, ActorContext } from '../../machinery/actor';
import { Expectations } from '../../machinery/expectations';
import type { Informer } from '../../machinery/informer';
import { createReconcileQueue } from '../../machinery/reconciler';
import type { WorkQueue } from '../../machinery/work-queue';
import { indexPodsByNode, PODS_BY_NODE } from '../pods-by-node';
import { budgetOf } from './budget';
import { daemonSetHandlers, nodeHandlers, podHandlers, revisionHandlers } from './events';
import { FailedPods } from './failed-pods';
import { type History, RevisionHistory } from './history';
import { compilePlacement } from './placement';
import { BURST_LIMIT, PodActions } from './pod-actions';
import { SELECTING_ALL, SELECTING_ALL_MESSAGE } from './reasons';
import { planRollingUpdate } from './rolling-update';
import { SelfPlacement } from './self-placement';
import { SetState } from './set-state';
import { StaleReadGuard } from './stale-read-guard';
import { statusError, storeStatus } from './status';
import { planSurge } from './surge';

const NAME = 'daemonset-controller';
const ORPHANS_BY_NAMESPACE = 'orphans by namespace';

export interface DaemonSetControllerOptions {
  /** As before Kubernetes 1.12: pods are bound by the controller and not by the scheduler. Default false. */
  readonly placesPods?: boolean;
}

export function startDaemonSetController(context: ActorContext, options: DaemonSetControllerOptions = {}): Actor {
  return new DaemonSetController(context, options);
}

class DaemonSetController implements Actor {
  readonly name = NAME;
  readonly #context: ActorContext;
  readonly #daemonSets: Informer<'daemonsets'>;
  readonly #pods: Informer<'pods'>;
  readonly #nodes: Informer<'nodes'>;
  readonly #queue: WorkQueue;
  readonly #nodeQueue: WorkQueue;
  readonly #expectations: Expectations;
  readonly #guard: StaleReadGuard;
  readonly #actions: PodActions;
  readonly #history: RevisionHistory;
  readonly #failedPods: FailedPods;
  /** By uid. */
  readonly #states = new Map<string, SetState>();
  readonly #nodeNames = () => namesOf(this.#nodes.list());
  /** The last sentence in the journal, by key. */
  readonly #lastSaid = new Map<string, string>();

  constructor(context: ActorContext, { placesPods = false }: DaemonSetControllerOptions) {
    this.#context = context;
    const { informers, loop, random } = context;
    this.#daemonSets = informers.informer('daemonsets');
    this.#pods = informers.informer('pods');
    this.#nodes = informers.informer('nodes');
    this.#pods.addIndex(ORPHANS_BY_NAMESPACE, (pod) =>
      controllerOf(pod) ? undefined : (pod.metadata.namespace ?? ''),
    );
    indexPodsByNode(this.#pods);
    // DS-QUEUE-02, DS-ORD-11: two queues of one worker each; DS-TRIG-21, DS-NODE-07: that of the nodes has its own retries.
    this.#queue = createReconcileQueue(context, NAME, (key) => this.#sync(key));
    this.#nodeQueue = createReconcileQueue(context, `${NAME} nodes`, (name) => this.#syncNode(name));
    this.#expectations = new Expectations(loop.clock);
    this.#guard = new StaleReadGuard((resource) => informers.informer(resource).resourceVersion);
    const selfPlacement = placesPods ? new SelfPlacement(context, (key) => this.#queue.add(key)) : undefined;
    this.#actions = new PodActions(context, this.#expectations, this.#guard, selfPlacement);
    this.#history = new RevisionHistory(context);
    this.#failedPods = new FailedPods(context, (key, delayMs) =>
      this.#queue.addAfter(key, delayMs, { background: true }),
    );
    const targets = {
      daemonSets: this.#daemonSets,
      queue: this.#queue,
      nodeQueue: this.#nodeQueue,
      expectations: this.#expectations,
      guard: this.#guard,
      random: random.fork('events'),
      podChanged: (uid: string, pod: Pod) => this.#states.get(uid)?.podChanged(pod),
      podDeleted: (uid: string, podUid: string) => this.#states.get(uid)?.podDeleted(podUid),
      nodeChanged: (name: string) => {
        for (const state of this.#states.values()) state.ledger.nodeChanged(name);
      },
    };
    this.#daemonSets.addHandlers(daemonSetHandlers(targets));
    this.#pods.addHandlers(podHandlers(targets));
    informers.informer('controllerrevisions').addHandlers(revisionHandlers(targets));
    this.#nodes.addHandlers(nodeHandlers(targets));
  }

  stop(): void {
    this.#queue.stop();
    this.#nodeQueue.stop();
  }

  // DS-SYNC-01: the steps, and so the requests that a sync makes, in upstream's order (DS-SYNC-11, DS-ORD-07).
  #sync(key: string): void {
    this.#guard.ensureFresh(key);
    const daemonSet = this.#daemonSets.get(key);
    if (!daemonSet) {
      this.#forget(key); // DS-SYNC-02
      return;
    }
    if (isEmptySelector(daemonSet.spec.selector)) {
      this.#context.recorder.record(daemonSet, 'Warning', SELECTING_ALL, SELECTING_ALL_MESSAGE); // DS-SYNC-03
      return;
    }
    if (daemonSet.metadata.deletionTimestamp) return; // DS-SYNC-04, DS-DEL-01, DS-DEL-02: the garbage collector's
    const state = this.#stateOf(daemonSet);
    const checkMayAdopt = () => this.#checkMayAdopt(daemonSet);
    const claim = oncePerSync(() => this.#claimPods(daemonSet, state, checkMayAdopt));
    let history: History;
    try {
      history = this.#history.construct(daemonSet, checkMayAdopt, () => {
        claim();
        return state.ledger;
      });
    } catch (error) {
      throw new Error(`failed to construct revisions of DaemonSet: ${messageOf(error)}`); // DS-SYNC-05
    }
    if (!this.#expectations.areSatisfied(key)) {
      this.#updateStatus(daemonSet, state, history.hash, false, claim); // DS-SYNC-06
      return;
    }
    let failure: unknown;
    try {
      this.#act(daemonSet, state, history, claim);
    } catch (error) {
      failure = error;
    }
    try {
      this.#updateStatus(daemonSet, state, history.hash, true, claim); // DS-SYNC-07, DS-ACT-12
    } catch (error) {
      failure ??= error; // DS-SYNC-08
    }
    if (failure !== undefined) throw failure;
  }

  /** Steps 8 to 10 of a sync: each runs only if the one before succeeded. */
  #act(daemonSet: DaemonSet, state: SetState, history: History, claim: () => void): void {
    claim();
    this.#manage(daemonSet, state, history.hash);
    // DS-SYNC-09: what manage has just asked for must be seen first; whether it has been by now is open (DS-ORD-15).
    // DS-ONDEL-01 to 03, DS-ONDEL-05: any other strategy waits for somebody to delete pods; this also holds a rollout (DS-CHG-01).
    if (this.#expectations.areSatisfied(state.key) && daemonSet.spec.updateStrategy.type === 'RollingUpdate') {
      this.#roll(daemonSet, state, history.hash);
    }
    try {
      this.#history.cleanUp(daemonSet, history.old, state.ledger);
    } catch (error) {
      throw new Error(`failed to clean up revisions of DaemonSet: ${messageOf(error)}`);
    }
  }

  // DS-ACT-01
  #manage(daemonSet: DaemonSet, state: SetState, hash: string): void {
    const { ledger } = state;
    this.#refresh(daemonSet, state, hash);
    const remove: Pod[] = [];
    for (const node of ledger.terminal.draw(ledger.terminal.size)) {
      const plan = ledger.entry(node)?.plan;
      if (plan) remove.push(...this.#failedPods.removable(daemonSet, node, plan));
    }
    for (const node of ledger.removals.draw(BURST_LIMIT)) remove.push(...(ledger.entry(node)?.plan.remove ?? []));
    for (const node of ledger.stranded.draw(BURST_LIMIT)) {
      remove.push(...(ledger.entry(node)?.pods.filter((pod) => !pod.spec.nodeName) ?? [])); // DS-MULTI-13
    }
    const createOn = ledger.creates.draw(BURST_LIMIT);
    if (createOn.length > 0 || remove.length > 0) {
      this.#explain(state.key, `creates pods on ${countOf(createOn, 'node')}, deletes ${countOf(remove, 'pod')}`);
    }
    this.#actions.carryOut(state.key, daemonSet, state.factoryFor(daemonSet, hash), createOn, remove);
  }

  #roll(daemonSet: DaemonSet, state: SetState, hash: string): void {
    const { ledger } = state;
    const { totals } = ledger;
    // DS-CHG-05: all is counted anew. DS-ROLL-01, DS-SURGE-01, DS-SURGE-16: the scaled surge decides which rollout it is.
    const budget = budgetOf(daemonSet, totals.desired); // DS-PCT-02
    const step =
      budget.maxSurge > 0
        ? planSurge(ledger, budget.maxSurge, BURST_LIMIT)
        : planRollingUpdate(ledger, budget.maxUnavailable, BURST_LIMIT);
    const old = ledger.oldAvailable.size + ledger.oldUnavailable.size;
    if (old > 0 || step.createOn.length > 0 || step.remove.length > 0) {
      const used =
        budget.maxSurge > 0
          ? `${totals.surgingGroups} of maxSurge ${budget.maxSurge} in use`
          : `${totals.unavailableGroups} of maxUnavailable ${budget.maxUnavailable} in use`;
      this.#explain(
        state.key,
        `rollout: ${old} of ${totals.desired} nodes have only an old pod, ${used}: creates ${step.createOn.length}, deletes ${step.remove.length}`,
      );
    }
    this.#actions.carryOut(state.key, daemonSet, state.factoryFor(daemonSet, hash), step.createOn, step.remove);
  }

  #updateStatus(daemonSet: DaemonSet, state: SetState, hash: string, raise: boolean, claim: () => void): void {
    claim();
    this.#refresh(daemonSet, state, hash);
    const { totals } = state.ledger;
    try {
      const stored = storeStatus(this.#context.client, daemonSet, totals, raise);
      if (stored) {
        this.#guard.wroteAt(state.key, stored.metadata.uid, 'daemonsets', stored.metadata.resourceVersion);
      }
    } catch (error) {
      throw statusError(daemonSet, error); // DS-STAT-09
    }
    // DS-AVAIL-05, DS-TRIG-22
    const { minReadySeconds = 0 } = daemonSet.spec;
    if (minReadySeconds > 0 && totals.ready !== totals.available) {
      this.#queue.addAfter(state.key, minReadySeconds * 1000); // DS-STAT-11
    }
  }

  #refresh(daemonSet: DaemonSet, state: SetState, hash: string): void {
    state.ledger.refresh(state.factsFor(daemonSet, hash), this.#context.loop.clock.nowMs, this.#nodeNames);
  }

  #stateOf(daemonSet: DaemonSet): SetState {
    const { uid } = daemonSet.metadata;
    let state = this.#states.get(uid);
    if (!state) {
      const key = keyOf(daemonSet);
      const eligibilityOf = (name: string) => {
        const node = this.#nodes.get(name);
        const current = this.#daemonSets.get(key) ?? daemonSet;
        return node && compilePlacement(current)(node);
      };
      state = new SetState(daemonSet, this.#context.random.fork(key), eligibilityOf, this.#pods.list());
      this.#states.set(uid, state);
    }
    return state;
  }

  #claimPods(daemonSet: DaemonSet, state: SetState, checkMayAdopt: () => void): void {
    const orphans = this.#pods.byIndex(ORPHANS_BY_NAMESPACE, daemonSet.metadata.namespace ?? '');
    state.claimPods(daemonSet, this.#context.client, orphans, checkMayAdopt, (pod) =>
      this.#guard.wroteAt(state.key, daemonSet.metadata.uid, 'pods', pod.metadata.resourceVersion),
    );
  }

  // DS-OWN-06, DS-OWN-07
  #checkMayAdopt(daemonSet: DaemonSet): void {
    const { namespace = '', name, uid } = daemonSet.metadata;
    let live: DaemonSet;
    try {
      live = this.#context.client.get('daemonsets', namespace, name);
      if (live.metadata.uid !== uid) {
        throw new Error(`original DaemonSet ${namespace}/${name} is gone: got uid ${live.metadata.uid}, wanted ${uid}`);
      }
    } catch (error) {
      throw new Error(`can't recheck DeletionTimestamp: ${messageOf(error)}`);
    }
    if (live.metadata.deletionTimestamp) {
      throw new Error(`${namespace}/${name} has just been deleted at ${live.metadata.deletionTimestamp}`);
    }
  }

  // DS-SYNC-02, DS-DEL-03
  #forget(key: string): void {
    this.#expectations.forget(key);
    this.#guard.clear(key, '');
    this.#lastSaid.delete(key);
    const alive = new Set<string>();
    for (const daemonSet of this.#daemonSets.list()) alive.add(daemonSet.metadata.uid);
    for (const uid of this.#states.keys()) {
      if (alive.has(uid)) continue;
      this.#states.delete(uid);
      this.#history.forget(uid);
    }
  }

  // DS-NODE-04, DS-NODE-05. A taint that lets the pod stay is not among the reasons (DS-NODE-06).
  #syncNode(name: string): void {
    const node = this.#nodes.get(name);
    if (!node) return;
    for (const daemonSet of this.#daemonSets.list()) {
      const { shouldRun, shouldContinue } = compilePlacement(daemonSet)(node);
      const scheduled = this.#isScheduled(daemonSet, name);
      const isMisscheduled = daemonSet.status.numberMisscheduled > 0;
      if ((shouldRun && !scheduled) || (!shouldContinue && scheduled) || (scheduled && isMisscheduled)) {
        this.#queue.add(keyOf(daemonSet));
      }
    }
  }

  #isScheduled(daemonSet: DaemonSet, node: string): boolean {
    const { namespace, name } = daemonSet.metadata;
    for (const pod of this.#pods.byIndex(PODS_BY_NODE, node).values()) {
      if (pod.metadata.namespace !== namespace) continue;
      const owner = controllerOf(pod);
      if (owner?.kind === 'DaemonSet' && owner.name === name) return true;
    }
    return false;
  }

  /** Says why, once: a sync that comes to the same conclusion as the last one adds nothing. */
  #explain(key: string, sentence: string): void {
    if (this.#lastSaid.get(key) === sentence) return;
    this.#lastSaid.set(key, sentence);
    this.#context.journal.decide(NAME, key, sentence);
  }
}

function* namesOf(nodes: Iterable<Node>): Iterable<string> {
  for (const node of nodes) yield node.metadata.name;
}

/** Runs the claim at its first use in a sync; a failure is thrown again at every later use. */
function oncePerSync(claim: () => void): () => void {
  let outcome: { readonly error?: unknown } | undefined;
  return () => {
    if (!outcome) {
      try {
        claim();
        outcome = {};
      } catch (error) {
        outcome = { error };
      }
    }
    if ('error' in outcome) throw outcome.error;
  };
}

function messageOf(error: unknown): string {
  if (isApiError(error) || error instanceof Error) return error.message;
  throw error;
}

function countOf(items: readonly unknown[], noun: string): string {
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
}

/**
 * A whole cluster in one process and in virtual time: the API server, the controllers, the scheduler and one kubelet
 * for all nodes, wired to one event loop. Everything inside is synchronous; promises appear only because the port
 * between steps and worlds has them.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ApiClient, ListOptions, PatchOptions } from '../api/client';
import type { CommandResult } from '../api/command';
import type { Node } from '../api/core';
import { isApiError } from '../api/errors';
import type { JournalEntry } from '../api/journal-entry';
import { decodeManifest } from '../api/manifest-bytes';
import type { PodBehaviourRule, ProbeName } from '../api/pod-behaviour';
import type { ObjectOf, ResourceName } from '../api/resources';
import { ApiServer } from '../apiserver/api-server';
import { compilePlacement, explainPlacement } from '../controllers/daemonset/placement';
import { CONTROLLERS, CONTROLLERS_BEFORE_1_12 } from '../controllers/registry';
import { CAPABILITIES, type Capability } from '../harness/capability';
import type { Cluster, NodeDescription, PlacementVerdict, RequestFault } from '../harness/cluster';
import { type Budget, DEFAULT_BUDGET, EventLoop } from '../kernel/event-loop';
import { Ids } from '../kernel/ids';
import { Journal } from '../kernel/journal';
import { Random } from '../kernel/random';
import { startKubelet } from '../kubelet/kubelet';
import { nodeObject } from '../kubelet/node-object';
import type { Kubelet } from '../kubelet/options';
import type { ActorContext } from '../machinery/actor';
import { EventRecorder } from '../machinery/event-recorder';
import { InformerFactory } from '../machinery/informer';
import { startScheduler } from '../scheduler/scheduler';
import { FaultPlan } from './faults';
import { InvariantWatch } from './invariants';
import type { SimulationOptions } from './options';
import { ControlPlaneProcess, type MakeActors } from './process';

const ADMINISTRATOR = 'kubectl';
const CONTROLLER_MANAGER = 'kube-controller-manager';

/** Every capability there is: time, faults, readiness and nodes are all in our hands. */
const ALL_CAPABILITIES: ReadonlySet<Capability> = new Set(CAPABILITIES);

type Kubectl = typeof import('../kubectl/kubectl');
let kubectl: Kubectl | undefined;

/** kubectl is a third of the code, and a scenario that never types it starts sooner without. */
function loadKubectl(): Kubectl {
  kubectl ??= require('../kubectl/kubectl') as Kubectl;
  return kubectl;
}

export function createSimulatedCluster(options: SimulationOptions): SimulatedCluster {
  return new SimulatedCluster(options);
}

export class SimulatedCluster implements Cluster {
  readonly capabilities = ALL_CAPABILITIES;
  readonly seed: string;
  /** For tools that drive the cluster themselves (parity, benches). Steps use the port. */
  readonly loop: EventLoop;
  readonly apiServer: ApiServer;
  readonly #journal: Journal;
  readonly #kubelet: Kubelet;
  readonly #controllerManager: ControlPlaneProcess;
  readonly #faults: FaultPlan;
  readonly #invariants: InvariantWatch;
  readonly #administrator: ApiClient;
  readonly #budget: Budget;
  readonly #readFile: (path: string) => string;

  constructor(options: SimulationOptions) {
    this.seed = options.seed;
    this.#budget = options.budget ?? DEFAULT_BUDGET;
    this.#readFile = options.readFile ?? ((path) => decodeManifest(readFileSync(path), path));
    const random = new Random(options.seed);
    this.loop = new EventLoop();
    this.#journal = new Journal(this.loop.clock);
    this.apiServer = new ApiServer({
      loop: this.loop,
      ids: new Ids(random.fork('ids')),
      journal: this.#journal,
      ...(options.watchLatencyMs === undefined ? {} : { watchLatencyMs: options.watchLatencyMs }),
    });
    this.#administrator = this.client(ADMINISTRATOR);
    this.#faults = new FaultPlan(this.apiServer, this.loop.clock, ADMINISTRATOR);
    this.#invariants = new InvariantWatch(this.apiServer, {
      nowMs: () => this.loop.clock.nowMs,
      heldUntilMs: () => this.#faults.heldUntilMs,
      journalLength: () => this.#journal.entries.length,
      ...(options.watchLatencyMs === undefined ? {} : { watchLatencyMs: options.watchLatencyMs }),
    });
    const controllers = options.daemonSetControllerPlacesPods ? CONTROLLERS_BEFORE_1_12 : CONTROLLERS;
    this.#controllerManager = this.#process(CONTROLLER_MANAGER, (informers, start) =>
      controllers.map((entry) => {
        const stream = start === 1 ? entry.name : `${entry.name} start ${start}`;
        return entry.start(this.#contextFor(entry.name, random.fork(stream), informers));
      }),
    );
    const scheduler = this.#process('default-scheduler', (informers) => [
      startScheduler(this.#contextFor('default-scheduler', random.fork('default-scheduler'), informers)),
    ]);
    let kubelet: Kubelet | undefined;
    const kubelets = this.#process('kubelet', (informers) => {
      kubelet = startKubelet(this.#contextFor('kubelet', random.fork('kubelet'), informers), {
        ...(options.containerStartMs === undefined ? {} : { containerStartMs: options.containerStartMs }),
        ...(options.terminationMs === undefined ? {} : { terminationMs: options.terminationMs }),
        omitsPodAddresses: options.omitsPodAddresses ?? false,
        isStandIn: options.hasStandInKubelets ?? false,
      });
      return [kubelet];
    });
    for (const process of [this.#controllerManager, scheduler, kubelets]) process.start();
    this.#kubelet = kubelet as unknown as Kubelet;
    if (options.nodes) this.registerNodes(options.nodes);
  }

  /** A client that speaks for `actor`. */
  client(actor: string): ApiClient {
    return this.apiServer.clientFor(actor);
  }

  get elapsedMs(): number {
    return this.loop.clock.elapsedMs;
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal.entries;
  }

  noteStep(keyword: 'Given' | 'When' | 'Then', text: string): void {
    this.#journal.step(keyword, text);
  }

  async get<R extends ResourceName>(resource: R, namespace: string, name: string): Promise<ObjectOf<R> | undefined> {
    try {
      return this.#administrator.get(resource, namespace, name);
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async list<R extends ResourceName>(resource: R, options?: ListOptions): Promise<readonly ObjectOf<R>[]> {
    return this.#administrator.list(resource, options).items;
  }

  async create<R extends ResourceName>(resource: R, namespace: string, object: unknown): Promise<ObjectOf<R>> {
    return this.#administrator.create(resource, namespace, object);
  }

  async update<R extends ResourceName>(resource: R, namespace: string, object: unknown): Promise<ObjectOf<R>> {
    return this.#administrator.update(resource, namespace, object);
  }

  async patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    patch: unknown,
    options: PatchOptions,
  ): Promise<ObjectOf<R>> {
    return this.#administrator.patch(resource, namespace, name, patch, options);
  }

  async delete(resource: ResourceName, namespace: string, name: string): Promise<void> {
    this.#administrator.delete(resource, namespace, name);
  }

  async kubectl(args: readonly string[], options: { readonly stdin?: string } = {}): Promise<CommandResult> {
    return this.runKubectl(args, options.stdin);
  }

  /** The same without a promise. */
  runKubectl(args: readonly string[], stdin?: string): CommandResult {
    return loadKubectl().runKubectl(args, {
      client: this.#administrator,
      nowMs: () => this.loop.clock.nowMs,
      readFile: this.#readFile,
      listDirectory: (path) => (statSync(path).isDirectory() ? readdirSync(path).sort() : undefined),
      ...(stdin === undefined ? {} : { stdin }),
      waitUntil: (isDone, timeoutMs) => this.loop.runUntil(isDone, timeoutMs, this.#budget),
      sleep: (ms) => this.loop.advance(ms, this.#budget),
    });
  }

  async settle(): Promise<void> {
    this.loop.runToRest(this.#budget);
    this.#invariants.throwViolation();
  }

  async advance(durationMs: number): Promise<void> {
    this.loop.advance(durationMs, this.#budget);
    this.#invariants.throwViolation();
  }

  async eventually(claim: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
    const untilMs = this.loop.clock.nowMs + withinMs;
    for (;;) {
      if (await claim()) return true;
      const nextAtMs = this.loop.nextAtMs;
      if (nextAtMs === undefined || nextAtMs > untilMs) return false;
      this.loop.step();
    }
  }

  async addNodes(nodes: readonly NodeDescription[]): Promise<void> {
    this.registerNodes(nodes);
  }

  /**
   * Registers nodes as their kubelets do; the first ones are those of a cluster that has been running for a while. Throws
   * `ApiError` for a node that exists or is not valid.
   */
  registerNodes(nodes: readonly NodeDescription[]): readonly Node[] {
    const [known] = this.apiServer.objects('nodes');
    const kubelet = this.client('kubelet');
    return nodes.map((description) => {
      const draft = nodeObject(description, this.loop.clock.now());
      const node = known ? kubelet.create('nodes', '', draft) : this.apiServer.addSettledNode('kubelet', draft);
      if (description.ready === false) this.#kubelet.setNodeReady(description.name, 'False');
      return node;
    });
  }

  async setNodeReady(name: string, status: 'True' | 'False' | 'Unknown'): Promise<void> {
    this.kubelet.setNodeReady(name, status);
  }

  async setKubeletRunning(name: string, running: boolean): Promise<void> {
    this.kubelet.setRunning(name, running);
  }

  async setClockSkew(name: string, skewMs: number): Promise<void> {
    this.kubelet.setClockSkew(name, skewMs);
  }

  async injectFault(fault: RequestFault): Promise<void> {
    this.#faults.arm(fault);
  }

  async holdWatch(resource: ResourceName): Promise<void> {
    this.#faults.hold(CONTROLLER_MANAGER, resource);
  }

  async releaseWatch(resource: ResourceName): Promise<void> {
    this.#faults.release(CONTROLLER_MANAGER, resource);
  }

  async setControllerManagerRunning(running: boolean): Promise<void> {
    if (!running) {
      this.#controllerManager.stop();
      return;
    }
    // The workers of a controller manager wait for the first list of every watch.
    if (this.#faults.isHolding) throw new Error('the controller manager cannot start while a watch is held');
    this.#controllerManager.start();
  }

  async listComplaints(): Promise<readonly string[]> {
    return [...this.#invariants.listViolations(), ...this.#faults.listUnmet()];
  }

  async behave(rule: PodBehaviourRule): Promise<void> {
    this.kubelet.behave(rule);
  }

  async setPodState(
    namespace: string,
    name: string,
    state: 'ready' | 'not-ready' | 'failed' | 'succeeded',
  ): Promise<void> {
    this.kubelet.setPodState(`${namespace}/${name}`, state);
  }

  async setProbe(namespace: string, name: string, probe: ProbeName, succeeds: boolean): Promise<void> {
    this.kubelet.setProbe(`${namespace}/${name}`, probe, succeeds);
  }

  /** The kubelets of all nodes, for tools that need no promises. */
  get kubelet(): Kubelet {
    return this.#kubelet;
  }

  async explainPlacement(namespace: string, name: string): Promise<readonly PlacementVerdict[]> {
    const daemonSet = await this.get('daemonsets', namespace, name);
    if (!daemonSet) return [];
    const judge = compilePlacement(daemonSet);
    return (await this.list('nodes')).map((node) => ({
      node: node.metadata.name,
      ...judge(node),
      reasons: explainPlacement(daemonSet, node),
    }));
  }

  /** Nothing runs between two calls, so there is nothing to stop; a cluster that nobody refers to is gone. */
  async dispose(): Promise<void> {}

  #process(name: string, makeActors: MakeActors): ControlPlaneProcess {
    return new ControlPlaneProcess(() => new InformerFactory(this.client(name)), makeActors);
  }

  #contextFor(actor: string, random: Random, informers: InformerFactory): ActorContext {
    const client = this.apiServer.componentClientFor(actor);
    return {
      client,
      informers,
      loop: this.loop,
      random,
      journal: this.#journal,
      recorder: new EventRecorder(client, this.loop.clock, actor),
    };
  }
}

/**
 * For tests only: the DaemonSet controller alone with an API server, one sync at a time. Nobody schedules, runs or
 * collects pods: the test says what becomes of them. Watch events are delivered before a sync and never during one.
 */
import type { DaemonSet, DaemonSetStatus } from '../../api/apps';
import type { ApiClient, WatchEvent, WatchEventType } from '../../api/client';
import type { EventObject, Node, NodeCondition, Pod, PodPhase, ResourceList, Taint } from '../../api/core';
import { ApiError } from '../../api/errors';
import type { OwnerReference, StringMap } from '../../api/meta';
import type { ObjectOf, ResourceName } from '../../api/resources';
import { ApiServer } from '../../apiserver/api-server';
import type { ApiRequest } from '../../apiserver/request-interceptor';
import { Ids } from '../../kernel/ids';
import { Journal } from '../../kernel/journal';
import { Random } from '../../kernel/random';
import { nodeObject } from '../../kubelet/node-object';
import { EventRecorder } from '../../machinery/event-recorder';
import { InformerFactory } from '../../machinery/informer';
import { startDaemonSetController } from './controller';
import { controllerReferenceTo, targetNodeOf } from './pod-template';
import { SteppedLoop } from './test-stepped-loop';
import { reportSync, type SyncReport } from './test-sync-report';

export const ACTOR = 'daemonset-controller';
const NAMESPACE = 'default';

export const ON_DELETE = { type: 'OnDelete' } as const;
export const ROLLING_UPDATE = { type: 'RollingUpdate' } as const;
export const STRATEGIES = [ON_DELETE, ROLLING_UPDATE] as const;

export const unavailable = (maxUnavailable: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxUnavailable, maxSurge: 0 },
});
export const surge = (maxSurge: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxUnavailable: 0, maxSurge },
});

export interface BedNode {
  readonly labels?: StringMap;
  readonly taints?: readonly Taint[];
  readonly capacity?: ResourceList;
  readonly unschedulable?: boolean;
  readonly conditions?: readonly NodeCondition[];
}

export interface BedPod {
  /** Bound to this node. */
  readonly node?: string;
  readonly labels?: StringMap;
  readonly owner?: DaemonSet | OwnerReference;
  readonly namespace?: string;
  readonly phase?: PodPhase;
  readonly finalizers?: readonly string[];
  readonly spec?: object;
}

export class TestBed {
  readonly loop = new SteppedLoop(ACTOR);
  readonly journal = new Journal(this.loop.clock);
  readonly server = new ApiServer({
    loop: this.loop,
    ids: new Ids(new Random('bed')),
    journal: this.journal,
    watchLatencyMs: 0,
  });
  readonly user: ApiClient = this.server.clientFor('user');
  readonly #listeners = new Map<ResourceName, (events: readonly WatchEvent[]) => void>();
  #requests: ApiRequest[] = [];
  #touches = 0;

  constructor(nodes: number | Readonly<Record<string, BedNode>> = {}) {
    this.server.interceptRequests((request) => {
      if (request.actor === ACTOR) this.#requests.push(request);
      return undefined;
    });
    const client = this.server.clientFor(ACTOR);
    const informers = new InformerFactory(this.#listeningClient());
    startDaemonSetController({
      client,
      informers,
      loop: this.loop,
      random: new Random('bed').fork(ACTOR),
      journal: this.journal,
      recorder: new EventRecorder(client, this.loop.clock, ACTOR),
    });
    informers.start();
    if (typeof nodes === 'number') for (let index = 0; index < nodes; index++) this.addNode(`node-${index}`);
    else for (const [name, node] of Object.entries(nodes)) this.addNode(name, node);
    this.deliver();
  }

  addNode(name: string, { labels, taints, capacity, unschedulable, conditions }: BedNode = {}): Node {
    const draft = nodeObject({ name, labels, capacity, unschedulable } as { name: string }, this.loop.clock.now());
    const created = this.user.create('nodes', '', draft);
    // Admission has tainted the new node as not ready.
    const node = this.user.update('nodes', '', { ...created, spec: { ...created.spec, taints: taints ?? [] } });
    return conditions ? this.user.updateStatus('nodes', '', { ...node, status: { ...node.status, conditions } }) : node;
  }

  changeNode(name: string, change: object): Node {
    return this.user.patch('nodes', '', name, change, { type: 'merge' });
  }

  /** A DaemonSet whose pods go at once when they are deleted. `template` is merged into the pod's spec. */
  addDaemonSet(spec: object = {}, podSpec: object = {}, name = 'agent', metadata: object = {}): DaemonSet {
    return this.user.create('daemonsets', NAMESPACE, {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: NAMESPACE, ...metadata },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { containers: [{ name: 'main', image: 'agent:v1' }], terminationGracePeriodSeconds: 0, ...podSpec },
        },
        ...spec,
      },
    });
  }

  /** Merges `spec` into the DaemonSet's. */
  changeDaemonSet(spec: object, name = 'agent'): DaemonSet {
    return this.user.patch('daemonsets', NAMESPACE, name, { spec }, { type: 'merge' });
  }

  /** A new template: another image. */
  rollOut(image: string, spec: object = {}): DaemonSet {
    const containers = [{ name: 'main', image }];
    return this.changeDaemonSet({ ...spec, template: { spec: { containers } } });
  }

  daemonSet(name = 'agent'): DaemonSet {
    return this.user.get('daemonsets', NAMESPACE, name);
  }

  status(name = 'agent'): DaemonSetStatus {
    return this.daemonSet(name).status;
  }

  /** A pod that the test makes itself. */
  addPod(name: string, pod: BedPod = {}): Pod {
    const { node, labels = { app: 'agent' }, owner, namespace = NAMESPACE, phase, finalizers, spec } = pod;
    const reference = owner && ('apiVersion' in owner && 'spec' in owner ? controllerReferenceTo(owner) : owner);
    const created = this.user.create('pods', namespace, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels,
        ...(reference ? { ownerReferences: [reference] } : {}),
        ...(finalizers ? { finalizers } : {}),
      },
      spec: {
        containers: [{ name: 'main', image: 'agent:v1' }],
        terminationGracePeriodSeconds: 0,
        ...(node ? { nodeName: node } : {}),
        ...spec,
      },
    });
    return phase ? this.setPhase(created, phase) : created;
  }

  pods(): readonly Pod[] {
    return this.user.list('pods', { namespace: NAMESPACE }).items;
  }

  podsOn(node: string): readonly Pod[] {
    return this.pods().filter((pod) => targetNodeOf(pod) === node);
  }

  pod(name: string): Pod {
    return this.user.get('pods', NAMESPACE, name);
  }

  setPhase(pod: Pod, phase: PodPhase): Pod {
    return this.user.updateStatus('pods', pod.metadata.namespace ?? NAMESPACE, { ...pod, status: { phase } });
  }

  /** Binds pods that wait for the scheduler and makes them run, ready from now on. */
  makeReady(pods: readonly Pod[] = this.pods()): void {
    for (const pod of pods) this.setReady(pod, 'True');
  }

  makeUnready(pods: readonly Pod[] = this.pods()): void {
    for (const pod of pods) this.setReady(pod, 'False');
  }

  setReady(pod: Pod, status: 'True' | 'False'): void {
    const { name, namespace = NAMESPACE } = pod.metadata;
    const target = targetNodeOf(pod);
    if (!pod.spec.nodeName && target) this.user.bind(namespace, name, target);
    const bound = this.user.get('pods', namespace, name);
    const earlier = bound.status.conditions?.find(({ type }) => type === 'Ready');
    if (earlier?.status === status) return;
    const ready = { type: 'Ready', status, lastTransitionTime: this.loop.clock.now() };
    this.user.updateStatus('pods', namespace, { ...bound, status: { phase: 'Running', conditions: [ready] } });
  }

  deletePod(pod: Pod): void {
    this.user.delete('pods', pod.metadata.namespace ?? NAMESPACE, pod.metadata.name, { gracePeriodSeconds: 0 });
  }

  events(): readonly EventObject[] {
    return this.user.list('events').items;
  }

  /** Makes the controller's watch say what the server would not, such as an outdated final state. */
  show<R extends ResourceName>(type: WatchEventType, resource: R, object: ObjectOf<R>): void {
    this.#listeners.get(resource)?.([{ type, object }]);
  }

  #listeningClient(): ApiClient {
    const client = this.server.clientFor(ACTOR);
    const watch = client.watch.bind(client);
    client.watch = (resource, listener) => {
      this.#listeners.set(resource, listener as unknown as (events: readonly WatchEvent[]) => void);
      return watch(resource, listener);
    };
    return client;
  }

  /** Requests of the controller that fit are refused with `error` (default: an internal error). */
  refuse(fits: (request: ApiRequest) => boolean, error = new ApiError('InternalError', 'fake error')): void {
    this.server.interceptRequests((request) => (request.actor === ACTOR && fits(request) ? error : undefined));
  }

  /** Lets the controller's caches catch up, without any sync. */
  deliver(): void {
    this.loop.advance(0);
  }

  /** Virtual time passes, without any sync. */
  pass(seconds: number): void {
    this.loop.advance(seconds * 1000);
  }

  /** Runs the next sync; where none is due, one is provoked by touching the DaemonSet. */
  sync(name = 'agent'): SyncReport {
    this.deliver();
    if (!this.loop.waiting) {
      this.#touches += 1;
      const annotations = { 'example.com/touched': String(this.#touches) };
      this.user.patch('daemonsets', NAMESPACE, name, { metadata: { annotations } }, { type: 'merge' });
      this.deliver();
    }
    return this.syncWaiting();
  }

  /** Runs the sync that waits, on caches as they are. */
  syncWaiting(): SyncReport {
    const { waiting } = this.loop;
    if (!waiting) throw new Error('no sync is due');
    this.loop.waiting = undefined;
    this.#requests = [];
    const mark = this.journal.mark;
    waiting.run();
    return reportSync(waiting.key, this.journal.entries.slice(mark), this.#requests);
  }

  /** How many pods the next sync creates and deletes. */
  step(): readonly [creates: number, deletes: number] {
    const { created, deleted } = this.sync();
    return [created.length, deleted.length];
  }

  /** What all syncs create and delete together until nothing is due any more. */
  round(): readonly [creates: number, deletes: number] {
    let [creates, deletes] = this.step();
    for (this.deliver(); this.loop.waiting; this.deliver()) {
      const { created, deleted } = this.syncWaiting();
      creates += created.length;
      deletes += deleted.length;
    }
    return [creates, deletes];
  }

  /** Requests of the last sync, as `verb resource name`. */
  get requests(): readonly string[] {
    return this.#requests.map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
  }

  /** Syncs until nothing is due any more. */
  settle(): void {
    for (let syncs = 0; ; syncs++) {
      this.deliver();
      if (!this.loop.waiting) return;
      if (syncs === 1000) throw new Error('the controller does not come to rest');
      this.syncWaiting();
    }
  }

  /** The keys that `change` puts on the queue, and no others: what was due before is done first. */
  keysEnqueuedBy(change: () => void): readonly string[] {
    this.settle();
    change();
    this.deliver();
    const keys: string[] = [];
    while (this.loop.waiting) keys.push(this.syncWaiting().key);
    return keys.sort();
  }

  /** The names that `change` puts on the queue of nodes. */
  nodesEnqueuedBy(change: () => void): readonly string[] {
    this.settle();
    const before = this.loop.nodeKeys.length;
    change();
    this.deliver();
    return this.loop.nodeKeys.slice(before);
  }
}

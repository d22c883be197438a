/** For tests only: an API server with the actors a test asks for, on one event loop. */
import type { ApiClient } from '../api/client';
import type { EventObject, Node, Pod } from '../api/core';
import { ApiServer } from '../apiserver/api-server';
import { EventLoop } from '../kernel/event-loop';
import { Ids } from '../kernel/ids';
import { Journal } from '../kernel/journal';
import { Random } from '../kernel/random';
import { startKubelet } from '../kubelet/kubelet';
import { type NodeToRegister, nodeObject } from '../kubelet/node-object';
import type { Kubelet, KubeletOptions } from '../kubelet/options';
import type { ActorContext, StartActor } from '../machinery/actor';
import { EventRecorder } from '../machinery/event-recorder';
import { InformerFactory } from '../machinery/informer';
import { type SchedulerOptions, startScheduler } from '../scheduler/scheduler';
import { CONTROLLERS } from './registry';

export interface TestClusterOptions {
  readonly seed?: string;
  readonly nodes?: readonly NodeToRegister[];
  /** Names from the registry; default: all but the DaemonSet controller. */
  readonly controllers?: readonly string[];
  readonly scheduler?: SchedulerOptions | false;
  readonly kubelet?: KubeletOptions;
}

export class TestCluster {
  readonly loop = new EventLoop();
  readonly journal = new Journal(this.loop.clock);
  readonly server: ApiServer;
  readonly user: ApiClient;
  readonly kubelet: Kubelet;
  readonly #random: Random;
  readonly #factories: InformerFactory[] = [];

  constructor(options: TestClusterOptions = {}) {
    this.#random = new Random(options.seed ?? 'test');
    this.server = new ApiServer({ loop: this.loop, ids: new Ids(this.#random.fork('ids')), journal: this.journal });
    this.user = this.server.clientFor('user');
    const shared = this.#factory('controller-manager');
    const wanted =
      options.controllers ?? CONTROLLERS.map(({ name }) => name).filter((name) => !name.startsWith('daemonset'));
    for (const { name, start } of CONTROLLERS) if (wanted.includes(name)) this.#start(name, start, shared);
    const { scheduler = {} } = options;
    if (scheduler) {
      const start: StartActor = (context) => startScheduler(context, scheduler);
      this.#start('default-scheduler', start, this.#factory('default-scheduler'));
    }
    this.kubelet = startKubelet(this.#context('kubelet', this.#factory('kubelet')), options.kubelet);
    for (const factory of this.#factories) factory.start();
    for (const node of options.nodes ?? []) this.addNode(node);
    this.loop.runToRest();
  }

  addNode(node: NodeToRegister): void {
    this.server.clientFor('kubelet').create('nodes', '', nodeObject(node, this.loop.clock.now()));
  }

  createPod(name: string, spec: object, labels?: Readonly<Record<string, string>>): Pod {
    const filled = { containers: [{ name: 'main', image: 'web:v1' }], ...spec };
    return this.user.create('pods', 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...(labels ? { labels } : {}) },
      spec: filled,
    });
  }

  pod(name: string): Pod | undefined {
    return this.server.find('pods', `default/${name}`);
  }

  node(name: string): Node {
    return this.user.get('nodes', '', name);
  }

  /** `Ready=True MemoryPressure=False …` of a pod or node. */
  conditions(object: Pod | Node | undefined): string[] {
    return (object?.status.conditions ?? []).map(({ type, status }) => `${type}=${status}`).sort();
  }

  /** `key:Effect` of every taint of a node. */
  taints(name: string): string[] {
    return (this.node(name).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
  }

  events(reason: string): EventObject[] {
    return [...this.server.objects('events')].filter((event) => event.reason === reason);
  }

  rest(): void {
    this.loop.runToRest();
  }

  pass(seconds: number): void {
    this.loop.advance(seconds * 1000);
  }

  #factory(actor: string): InformerFactory {
    const factory = new InformerFactory(this.server.clientFor(actor));
    this.#factories.push(factory);
    return factory;
  }

  #context(actor: string, informers: InformerFactory): ActorContext {
    const client = this.server.clientFor(actor);
    return {
      client,
      informers,
      loop: this.loop,
      random: this.#random.fork(actor),
      journal: this.journal,
      recorder: new EventRecorder(client, this.loop.clock, actor),
    };
  }

  #start(actor: string, start: StartActor, informers: InformerFactory): void {
    start(this.#context(actor, informers));
  }
}

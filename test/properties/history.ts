/** A random history of a cluster: how it begins, what happens, and how it is told as a scenario. */
import * as fc from 'fast-check';
import { RUNS } from '../../src/api/pod-behaviour';
import { isPodTerminal } from '../../src/api/pod-conditions';
import { putDaemonSet } from '../../src/harness/changes';
import { WATCHED_CHANGES } from '../../src/harness/faults';
import { createSimulatedCluster, type SimulatedCluster } from '../../src/simulation/simulated-cluster';
import {
  type Action,
  type ActionKind,
  anyAction,
  anyStart,
  change,
  comeToRest,
  IMAGES,
  perform,
  printTable,
  WORKLOAD,
} from './actions';
import type { Scene } from './scene';

export interface Plot {
  readonly seed: number;
  readonly nodes: number;
  readonly start: Readonly<Record<string, string>>;
  readonly actions: readonly Action[];
}

/** A cluster that livelocks must not hold up the test run. */
const BUDGET = { events: 500_000, virtualMs: 30 * 24 * 3600 * 1000 };
const HOUR_MS = 3600 * 1000;

export interface PlotOptions {
  readonly weights?: Partial<Record<ActionKind, number>>;
  readonly maxActions?: number;
  /** How many nodes a history begins with. Default 1 to 6. */
  readonly nodes?: { readonly min: number; readonly max: number };
}

export function anyPlot({
  weights = {},
  maxActions = 14,
  nodes = { min: 1, max: 6 },
}: PlotOptions = {}): fc.Arbitrary<Plot> {
  return fc.record({
    seed: fc.nat({ max: 9999 }),
    nodes: fc.integer(nodes),
    start: anyStart,
    actions: fc.array(anyAction(weights), { minLength: 1, maxLength: maxActions }),
  });
}

export class History {
  readonly cluster: SimulatedCluster;
  readonly #lines: string[] = [];
  readonly #scene: Scene;
  readonly #plot: Plot;

  constructor(plot: Plot) {
    this.#plot = plot;
    this.cluster = createSimulatedCluster({ seed: String(plot.seed), budget: BUDGET });
    this.#scene = {
      cluster: this.cluster,
      nextNode: plot.nodes + 1,
      isControllerRunning: true,
      troubled: new Map(),
      unseen: new Set(),
    };
  }

  /** The same from the beginning, in another cluster with the same seed. The caller disposes of it. */
  again(): History {
    return new History(this.#plot);
  }

  /** The words of everything that has happened, as a scenario. */
  get scenario(): string {
    return this.#lines.join('\n');
  }

  /** Makes the cluster and lets every action happen. */
  async run(): Promise<void> {
    const { nodes, start, actions } = this.#plot;
    await this.#tell('Given', `a cluster of ${nodes} node${nodes === 1 ? '' : 's'}`, () =>
      this.cluster.addNodes(Array.from({ length: nodes }, (_, index) => ({ name: `node${index + 1}` }))),
    );
    await this.#tell('And', `the DaemonSet "agent" is fully rolled out with:${printTable(start)}`, () =>
      putDaemonSet(this.cluster, WORKLOAD, start),
    );
    await comeToRest(this.cluster);
    for (const action of actions) await this.do(action);
  }

  async do(action: Action): Promise<void> {
    // Told before it happens, so that what goes wrong meanwhile stands below it; the words are known only afterwards.
    const position = this.#lines.push(`# ${action.kind}`) - 1;
    this.cluster.noteStep('When', action.kind);
    const words = await perform(this.#scene, action);
    const isWaitedFor = !action.atOnce || action.kind === 'passes';
    if (words === undefined) this.#lines.splice(position, 1);
    else this.#lines[position] = `When ${words}${isWaitedFor ? '' : '\n# at once, before the cluster comes to rest:'}`;
  }

  /** All that disturbs ends: images and nodes are well, the controller runs, and an hour passes. */
  async calm(): Promise<void> {
    const { cluster } = this;
    const { troubled, isControllerRunning, unseen } = this.#scene;
    for (const changes of [...unseen]) {
      const resource = WATCHED_CHANGES[changes];
      if (resource)
        await this.#tell('When', `the controllers see ${changes} again`, () => cluster.releaseWatch(resource));
      unseen.delete(changes);
    }
    if (!isControllerRunning) await this.do({ kind: 'controllerStopsOrStarts', at: 0, value: 0, atOnce: true });
    for (const [node, trouble] of [...troubled]) {
      if (trouble === 'silent') {
        await this.#tell('When', `the kubelet of ${node} starts again`, () => cluster.setKubeletRunning(node, true));
      } else {
        await this.#tell('When', `${node} becomes Ready again`, () => cluster.setNodeReady(node, 'True'));
      }
      troubled.delete(node);
    }
    for (const image of IMAGES) {
      await this.#tell('And', `image "${image}" becomes ready at once`, () =>
        cluster.behave({ image, behaviour: RUNS }),
      );
    }
    for (const pod of await cluster.list('pods', { namespace: WORKLOAD.namespace })) {
      if (isPodTerminal(pod) || pod.metadata.deletionTimestamp || !pod.spec.nodeName) continue;
      const words = `the pod of "agent" on ${pod.spec.nodeName} becomes ready`;
      await this.#tell('And', words, () => cluster.setPodState('default', pod.metadata.name, 'ready'));
    }
    // Once to begin with, and once for what no event has told of meanwhile (DS-NODE-06).
    for (let round = 0; round < 2; round++) {
      await this.nudge();
      await this.#tell('And', '1h passes', () => cluster.advance(HOUR_MS));
    }
    // Failed pods that piled up go one by one, a quarter of an hour apart.
    for (let hours = 0; hours < 100 && (await this.#hasFailedPods()); hours++) await cluster.advance(HOUR_MS);
  }

  /** Makes the controller look again without changing what it should do. */
  async nudge(): Promise<void> {
    const daemonSet = await this.cluster.get('daemonsets', WORKLOAD.namespace, WORKLOAD.name);
    if (!daemonSet) return;
    const looked = String(Number(daemonSet.metadata.labels?.looked ?? 0) + 1);
    const position = this.#lines.push('') - 1;
    this.#lines[position] = `And ${await change(this.#scene, { labels: `looked=${looked}` })}`;
    await comeToRest(this.cluster);
  }

  async changeTo(rows: Readonly<Record<string, string>>): Promise<void> {
    this.#lines.push(`When ${await change(this.#scene, rows)}`);
    await comeToRest(this.cluster);
  }

  async #hasFailedPods(): Promise<boolean> {
    const pods = await this.cluster.list('pods', { namespace: WORKLOAD.namespace });
    return pods.some((pod) => pod.status.phase === 'Failed');
  }

  async #tell(keyword: string, words: string, act: () => Promise<unknown>): Promise<void> {
    this.#lines.push(`${keyword} ${words}`);
    await act();
  }
}

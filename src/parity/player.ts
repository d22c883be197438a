/** Plays the steps of a trace on a simulated cluster, with the stand-in kubelet's habits, in virtual time. */
import { isApiError } from '../api/errors';
import type { ResourceName } from '../api/resources';
import type { SimulatedCluster } from '../simulation/simulated-cluster';
import { isDaemonPod, observeCluster } from './observation';
import { sendRawRequest } from './raw-request';
import { createRecordedCluster, registerNode } from './recorded-cluster';
import { behaviourOf } from './stand-in';
import { type Got, type RecordedNode, type Step, type Trace, UnknownStepError } from './trace';

/** Between two steps. */
const PAUSE_MS = 100;
const QUIET_MS = 1300;
const CAP_MS = 45_000;

/** What counts as a change while the recorder waited for quiet. */
const OBSERVABLE: ReadonlySet<ResourceName> = new Set(['pods', 'nodes', 'daemonsets', 'controllerrevisions']);

/** Plays a trace. Gives what each step left behind, undefined where nothing is recorded. */
export function playTrace(trace: Trace, seed: string): readonly (Got | undefined)[] {
  const player = new Player(createRecordedCluster(seed, trace));
  return trace.steps.map((step, index) => {
    if (index > 0 && !takesTime(step) && !takesTime(trace.steps[index - 1])) player.pause(PAUSE_MS);
    return player.play(step);
  });
}

function takesTime(step: Step | undefined): boolean {
  return step?.do === 'settle' || step?.do === 'wait';
}

class Player {
  readonly #cluster: SimulatedCluster;
  #changedAtMs = 0;

  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
    cluster.apiServer.onCommit(({ resource }) => {
      if (OBSERVABLE.has(resource)) this.#changedAtMs = cluster.loop.clock.nowMs;
    });
  }

  pause(durationMs: number): void {
    this.#cluster.loop.advance(durationMs);
  }

  play(step: Step): Got | undefined {
    const cluster = this.#cluster;
    const name = step.name ?? '';
    switch (step.do) {
      case 'apply':
      case 'create':
        return this.#kubectl([step.do, '-f', '-', ...(step.flags ?? [])], manifestText(step.manifest));
      case 'kubectl':
        return this.#kubectl(step.args ?? [], step.stdin === undefined ? undefined : manifestText(step.stdin));
      case 'add-node':
        return answer(() => registerNode(cluster, step.node as RecordedNode));
      case 'delete-node':
        return answer(() => cluster.client('administrator').delete('nodes', '', name));
      case 'node-silent':
        cluster.kubelet.setRunning(name, false);
        return undefined;
      case 'node-back':
        return answer(() => {
          cluster.kubelet.setRunning(name, true);
          cluster.client('observer').get('nodes', '', name);
        });
      case 'node-ready':
        return answer(() => cluster.kubelet.setNodeReady(name, step.status ?? 'True'));
      case 'patch':
      case 'request':
        return sendRawRequest(cluster.client('administrator'), step);
      case 'behave':
        this.#behave(step);
        return undefined;
      case 'delete-pod-on':
        this.#deletePodsOn(step.node as string);
        return undefined;
      case 'wait':
        cluster.loop.advance((step.seconds ?? 0) * 1000);
        return undefined;
      case 'settle':
        return this.#settle(step);
      default:
        throw new UnknownStepError(`there is no step "${step.do}"`);
    }
  }

  #kubectl(args: readonly string[], stdin?: string): Got {
    return { ...this.#cluster.runKubectl(args, stdin) };
  }

  #behave({ image = '*', node = '*', as = '' }: Step): void {
    this.#cluster.kubelet.behave({
      ...(image === '*' ? {} : { image }),
      ...(node === '*' ? {} : { node: node as string }),
      behaviour: behaviourOf(as),
    });
  }

  #deletePodsOn(nodeName: string): void {
    const client = this.#cluster.client('administrator');
    for (const pod of client.list('pods').items) {
      if (!isDaemonPod(pod) || pod.spec.nodeName !== nodeName) continue;
      answer(() => client.delete('pods', pod.metadata.namespace ?? 'default', pod.metadata.name));
    }
  }

  /** Waits until nothing observable has changed for a while. */
  #settle(step: Step): Got {
    const { loop } = this.#cluster;
    const startMs = loop.clock.nowMs;
    const quietMs = step.quiet ?? QUIET_MS;
    const capMs = startMs + (step.cap ?? CAP_MS);
    for (;;) {
      const quietAtMs = Math.max(this.#changedAtMs, startMs) + quietMs;
      const untilMs = Math.min(quietAtMs, capMs);
      const nextAtMs = loop.nextAtMs;
      if (nextAtMs === undefined || nextAtMs > untilMs) {
        loop.advance(untilMs - loop.clock.nowMs);
        const observation = observeCluster(this.#cluster.client('observer'), step);
        return untilMs < quietAtMs ? { ...observation, unsettled: true } : observation;
      }
      loop.step();
    }
  }
}

/** JSON objects travel as JSON, texts as they are. */
function manifestText(manifest: unknown): string {
  return typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
}

/** The code of a request as a client sees it. */
function answer(request: () => unknown): Got {
  try {
    request();
    return { code: 200 };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { code: error.code, message: error.message };
  }
}

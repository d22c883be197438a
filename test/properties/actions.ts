/**
 * What may happen to a cluster in a random history: each action is data, does what a phrase of the features does, and
 * says it in that phrase. An action that makes no sense where it comes (no pod to delete, nothing to roll back to) is
 * left out, so that any list of actions is a history and shrinking needs no rules.
 */
import * as fc from 'fast-check';
import { CRASHES, FAILS, NEVER_READY, type PodBehaviour, RUNS, readyAfter } from '../../src/api/pod-behaviour';
import { changeDaemonSet, deleteDaemonPod, findDaemonPod, rollOut, setDaemonPodState } from '../../src/harness/changes';
import { CONTROLLER_CALLS, refuseCalls, WATCHED_CHANGES } from '../../src/harness/faults';
import { formatDuration } from '../../src/harness/notation';
import { ClaimError } from '../../src/harness/scenario-error';
import type { SimulatedCluster } from '../../src/simulation/simulated-cluster';
import {
  join,
  LABEL,
  leave,
  onNode,
  toggleCordon,
  toggleKubelet,
  toggleLabel,
  toggleReady,
  toggleTaint,
} from './node-actions';
import { type Choice, type Performance, pick, type Scene } from './scene';

export const WORKLOAD = { namespace: 'default', name: 'agent' };
export const IMAGES = ['agent:v1', 'agent:v2', 'agent:v3', 'agent:v4'] as const;
const TOLERATIONS = ['dedicated=db:NoSchedule', 'maintenance=now:NoExecute', 'nothing=here:NoSchedule'] as const;
const BEHAVIOURS: readonly PodBehaviour[] = [RUNS, NEVER_READY, CRASHES, FAILS, readyAfter(4000)];

type Table = Readonly<Record<string, string>>;

/** Strategies as rows of a table; the API refuses a surge beside a budget of unavailable pods. */
const STRATEGIES: readonly Table[] = [
  { updateStrategy: 'RollingUpdate', maxUnavailable: '1', maxSurge: '0' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '2', maxSurge: '0' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '34%', maxSurge: '0' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '100%', maxSurge: '0' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '0', maxSurge: '1' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '0', maxSurge: '2' },
  { updateStrategy: 'RollingUpdate', maxUnavailable: '0', maxSurge: '50%' },
  { updateStrategy: 'OnDelete' },
];

export interface Action extends Choice {
  readonly kind: ActionKind;
  /** The next action follows before the cluster has come to rest. */
  readonly atOnce: boolean;
}

function table(rows: Table): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return Object.entries(rows)
    .map(([name, cell]) => `\n  | ${name.padEnd(width)} | ${cell} |`)
    .join('');
}

/** An action on the pod of a node that has one, and whose kubelet has heard of it. */
function onPod(act: (scene: Scene, node: string) => Promise<string>): Performance {
  return onNode(async (scene, node) => {
    try {
      const pod = await findDaemonPod(scene.cluster, WORKLOAD, node);
      return pod.spec.nodeName ? await act(scene, node) : undefined;
    } catch (error) {
      if (error instanceof ClaimError || /no kubelet runs/.test(String(error))) return undefined;
      throw error;
    }
  });
}

/** An action on the DaemonSet while there is one. */
function onSet(act: (scene: Scene, choice: Choice) => Promise<string | undefined>): Performance {
  return async (scene, choice) => {
    const daemonSet = await scene.cluster.get('daemonsets', WORKLOAD.namespace, WORKLOAD.name);
    return daemonSet && !daemonSet.metadata.deletionTimestamp ? act(scene, choice) : undefined;
  };
}

export async function change({ cluster }: Scene, rows: Table): Promise<string> {
  await changeDaemonSet(cluster, WORKLOAD, rows);
  return `"agent" is changed to:${table(rows)}`;
}

async function toggleController(scene: Scene): Promise<string | undefined> {
  if (scene.unseen.size > 0) return undefined;
  scene.isControllerRunning = !scene.isControllerRunning;
  await scene.cluster.setControllerManagerRunning(scene.isControllerRunning);
  return `the controller manager ${scene.isControllerRunning ? 'starts again' : 'stops'}`;
}

async function toggleWatch(scene: Scene, { at }: Choice): Promise<string | undefined> {
  if (!scene.isControllerRunning) return undefined;
  const [changes, resource] = pick(Object.entries(WATCHED_CHANGES), at);
  if (scene.unseen.delete(changes)) {
    await scene.cluster.releaseWatch(resource);
    return `the controllers see ${changes} again`;
  }
  scene.unseen.add(changes);
  await scene.cluster.holdWatch(resource);
  return `the controllers do not see ${changes}`;
}

async function behave({ cluster }: Scene, { at, value }: Choice): Promise<string> {
  const image = pick(IMAGES, at);
  const behaviour = pick(BEHAVIOURS, value);
  await cluster.behave({ image, behaviour });
  return `image "${image}" ${behaviour === RUNS ? 'becomes ready at once' : behaviour.name}`;
}

async function refuse({ cluster }: Scene, { at, value }: Choice): Promise<string> {
  const [words, call] = pick(Object.entries(CONTROLLER_CALLS), at);
  const times = 1 + (value % 3);
  await refuseCalls(cluster, { ...call, times }, 'out of order');
  return `the next ${times} ${words}${times > 1 ? 's' : ''} fail${times > 1 ? '' : 's'} with "out of order"`;
}

async function remove({ cluster }: Scene, { value }: Choice): Promise<string> {
  const [option, words] = pick(
    [
      ['--cascade=foreground', 'I run "kubectl delete daemonset agent --cascade=foreground --wait=false"'],
      ['--cascade=orphan', '"agent" is deleted leaving its pods'],
      ['--cascade=background', '"agent" is deleted'],
    ] as const,
    value,
  );
  await cluster.kubectl(['delete', 'daemonset', 'agent', option, '--wait=false']);
  return words;
}

/** Everything that can happen, with how often it does, in relation to the others. */
const ACTIONS = {
  rollsOut: {
    weight: 6,
    perform: onSet(async ({ cluster }, { value }) => {
      await rollOut(cluster, WORKLOAD, pick(IMAGES, value));
      return `"agent" starts to roll out image "${pick(IMAGES, value)}"`;
    }),
  },
  passes: {
    weight: 6,
    perform: async ({ cluster }, { value }) => {
      const durationMs = pick([1000, 2000, 3000, 5000, 12_000, 60_000], value);
      await cluster.advance(durationMs);
      return `${formatDuration(durationMs)} ${durationMs === 1000 || durationMs === 60_000 ? 'passes' : 'pass'}`;
    },
  },
  changesStrategy: { weight: 3, perform: onSet((scene, { value }) => change(scene, pick(STRATEGIES, value))) },
  changesMinReady: {
    weight: 1,
    perform: onSet((scene, { value }) => change(scene, { minReadySeconds: pick(['5', '0', '12'], value) })),
  },
  changesHistoryLimit: {
    weight: 1,
    perform: onSet((scene, { value }) => change(scene, { revisionHistoryLimit: pick(['1', '0', '2'], value) })),
  },
  changesTolerations: {
    weight: 1,
    perform: onSet((scene, { value }) => change(scene, { tolerations: pick(TOLERATIONS, value) })),
  },
  selectsNodes: {
    weight: 1,
    perform: onSet((scene) => change(scene, { nodeSelector: `${LABEL.key}=${LABEL.value}` })),
  },
  rollsBack: {
    weight: 2,
    perform: onSet(async ({ cluster }) => {
      const { code } = await cluster.kubectl(['rollout', 'undo', 'daemonset/agent']);
      return code === 0 ? '"agent" starts to roll back' : undefined;
    }),
  },
  restarts: {
    weight: 1,
    perform: onSet(async ({ cluster }) => {
      await cluster.kubectl(['rollout', 'restart', 'daemonset/agent']);
      return 'I run "kubectl rollout restart daemonset/agent"';
    }),
  },
  nodeJoins: { weight: 2, perform: join },
  nodeLeaves: { weight: 2, perform: onNode(leave) },
  labelChanges: { weight: 2, perform: onNode(toggleLabel) },
  taintChanges: { weight: 3, perform: onNode(toggleTaint) },
  cordonChanges: { weight: 1, perform: onNode(toggleCordon) },
  readinessChanges: { weight: 1, perform: onNode(toggleReady) },
  kubeletChanges: { weight: 1, perform: onNode(toggleKubelet) },
  podGoes: {
    weight: 2,
    perform: onPod(async ({ cluster }, node) => {
      await deleteDaemonPod(cluster, WORKLOAD, node);
      return `the pod of "agent" on ${node} is deleted`;
    }),
  },
  podFails: {
    weight: 2,
    perform: onPod(async ({ cluster }, node) => {
      await setDaemonPodState(cluster, WORKLOAD, node, 'failed');
      return `the pod of "agent" on ${node} fails`;
    }),
  },
  podStopsBeingReady: {
    weight: 2,
    perform: onPod(async ({ cluster }, node) => {
      await setDaemonPodState(cluster, WORKLOAD, node, 'not-ready');
      return `the pod of "agent" on ${node} stops being ready`;
    }),
  },
  podBecomesReady: {
    weight: 1,
    perform: onPod(async ({ cluster }, node) => {
      await setDaemonPodState(cluster, WORKLOAD, node, 'ready');
      return `the pod of "agent" on ${node} becomes ready`;
    }),
  },
  imageBehaves: { weight: 3, perform: behave },
  requestsFail: { weight: 2, perform: refuse },
  controllerStopsOrStarts: { weight: 2, perform: toggleController },
  watchFallsBehindOrCatchesUp: { weight: 0, perform: toggleWatch },
  setIsDeleted: { weight: 0, perform: onSet(remove) },
} satisfies Record<string, { readonly weight: number; readonly perform: Performance }>;

export type ActionKind = keyof typeof ACTIONS;

/** Does the action and what follows from it, unless it says `atOnce`. Gives its words; undefined if it was left out. */
export async function perform(scene: Scene, action: Action): Promise<string | undefined> {
  const words = await ACTIONS[action.kind].perform(scene, action);
  if (words === undefined) return undefined;
  if (!action.atOnce && action.kind !== 'passes') await comeToRest(scene.cluster);
  return words;
}

/**
 * At rest, or 20 s later: failing pods of a surging set are replaced for ever (DS-FAIL-11). Throws what the invariants
 * of the cluster complain of.
 */
export async function comeToRest(cluster: SimulatedCluster): Promise<void> {
  await cluster.eventually(() => cluster.loop.isAtRest, 20_000);
  await cluster.advance(0);
}

/** One action. `weights` changes how often some of them come. */
export function anyAction(weights: Partial<Record<ActionKind, number>> = {}): fc.Arbitrary<Action> {
  const choices = (Object.keys(ACTIONS) as ActionKind[]).map((kind) => ({
    weight: weights[kind] ?? ACTIONS[kind].weight,
    arbitrary: fc.record({
      kind: fc.constant(kind),
      at: fc.nat({ max: 7 }),
      value: fc.nat({ max: 7 }),
      atOnce: fc.boolean(),
    }),
  }));
  return fc.oneof(...choices.filter(({ weight }) => weight > 0));
}

/** The rows of the DaemonSet that a history begins with. */
export const anyStart: fc.Arbitrary<Table> = fc
  .record({
    strategy: fc.nat({ max: STRATEGIES.length - 1 }),
    minReadySeconds: fc.constantFrom('0', '5'),
    revisionHistoryLimit: fc.constantFrom('10', '1'),
  })
  .map(({ strategy, ...rows }) => ({ ...pick(STRATEGIES, strategy), ...rows }));

export function printTable(rows: Table): string {
  return table(rows);
}

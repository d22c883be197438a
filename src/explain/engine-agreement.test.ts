/** What explain says is what the engine then does: random worlds, one explained and one run. */
import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { Node, Pod, Taint, TaintEffect } from '../api/core';
import { isPodTerminal } from '../api/pod-conditions';
import { targetNodeOf } from '../controllers/daemonset/pod-template';
import { SimulatedCluster } from '../simulation/simulated-cluster';
import { explainSet } from './explain-set';
import type { Answer, NodeExplanation } from './explanation';
import { readManifests } from './read-manifest';

const RUNS = 60 * Number(process.env.EVERYNODE_RUNS ?? 1);

/** Mostly `usual`, so that a pod has a chance to get past the first judge. */
const mostly = <T>(usual: NoInfer<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: unusual });

const effect = fc.constantFrom<TaintEffect>('NoSchedule', 'NoExecute', 'PreferNoSchedule');
const taintKey = fc.constantFrom('dedicated', 'node.kubernetes.io/network-unavailable', 'spot');
const taint: fc.Arbitrary<Taint> = fc.record({ key: taintKey, value: fc.constantFrom('', 'db'), effect });
// The node controller takes away what no condition of the node justifies.
const lastingTaint = taint.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
const labels = fc.record(
  { zone: fc.constantFrom('a', 'b'), disk: fc.constantFrom('ssd', 'hdd') },
  { requiredKeys: [] },
);
const cpu = fc.constantFrom('100m', '500m', '1', '3');

const node = fc.record({
  labels,
  taints: mostly([], fc.uniqueArray(taint, { maxLength: 2, selector: ({ key, effect }) => `${key}:${effect}` })),
  unschedulable: fc.boolean(),
  capacity: fc.record({ cpu: fc.constantFrom('1', '2', '4'), pods: fc.constantFrom('1', '2', '110') }),
});

const neighbour = fc.record({
  node: fc.nat(4),
  cpu,
  priority: fc.constantFrom('low', 'high'),
  hostPort: fc.option(fc.constantFrom(80, 9100), { nil: undefined }),
  app: fc.constantFrom('web', 'db'),
});

const toleration = fc.record(
  { key: taintKey, operator: fc.constantFrom('Exists', 'Equal'), effect: fc.constantFrom('NoSchedule', 'NoExecute') },
  { requiredKeys: ['key', 'operator'] },
);

const requirement = fc.oneof(
  fc.record({ key: fc.constantFrom('zone', 'disk'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  fc.record({
    key: fc.constantFrom('zone', 'disk'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.constantFrom(['a'], ['ssd'], ['b', 'hdd']),
  }),
);

const daemonPod = fc.record({
  nodeSelector: mostly({}, labels),
  terms: mostly([], fc.array(fc.array(requirement, { minLength: 1, maxLength: 2 }), { maxLength: 2 })),
  tolerations: fc.array(toleration, { maxLength: 2 }),
  cpu,
  hostPort: fc.option(fc.constantFrom(80, 9100), { nil: undefined }),
  hostNetwork: fc.constant(false),
  // Preempting a pod here may open another node of its zone: one or the other.
  company: fc.constantFrom('none', 'away from web in the zone', 'low', 'middle', 'highest'),
  boundTo: mostly<number | undefined>(undefined, fc.nat(2)),
});

type World = { nodes: typeof node; neighbours: typeof neighbour; pod: typeof daemonPod };
type Value<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Nodes = readonly Value<World['nodes']>[];
type Neighbours = readonly Value<World['neighbours']>[];
type DaemonPod = Value<World['pod']>;

const PRIORITIES = { low: 10, middle: 50, high: 100, highest: 1000 };

function makeClass([name, value]: [string, number]) {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value };
}

function makeDaemonSet({ nodeSelector, terms, tolerations, cpu, hostPort, company, boundTo }: DaemonPod): object {
  const labelSelector = { matchLabels: { app: 'web' } };
  const required = { nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })) };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: {
        metadata: { labels: { app: 'agent' } },
        spec: {
          nodeSelector,
          tolerations,
          ...(boundTo === undefined ? {} : { nodeName: `node${boundTo}` }),
          ...(company in PRIORITIES ? { priorityClassName: company } : {}),
          affinity: {
            ...(terms.length > 0 ? { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } : {}),
            ...(company.startsWith('away')
              ? {
                  podAntiAffinity: {
                    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', labelSelector }],
                  },
                }
              : {}),
          },
          containers: [
            {
              name: 'main',
              image: 'agent:v1',
              resources: { requests: { cpu } },
              ...(hostPort ? { ports: [{ containerPort: hostPort, hostPort }] } : {}),
            },
          ],
        },
      },
    },
  };
}

function makeCluster(nodes: Nodes, neighbours: Neighbours): SimulatedCluster {
  const cluster = new SimulatedCluster({ seed: 'agreement' });
  const user = cluster.client('user');
  for (const entry of Object.entries(PRIORITIES)) user.create('priorityclasses', '', makeClass(entry));
  cluster.registerNodes(nodes.map((described, index) => ({ name: `node${index}`, ...described })));
  cluster.loop.runToRest();
  for (const [index, { node, cpu, priority, hostPort, app }] of neighbours.entries()) {
    if (node >= nodes.length) continue;
    user.create('pods', 'default', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${index}`, labels: { app } },
      spec: {
        nodeName: `node${node}`,
        priorityClassName: priority,
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'main',
            image: 'web:v1',
            resources: { requests: { cpu } },
            ...(hostPort ? { ports: [{ containerPort: hostPort, hostPort }] } : {}),
          },
        ],
      },
    });
    cluster.loop.runToRest();
  }
  return cluster;
}

function explainIn(
  cluster: SimulatedCluster,
  daemonSet: object,
  change?: (node: Node) => Node,
): readonly NodeExplanation[] {
  const pods = [...cluster.apiServer.objects('pods')];
  const items = [...Object.entries(PRIORITIES).map(makeClass), daemonSet];
  const { subjects } = readManifests(
    [{ source: 'test', text: JSON.stringify({ kind: 'List', items }) }],
    'default',
    pods,
  );
  const [subject] = subjects;
  if (!subject) throw new Error('the DaemonSet was not read');
  const nodes = [...cluster.apiServer.objects('nodes')].map((node) => change?.(node) ?? node);
  return explainSet(subject, { nodes, pods }, new Map()).nodes;
}

/** What the engine made of a node, in explain's words; `stays` and `runs` look alike from outside. */
function outcomeOn(cluster: SimulatedCluster, name: string): Answer {
  const own = [...cluster.apiServer.objects('pods')].filter(
    (pod: Pod) => pod.metadata.labels?.app === 'agent' && targetNodeOf(pod) === name,
  );
  const [pod] = own;
  if (!pod) return 'none';
  if (isPodTerminal(pod)) return 'refused';
  return pod.spec.nodeName ? 'runs' : 'waits';
}

test('a new DaemonSet runs, waits, is refused or is left out exactly where explain said so', () => {
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 1, maxLength: 5 }),
      fc.array(neighbour, { maxLength: 5 }),
      daemonPod,
      (nodes, neighbours, pod) => {
        const cluster = makeCluster(nodes, neighbours);
        const explained = explainIn(cluster, makeDaemonSet(pod));
        cluster.client('user').create('daemonsets', 'default', makeDaemonSet(pod));
        cluster.loop.runToRest();
        for (const { node, answer, preempts } of explained) {
          if (answer !== 'runs') expect(preempts).toEqual([]);
          expect([node, answer]).toEqual([node, outcomeOn(cluster, node)]);
        }
      },
    ),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

test('pods that are there stay or go as explain said, when taints and labels change', () => {
  fc.assert(
    fc.property(
      fc.array(node, { minLength: 1, maxLength: 4 }),
      daemonPod.filter(({ boundTo, company }) => boundTo === undefined && company === 'none'),
      fc.array(fc.record({ taints: fc.array(lastingTaint, { maxLength: 1 }), labels }), { minLength: 4, maxLength: 4 }),
      (nodes, pod, changes) => {
        const cluster = makeCluster(nodes, []);
        const user = cluster.client('user');
        user.create('daemonsets', 'default', makeDaemonSet(pod));
        cluster.loop.runToRest();
        const change = (old: Node): Node => {
          const { taints, labels = {} } = changes[Number(old.metadata.name.slice(4))] ?? {};
          return {
            ...old,
            metadata: { ...old.metadata, labels: { ...old.metadata.labels, ...labels } },
            spec: { taints: taints ?? [] },
          };
        };
        const explained = explainIn(cluster, makeDaemonSet(pod), change);
        for (const old of [...cluster.apiServer.objects('nodes')]) user.update('nodes', '', change(old));
        cluster.loop.runToRest();
        // A change of a node alone does not make the controller look at pods that no scheduler has placed.
        const stored = user.get('daemonsets', 'default', 'agent');
        user.update('daemonsets', 'default', {
          ...stored,
          metadata: { ...stored.metadata, labels: { look: 'again' } },
        });
        cluster.loop.runToRest();
        const expected: Partial<Record<Answer, Answer>> = { stays: 'runs', removed: 'none' };
        for (const { node, answer } of explained) {
          expect([node, expected[answer] ?? answer]).toEqual([node, outcomeOn(cluster, node)]);
        }
      },
    ),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

test('what the controller lacks, explain proposes: with all of it the node is wanted', () => {
  fc.assert(
    fc.property(node, daemonPod, (described, pod) => {
      const cluster = makeCluster([described], []);
      const [before] = explainIn(cluster, makeDaemonSet(pod));
      const changes = before?.failed.flatMap((check) => (check.by === 'scheduler' ? [] : check.changes)) ?? [];
      fc.pre(!changes.some((change) => change.do === 'change-selector' || change.do === 'change-node-name'));
      const tolerations = changes.flatMap((change) => (change.do === 'add-toleration' ? [change.toleration] : []));
      const changed = { ...pod, tolerations: [...pod.tolerations, ...tolerations] as typeof pod.tolerations };
      const [after] = explainIn(cluster, makeDaemonSet(changed), (old) => {
        const labels = { ...old.metadata.labels };
        for (const change of changes) {
          if (change.do === 'label-node') labels[change.key] = change.value;
          if (change.do === 'remove-node-label') delete labels[change.key];
        }
        return { ...old, metadata: { ...old.metadata, labels } };
      });
      expect(after?.shouldRun).toBe(true);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

import { test } from 'node:test';
import { expect } from 'expect';
import { container, daemonSet, explainOne, explainSamples, node, pod } from './explain-samples';
import type { Answer, Change } from './explanation';

interface Case {
  readonly claim: string;
  readonly set?: object;
  readonly node: object;
  readonly pods?: readonly object[];
  readonly answer: Answer;
  readonly messages?: readonly string[];
  readonly changes?: readonly Change[];
  readonly preempts?: readonly string[];
  readonly tolerated?: readonly string[];
}

const OWNED = [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true }];
const OWN_POD = pod('agent-1', 'node1', { ownerReferences: OWNED });
const DEDICATED = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };

const CASES: readonly Case[] = [
  { claim: 'a plain node runs the pod', node: node('node1'), answer: 'runs', messages: [] },
  {
    claim: 'a taint with a value asks for a toleration of exactly that',
    node: node('node1', { taints: [DEDICATED] }),
    answer: 'none',
    messages: ['taint dedicated=db:NoSchedule'],
    changes: [
      {
        do: 'add-toleration',
        toleration: { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' },
      },
    ],
  },
  {
    claim: 'a taint that goes by itself is waited for',
    node: node('node1', { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] }),
    answer: 'none',
    messages: ['taint node.kubernetes.io/not-ready:NoSchedule until the node is ready'],
    changes: [
      { do: 'wait', until: 'the node is ready' },
      {
        do: 'add-toleration',
        toleration: { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' },
      },
    ],
  },
  {
    claim: 'a cordoned node runs the pod, by a toleration that nobody wrote',
    node: node('node1', {
      unschedulable: true,
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
    }),
    answer: 'runs',
    tolerated: ['node.kubernetes.io/unschedulable:NoSchedule'],
  },
  {
    claim: 'a toleration in the template needs no mention',
    set: daemonSet({ tolerations: [{ operator: 'Exists' }] }),
    node: node('node1', { taints: [DEDICATED] }),
    answer: 'runs',
    tolerated: [],
  },
  {
    claim: 'a missing label can be added',
    set: daemonSet({ nodeSelector: { disk: 'ssd' } }),
    node: node('node1'),
    answer: 'none',
    messages: ['nodeSelector wants disk=ssd, the node has no label disk'],
    changes: [{ do: 'label-node', key: 'disk', value: 'ssd' }],
  },
  {
    claim: 'a different label can be overwritten',
    set: daemonSet({ nodeSelector: { disk: 'ssd' } }),
    node: node('node1', { labels: { disk: 'hdd' } }),
    answer: 'none',
    changes: [{ do: 'label-node', key: 'disk', value: 'ssd', now: 'hdd' }],
  },
  {
    claim: 'what a node is cannot be changed by a label',
    set: daemonSet({ nodeSelector: { 'kubernetes.io/arch': 'amd64' } }),
    node: node('node1', { labels: { 'kubernetes.io/arch': 'arm64' } }),
    answer: 'none',
    changes: [{ do: 'change-selector', wanted: 'nodeSelector wants kubernetes.io/arch=amd64' }],
  },
  {
    claim: 'a nodeName leaves every other node out',
    set: daemonSet({ nodeName: 'node9' }),
    node: node('node1'),
    answer: 'none',
    messages: ["the template's nodeName is node9"],
    changes: [{ do: 'change-node-name', wanted: 'node9' }],
  },
  {
    claim: 'a nodeName that is met goes past the scheduler to the kubelet, which may refuse',
    set: daemonSet({ nodeName: 'node1', containers: [container('3')] }),
    node: node('node1'),
    answer: 'refused',
    messages: ["OutOfcpu: Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000"],
    changes: [],
  },
  {
    claim: 'a kubelet under disk pressure refuses what the scheduler sends',
    node: node('node1', { status: { conditions: [{ type: 'DiskPressure', status: 'True' }] } }),
    answer: 'refused',
    messages: ['Evicted: The node had condition: [DiskPressure].'],
    changes: [{ do: 'wait', until: 'the node is relieved' }],
  },
  {
    claim: 'cpu that others hold is short by what is missing',
    set: daemonSet({ containers: [container('500m')] }),
    node: node('node1'),
    pods: [pod('web', 'node1', { containers: [container('1700m')] })],
    answer: 'waits',
    messages: ['cpu short by 200m (requests 500m, 300m of 2 free)'],
    changes: [
      { do: 'free-resource', resource: 'cpu', short: '200m', fits: '300m' },
      { do: 'raise-priority', above: 0, preempts: ['default/web'] },
    ],
  },
  {
    claim: 'cpu that the node does not have at all is not to be freed by priority',
    set: daemonSet({ containers: [container('5')] }),
    node: node('node1'),
    pods: [pod('web', 'node1')],
    answer: 'waits',
    messages: ['cpu short by 3 (requests 5, 2 of 2 free)'],
    changes: [{ do: 'free-resource', resource: 'cpu', short: '3', fits: '2' }],
  },
  {
    claim: 'a resource that the node lacks is said to be lacking',
    set: daemonSet({
      containers: [{ name: 'main', image: 'x', resources: { limits: { 'nvidia.com/gpu': '1' } } }],
    }),
    node: node('node1'),
    answer: 'waits',
    messages: ['nvidia.com/gpu short by 1 (the node has none)'],
  },
  {
    claim: 'a node has room for so many pods',
    node: node('node1', { status: { allocatable: { cpu: '2', memory: '1Gi', pods: '1' } } }),
    pods: [pod('web', 'node1', { priority: 7 })],
    answer: 'waits',
    messages: ['no room for another pod (1 of 1)'],
    changes: [
      { do: 'free-resource', resource: 'pods', short: '1' },
      { do: 'raise-priority', above: 7, preempts: ['default/web'] },
    ],
  },
  {
    claim: 'a host port has a holder',
    set: daemonSet({ containers: [container('100m', 9100)] }),
    node: node('node1'),
    pods: [pod('exporter', 'node1', { containers: [container('10m', 9100)] })],
    answer: 'waits',
    messages: ['host port 9100 held by default/exporter'],
    changes: [
      { do: 'remove-pods', pods: ['default/exporter'] },
      { do: 'raise-priority', above: 0, preempts: ['default/exporter'] },
    ],
  },
  {
    claim: 'pods that have ended hold nothing',
    set: daemonSet({ containers: [container('100m', 9100)] }),
    node: node('node1'),
    pods: [pod('job', 'node1', { phase: 'Succeeded', containers: [container('2', 9100)] })],
    answer: 'runs',
  },
  {
    claim: 'anti-affinity names the pod that is in the way',
    set: daemonSet({
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'host', labelSelector: { matchLabels: { app: 'web' } } },
          ],
        },
      },
    }),
    node: node('node1', { labels: { host: 'one' } }),
    pods: [pod('web', 'node1', { labels: { app: 'web' } }), pod('db', 'node1', { labels: { app: 'db' } })],
    answer: 'waits',
    messages: ["node(s) didn't match pod anti-affinity rules: default/web"],
  },
  {
    claim: 'a gate holds the pod back everywhere',
    set: daemonSet({ schedulingGates: [{ name: 'example.com/approval' }] }),
    node: node('node1'),
    answer: 'waits',
    messages: ['scheduling gate example.com/approval'],
    changes: [{ do: 'remove-scheduling-gates', gates: ['example.com/approval'] }],
  },
  {
    claim: 'a pod of lower priority makes room',
    set: daemonSet({ containers: [container('1')], priorityClassName: 'system-node-critical' }),
    node: node('node1'),
    pods: [pod('web', 'node1', { containers: [container('2')], priority: 5 })],
    answer: 'runs',
    preempts: ['default/web'],
  },
  {
    claim: 'NoSchedule leaves a pod that is there',
    node: node('node1', { taints: [DEDICATED] }),
    pods: [OWN_POD],
    answer: 'stays',
  },
  {
    claim: 'NoExecute removes a pod that is there',
    node: node('node1', { taints: [{ ...DEDICATED, effect: 'NoExecute' }] }),
    pods: [OWN_POD],
    answer: 'removed',
  },
  {
    claim: 'a pod that is there does not take the room of its successor',
    set: daemonSet({ containers: [container('2', 9100)] }),
    node: node('node1'),
    pods: [pod('agent-1', 'node1', { ownerReferences: OWNED, containers: [container('2', 9100)] })],
    answer: 'runs',
  },
  {
    claim: 'a pod that has ended does not count as there',
    set: daemonSet({ containers: [container('3')] }),
    node: node('node1'),
    pods: [pod('agent-1', 'node1', { ownerReferences: OWNED, phase: 'Failed' })],
    answer: 'waits',
  },
  {
    claim: 'a pod that is there stays where its successor would not fit',
    set: daemonSet({ containers: [container('3')] }),
    node: node('node1'),
    pods: [OWN_POD],
    answer: 'stays',
  },
];

for (const { claim, set = daemonSet(), node: only, pods, answer, messages, changes, preempts, tolerated } of CASES) {
  test(claim, () => {
    const explained = explainOne(set, only, pods);
    expect(explained.answer).toBe(answer);
    if (messages) expect(explained.failed.map(({ message }) => message)).toEqual(messages);
    if (changes) expect(explained.failed.flatMap((check) => check.changes)).toEqual(changes);
    if (preempts) expect(explained.preempts).toEqual(preempts);
    if (tolerated) expect(explained.toleratedAutomatically).toEqual(tolerated);
  });
}

test('pods of the set are known by their owner, or by their labels if nobody owns them', () => {
  const tainted = node('node1', { taints: [{ ...DEDICATED, effect: 'NoExecute' }] });
  const orphan = pod('orphan', 'node1', { labels: { app: 'agent' } });
  const foreign = [{ ...OWNED[0], name: 'other' }];
  const others = pod('others', 'node1', { labels: { app: 'agent' }, ownerReferences: foreign });
  expect(explainOne(daemonSet(), tainted, [OWN_POD, orphan, others]).pods).toEqual([
    { pod: 'default/agent-1', fate: 'removed' },
    { pod: 'default/orphan', fate: 'removed' },
  ]);
});

test('a pod that has failed is replaced, and one too many is removed', () => {
  const failed = pod('agent-0', 'node1', { ownerReferences: OWNED, phase: 'Failed' });
  expect(explainOne(daemonSet(), node('node1'), [failed]).pods).toEqual([{ pod: 'default/agent-0', fate: 'replaced' }]);
  const second = pod('agent-2', 'node1', { ownerReferences: OWNED });
  expect(explainOne(daemonSet(), node('node1'), [OWN_POD, second]).pods).toEqual([
    { pod: 'default/agent-1', fate: 'stays' },
    { pod: 'default/agent-2', fate: 'removed' },
  ]);
});

test('pods of the set that keep away from each other are placed one after the other', () => {
  const far = [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'agent' } } }];
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: far } };
  const labels = { zone: 'a' };
  const { nodes, notes } = explainSamples(daemonSet({ affinity }), [node('n1', { labels }), node('n2', { labels })]);
  expect(nodes.map(({ answer }) => answer)).toEqual(['runs', 'waits']);
  expect(nodes[1]?.failed[0]?.blockedBy).toEqual(['default/agent-on-n1']);
  expect(notes.join(' ')).toContain('decide about each other');
});

test('a label that no node has is pointed at, with the nearest that there is', () => {
  const nodes = [node('n1', { labels: { disk: 'ssd' } }), node('n2', { labels: { disk: 'ssd' } })];
  expect(explainSamples(daemonSet({ nodeSelector: { disk: 'sdd' } }), nodes).notes).toEqual([
    'No node has the label disk=sdd, which nodeSelector wants. Did you mean disk=ssd, as 2 of them have?',
  ]);
});

test('nodes that say nothing about their room are not judged by it', () => {
  const silent = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
  const { nodes, notes } = explainSamples(daemonSet({ containers: [container('500')] }), [silent]);
  expect(nodes[0]?.answer).toBe('runs');
  expect(notes[0]).toContain('nothing about their room');
});

test('a priority class that nobody defines is learned from pods that have it, or counted as 0 aloud', () => {
  const set = daemonSet({ containers: [container('2')], priorityClassName: 'infra' });
  const low = pod('web', 'node1', { containers: [container('1')], priority: 5 });
  const peer = pod('peer', 'node2', { priority: 100, priorityClassName: 'infra' });
  expect(explainSamples(set, [node('node1')], [low]).notes[0]).toContain('"infra" is in none of the files');
  const { nodes, notes } = explainSamples(set, [node('node1')], [low, peer]);
  expect(notes).toEqual([]);
  expect(nodes[0]?.preempts).toEqual(['default/web']);
});

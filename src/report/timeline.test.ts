import test from 'node:test';
import { expect } from 'expect';
import { OWNER, SampleJournal, sampleRollout } from './report-samples';
import { timelineOf } from './timeline';

test('a pod is a bar from creation to removal, with a state for each change', () => {
  const timeline = timelineOf(sampleRollout(3));
  expect(timeline.nodes.map((row) => row.name)).toEqual(['node1', 'node2', 'node3']);
  expect(timeline.nodes[0]?.pods).toEqual([
    { name: 'agent-a1', set: 0, revision: 0, states: [0, 'P', 2000, 'R', 5000, 'T'], to: 6000 },
    { name: 'agent-b1', set: 0, revision: 1, states: [6000, 'P', 8000, 'R'] },
  ]);
});

test('a crashing pod fails, and says why', () => {
  const last = timelineOf(sampleRollout(3)).nodes[2]?.pods[1];
  expect(last).toMatchObject({ states: [12000, 'P', 14000, 'F'], why: 'CrashLoopBackOff' });
});

test('a revision says what it changes, compared with the one before it', () => {
  const [first, second] = timelineOf(sampleRollout(1)).revisions;
  expect(first).toMatchObject({ images: ['agent:v1'], changes: [], numbers: [[0, 1]] });
  expect(second?.changes).toEqual([['spec.containers[main].image', 'agent:v1', 'agent:v2']]);
});

test('a revision says which fields of the template came, went or changed, list items by their name', () => {
  const template = (fields: object) => ({ data: { spec: { template: { $patch: 'replace', ...fields } } } });
  const owned = { metadata: { ownerReferences: OWNER } };
  const main = { name: 'main', image: 'agent:v1', args: ['-v', '-q'] };
  const journal = new SampleJournal()
    .put(0, 'controllerrevisions', 'r1', {
      ...owned,
      revision: 1,
      ...template({ metadata: { labels: { gone: 'x' } }, spec: { containers: [main, { name: 'old' }] } }),
    })
    .put(1, 'controllerrevisions', 'r2', {
      ...owned,
      revision: 2,
      ...template({
        metadata: { labels: { constructor: 'y' } },
        spec: { containers: [{ name: 'new' }, { ...main, args: ['-v', '-s'] }] },
      }),
    });
  expect(timelineOf(journal.entries).revisions[1]?.changes).toEqual([
    ['metadata.labels.gone', 'x', ''],
    ['metadata.labels.constructor', '', 'y'],
    ['spec.containers[main].args[1]', '-q', '-s'],
    ['spec.containers[old]', '{"name":"old"}', ''],
    ['spec.containers[new]', '', '{"name":"new"}'],
  ]);
});

test('times are counted from the beginning of the cluster', () => {
  const journal = new SampleJournal().step(1_000_000, 'Given', 'a').step(1_002_000, 'When', 'b');
  expect(timelineOf(journal.entries).steps).toEqual([
    [0, 'Given', 'a'],
    [2000, 'When', 'b'],
  ]);
});

test('nodes are ordered as people count', () => {
  const journal = new SampleJournal();
  for (const name of ['node10', 'node2', 'edge', 'node1']) journal.put(0, 'nodes', name, { spec: {}, status: {} });
  expect(timelineOf(journal.entries).nodes.map((row) => row.name)).toEqual(['edge', 'node1', 'node2', 'node10']);
});

test('numbers in names count as numbers wherever they stand; else byte order decides', () => {
  const ordered = ['1', '02', '2', '10', 'a', 'a1', 'a1b2', 'a1b10', 'a02', 'a2', 'a-1', 'b'];
  const journal = new SampleJournal();
  for (const name of ordered.toReversed()) journal.put(0, 'nodes', name, { spec: {}, status: {} });
  expect(timelineOf(journal.entries).nodes.map((row) => row.name)).toEqual(ordered);
});

test('marks of a node say what changed, and not what every node goes through as it joins', () => {
  const starting = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
  const journal = new SampleJournal()
    .put(0, 'nodes', 'n', { spec: { taints: starting }, status: {} })
    .put(1, 'nodes', 'n', { spec: {}, metadata: { labels: { 'beta.kubernetes.io/os': 'linux' } } })
    .put(5, 'nodes', 'n', { spec: { unschedulable: true, taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }] } })
    .put(7, 'nodes', 'n', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })
    .put(9, 'nodes', 'n', undefined);
  expect(timelineOf(journal.entries).nodes[0]).toMatchObject({
    to: 9,
    marks: [
      [5, '+taint k=v:NoExecute'],
      [5, 'cordoned'],
      [7, 'Ready Unknown'],
      [9, 'left'],
    ],
  });
});

test('a daemon pod that waits stands in the row of the node it aims at', () => {
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n7'] }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
  const journal = new SampleJournal().put(0, 'pods', 'p', { spec: { affinity, containers: [] }, status: {} });
  expect(timelineOf(journal.entries).nodes.map((row) => row.name)).toEqual(['n7']);
});

test('with more nodes than rows, pods are counted, and only the troubled nodes keep a row', () => {
  const timeline = timelineOf(sampleRollout(61));
  expect(timeline.nodes.map((row) => row.name)).toEqual(['node61']);
  const { columns = [], samples = [] } = timeline.crowd ?? {};
  const counts = Object.fromEntries(
    columns.map(([revision, state], i) => [`${revision}${state}`, samples.at(-1)?.[i + 1]]),
  );
  expect(counts).toEqual({ '0P': 0, '0R': 0, '0T': 0, '1P': 0, '1R': 60, '1F': 1 });
  for (const sample of samples) expect(sample.slice(1).reduce((sum, count) => sum + count, 0)).toBe(61);
});

test('a crowd with thousands of changes has at most 240 samples, and loses no pod', () => {
  const { crowd } = timelineOf(sampleRollout(1000));
  expect(crowd?.samples.length).toBeLessThanOrEqual(240);
  expect(
    crowd?.samples
      .at(-1)
      ?.slice(1)
      .reduce((sum, count) => sum + count, 0),
  ).toBe(1000);
});

test('routine events lose the words that only repeat a name, and no reason crowds out the others', () => {
  const journal = new SampleJournal();
  const involvedObject = { kind: 'DaemonSet', name: 'agent' };
  for (let i = 0; i < 100; i += 1) {
    const message = `Created pod: agent-${i}`;
    journal.put(0, 'events', `e${i}`, { type: 'Normal', reason: 'SuccessfulCreate', message, involvedObject });
  }
  journal.put(5, 'events', 'w', {
    type: 'Warning',
    reason: 'FailedDaemonPod',
    message: 'Found',
    count: 3,
    involvedObject,
  });
  const { events, eventsOmitted } = timelineOf(journal.entries);
  expect(events[0]).toEqual([0, 0, 'SuccessfulCreate', 'agent-0', '', 1]);
  expect(events.at(-1)).toEqual([5, 1, 'FailedDaemonPod', 'DaemonSet/agent', 'Found', 3]);
  expect(eventsOmitted).toBe(75);
});

test('status is sampled only when a counter changes, once for an instant', () => {
  const status = (ready: number) => ({ status: { desiredNumberScheduled: 3, numberReady: ready } });
  const journal = new SampleJournal()
    .put(0, 'daemonsets', 'agent', { spec: {}, ...status(0) })
    .put(1, 'daemonsets', 'agent', { status: { ...status(0).status } })
    .put(2, 'daemonsets', 'agent', status(1))
    .put(2, 'daemonsets', 'agent', status(2));
  expect(timelineOf(journal.entries).sets[0]?.status.map((sample) => [sample[0], sample[3]])).toEqual([
    [0, 0],
    [2, 2],
  ]);
});

test('a rollback gives an old revision a new number', () => {
  const metadata = { ownerReferences: OWNER, labels: {} };
  const journal = new SampleJournal()
    .put(0, 'controllerrevisions', 'r', { metadata, revision: 1 })
    .put(9, 'controllerrevisions', 'r', { revision: 3 });
  expect(timelineOf(journal.entries).revisions[0]?.numbers).toEqual([
    [0, 1],
    [9, 3],
  ]);
});

test('the same journal gives the same bytes, and leaves the journal as it was', () => {
  const entries = sampleRollout(5);
  const before = JSON.stringify(entries);
  expect(JSON.stringify(timelineOf(entries))).toBe(JSON.stringify(timelineOf(sampleRollout(5))));
  expect(JSON.stringify(entries)).toBe(before);
});

test('an empty journal is an empty picture', () => {
  expect(timelineOf([])).toMatchObject({ endMs: 0, nodes: [], steps: [], events: [] });
});

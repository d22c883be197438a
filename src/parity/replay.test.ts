import { test } from 'node:test';
import { expect } from 'expect';
import { playTrace } from './player';
import { isIdentical, replayLine } from './replay';
import type { Got, Step, Trace } from './trace';
import { describeDivergence } from './verdict-text';

const AGENT = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'main', image: 'agent:v1' }] } },
  },
};

function trace(...steps: Step[]): Trace {
  return { id: 't', family: 'f', nodes: [{ name: 'node1' }, { name: 'node2' }], steps };
}

const play = (...steps: Step[]) => playTrace(trace(...steps), 'seed');

test('a settled cluster is observed in the recorded form', () => {
  const [, got = {}] = play({ do: 'apply', manifest: AGENT }, { do: 'settle', events: true, conditions: true });
  const pods = [...(got.pods as Got[])].sort((a, b) => (String(a.node) < String(b.node) ? -1 : 1));
  expect(pods).toEqual(
    ['node1', 'node2'].map((node) => ({
      namespace: 'default',
      owner: 'DaemonSet/agent',
      node,
      hash: '9d74d8874',
      revision: 1,
      image: 'agent:v1',
      phase: 'Running',
      ready: true,
    })),
  );
  expect(got.revisions).toEqual([
    {
      namespace: 'default',
      name: 'agent-9d74d8874',
      revision: 1,
      hash: '9d74d8874',
      owner: 'DaemonSet/agent',
      images: 'agent:v1',
    },
  ]);
  expect((got.events as Got)['DaemonSet Normal SuccessfulCreate']).toBe(2);
  expect((got.nodes as Got[])[0]?.conditions).toEqual([
    'DiskPressure=False',
    'MemoryPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ]);
});

test('raw requests answer with the code of the API, and a message where it refuses', () => {
  const path = '/apis/apps/v1/namespaces/default/daemonsets/agent';
  const [, patched, missing, unknown, listed] = play(
    { do: 'create', manifest: AGENT },
    { do: 'patch', path, body: { spec: { revisionHistoryLimit: 1 } } },
    { do: 'patch', path: `${path}-2`, body: {} },
    { do: 'request', method: 'GET', path: '/apis/apps/v1/namespaces/default/nonsense' },
    { do: 'request', method: 'GET', path: '/api/v1/nodes' },
  );
  expect([patched, listed]).toEqual([{ code: 200 }, { code: 200 }]);
  expect(missing).toEqual({ code: 404, message: 'daemonsets.apps "agent-2" not found', reason: 'NotFound' });
  expect(unknown).toMatchObject({ code: 404, message: 'the server could not find the requested resource' });
});

test('a raw request whose path and body disagree is refused, and so is a path that nobody serves', () => {
  const path = '/apis/apps/v1/namespaces/default/daemonsets/agent';
  const evict = { do: 'request', method: 'POST', path: '/api/v1/namespaces/default/pods/p/eviction', body: {} };
  const [, renamed, posted, scaled, evicted] = play(
    { do: 'create', manifest: AGENT },
    { do: 'request', method: 'PUT', path: `${path}-2`, body: AGENT },
    { do: 'request', method: 'POST', path, body: AGENT },
    { do: 'patch', path: `${path}/scale`, body: {} },
    evict,
  );
  expect(renamed).toMatchObject({
    code: 400,
    message: 'the name of the object (agent) does not match the name on the URL (agent-2)',
  });
  expect([posted, scaled].map((got) => got?.code)).toEqual([405, 404]);
  expect(evicted).toMatchObject({ code: 400, message: 'name in URL does not match name in Eviction object' });
});

test('a cluster that never comes to rest is observed at the cap and called unsettled', () => {
  const [, , got] = play(
    { do: 'behave', image: '*', as: 'slow:2' },
    { do: 'apply', manifest: AGENT },
    { do: 'settle', quiet: 60_000, cap: 1_000 },
  );
  expect(got).toMatchObject({ unsettled: true });
});

test('a step that does not exist is told, not played', () => {
  const replayed = replayLine(trace({ do: 'dance' }), 1);
  expect(isIdentical(replayed)).toBe(false);
  expect(describeDivergence(replayed)).toBe('t\n  there is no step "dance"');
});

test('a difference names the step and shows both sides', () => {
  const got = { code: 0, stdout: 'daemonset.apps/other created\n', stderr: '' };
  const replayed = replayLine(trace({ do: 'apply', manifest: AGENT, got }), 1);
  expect(describeDivergence(replayed)).toBe(
    't\n  step 0 apply DaemonSet/agent, stdout\n  - daemonset.apps/other created\n  + daemonset.apps/agent created',
  );
});

// A bare pod takes either of two equal nodes.
test('a trace that went differently when recorded again may take several seeds', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'x' }] },
  };
  const steps: Step[] = [{ do: 'create', manifest: pod }, { do: 'settle' }];
  const nodeIn = (course: readonly (Got | undefined)[]) => (course[1]?.pods as Got[] | undefined)?.[0]?.node;
  const courses = ['t/1', 't/2', 't/3', 't/4', 't/5', 't/6'].map((seed) => playTrace(trace(...steps), seed));
  const other = courses.find((course) => nodeIn(course) !== nodeIn(courses[0] ?? []));
  const recorded = trace(...steps.map((step, index) => ({ ...step, got: other?.[index] })));
  expect(isIdentical(replayLine(recorded, 6))).toBe(false);
  expect(isIdentical(replayLine({ ...recorded, alternatives: [other ?? []] }, 6))).toBe(true);
});

test('the same seed plays the same course', () => {
  const steps: Step[] = [
    { do: 'apply', manifest: AGENT },
    { do: 'settle', podSpec: true },
  ];
  expect(play(...steps)).toEqual(play(...steps));
});

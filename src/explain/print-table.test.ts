import { test } from 'node:test';
import { expect } from 'expect';
import { container, daemonSet, explainSamples, node, pod } from './explain-samples';
import { printJson } from './print-json';
import { printTable } from './print-table';

const same = (text: string) => text;
const PLAIN = { red: same, green: same, yellow: same, dim: same, bold: same };
const CONTROL_PLANE = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] };

function table(set: object, nodes: readonly object[], pods: readonly object[] = [], isWide = false): string {
  const explained = explainSamples(set, nodes, pods);
  return printTable(explained, explained.nodes, { isWide, colours: PLAIN });
}

test('a line for each node, a summary, and what to write where', () => {
  const set = daemonSet({ containers: [container('500m')] });
  const nodes = [node('master', CONTROL_PLANE), node('worker-1'), node('worker-2')];
  expect(table(set, nodes, [pod('web', 'worker-2', { containers: [container('1700m')] })])).toBe(
    `default/agent runs on 1 of 3 nodes (waits on 1, no pod on 1)  agent.yaml:1

  NODE      ANSWER  WHY
✗ master    no pod  taint node-role.kubernetes.io/control-plane:NoSchedule
✓ worker-1  runs
! worker-2  waits   cpu short by 200m (requests 500m, 300m of 2 free)

What would change the answer
  master
    in spec.template.spec:
      tolerations:
        - key: node-role.kubernetes.io/control-plane
          operator: Exists
          effect: NoSchedule
  worker-2
    200m more free cpu, or a request of at most 300m
    or a priority above 0 would preempt default/web
`,
  );
});

test('many nodes with one answer take one line, with the range of what they lack', () => {
  const set = daemonSet({ containers: [container('500m')] });
  const nodes = Array.from({ length: 40 }, (_, index) => node(`worker-${index}`));
  const pods = Array.from({ length: 10 }, (_, index) =>
    pod(`web-${index}`, `worker-${index}`, { containers: [container(`${1600 + index * 20}m`)] }),
  );
  const text = table(set, nodes, pods);
  expect(text).toContain('✓ 30 nodes like worker-10  runs\n');
  expect(text).toContain('! 10 nodes like worker-0   waits   cpu short by 100m to 280m\n');
  expect(text.split('\n').length).toBeLessThan(12);
});

test('two nodes are no group, and wide has none at all', () => {
  const nodes = Array.from({ length: 14 }, (_, index) => node(`worker-${index}`, index < 2 ? CONTROL_PLANE : {}));
  expect(table(daemonSet(), nodes)).toContain('12 nodes like worker-2');
  expect(table(daemonSet(), nodes)).toContain('✗ worker-0 ');
  expect(table(daemonSet(), nodes, [], true).match(/^[✓✗] worker-/gm)).toHaveLength(14);
});

test('a label command serves several nodes', () => {
  const text = table(daemonSet({ nodeSelector: { disk: 'ssd' } }), [
    node('a'),
    node('b', { labels: { disk: 'hdd' } }),
    node('c'),
  ]);
  expect(text).toContain('  a, c\n    kubectl label node a c disk=ssd\n');
  expect(text).toContain('  b\n    kubectl label node b disk=ssd --overwrite\n');
});

test('a value that YAML takes for something else is quoted', () => {
  const taints = [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }];
  expect(table(daemonSet(), [node('a', { taints })])).toContain('value: "true"\n');
});

test('the JSON holds the same, and is JSON', () => {
  const explained = explainSamples(daemonSet(), [node('master', CONTROL_PLANE), node('worker')]);
  expect(JSON.parse(printJson([explained, explained], ['a note']))).toEqual({
    apiVersion: 'everynode/v1',
    kind: 'PlacementExplanation',
    notes: ['a note'],
    daemonSets: [explained, explained],
  });
  expect(JSON.parse(printJson([], []))).toMatchObject({ daemonSets: [] });
  expect(JSON.parse(printJson([{ ...explained, nodes: [] }], [])).daemonSets[0].nodes).toEqual([]);
});

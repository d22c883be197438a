import { test } from 'node:test';
import { expect } from 'expect';
import { stopsIn } from '../../api/pod-behaviour';
import { TestCluster } from '../test-cluster';

const tolerate = (key: string, tolerationSeconds?: number) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
});

function makeCluster(): { cluster: TestCluster; setTaints: (...keys: string[]) => void; present: () => string[] } {
  const cluster = new TestCluster({ nodes: [{ name: 'node1' }] });
  const pods = { none: [], short: [tolerate('a', 3), tolerate('b', 60)], forever: [tolerate('a'), tolerate('b')] };
  for (const [name, tolerations] of Object.entries(pods)) cluster.createPod(name, { nodeName: 'node1', tolerations });
  cluster.rest();
  return {
    cluster,
    setTaints(...keys) {
      const node = cluster.node('node1');
      const taints = keys.map((key) => ({ key, effect: 'NoExecute' }));
      cluster.user.update('nodes', '', { ...node, spec: { ...node.spec, taints } });
    },
    present: () => Object.keys(pods).filter((name) => cluster.pod(name)),
  };
}

test('a pod without a toleration goes at once, one with seconds when they are over, one without limit never', () => {
  const { cluster, setTaints, present } = makeCluster();
  setTaints('a');
  cluster.pass(1.5);
  expect(present()).toEqual(['short', 'forever']);
  cluster.pass(3);
  expect(present()).toEqual(['forever']);
  expect(cluster.events('TaintManagerEviction').map(({ message }) => message)).toEqual([
    'Marking for deletion Pod default/none',
    'Marking for deletion Pod default/short',
  ]);
});

test('a second taint does not restart the time that runs', () => {
  const { cluster, setTaints, present } = makeCluster();
  setTaints('b');
  cluster.pass(10);
  setTaints('a', 'b');
  cluster.pass(40);
  expect(present()).toEqual(['short', 'forever']);
  cluster.pass(12);
  expect(present()).toEqual(['forever']);
});

test('taking the taint away cancels the deletion', () => {
  const { cluster, setTaints, present } = makeCluster();
  setTaints('a');
  cluster.pass(2);
  setTaints();
  cluster.pass(60);
  expect(present()).toEqual(['short', 'forever']);
  expect(cluster.events('TaintManagerEviction').at(-1)?.message).toBe('Cancelling deletion of Pod default/short');
});

test('the pod says what disrupted it', () => {
  const { cluster, setTaints } = makeCluster();
  setTaints('a');
  cluster.pass(0.5);
  expect(cluster.pod('none')?.status.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe(
    'DeletionByTaintManager',
  );
});

// NODE-EVICT-06
test('a pod that is still on its way out is not deleted again', () => {
  const { cluster, setTaints } = makeCluster();
  cluster.kubelet.behave({ behaviour: stopsIn(20_000) });
  setTaints('a');
  cluster.pass(5);
  setTaints('a', 'c');
  cluster.pass(5);
  const about = (name: string) =>
    cluster.events('TaintManagerEviction').filter(({ involvedObject }) => involvedObject.name === name);
  expect(about('none').map(({ count }) => count)).toEqual([1]);
  expect(about('forever')).toHaveLength(1);
});

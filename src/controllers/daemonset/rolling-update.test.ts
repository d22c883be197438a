import { test } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import { ON_DELETE, TestBed, unavailable } from './test-bed';

/** So many nodes, each with a ready pod of the first revision. */
function runningBed(nodes: number, updateStrategy: object): TestBed {
  const bed = new TestBed(nodes);
  bed.addDaemonSet({ updateStrategy });
  bed.settle();
  bed.makeReady();
  bed.settle();
  return bed;
}
const imageOf = (pod: Pod) => pod.spec.containers[0]?.image;
const withImage = (bed: TestBed, image: string) => bed.pods().filter((pod) => imageOf(pod) === image);
const ready = (pods: readonly Pod[]) =>
  pods.filter(({ status }) => status.conditions?.some((c) => c.status === 'True'));

// Upstream R: TestDaemonSetUpdatesPods
test('old pods go maxUnavailable at a time, and their successors must be ready before more go', () => {
  const bed = runningBed(5, unavailable(2));
  bed.rollOut('agent:v2');
  for (const size of [2, 2, 1]) {
    expect(bed.step()).toEqual([0, size]);
    expect(bed.step()).toEqual([size, 0]);
    expect(bed.step()).toEqual([0, 0]);
    bed.makeReady();
  }
  expect(bed.step()).toEqual([0, 0]);
  expect(withImage(bed, 'agent:v2')).toHaveLength(5);
});

// Upstream R: TestDaemonSetUpdatesWhenNewPodIsNotReady
test('a rollout stands still while its new pods are not ready', () => {
  const bed = runningBed(5, unavailable(3));
  bed.rollOut('agent:v2');
  expect(bed.step()).toEqual([0, 3]);
  expect(bed.step()).toEqual([3, 0]);
  expect(bed.round()).toEqual([0, 0]);
  expect(ready(withImage(bed, 'agent:v1'))).toHaveLength(2);
});

// Upstream R: TestDaemonSetUpdatesSomeOldPodsNotReady
test('another change of a stuck rollout replaces the pods that are not ready and spares the others', () => {
  const bed = runningBed(5, unavailable(2));
  bed.rollOut('agent:v2');
  expect([bed.step(), bed.step(), bed.step()]).toEqual([
    [0, 2],
    [2, 0],
    [0, 0],
  ]);
  const stuck = withImage(bed, 'agent:v2').map(({ metadata }) => metadata.name);
  bed.rollOut('agent:v3');
  expect([...bed.sync().deleted].sort()).toEqual(stuck.sort());
  expect([bed.step(), bed.step()]).toEqual([
    [2, 0],
    [0, 0],
  ]);
  expect(ready(withImage(bed, 'agent:v1'))).toHaveLength(3);
});

// Upstream R: TestDaemonSetUpdatesSaveOldHealthyPods
test('with ten of twenty pods down a rollout replaces these ten, and takes a healthy one only with a budget of eleven', () => {
  for (const maxUnavailable of [1, 2, 5, 9, 10, 11]) {
    const bed = runningBed(20, unavailable(maxUnavailable));
    bed.makeUnready(bed.pods().slice(0, 10));
    bed.rollOut('agent:v2');
    const replaced = maxUnavailable > 10 ? 11 : 10;
    expect([maxUnavailable, bed.step(), bed.step(), bed.round()]).toEqual([
      maxUnavailable,
      [0, replaced],
      [replaced, 0],
      [0, 0],
    ]);
    expect(ready(bed.pods())).toHaveLength(20 - replaced);
  }
});

// Upstream R: TestDaemonSetUpdatesAllOldNotReadyPodsAndNewNotReadyPods
test('old pods that are down are replaced though the new ones have spent the whole budget', () => {
  const bed = runningBed(100, unavailable(88));
  bed.rollOut('agent:v2');
  expect(bed.step()).toEqual([0, 88]);
  expect(bed.step()).toEqual([88, 0]);
  bed.changeDaemonSet({ updateStrategy: unavailable(10) });
  const down = withImage(bed, 'agent:v1').slice(0, 2);
  bed.makeUnready(down);
  expect([...bed.sync().deleted].sort()).toEqual(down.map(({ metadata }) => metadata.name).sort());
  expect(bed.step()).toEqual([2, 0]);
  expect(bed.round()).toEqual([0, 0]);
  expect(ready(withImage(bed, 'agent:v1'))).toHaveLength(10);
});

// Upstream R: TestDaemonSetUpdatesAllOldPodsNotReady
test('where all old pods are down all go at once, whatever the budget', () => {
  const bed = runningBed(5, unavailable(3));
  bed.makeUnready();
  bed.settle();
  bed.rollOut('agent:v2');
  expect(bed.step()).toEqual([0, 5]);
  expect(bed.step()).toEqual([5, 0]);
  expect(bed.round()).toEqual([0, 0]);
});

// Upstream R: TestDaemonSetUpdatesNoTemplateChanged
test('a change of strategy alone touches no pod', () => {
  const bed = runningBed(5, ON_DELETE);
  const before = bed.pods();
  bed.changeDaemonSet({ updateStrategy: unavailable(3) });
  expect(bed.round()).toEqual([0, 0]);
  expect(bed.pods()).toEqual(before);
});

test('a rollback before the end keeps what has the old template still', () => {
  const bed = runningBed(5, unavailable(2));
  bed.rollOut('agent:v2');
  expect([bed.step(), bed.step()]).toEqual([
    [0, 2],
    [2, 0],
  ]);
  const kept = withImage(bed, 'agent:v1');
  bed.rollOut('agent:v1');
  expect(bed.step()).toEqual([0, 2]);
  expect(bed.step()).toEqual([2, 0]);
  bed.makeReady();
  expect(bed.round()).toEqual([0, 0]);
  expect(bed.pods().map(({ metadata }) => metadata.uid)).toEqual(
    expect.arrayContaining(kept.map(({ metadata }) => metadata.uid)),
  );
});

test('an old pod where none is wanted any more is deleted within the budget and not made again', () => {
  const bed = runningBed(3, unavailable(1));
  bed.changeNode('node-0', { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } });
  expect(bed.round()).toEqual([0, 0]);
  bed.rollOut('agent:v2');
  for (let round = 0; round < 3; round++) {
    bed.round();
    bed.makeReady();
  }
  bed.round();
  expect(bed.podsOn('node-0')).toEqual([]);
  expect(withImage(bed, 'agent:v2')).toHaveLength(2);
});

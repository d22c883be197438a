import { test } from 'node:test';
import { expect } from 'expect';
import type { ControllerRevision } from '../../api/apps';
import { computeTemplateHash } from '../../api/template-hash';
import { controllerReferenceTo } from './pod-template';
import { ACTOR, ON_DELETE, TestBed, unavailable } from './test-bed';

const HASH = 'controller-revision-hash';
const revisions = (bed: TestBed): ControllerRevision[] =>
  [...bed.user.list('controllerrevisions').items].sort((a, b) => a.revision - b.revision);
const numbers = (bed: TestBed) => revisions(bed).map(({ revision }) => revision);
const hashOf = (object: { metadata: { labels?: Readonly<Record<string, string>> } } | undefined) =>
  object?.metadata.labels?.[HASH];

// Upstream I: TestLaunchWithHashCollision
test('a template whose name is taken by another gets a new hash, and the collision is counted', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: unavailable(1) });
  bed.settle();
  bed.makeReady();
  bed.settle();
  // Someone holds the name that the next template would have.
  bed.deliver();
  const { template } = bed.daemonSet().spec;
  const containers = template.spec.containers.map((container) => ({ ...container, image: 'agent:v2' }));
  const next = { ...template, spec: { ...template.spec, containers } };
  const taken = computeTemplateHash(next);
  const [first] = revisions(bed);
  bed.user.create('controllerrevisions', 'default', {
    ...first,
    metadata: { name: `agent-${taken}`, namespace: 'default', labels: { app: 'agent', [HASH]: taken } },
    data: { spec: { template: { $patch: 'replace', metadata: {}, spec: {} } } },
    revision: 1,
  });
  bed.settle();
  bed.rollOut('agent:v2');
  const collided = bed.sync();
  expect(collided.error).toBe(
    `failed to construct revisions of DaemonSet: controllerrevisions.apps "agent-${taken}" already exists`,
  );
  expect(bed.status().collisionCount).toBe(1);
  bed.settle();
  const again = revisions(bed).find(({ metadata }) => metadata.name === `agent-${computeTemplateHash(next, 1)}`);
  expect(again?.revision).toBe(Math.max(...numbers(bed)));
  expect(bed.pods().map(hashOf)).toEqual([hashOf(again)]);
});

test('a collision that the cache does not know of is not counted twice', () => {
  const bed = new TestBed(0);
  bed.addDaemonSet();
  bed.deliver();
  const name = `agent-${computeTemplateHash(bed.daemonSet().spec.template)}`;
  bed.user.create('controllerrevisions', 'default', {
    metadata: { name, namespace: 'default', labels: { other: 'app' } },
    data: {},
    revision: 1,
  });
  bed.deliver();
  bed.server.holdWatch(ACTOR, 'daemonsets');
  expect(bed.syncWaiting().error).toContain('already exists');
  bed.pass(1);
  expect(bed.syncWaiting().error).toMatch(/^failed to construct revisions of DaemonSet: found a stale collision count/);
  expect(bed.status().collisionCount).toBe(1);
});

// Upstream I: TestDSCUpdatesPodLabelAfterDedupCurHistories
test('of two revisions with the same template the newer stays, and all pods wear its hash', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  const [first] = revisions(bed);
  const hash = 'duplicate';
  bed.user.create('controllerrevisions', 'default', {
    ...first,
    metadata: {
      name: 'agent-duplicate',
      namespace: 'default',
      labels: { app: 'agent', [HASH]: hash },
      ownerReferences: [controllerReferenceTo(bed.daemonSet())],
    },
    revision: 2,
  });
  expect(bed.pods().map(hashOf)).toEqual([hashOf(first)]);
  bed.sync();
  bed.settle();
  expect(revisions(bed).map(({ metadata }) => metadata.name)).toEqual(['agent-duplicate']);
  expect(bed.pods().map(hashOf)).toEqual([hash]);
});

test('a template that comes back takes its old revision, under the newest number', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  const [first] = revisions(bed);
  bed.rollOut('agent:v2');
  bed.settle();
  expect(numbers(bed)).toEqual([1, 2]);
  bed.rollOut('agent:v1');
  bed.settle();
  expect(numbers(bed)).toEqual([2, 3]);
  expect(revisions(bed)[1]?.metadata.uid).toBe(first?.metadata.uid);
});

test('a revision without a hash wears its own name as one', () => {
  const bed = new TestBed(0);
  const daemonSet = bed.addDaemonSet();
  bed.user.create('controllerrevisions', 'default', {
    metadata: {
      name: 'nameless',
      namespace: 'default',
      labels: { app: 'agent' },
      ownerReferences: [controllerReferenceTo(daemonSet)],
    },
    data: {},
    revision: 4,
  });
  bed.settle();
  expect(revisions(bed).map(({ revision }) => revision)).toEqual([4, 5]);
  expect(hashOf(revisions(bed)[0])).toBe('nameless');
});

test('revisions beyond the limit go, the lowest number first, but for those that pods wear', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE, revisionHistoryLimit: 1 });
  bed.settle();
  for (const image of ['agent:v2', 'agent:v3', 'agent:v4']) {
    bed.rollOut(image);
    bed.settle();
  }
  // Old are 1, 2 and 3; the pod wears 1.
  expect(numbers(bed)).toEqual([1, 4]);
  for (const pod of bed.pods()) bed.deletePod(pod);
  bed.rollOut('agent:v5');
  bed.settle();
  expect(numbers(bed)).toEqual([4, 5]);
});

test('a limit of 0 keeps what is current and what is worn', () => {
  const bed = new TestBed(1);
  bed.addDaemonSet({ updateStrategy: ON_DELETE, revisionHistoryLimit: 0 });
  bed.settle();
  bed.rollOut('agent:v2');
  bed.settle();
  expect(numbers(bed)).toEqual([1, 2]);
  for (const pod of bed.pods()) bed.deletePod(pod);
  bed.settle();
  expect(numbers(bed)).toEqual([2]);
});

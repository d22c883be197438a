/** The requests that one sync makes, in their order (DS-SYNC-11). Everything else it knows from its caches. */
import { test } from 'node:test';
import { expect } from 'expect';
import { ON_DELETE, surge, TestBed } from './test-bed';

/** Verbs and resources of the last sync, events left out, repetitions told once. */
function requestsOf(bed: TestBed): readonly string[] {
  const all = bed.requests.map((request) => request.split(' ').slice(0, 2).join(' '));
  return all
    .filter((request) => !request.endsWith(' events'))
    .filter((request, index, list) => request !== list[index - 1]);
}

test('a first sync makes the revision, then the pods, and then reports', () => {
  const bed = new TestBed(3);
  bed.addDaemonSet();
  bed.sync();
  expect(requestsOf(bed)).toEqual(['create controllerrevisions', 'create pods', 'updateStatus daemonsets']);
});

test('a sync that adopts looks at the set first, and once', () => {
  const bed = new TestBed(2);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.addPod('one', { node: 'node-0' });
  bed.addPod('two', { node: 'node-1' });
  bed.sync();
  expect(requestsOf(bed)).toEqual([
    'create controllerrevisions',
    'get daemonsets',
    'patch pods',
    'updateStatus daemonsets',
  ]);
});

test('a sync creates before it deletes, and reports last', () => {
  const bed = new TestBed({ 'node-0': {}, 'node-1': {}, 'node-2': { labels: { closed: 'true' } } });
  bed.addDaemonSet({ updateStrategy: surge(2) });
  bed.settle();
  bed.makeReady();
  bed.settle();
  bed.changeNode('node-2', { spec: { taints: [{ key: 'closed', effect: 'NoSchedule' }] } });
  bed.settle();
  bed.rollOut('agent:v2');
  bed.sync();
  expect(requestsOf(bed)).toEqual([
    'create controllerrevisions',
    'create pods',
    'delete pods',
    'updateStatus daemonsets',
  ]);
});

test('a sync that finds two revisions of one template relabels pods before it deletes a revision', () => {
  const bed = new TestBed(2);
  bed.addDaemonSet({ updateStrategy: ON_DELETE });
  bed.settle();
  const [revision] = bed.user.list('controllerrevisions').items;
  if (!revision) throw new Error('the set has made no revision');
  const { labels, ownerReferences } = revision.metadata;
  bed.user.create('controllerrevisions', 'default', {
    ...revision,
    metadata: {
      name: 'copy',
      namespace: 'default',
      labels: { ...labels, 'controller-revision-hash': 'copy' },
      ownerReferences,
    },
    revision: 7,
  } as never);
  bed.sync();
  expect(requestsOf(bed).slice(0, 2)).toEqual(['patch pods', 'delete controllerrevisions']);
});

import { describe, it } from 'node:test';
import { expect } from 'expect';
import type { CommitEntry, JournalEntry } from '../api/journal-entry';
import { findEarlyDeletions, findPeakDoubledNodes, findPeakPodsPerNode, findPeakWithoutReadyPod } from './temporal';

const AGENT = { namespace: 'default', name: 'agent' };
const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

interface PodSketch {
  readonly hash?: string;
  readonly readySince?: number;
  readonly terminating?: boolean;
  readonly owner?: string;
}

function pod(name: string, node: string, { hash = 'old', readySince, terminating, owner = 'agent' }: PodSketch = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: time(0),
      labels: { 'controller-revision-hash': hash },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: owner, uid: owner, controller: true }],
      ...(terminating ? { deletionTimestamp: time(0) } : {}),
    },
    spec: { nodeName: node, containers: [] },
    status: {
      conditions:
        readySince === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: time(readySince) }],
    },
  };
}

type AnyObject = CommitEntry['after'];

function commit(
  atMs: number,
  before: unknown,
  after: unknown,
  resource: CommitEntry['resource'] = 'pods',
): JournalEntry {
  const verb = !before ? 'create' : after ? 'update' : 'delete';
  return {
    kind: 'commit',
    atMs,
    actor: 'test',
    verb,
    resource,
    before: before as AnyObject,
    after: after as AnyObject,
  };
}

const ready = { readySince: 0 };
const GIVEN = [commit(0, undefined, pod('a1', 'node1', ready)), commit(0, undefined, pod('a2', 'node2', ready))];

describe('nodes without a ready pod', () => {
  it('are counted between two commits, even if all is well at the end', () => {
    const entries = [
      ...GIVEN,
      commit(10, pod('a1', 'node1', ready), pod('a1', 'node1', { ...ready, terminating: true })),
      commit(20, pod('a2', 'node2', ready), pod('a2', 'node2')),
      commit(30, pod('a2', 'node2'), pod('a2', 'node2', ready)),
      commit(40, undefined, pod('b1', 'node1', ready)),
    ];
    expect(findPeakWithoutReadyPod(entries, 2, AGENT)).toEqual({ count: 2, atMs: 20, nodes: ['node1', 'node2'] });
    expect(findPeakWithoutReadyPod(entries, 5, AGENT)?.count).toBe(1);
  });

  it('count from the start if their pod was broken then', () => {
    const entries = [commit(0, undefined, pod('a1', 'node1'))];
    expect(findPeakWithoutReadyPod(entries, 1, AGENT)).toEqual({ count: 1, atMs: 0, nodes: ['node1'] });
  });

  it('do not count before their first ready pod, nor after they left', () => {
    const node = { metadata: { name: 'node1' } };
    const entries = [
      ...GIVEN,
      commit(10, undefined, pod('a3', 'node3')),
      commit(20, node, undefined, 'nodes'),
      commit(30, pod('a1', 'node1', ready), undefined),
    ];
    expect(findPeakWithoutReadyPod(entries, 2, AGENT)?.count).toBe(0);
  });

  it('have nothing to be counted by where the DaemonSet never had a pod', () => {
    expect(findPeakWithoutReadyPod(GIVEN, 2, { ...AGENT, name: 'other' })).toBeUndefined();
  });
});

describe('pods on one node', () => {
  const entries = [
    ...GIVEN,
    commit(10, undefined, pod('b1', 'node1')),
    commit(10, undefined, pod('x1', 'node2', { owner: 'other' })),
    commit(20, pod('a1', 'node1', ready), undefined),
    commit(30, undefined, pod('b2', 'node2')),
  ];

  it('are those of this DaemonSet alone', () => {
    expect(findPeakPodsPerNode(entries, 2, AGENT)).toEqual({ count: 2, atMs: 10, nodes: ['node1'] });
    expect(findPeakPodsPerNode(entries.slice(0, 2), 2, AGENT)).toEqual({ count: 1, atMs: 0, nodes: ['node1'] });
  });

  it('double on one node after the other without counting as two at once', () => {
    expect(findPeakDoubledNodes(entries, 2, AGENT)).toEqual({ count: 1, atMs: 10, nodes: ['node1'] });
  });
});

describe('an old pod', () => {
  const fresh = (readySince?: number) =>
    pod('b1', 'node1', { hash: 'new', ...(readySince === undefined ? {} : { readySince }) });
  const old = pod('a1', 'node1', ready);
  const marked = pod('a1', 'node1', { ...ready, terminating: true });
  const early = (...entries: JournalEntry[]) => findEarlyDeletions([...GIVEN, ...entries], 2, AGENT, 'new');

  it('goes early if there is no new pod, or none that is ready', () => {
    expect(early(commit(10, old, marked)).early[0]?.because).toBe('there was no new pod yet');
    expect(early(commit(5, undefined, fresh()), commit(10, old, marked)).early[0]?.because).toBe(
      'the new pod was not ready',
    );
  });

  it('goes in time once the new pod is ready, and is counted once', () => {
    expect(early(commit(5, undefined, fresh(0)), commit(10, old, marked), commit(20, marked, undefined))).toEqual({
      deletions: 1,
      early: [],
    });
  });

  it('waits for minReadySeconds', () => {
    const set = commit(
      0,
      undefined,
      { metadata: { namespace: 'default', name: 'agent' }, spec: { minReadySeconds: 10 } },
      'daemonsets',
    );
    const at = (atMs: number) => early(set, commit(5, undefined, fresh(0)), commit(atMs, old, marked)).early.length;
    expect(at(9_999)).toBe(1);
    expect(at(10_000)).toBe(0);
  });

  it('is not the new pod itself', () => {
    expect(early(commit(5, undefined, fresh(0)), commit(10, fresh(0), undefined)).deletions).toBe(0);
  });
});

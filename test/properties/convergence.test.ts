/** What becomes of a random history once nothing disturbs it any more, and what two equal histories have in common. */
import { expect } from 'expect';
import { printJournal } from '../../src/api/journal-text';
import type { KubernetesObject } from '../../src/api/meta';
import { isPodReady } from '../../src/api/pod-conditions';
import { claim } from './claim';
import type { History } from './history';
import { Judgement, newest } from './judgement';
import { CONTROLLER, Picture } from './moments';

/** What the specification says of the cluster as it is now. */
function judgeNow({ cluster }: History): Judgement {
  const picture = new Picture();
  for (const entry of cluster.journal) if (entry.kind === 'commit') picture.note(entry);
  const [daemonSet] = picture.daemonSets.values();
  if (!daemonSet) throw new Error('there is no DaemonSet');
  return new Judgement(picture, daemonSet, [...picture.revisions.values()], cluster.loop.clock.nowMs);
}

/**
 * A pod that was made while its node was wanted, cannot start there any more, and may stay: it waits for ever and uses up
 * the budget of the rollout (DS-ROLL-05, DS-ROLL-17). DS-INV-01 says nothing of such a set.
 */
function hasHopelessPod(judged: Judgement): boolean {
  return [...judged.groups].some(
    ([node, pods]) => !judged.isWanted(node) && judged.mayStay(node) && !pods.every((pod) => judged.isAvailable(pod)),
  );
}

/** One pod, current and available, where one is wanted; none where none may stay; and the status says so. */
function expectConverged(judged: Judgement): void {
  if (hasHopelessPod(judged)) return;
  for (const node of judged.wantedNodes) {
    const group = judged.groups.get(node) ?? [];
    if (group.length !== 1) throw new Error(`${node} has ${group.length} pods`);
    const [pod] = group;
    if (!pod || !judged.isAvailable(pod)) throw new Error(`the pod on ${node} is not available`);
    if (judged.isRollingUpdate && !judged.isUpdated(pod)) throw new Error(`the pod on ${node} is old`);
  }
  for (const node of judged.groups.keys()) {
    if (!judged.mayStay(node)) throw new Error(`${node} may not keep its pod`);
  }
  const { desired, daemonSet } = judged;
  const { status, metadata } = daemonSet;
  expect({ ...judged.counters, observedGeneration: metadata.generation }).toEqual({
    desiredNumberScheduled: status.desiredNumberScheduled,
    currentNumberScheduled: status.currentNumberScheduled,
    numberMisscheduled: status.numberMisscheduled,
    numberReady: status.numberReady,
    numberAvailable: status.numberAvailable ?? 0,
    numberUnavailable: status.numberUnavailable ?? 0,
    updatedNumberScheduled: status.updatedNumberScheduled ?? 0,
    observedGeneration: status.observedGeneration,
  });
  expect([status.currentNumberScheduled, status.numberReady, status.numberAvailable ?? 0]).toEqual(
    Array(3).fill(desired),
  );
  if (judged.isRollingUpdate) expect(status.updatedNumberScheduled ?? 0).toBe(desired);
}

/** Caches may lag behind for as long as they like: no claim here is about a single moment. */
const BEHIND = { watchFallsBehindOrCatchesUp: 3 };

// DS-INV-01
claim('the set converges once disturbances stop', { runs: 100, weights: BEHIND }, async (history) => {
  await history.run();
  await history.calm();
  expectConverged(judgeNow(history));
});

// DS-INV-02
claim(
  'a set that has converged writes nothing more, whatever makes the controller look',
  { runs: 60, weights: BEHIND },
  async (history) => {
    await history.run();
    await history.calm();
    // The nudge itself raises no generation: it changes a label of the DaemonSet.
    const mark = history.cluster.journal.length;
    await history.nudge();
    await history.cluster.setControllerManagerRunning(false);
    await history.cluster.setControllerManagerRunning(true);
    await history.cluster.advance(3600 * 1000);
    const written = history.cluster.journal.slice(mark).flatMap((entry) => {
      if (entry.kind !== 'commit' || entry.actor !== CONTROLLER) return [];
      const object = (entry.after ?? entry.before) as KubernetesObject;
      return [`${entry.verb} ${entry.resource} ${object.metadata.name}`];
    });
    expect(written).toEqual([]);
  },
);

// DS-INV-14, DS-INV-15
claim(
  'a set that has converged has one current revision, the newest, and no more old ones than its limit and its pods ask for',
  { runs: 80 },
  async (history) => {
    await history.run();
    await history.calm();
    const judged = judgeNow(history);
    expect(judged.matching.length).toBe(1);
    const [current] = judged.matching;
    expect(newest(judged.revisions)).toBe(current);
    const numbers = judged.revisions.map(({ revision }) => revision);
    expect(new Set(numbers).size).toBe(numbers.length);
    const hashes = new Set(judged.pods.map((pod) => pod.metadata.labels?.['controller-revision-hash']));
    const old = judged.revisions.filter((revision) => revision !== current);
    const worn = old.filter((revision) => hashes.has(revision.metadata.labels?.['controller-revision-hash']));
    expect(old.length).toBeLessThanOrEqual(Math.max(judged.daemonSet.spec.revisionHistoryLimit ?? 10, worn.length));
  },
);

// DS-INV-17
claim(
  'a rollback restores the template, makes no revision, and restarts no pod that has it already',
  { runs: 80, maxActions: 8 },
  async (history) => {
    await history.run();
    await history.calm();
    await history.changeTo({ updateStrategy: 'RollingUpdate' });
    await history.calm();
    const before = judgeNow(history);
    // A rollout that gets somewhere, and back again.
    await history.do({ kind: 'rollsOut', at: 0, value: before.daemonSet.metadata.generation ?? 0, atOnce: true });
    await history.do({ kind: 'passes', at: 0, value: before.daemonSet.metadata.generation ?? 0, atOnce: true });
    const midway = judgeNow(history);
    if (midway.hash === before.hash || midway.hash === '') return;
    // The history limit may have taken the revision to return to, once no pod wore it.
    if (!midway.revisions.some(({ metadata }) => metadata.labels?.['controller-revision-hash'] === before.hash)) return;
    const kept = midway.pods.filter((pod) => pod.metadata.labels?.['controller-revision-hash'] === before.hash);
    const mayKeep = kept.filter((pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp);
    const mark = history.cluster.journal.length;
    await history.do({ kind: 'rollsBack', at: 0, value: 0, atOnce: true });
    await history.cluster.advance(600_000);
    // Of two pods that become available a few seconds apart the queue may forget the second (DS-QUEUE-06).
    await history.nudge();
    await history.cluster.advance(600_000);
    const after = judgeNow(history);
    expect(after.daemonSet.spec.template).toEqual(before.daemonSet.spec.template);
    expect(after.hash).toBe(before.hash);
    const alive = new Set(after.pods.filter((pod) => !pod.metadata.deletionTimestamp).map((pod) => pod.metadata.uid));
    const restarted = mayKeep.filter((pod) => !alive.has(pod.metadata.uid)).map((pod) => pod.metadata.name);
    expect(restarted).toEqual([]);
    const made = history.cluster.journal
      .slice(mark)
      .filter((entry) => entry.kind === 'commit' && entry.resource === 'controllerrevisions' && !entry.before);
    expect(made).toEqual([]);
    expectConverged(after);
  },
);

// section 6 of the design: same seed, same journal
claim(
  'the same history with the same seed leaves the same journal, byte for byte',
  { runs: 40, weights: { setIsDeleted: 1, ...BEHIND } },
  async (history) => {
    await history.run();
    const again = history.again();
    try {
      await again.run();
      expect(printJournal(again.cluster.journal)).toBe(printJournal(history.cluster.journal));
    } finally {
      await again.cluster.dispose();
    }
  },
);

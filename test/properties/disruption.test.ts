/** What a rollout may take away and put beside what is there, over random histories. */
import { expect } from 'expect';
import type { Pod } from '../../src/api/core';
import { isPodReady } from '../../src/api/pod-conditions';
import { claim } from './claim';
import type { History } from './history';
import { count, createdPods, deletedPods, Judgement, nodeOf } from './judgement';
import { type Moment, visitMoments } from './moments';

/** Every moment of the history at which the controller acted on the DaemonSet, with what the specification says of it. */
async function eachJudged(history: History, look: (judged: Judgement, moment: Moment) => void): Promise<void> {
  await history.run();
  visitMoments(history.cluster.journal, (moment) => {
    const judged = Judgement.of(moment);
    if (judged) look(judged, moment);
  });
}

const nameOf = (pod: Pod) => `${pod.metadata.name} on ${nodeOf(pod)}`;

// DS-INV-07, DS-INV-26
claim(
  'a rollout without surge never takes more available pods than its budget still allows',
  { runs: 120 },
  (history) =>
    eachJudged(history, (judged, moment) => {
      if (judged.allowsSurge) return;
      const taken = deletedPods(moment).filter((pod) => !judged.reasonToManage(pod) && judged.isAvailable(pod));
      const budget = Math.max(0, judged.maxUnavailable - judged.unavailableGroups);
      if (taken.length <= budget) return;
      throw new Error(
        `${taken.map(nameOf).join(', ')} went although maxUnavailable is ${judged.maxUnavailable} and ${judged.unavailableGroups} were unavailable`,
      );
    }),
);

// DS-INV-08, DS-INV-11
claim(
  'only an old pod goes without its node, its end or its number being the reason, and only in a rollout',
  { runs: 80 },
  (history) =>
    eachJudged(history, (judged, moment) => {
      for (const pod of deletedPods(moment)) {
        if (judged.reasonToManage(pod)) continue;
        if (!judged.isRollingUpdate) throw new Error(`${nameOf(pod)} went although the strategy is OnDelete`);
        if (judged.isUpdated(pod)) throw new Error(`${nameOf(pod)} went although it is of the current template`);
        if (judged.maxSurge > 0 && judged.isWanted(nodeOf(pod)) && !judged.hasAvailableSuccessor(nodeOf(pod))) {
          throw new Error(`${nameOf(pod)} went although maxSurge is set and it has no available successor`);
        }
      }
    }),
);

// DS-INV-08
claim(
  'a rolling step replaces every lone old pod that is not available, whatever the budget',
  { runs: 60 },
  (history) =>
    eachJudged(history, (judged, moment) => {
      const gone = new Set(deletedPods(moment).map((pod) => pod.metadata.name));
      const rolled = deletedPods(moment).some((pod) => !judged.reasonToManage(pod));
      const beside = new Set(createdPods(moment).map(nodeOf));
      if (!rolled || moment.refusals.length > 0) return;
      for (const node of judged.rolloutNodes) {
        const [pod] = judged.standing(node);
        if (judged.stage(node) !== 'old' || !pod || judged.isAvailable(pod)) continue;
        const isReplaced =
          judged.maxSurge > 0 && judged.isWanted(node) ? beside.has(node) : gone.has(pod.metadata.name);
        if (!isReplaced) throw new Error(`${nameOf(pod)} is old and not available, and was passed over`);
      }
    }),
);

// DS-INV-09
claim('a surge puts new pods beside available old ones within its budget', { runs: 80 }, (history) =>
  eachJudged(history, (judged, moment) => {
    const beside = count(createdPods(moment), (pod) => {
      const [old] = judged.running(nodeOf(pod));
      return old !== undefined && judged.isAvailable(old);
    });
    if (beside > 0) expect(beside + judged.surgingGroups).toBeLessThanOrEqual(judged.maxSurge);
  }),
);

// DS-INV-10
claim(
  'with surge the only old pod of a wanted node, if available, goes only once a new one is available',
  { runs: 80 },
  (history) =>
    eachJudged(history, (judged, moment) => {
      if (!judged.allowsSurge) return;
      for (const pod of deletedPods(moment)) {
        const node = nodeOf(pod);
        const isOnlyOld = judged.running(node).filter((other) => !judged.isUpdated(other)).length === 1;
        if (!judged.isWanted(node) || judged.isUpdated(pod) || !isOnlyOld || !judged.isAvailable(pod)) continue;
        if (!judged.hasAvailableSuccessor(node)) throw new Error(`${nameOf(pod)} went before a new pod was available`);
      }
    }),
);

// DS-INV-10
claim(
  'pods of nodes that are no longer wanted never take the available pods below the desired number',
  { runs: 80 },
  (history) =>
    eachJudged(history, (judged, moment) => {
      if (judged.maxSurge === 0) return;
      const sunset = deletedPods(moment).filter(
        (pod) =>
          !judged.reasonToManage(pod) &&
          !judged.isWanted(nodeOf(pod)) &&
          judged.stage(nodeOf(pod)) === 'old' &&
          judged.isAvailable(pod),
      );
      if (sunset.length === 0) return;
      expect(sunset.length).toBeLessThanOrEqual(judged.servingGroups - judged.desired);
    }),
);

// DS-INV-03, DS-INV-04
claim('a pod is made where none runs, or with surge beside one old pod, and nowhere else', { runs: 120 }, (history) =>
  eachJudged(history, (judged, moment) => {
    const nodes = new Set<string>();
    for (const pod of createdPods(moment)) {
      const node = nodeOf(pod);
      const running = judged.running(node);
      const words = `${nameOf(pod)} was made`;
      if (nodes.has(node)) throw new Error(`${words} although another one was made there at the same time`);
      if (!judged.isWanted(node)) throw new Error(`${words} although the node does not want one`);
      nodes.add(node);
      if (!judged.allowsSurge && (judged.groups.get(node)?.length ?? 0) > 0) {
        throw new Error(`${words} although the node has a pod and there is no surge`);
      }
      if (running.length > 1) throw new Error(`${words} although ${running.length} run there`);
      if (running.some((other) => judged.isUpdated(other))) throw new Error(`${words} beside one that is as new`);
    }
  }),
);

// DS-INV-03
claim(
  'two pods of the set never run on one node but as the old and the new one of a surge',
  { runs: 60 },
  async (history) => {
    await history.run();
    // What stands there in truth, not what the controller knows of it: entry by entry.
    const running = new Map<string, Set<string>>();
    const hashOf = new Map<string, string | undefined>();
    let mayEverSurge = false;
    for (const entry of history.cluster.journal) {
      if (entry.kind !== 'commit') continue;
      if (entry.resource === 'daemonsets' && entry.after) {
        const { maxSurge } = (entry.after as Judgement['daemonSet']).spec.updateStrategy.rollingUpdate ?? {};
        mayEverSurge ||= maxSurge !== undefined && maxSurge !== 0 && maxSurge !== '0%';
      }
      if (entry.resource !== 'pods') continue;
      const pod = (entry.after ?? entry.before) as Pod;
      const node = nodeOf(pod);
      const here = running.get(node) ?? new Set<string>();
      running.set(node, here);
      const phase = pod.status.phase;
      const runs = entry.after && !pod.metadata.deletionTimestamp && phase !== 'Failed' && phase !== 'Succeeded';
      if (!runs) {
        here.delete(pod.metadata.uid);
        continue;
      }
      here.add(pod.metadata.uid);
      hashOf.set(pod.metadata.uid, pod.metadata.labels?.['controller-revision-hash']);
      expect(here.size).toBeLessThanOrEqual(mayEverSurge ? 2 : 1);
      expect(new Set([...here].map((uid) => hashOf.get(uid))).size).toBe(here.size);
    }
  },
);

// DS-INV-05
claim(
  'at most 250 pods are made, and at most 250 go, in one sync',
  {
    runs: 3,
    nodes: { min: 251, max: 700 },
    maxActions: 3,
    weights: { taintChanges: 0, labelChanges: 0, selectsNodes: 8 },
  },
  async (history) => {
    let most = 0;
    await eachJudged(history, (_judged, moment) => {
      most = Math.max(most, createdPods(moment).length);
      expect(createdPods(moment).length).toBeLessThanOrEqual(250);
      expect(deletedPods(moment).length).toBeLessThanOrEqual(250);
    });
    expect(most).toBe(250);
  },
);

// DS-INV-06
claim(
  'after a refusal no more pods are tried than twice those that were made, and one',
  { runs: 60, weights: { requestsFail: 8, nodeJoins: 4 } },
  (history) =>
    eachJudged(history, (_judged, moment) => {
      const refused = moment.refusals.filter(({ verb, resource }) => verb === 'create' && resource === 'pods').length;
      const made = createdPods(moment).length;
      if (refused > 0) expect(refused + made).toBeLessThanOrEqual(2 * made + 1);
    }),
);

// DS-INV-20
claim(
  'nothing is written for a DaemonSet that is being deleted',
  { runs: 80, weights: { setIsDeleted: 4, podGoes: 5 } },
  (history) =>
    eachJudged(history, (judged, moment) => {
      if (!judged.daemonSet.metadata.deletionTimestamp) return;
      const [first] = moment.commits;
      if (first) throw new Error(`${first.verb} ${first.resource} ${(first.after ?? first.before)?.metadata.name}`);
    }),
);

// DS-INV-21
claim(
  'failed pods of one node and generation go no faster than the back-off allows',
  { runs: 60, weights: { imageBehaves: 8, podFails: 8, passes: 12, controllerStopsOrStarts: 0 } },
  async (history) => {
    const last = new Map<string, { atMs: number; delayMs: number }>();
    await eachJudged(history, (judged, moment) => {
      for (const pod of deletedPods(moment)) {
        // A rolling step takes an old pod whatever its phase, and a surging node gets its next pod at once (DS-FAIL-11).
        if (pod.status.phase !== 'Failed' || judged.reasonToManage(pod) !== 'ended' || !judged.isUpdated(pod)) continue;
        const node = nodeOf(pod);
        const key = `${judged.daemonSet.metadata.uid}/${judged.daemonSet.status.observedGeneration ?? 0}/${node}`;
        const earlier = last.get(key);
        if (earlier && moment.atMs - earlier.atMs < earlier.delayMs) {
          throw new Error(
            `${nameOf(pod)} went ${moment.atMs - earlier.atMs} ms after the one before it, not ${earlier.delayMs}`,
          );
        }
        const isFresh = !earlier || moment.atMs - earlier.atMs > 30 * 60 * 1000;
        last.set(key, { atMs: moment.atMs, delayMs: isFresh ? 1000 : Math.min(earlier.delayMs * 2, 15 * 60 * 1000) });
      }
    });
  },
);

// DS-MULTI-12
claim(
  'an old pod that is ready is never pruned beside a new one that is not available',
  { runs: 40, weights: { changesStrategy: 6 } },
  (history) =>
    eachJudged(history, (judged, moment) => {
      if (!judged.allowsSurge) return;
      for (const pod of deletedPods(moment)) {
        const node = nodeOf(pod);
        if (judged.stage(node) !== 'both' || judged.isUpdated(pod) || !isPodReady(pod) || !judged.mayStay(node))
          continue;
        if (!judged.hasAvailableSuccessor(node)) throw new Error(`${nameOf(pod)} was pruned too early`);
      }
    }),
);

/** What the controller writes down, its status and its history, over random histories. */
import { expect } from 'expect';
import type { ControllerRevision, DaemonSet } from '../../src/api/apps';
import type { CommitEntry } from '../../src/api/journal-entry';
import { isSameRevisionData, revisionData } from '../../src/api/template-hash';
import { claim } from './claim';
import { createdPods, Judgement } from './judgement';
import { CONTROLLER, type Moment, visitMoments } from './moments';

const HASH = 'controller-revision-hash';
const HISTORY = { rollsOut: 10, rollsBack: 6, changesHistoryLimit: 4, controllerStopsOrStarts: 3 };

/** The statuses that the controller wrote at a moment. */
function statusesOf({ commits }: Moment): DaemonSet[] {
  return commits.flatMap(({ resource, after }) => (resource === 'daemonsets' && after ? [after as DaemonSet] : []));
}

const isRevision = ({ resource }: CommitEntry) => resource === 'controllerrevisions';
const hashOf = (revision: ControllerRevision) => revision.metadata.labels?.[HASH] ?? '';

// DS-STAT-02 to 05
claim('every status that is written is a recount of what the controller knew', { runs: 100 }, async (history) => {
  await history.run();
  visitMoments(history.cluster.journal, (moment) => {
    const judged = Judgement.of(moment);
    for (const { status } of statusesOf(moment)) {
      expect({
        desiredNumberScheduled: status.desiredNumberScheduled,
        currentNumberScheduled: status.currentNumberScheduled,
        numberMisscheduled: status.numberMisscheduled,
        numberReady: status.numberReady,
        numberAvailable: status.numberAvailable ?? 0,
        numberUnavailable: status.numberUnavailable ?? 0,
        updatedNumberScheduled: status.updatedNumberScheduled ?? 0,
      }).toEqual(judged?.counters);
    }
  });
});

// DS-INV-12
claim('the counters of the status stay within each other', { runs: 60 }, async (history) => {
  await history.run();
  visitMoments(history.cluster.journal, (moment) => {
    for (const { status } of statusesOf(moment)) {
      const { desiredNumberScheduled: desired, currentNumberScheduled: current, numberReady: ready } = status;
      const { numberAvailable = 0, numberUnavailable = 0, updatedNumberScheduled = 0, numberMisscheduled } = status;
      expect([0, numberAvailable, ready, current, desired]).toEqual(
        [0, numberAvailable, ready, current, desired].sort((a, b) => a - b),
      );
      expect(updatedNumberScheduled).toBeLessThanOrEqual(current);
      expect(numberUnavailable).toBe(desired - numberAvailable);
      expect(desired + numberMisscheduled).toBeLessThanOrEqual(moment.known.nodes.size);
    }
  });
});

// DS-INV-13
claim(
  'the observed generation and the collision count never go back, and nothing unseen is observed',
  { runs: 60 },
  async (history) => {
    await history.run();
    let observed = 0;
    let collisions = 0;
    for (const entry of history.cluster.journal) {
      if (entry.kind !== 'commit' || entry.resource !== 'daemonsets' || !entry.after || entry.actor !== CONTROLLER)
        continue;
      const { status, metadata } = entry.after as DaemonSet;
      expect(status.observedGeneration ?? 0).toBeGreaterThanOrEqual(observed);
      expect(status.observedGeneration ?? 0).toBeLessThanOrEqual(metadata.generation ?? 0);
      expect(status.collisionCount ?? 0).toBeGreaterThanOrEqual(collisions);
      observed = status.observedGeneration ?? 0;
      collisions = status.collisionCount ?? 0;
    }
  },
);

// DS-INV-14
claim(
  'whenever the controller acts, exactly one revision matches the template, and its number is the highest',
  { runs: 80, weights: HISTORY },
  async (history) => {
    await history.run();
    visitMoments(history.cluster.journal, (moment) => {
      const judged = Judgement.of(moment);
      // Only a sync that got past its history has made or deleted pods.
      if (!judged || !moment.commits.some(({ resource }) => resource === 'pods')) return;
      expect(judged.matching.length).toBe(1);
      expect(Math.max(...judged.revisions.map(({ revision }) => revision))).toBe(judged.matching[0]?.revision);
      expect(judged.revisions.filter(({ revision }) => revision === judged.matching[0]?.revision).length).toBe(1);
    });
  },
);

// DS-INV-14, DS-INV-16
claim(
  'revision numbers only grow, and the content of a revision never changes',
  { runs: 80, weights: HISTORY },
  async (history) => {
    await history.run();
    visitMoments(history.cluster.journal, ({ known, commits }) => {
      for (const { before, after } of commits.filter(isRevision)) {
        if (!after) continue;
        const made = after as ControllerRevision;
        const numbers = [...known.revisions.values()]
          .filter(({ metadata }) => metadata.name !== made.metadata.name)
          .map(({ revision }) => revision);
        expect(made.revision).toBeGreaterThan(Math.max(0, ...numbers));
        if (!before) continue;
        const earlier = before as ControllerRevision;
        expect(made.revision).toBeGreaterThan(earlier.revision);
        expect(isSameRevisionData(made.data, earlier.data)).toBe(true);
        expect(hashOf(made)).toBe(hashOf(earlier));
      }
    });
  },
);

// DS-INV-17
claim('a template that has a revision gets no second one', { runs: 60, weights: HISTORY }, async (history) => {
  await history.run();
  visitMoments(history.cluster.journal, ({ known, commits }) => {
    for (const { before, after } of commits.filter(isRevision)) {
      if (before || !after) continue;
      const equal = [...known.revisions.values()].find(({ data }) =>
        isSameRevisionData(data, (after as ControllerRevision).data),
      );
      if (equal)
        throw new Error(`${after.metadata.name} was made although ${equal.metadata.name} has the same template`);
    }
  });
});

// DS-INV-15
claim(
  'history never loses a live revision, nor one that its limit keeps, and goes from the oldest',
  { runs: 100, weights: HISTORY },
  async (history) => {
    await history.run();
    visitMoments(history.cluster.journal, (moment) => {
      const judged = Judgement.of(moment);
      if (!judged) return;
      const deleted = new Set(
        moment.commits.filter((entry) => isRevision(entry) && !entry.after).map(({ before }) => before?.metadata.name),
      );
      if (deleted.size === 0) return;
      const worn = new Set(judged.pods.map((pod) => pod.metadata.labels?.[HASH] ?? ''));
      const template = revisionData(judged.daemonSet.spec.template);
      const old = judged.revisions
        .filter(({ data }) => !isSameRevisionData(data, template))
        .sort((a, b) => a.revision - b.revision);
      const excess = old.length - (judged.daemonSet.spec.revisionHistoryLimit ?? 10);
      const expected = old.filter((revision) => !worn.has(hashOf(revision))).slice(0, Math.max(0, excess));
      const names = [...deleted];
      // A refused deletion ends the clean-up early, so fewer may go, in the same order.
      expect(names).toEqual(expected.map(({ metadata }) => metadata.name).slice(0, names.length));
      if (moment.refusals.length === 0) expect(names.length).toBe(expected.length);
    });
  },
);

// DS-INV-16, DS-INV-18
claim(
  'every pod that is made wears the hash of the current revision and runs the current template',
  { runs: 60, weights: HISTORY },
  async (history) => {
    await history.run();
    visitMoments(history.cluster.journal, (moment) => {
      const judged = Judgement.of(moment);
      for (const pod of createdPods(moment)) {
        expect(pod.metadata.labels?.[HASH]).toBe(judged?.hash);
        expect(pod.spec.containers[0]?.image).toBe(judged?.daemonSet.spec.template.spec.containers[0]?.image);
      }
    });
  },
);

import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { Deployment, IntOrString, ReplicaSet } from '../../api/apps';
import { budgetOf } from './budget';
import { newSetReplicas, planOldSets, planScaling, type Scaling } from './rollout-plan';

function deployment(replicas: number, maxSurge: IntOrString, maxUnavailable: IntOrString): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', uid: 'd', resourceVersion: '1', creationTimestamp: '' },
    spec: {
      replicas,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    },
    status: {},
  };
}

function set(
  name: string,
  replicas: number,
  available = replicas,
  sizedFor?: { desired: number; max: number },
): ReplicaSet {
  const annotations = sizedFor && {
    'deployment.kubernetes.io/desired-replicas': String(sizedFor.desired),
    'deployment.kubernetes.io/max-replicas': String(sizedFor.max),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: name,
      ...(annotations ? { annotations } : {}),
    },
    spec: { replicas, selector: {}, template: { spec: { containers: [] } } },
    status: { replicas, availableReplicas: available },
  };
}

const shown = (scalings: readonly Scaling[]) =>
  Object.fromEntries(scalings.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas]));

test('percentages of surge round up, those of unavailability down, and never both to nothing', () => {
  expect(budgetOf(deployment(10, '25%', '25%'))).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  expect(budgetOf(deployment(3, '25%', '25%'))).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(budgetOf(deployment(3, 0, '10%'))).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  expect(budgetOf(deployment(2, 0, 5))).toEqual({ maxSurge: 0, maxUnavailable: 2 });
});

// As upstream's TestDeploymentController_reconcileNewReplicaSet
test('the newest set grows as far as the surge allows', () => {
  expect(newSetReplicas(deployment(10, 0, 1), [set('old', 10)], 0)).toBe(0);
  expect(newSetReplicas(deployment(10, 2, 0), [set('old', 10)], 0)).toBe(2);
  expect(newSetReplicas(deployment(10, 2, 0), [set('old', 5)], 0)).toBe(7);
  expect(newSetReplicas(deployment(10, 2, 0), [set('old', 10)], 2)).toBe(2);
  expect(newSetReplicas(deployment(10, 2, 0), [set('old', 2)], 11)).toBe(10);
});

// As upstream's TestDeploymentController_reconcileOldReplicaSets
test('old sets shrink as far as enough pods stay available', () => {
  expect(shown(planOldSets(deployment(10, 1, 0), [set('old', 10)], set('new', 0)))).toEqual({});
  expect(shown(planOldSets(deployment(10, 0, 2), [set('old', 10)], set('new', 0)))).toEqual({ old: 8 });
  expect(shown(planOldSets(deployment(10, 0, 2), [set('old', 10, 8)], set('new', 0)))).toEqual({ old: 8 });
  expect(shown(planOldSets(deployment(10, 0, 2), [set('old', 8)], set('new', 2, 0)))).toEqual({});
});

test('pods that are not available go first, from the oldest set on', () => {
  const sets = [set('a', 3, 1), set('b', 5, 5)];
  expect(shown(planOldSets(deployment(6, 2, 0), sets, set('new', 0)))).toEqual({ a: 1 });
});

test('alone, a set takes the whole change of replicas', () => {
  expect(shown(planScaling(deployment(7, 1, 1), set('new', 5), []))).toEqual({ new: 7 });
  expect(shown(planScaling(deployment(7, 1, 1), set('new', 0), [set('old', 3)]))).toEqual({ old: 7 });
});

// As upstream's TestScale, "rolling update with two replica sets"
test('in the middle of a rollout the sets share the change by size', () => {
  const sized = { desired: 10, max: 12 };
  const plan = planScaling(deployment(20, '20%', 0), set('b', 4, 4, sized), [set('a', 8, 8, sized)]);
  expect(shown(plan)).toEqual({ a: 16, b: 8 });
});

test('once the newest set is complete the others are emptied', () => {
  const newest = set('new', 4, 4, { desired: 4, max: 5 });
  expect(shown(planScaling(deployment(4, 1, 1), newest, [set('old', 1)]))).toEqual({ old: 0 });
});

test('no step leaves the budget', () => {
  const small = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      small,
      small,
      fc.array(small, { minLength: 1, maxLength: 60 }),
      (replicas, surge, unavailable, turns) => {
        const target = deployment(replicas, surge, unavailable);
        const budget = budgetOf(target);
        let old = { size: replicas, available: replicas };
        let young = { size: 0, available: 0 };
        for (const turn of turns) {
          const sets = [set('old', old.size, old.available), set('new', young.size, young.available)] as const;
          young = { ...young, size: newSetReplicas(target, [sets[0]], young.size) };
          const [shrunk] = planOldSets(target, [sets[0]], set('new', young.size, young.available));
          if (shrunk) old = { size: shrunk.replicas, available: Math.min(old.available, shrunk.replicas) };
          expect(old.size + young.size).toBeLessThanOrEqual(replicas + budget.maxSurge);
          expect(old.available + young.available).toBeGreaterThanOrEqual(replicas - budget.maxUnavailable);
          young = { ...young, available: Math.min(young.size, young.available + (turn % 3)) };
        }
      },
    ),
    { numRuns: 100 },
  );
});

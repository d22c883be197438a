import { it } from 'node:test';
import { expect } from 'expect';
import type { Container, ContainerStatus, Pod } from '../../api/core';
import { PODS } from './pod-table';

const NOW_MS = Date.parse('2026-01-01T00:10:00Z');
const ENDED = { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-01-01T00:09:40Z' } };

function container(name: string, more: Partial<ContainerStatus>): ContainerStatus {
  return { name, image: 'x', imageID: 'x', ready: false, restartCount: 0, ...more } as ContainerStatus;
}

const RUNS = { ready: true, started: true, state: { running: {} } };

/** READY, STATUS and RESTARTS of a pod with these init containers and one regular container. */
function row(
  inits: readonly (readonly [Partial<Container>, Partial<ContainerStatus>])[],
  regular: Partial<ContainerStatus>,
  isInitialised: boolean,
): readonly string[] {
  const named = inits.map(([spec, status], index) => [`i${index}`, spec, status] as const);
  const pod = {
    metadata: { name: 'web' },
    spec: { initContainers: named.map(([name, spec]) => ({ name, ...spec })), containers: [{ name: 'main' }] },
    status: {
      phase: isInitialised ? 'Running' : 'Pending',
      conditions: [{ type: 'Initialized', status: isInitialised ? 'True' : 'False' }],
      initContainerStatuses: named.map(([name, , status]) => container(name, status)),
      containerStatuses: [container('main', regular)],
    },
  } as unknown as Pod;
  const read = (title: string) => String(PODS.find((column) => column.title === title)?.cell(pod, NOW_MS));
  return ['READY', 'STATUS', 'RESTARTS'].map(read);
}

const WAITS = { state: { waiting: { reason: 'PodInitializing' } } };
const CRASHES = { restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ENDED };
const SIDECAR = { restartPolicy: 'Always' };

it('an init container that crashes shows its restarts while it keeps the pod back', () => {
  expect(row([[{}, CRASHES]], WAITS, false)).toEqual(['0/1', 'Init:CrashLoopBackOff', '2 (20s ago)']);
  expect(row([[{}, { state: { running: {} } }]], WAITS, false)).toEqual(['0/1', 'Init:0/1', '0']);
});

it('once a pod is initialised, the restarts of its init containers are forgotten, but not those of sidecars', () => {
  const done = { restartCount: 2, ready: true, state: { terminated: { exitCode: 0 } }, lastState: ENDED };
  expect(row([[{}, done]], RUNS, true)).toEqual(['1/1', 'Running', '0']);
  expect(row([[SIDECAR, { ...RUNS, restartCount: 2, lastState: ENDED }]], RUNS, true)).toEqual([
    '2/2',
    'Running',
    '2 (20s ago)',
  ]);
  expect(row([[SIDECAR, CRASHES]], RUNS, true)).toEqual(['1/2', 'Init:CrashLoopBackOff', '2 (20s ago)']);
});

it('a container that waits says more than a sidecar that fell back', () => {
  expect(row([[SIDECAR, CRASHES]], CRASHES, true)).toEqual(['0/2', 'CrashLoopBackOff', '4 (20s ago)']);
});

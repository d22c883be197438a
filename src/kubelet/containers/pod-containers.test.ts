import { describe, test } from 'node:test';
import { expect } from 'expect';
import type { Container, Pod, PodSpec } from '../../api/core';
import type { ContainerBehaviour } from '../../api/pod-behaviour';
import { PodContainers } from './pod-containers';

const MAIN: Container = { name: 'main', image: 'web:v1' };

/** A pod's containers in a time of their own, in seconds from the start of the first one. */
class Play {
  readonly containers: PodContainers;
  readonly told: string[] = [];
  #nowMs = 0;

  constructor(spec: Partial<PodSpec>, behaviours: Readonly<Record<string, ContainerBehaviour>> = {}) {
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default', uid: 'u1' } as Pod['metadata'],
      spec: { containers: [MAIN], ...spec },
      status: {},
    };
    this.containers = new PodContainers(pod, 0, {
      behaviourOf: ({ name }) => behaviours[name] ?? {},
      stopMs: 1000,
      tell: (type, reason, message) => this.told.push(`${type} ${reason} ${message}`),
    });
  }

  /** Plays until so many seconds have passed; gives what `watch` saw after each change, with its time. */
  until<T>(seconds: number, watch: (containers: PodContainers) => T): [number, T][] {
    const seen: [number, T][] = [];
    // Bounded, so that a mistake in the kubelet fails a test instead of hanging it.
    for (let turn = 0; turn < 10_000; turn++) {
      const due = this.containers.due(this.#nowMs);
      if (!due || due.atMs > seconds * 1000) break;
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      const before = this.containers.fingerprint;
      this.containers.sync(this.#nowMs);
      if (this.containers.fingerprint !== before) seen.push([this.#nowMs / 1000, watch(this.containers)]);
    }
    this.#nowMs = seconds * 1000;
    return seen;
  }
}

const first = (containers: PodContainers) => {
  const [container] = containers.regulars;
  return container as NonNullable<typeof container>;
};
const stateOf = (containers: PodContainers) => first(containers).waiting?.reason ?? first(containers).state;

describe('a container that ends', () => {
  // KUBELET-CRASH-01: starts at 0, 0, 10, 30, 70, 150, 310, 610, 910.
  test('is restarted at once, then after 10 s, 20 s and so on up to 5 min', () => {
    const play = new Play({}, { main: { endsAfterMs: 0, exitCode: 1 } });
    let instances = 0;
    const starts = play
      .until(1000, (containers) => first(containers).instances)
      .filter(([, count]) => {
        const isNew = count > instances;
        instances = count;
        return isNew;
      });
    expect(starts).toEqual([
      [0, 2],
      [10, 3],
      [30, 4],
      [70, 5],
      [150, 6],
      [310, 7],
      [610, 8],
      [910, 9],
    ]);
  });

  // KUBELET-CRASH-03
  test('waits in CrashLoopBackOff, and says for how long', () => {
    const play = new Play({}, { main: { endsAfterMs: 0, exitCode: 1 } });
    expect(play.until(35, stateOf)).toEqual([
      [0, 'ended'],
      [1, 'CrashLoopBackOff'],
      [10, 'ended'],
      [11, 'CrashLoopBackOff'],
      [30, 'ended'],
      [31, 'CrashLoopBackOff'],
    ]);
    expect(first(play.containers).waiting?.message).toBe(
      'back-off 40s restarting failed container=main pod=web_default(u1)',
    );
    expect(play.told[0]).toBe('Warning BackOff Back-off restarting failed container main in pod web_default(u1)');
    expect(play.containers.phase).toBe('Running');
  });

  // KUBELET-CRASH-02
  test('is forgiven after ten minutes of life', () => {
    const play = new Play({}, { main: { endsAfterMs: 601_000, exitCode: 1 } });
    const starts = play.until(2000, (containers) => first(containers).startedAtMs / 1000);
    expect([...new Set(starts.map(([, at]) => at))]).toEqual([0, 601, 1202, 1803]);
  });

  test('is restarted with code 0 as well, and left alone where the policy says so', () => {
    const behaviours = { main: { endsAfterMs: 1000 } };
    const always = new Play({}, behaviours);
    always.until(2, () => 0);
    expect([first(always.containers).restartCount, always.containers.phase]).toEqual([1, 'Running']);
    const once = new Play({ restartPolicy: 'OnFailure' }, behaviours);
    once.until(60, () => 0);
    expect([first(once.containers).restartCount, once.containers.phase]).toEqual([0, 'Succeeded']);
  });

  // KUBELET-RESTART-01
  test('follows its own policy before that of the pod, and its rules before both', () => {
    const restartsOf = (own: Partial<Container>, exitCode: number) => {
      const play = new Play({ containers: [{ ...MAIN, ...own }] }, { main: { endsAfterMs: 1000, exitCode } });
      play.until(5, () => 0);
      return [first(play.containers).restartCount, play.containers.phase];
    };
    const restartPolicyRules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
    expect(restartsOf({ restartPolicy: 'Never' }, 1)).toEqual([0, 'Failed']);
    expect(restartsOf({ restartPolicy: 'OnFailure' }, 0)).toEqual([0, 'Succeeded']);
    expect(restartsOf({ restartPolicy: 'OnFailure' }, 1)).toEqual([1, 'Running']);
    expect(restartsOf({ restartPolicy: 'Never', restartPolicyRules }, 42)).toEqual([1, 'Running']);
    expect(restartsOf({ restartPolicy: 'Never', restartPolicyRules }, 41)).toEqual([0, 'Failed']);
  });
});

test('a pod that dies is seen to be not ready before its container runs again', () => {
  const play = new Play({}, { main: { endsAfterMs: 20_000, exitCode: 1 } });
  expect(play.until(25, ({ regulars }) => regulars[0]?.isReady)).toEqual([
    [0, true],
    [20, false],
    [20, true],
  ]);
});

describe('an image that cannot be pulled', () => {
  // KUBELET-IMAGE-03: attempts at 0, 10, 30, 70.
  test('is tried again after 10 s, 20 s, 40 s, and its pod is Pending', () => {
    const play = new Play({}, { main: { pullFailsForMs: Number.POSITIVE_INFINITY } });
    expect(play.until(80, stateOf)).toEqual([
      [0, 'ErrImagePull'],
      [20, 'ImagePullBackOff'],
      [30, 'ErrImagePull'],
      [40, 'ImagePullBackOff'],
      [70, 'ErrImagePull'],
      [80, 'ImagePullBackOff'],
    ]);
    expect(play.containers.phase).toBe('Pending');
  });

  test('starts with the first attempt after it has come', () => {
    const play = new Play({}, { main: { pullFailsForMs: 35_000 } });
    expect(play.until(200, stateOf).at(-1)).toEqual([70, 'running']);
  });
});

describe('init containers', () => {
  const inits: Container[] = [
    { name: 'one', image: 'init:v1' },
    { name: 'two', image: 'init:v2' },
  ];

  // KUBELET-INIT-01
  test('run one after another, and the regular containers after them', () => {
    const play = new Play({ initContainers: inits }, { one: { endsAfterMs: 3000 }, two: { endsAfterMs: 4000 } });
    const states = play.until(60, ({ inits, regulars, phase }) => [
      ...[...inits, ...regulars].map(({ state }) => state),
      phase,
    ]);
    expect(states).toEqual([
      [0, ['running', 'waiting', 'waiting', 'Pending']],
      [3, ['ended', 'waiting', 'waiting', 'Pending']],
      [3, ['ended', 'running', 'waiting', 'Pending']],
      [7, ['ended', 'ended', 'waiting', 'Pending']],
      [7, ['ended', 'ended', 'running', 'Running']],
    ]);
  });

  test('that fail hold up all others, and are tried again', () => {
    const play = new Play({ initContainers: inits }, { one: { endsAfterMs: 0, exitCode: 1, times: 3 } });
    play.until(5, () => 0);
    expect([play.containers.inits[0]?.waiting?.reason, play.containers.phase]).toEqual(['CrashLoopBackOff', 'Pending']);
    play.until(40, () => 0);
    expect([play.containers.inits[0]?.restartCount, play.containers.phase]).toEqual([3, 'Running']);
  });

  // KUBELET-INIT-02
  test('with restartPolicy Always start before the others and go on beside them', () => {
    const sidecar: Container = {
      name: 'proxy',
      restartPolicy: 'Always',
      startupProbe: { initialDelaySeconds: 5, periodSeconds: 5 },
    };
    const play = new Play({ initContainers: [sidecar] });
    expect(play.until(60, ({ inits, phase }) => [inits[0]?.isReady, phase])).toEqual([
      [0, [false, 'Pending']],
      [5, [true, 'Running']],
    ]);
  });
});

describe('probes', () => {
  const probed = (probe: Partial<Container>): Partial<PodSpec> => ({ containers: [{ ...MAIN, ...probe }] });
  const isReady = (containers: PodContainers) => first(containers).isReady;

  // KUBELET-PROBE-06, KUBELET-PROBE-08
  test('a readiness probe turns after as many results in a row as its thresholds say', () => {
    const readinessProbe = { periodSeconds: 5, failureThreshold: 2, successThreshold: 3 };
    const probeFailure = { probe: 'readiness', afterMs: 20_000, forMs: 20_000 } as const;
    const play = new Play(probed({ readinessProbe }), { main: { probeFailure } });
    expect(play.until(100, isReady)).toEqual([
      [0, false],
      [10, true],
      [25, false],
      [50, true],
    ]);
  });

  // KUBELET-PROBE-04
  test('a readiness probe waits for its initial delay', () => {
    const play = new Play(probed({ readinessProbe: { initialDelaySeconds: 12 } }));
    expect(play.until(100, isReady)).toEqual([
      [0, false],
      [20, true],
    ]);
  });

  // KUBELET-PROBE-09, KUBELET-CRASH-04: the first two restarts come at once.
  test('a liveness probe that fails has the container killed and restarted', () => {
    const livenessProbe = { periodSeconds: 10, failureThreshold: 3, httpGet: {} };
    const play = new Play(probed({ livenessProbe }), { main: { probeFailure: { probe: 'liveness', afterMs: 0 } } });
    play.until(20, () => 0);
    expect(first(play.containers).restartCount).toBe(0);
    play.until(21, () => 0);
    expect([first(play.containers).restartCount, first(play.containers).last?.exitCode]).toEqual([1, 143]);
    expect(play.told).toEqual([
      ...Array(3).fill('Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 500'),
      'Normal Killing Container main failed liveness probe, will be restarted',
    ]);
    // The ticks go on as before: 30, 40, 50 s.
    play.until(51, () => 0);
    expect(first(play.containers).restartCount).toBe(2);
  });

  // KUBELET-PROBE-07
  test('no other probe counts before the startup probe has succeeded', () => {
    const startupProbe = { periodSeconds: 10, failureThreshold: 6 };
    const spec = probed({ startupProbe, readinessProbe: {} });
    const play = new Play(spec, { main: { probeFailure: { probe: 'startup', afterMs: 0, forMs: 25_000 } } });
    expect(play.until(100, isReady)).toEqual([
      [0, false],
      [30, true],
    ]);
  });

  test('what somebody says about a probe goes over what the container does', () => {
    const play = new Play(probed({ readinessProbe: {} }));
    play.until(1, () => 0);
    expect(play.containers.answer('liveness', false)).toBe(false);
    expect(play.containers.answer('readiness', false)).toBe(true);
    expect(play.until(60, isReady)).toEqual([[30, false]]);
    play.containers.answer('readiness', true);
    expect(play.until(90, isReady).at(-1)?.[1]).toBe(true);
  });
});

// KUBELET-PROBE-11
test('a pod on its way out is still asked whether it is ready, and by no other probe', () => {
  const probe = { periodSeconds: 5, failureThreshold: 2 };
  const spec = { containers: [{ ...MAIN, readinessProbe: probe, livenessProbe: probe }] };
  const play = new Play(spec);
  play.until(20, () => 0);
  play.containers.letGo();
  expect([play.containers.answer('readiness', false), play.containers.answer('liveness', false)]).toEqual([true, true]);
  const seen = play.until(60, ({ regulars }) => [regulars[0]?.isReady, regulars[0]?.state]);
  expect(seen).toEqual([[25, [false, 'running']]]);
  expect(play.told.filter((line) => line.includes('Liveness') || line.includes('Killing'))).toEqual([]);
});

test('a container that was to be restarted is not, once its pod is on its way out', () => {
  const play = new Play({}, { main: { endsAfterMs: 0, exitCode: 1 } });
  play.until(5, () => 0);
  play.containers.letGo();
  expect(play.until(60, stateOf)).toEqual([]);
});

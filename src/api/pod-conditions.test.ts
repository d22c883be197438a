import { test } from 'node:test';
import { expect } from 'expect';
import type { PodStatus } from './core';
import { isPodAvailable, isPodReady, isPodTerminal } from './pod-conditions';

const nowMs = Date.parse('2026-01-01T00:01:00Z');

function podReadySince(lastTransitionTime?: string): { status: PodStatus } {
  return {
    status: { conditions: [{ type: 'Ready', status: 'True', ...(lastTransitionTime ? { lastTransitionTime } : {}) }] },
  };
}

test('a pod is available once it has been ready long enough', () => {
  const now = podReadySince('2026-01-01T00:01:00Z');
  const since51s = podReadySince('2026-01-01T00:00:09Z');
  expect(isPodAvailable({ status: {} }, 0, nowMs)).toBe(false);
  expect([isPodAvailable(now, 1, nowMs), isPodAvailable(now, 0, nowMs)]).toEqual([false, true]);
  expect(isPodAvailable(podReadySince(), 1, nowMs)).toBe(false);
  expect([50, 51, 52].map((seconds) => isPodAvailable(since51s, seconds, nowMs))).toEqual([true, true, false]);
});

test('only the first Ready condition counts', () => {
  const conditions = [
    { type: 'Ready', status: 'False' },
    { type: 'Ready', status: 'True' },
  ] as const;
  expect(isPodReady({ status: { conditions } })).toBe(false);
});

test('only Failed and Succeeded are terminal', () => {
  const phases = ['Failed', 'Succeeded', 'Unknown', 'Pending', 'Running'] as const;
  expect(phases.filter((phase) => isPodTerminal({ status: { phase } }))).toEqual(['Failed', 'Succeeded']);
  expect(isPodTerminal({ status: {} })).toBe(false);
});

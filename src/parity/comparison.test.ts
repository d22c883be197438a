import { test } from 'node:test';
import { expect } from 'expect';
import { compareCourse, maskText } from './comparison';
import type { Got, Trace } from './trace';

const NOTHING_FREE = new Set<string>();

const pod = (node: string, more: Got = {}): Got => ({ namespace: 'default', owner: 'DaemonSet/agent', node, ...more });
const observation = (...pods: Got[]): Got => ({ pods, daemonsets: [], revisions: [], nodes: [] });

function settleTrace(got: Got, more: Partial<Trace> = {}): Trace {
  return { id: 't', family: 'f', steps: [{ do: 'settle', got }], ...more };
}

test('what no two runs share is masked', () => {
  const masked = maskText(
    'agent-x7k2p   1/1   Running   0   12s   10.244.3.7   uid 0b1c6c9e-1f0a-4b7e-9d2a-6f1f0b9c8d7e at 2026-01-01T00:00:00Z  ',
    NOTHING_FREE,
  );
  expect(masked).toBe('agent-* 1/1 Running 0 * 10.244.3.* uid UID at TIME');
});

test('the hash of a template is compared unless the trace leaves it open', () => {
  expect(maskText('agent-9d74d8874', NOTHING_FREE)).toBe('agent-9d74d8874');
  expect(maskText('agent-5c5fc76f4f', new Set(['hash']))).toBe('agent-#');
});

test('the order of objects, absent members and peaks do not count', () => {
  const trace = settleTrace({ ...observation(pod('a'), pod('b', { hash: null })), peak: { podsPerNode: 1 } });
  expect(compareCourse(trace, [observation(pod('b'), pod('a'))])).toEqual({ difference: undefined, isLoose: false });
});

test('a pod on another node is a difference, unless the trace leaves nodes open', () => {
  const expected = observation(pod('a'));
  const observed = [observation(pod('b'))];
  expect(compareCourse(settleTrace(expected), observed).difference).toEqual({
    step: 0,
    path: '.pods',
    expected: ['{"namespace":"default","node":"a","owner":"DaemonSet/agent"}'],
    observed: ['{"namespace":"default","node":"b","owner":"DaemonSet/agent"}'],
    counts: [1, 1],
  });
  expect(compareCourse(settleTrace(expected, { free: ['nodes'] }), observed)).toEqual({
    difference: undefined,
    isLoose: true,
  });
});

test('any recorded alternative may be met, and the difference told is the one to the first course', () => {
  const trace = settleTrace(observation(pod('a')), { alternatives: [[observation(pod('b'))]] });
  expect(compareCourse(trace, [observation(pod('b'))]).difference).toBeUndefined();
  expect(compareCourse(trace, [observation(pod('c'))]).difference?.expected).toEqual([
    '{"namespace":"default","node":"a","owner":"DaemonSet/agent"}',
  ]);
});

test('of events only their kinds count, and none about nodes', () => {
  const expected = { ...observation(), events: { 'Pod Normal Scheduled': 3, 'Node Normal RegisteredNode': 1 } };
  const observed = { ...observation(), events: { 'Pod Normal Scheduled': 1 } };
  expect(compareCourse(settleTrace(expected), [observed]).difference).toBeUndefined();
});

test('a command is compared by its code and its masked texts', () => {
  const trace: Trace = {
    id: 't',
    family: 'f',
    steps: [{ do: 'kubectl', args: ['get', 'pods'], got: { code: 0, stdout: 'agent-x7k2p  5s\n', stderr: '' } }],
  };
  expect(compareCourse(trace, [{ code: 0, stdout: 'agent-bbbbb   9s\n', stderr: '' }]).difference).toBeUndefined();
  expect(compareCourse(trace, [{ code: 1, stdout: '', stderr: '' }]).difference?.path).toBe('.code');
  expect(compareCourse(trace, [undefined]).difference?.step).toBe(0);
});

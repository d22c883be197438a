import { test } from 'node:test';
import { expect } from 'expect';
import { BudgetExceededError, EventLoop } from './event-loop';

test('events at one instant run in the order they were put in, and the clock jumps to the next instant', () => {
  const loop = new EventLoop();
  const order: string[] = [];
  loop.schedule(10, 'test', 'late', () => order.push('late'));
  loop.schedule(0, 'test', 'first', () => order.push('first'));
  loop.schedule(0, 'test', 'second', () => order.push('second'));
  loop.runToRest();
  expect(order).toEqual(['first', 'second', 'late']);
  expect(loop.clock.elapsedMs).toBe(10);
});

test('background events do not keep the loop from coming to rest, but run while something else is waited for', () => {
  const loop = new EventLoop();
  const order: string[] = [];
  const beat = () => {
    order.push('beat');
    loop.schedule(10, 'kubelet', 'node1', beat, { background: true });
  };
  loop.schedule(10, 'kubelet', 'node1', beat, { background: true });
  loop.runToRest();
  expect(order).toEqual([]);
  loop.schedule(25, 'test', 'work', () => order.push('work'));
  loop.runToRest();
  expect(order).toEqual(['beat', 'beat', 'work']);
});

test('a cancelled timer neither runs nor keeps the loop busy', () => {
  const loop = new EventLoop();
  const timer = loop.schedule(5, 'test', 'x', () => {
    throw new Error('must not run');
  });
  timer.cancel();
  timer.cancel();
  expect(loop.isAtRest).toBe(true);
  loop.advance(10);
  expect(loop.clock.elapsedMs).toBe(10);
});

test('a livelock ends with an error that names the keys that keep coming back', () => {
  const loop = new EventLoop();
  const again = () => loop.schedule(1, 'daemonset-controller', 'default/agent', again);
  again();
  expect(() => loop.runToRest({ events: 500, virtualMs: 1e9 })).toThrow(BudgetExceededError);
  expect(() => loop.runToRest({ events: 500, virtualMs: 1e9 })).toThrow(/default\/agent \(500 times\)/);
});

test('a livelock over virtual time names the busiest key with its count, not only what happens to be waiting', () => {
  const loop = new EventLoop();
  const evict = () => loop.schedule(30_000, 'taint-eviction-controller', 'default/agent-1', evict);
  const beat = () => loop.schedule(1000, 'kubelet', 'node1', beat, { background: true });
  evict();
  beat();
  expect(() => loop.runToRest({ events: 1e6, virtualMs: 3_600_000 })).toThrow(/default\/agent-1 \(60 times\)$/);
});

test('a single timer beyond the whole budget is named, too', () => {
  const loop = new EventLoop();
  loop.schedule(7_200_000, 'daemonset-controller', 'default/agent', () => {});
  expect(() => loop.runToRest({ events: 1e6, virtualMs: 3_600_000 })).toThrow(/default\/agent \(1 times\)$/);
});

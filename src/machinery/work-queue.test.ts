import { test } from 'node:test';
import { expect } from 'expect';
import { EventLoop } from '../kernel/event-loop';
import { WorkQueue } from './work-queue';

function recordingQueue(act: (queue: WorkQueue, key: string) => void = () => {}) {
  const loop = new EventLoop();
  const done: string[] = [];
  const queue: WorkQueue = new WorkQueue(loop, 'test', (key) => {
    done.push(`${key}@${loop.clock.elapsedMs}`);
    act(queue, key);
  });
  return { loop, done, queue };
}

test('keys are worked on in the order they came, each at most once while it waits', () => {
  const { loop, done, queue } = recordingQueue();
  for (const key of ['b', 'a', 'b']) queue.add(key);
  loop.runToRest();
  expect(done).toEqual(['b@0', 'a@0']);
});

test('a key added while it is being worked on comes again afterwards', () => {
  let again = true;
  const { loop, done, queue } = recordingQueue((self, key) => {
    if (again) self.add(key);
    again = false;
  });
  queue.add('a');
  queue.add('b');
  loop.runToRest();
  expect(done).toEqual(['a@0', 'b@0', 'a@0']);
});

test('of two delays for one key the earlier one counts, and a plain add does not cancel it', () => {
  const { loop, done, queue } = recordingQueue();
  queue.addAfter('a', 50);
  queue.addAfter('a', 20);
  queue.addAfter('a', 80);
  queue.add('a');
  loop.runToRest();
  expect(done).toEqual(['a@0', 'a@20']);
});

test('failures double the delay from 5 ms on; success starts it over', () => {
  const { loop, done, queue } = recordingQueue();
  for (let failure = 0; failure < 4; failure++) {
    queue.addRateLimited('a');
    loop.runToRest();
  }
  queue.forget('a');
  queue.addRateLimited('a');
  loop.runToRest();
  expect(done).toEqual(['a@5', 'a@15', 'a@35', 'a@75', 'a@80']);
});

test('a retry that is a second away or more does not keep the cluster from coming to rest', () => {
  const { loop, done, queue } = recordingQueue();
  for (let failure = 0; failure < 9; failure++) {
    queue.addRateLimited('a');
    loop.runToRest();
  }
  expect(done).toHaveLength(8);
  loop.advance(2000);
  expect(done).toHaveLength(9);
});

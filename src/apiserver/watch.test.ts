import { test } from 'node:test';
import { expect } from 'expect';
import type { WatchEvent } from '../api/client';
import { makePod, startServer, type TestServer } from './testing';

function record({ client, loop }: TestServer, actor = client) {
  const batches: string[][] = [];
  const timesMs: number[] = [];
  const handle = actor.watch('pods', (events: readonly WatchEvent[]) => {
    batches.push(events.map(({ type, object }) => `${type} ${object.metadata.name}`));
    timesMs.push(loop.clock.elapsedMs);
  });
  return { batches, timesMs, handle };
}

test('a new watcher gets what exists as ADDED, through the loop and not at once', () => {
  const cluster = startServer();
  cluster.client.create('pods', 'default', makePod('a'));
  const { batches } = record(cluster);
  expect(batches).toEqual([]);
  cluster.loop.runToRest();
  expect(batches).toEqual([['ADDED a']]);
});

test('commits of one instant arrive as one batch, after the latency', () => {
  const cluster = startServer({ watchLatencyMs: 3 });
  const { batches, timesMs } = record(cluster);
  cluster.client.create('pods', 'default', makePod('a'));
  cluster.client.create('pods', 'default', makePod('b'));
  cluster.client.delete('pods', 'default', 'a');
  cluster.loop.runToRest();
  expect(batches).toEqual([['ADDED a', 'ADDED b', 'DELETED a']]);
  expect(timesMs).toEqual([3]);
});

test('each commit waits the full latency, also when a delivery is under way already', () => {
  const cluster = startServer({ watchLatencyMs: 10 });
  const { timesMs } = record(cluster);
  cluster.client.create('pods', 'default', makePod('a'));
  cluster.loop.advance(4);
  cluster.client.create('pods', 'default', makePod('b'));
  cluster.loop.runToRest();
  expect(timesMs).toEqual([10, 14]);
});

test('a watcher that comes between a commit and its delivery sees the change once', () => {
  const cluster = startServer();
  record(cluster);
  cluster.client.create('pods', 'default', makePod('a'));
  const late = record(cluster);
  cluster.client.create('pods', 'default', makePod('b'));
  cluster.loop.runToRest();
  expect(late.batches).toEqual([['ADDED a'], ['ADDED b']]);
});

test('a stopped watcher hears nothing more, not even what was on its way', () => {
  const cluster = startServer();
  const { batches, handle } = record(cluster);
  cluster.client.create('pods', 'default', makePod('a'));
  handle.stop();
  cluster.client.create('pods', 'default', makePod('b'));
  cluster.loop.runToRest();
  expect(batches).toEqual([]);
});

test('resourceVersions rise along a watch, and a DELETED object carries that of the deletion', () => {
  const { client, loop } = startServer();
  const versions: number[] = [];
  client.watch('pods', (events) => {
    for (const { object } of events) versions.push(Number(object.metadata.resourceVersion));
  });
  client.create('pods', 'default', makePod('a'));
  client.delete('pods', 'default', 'a');
  loop.runToRest();
  expect(versions[1]).toBe((versions[0] as number) + 1);
  expect(client.list('pods').resourceVersion).toBe(String(versions[1]));
});

test('a held watch falls behind alone, and catches up in order when it is released', () => {
  const cluster = startServer();
  const controller = record(cluster, cluster.server.clientFor('daemonset-controller'));
  const scheduler = record(cluster, cluster.server.clientFor('scheduler'));
  cluster.server.holdWatch('daemonset-controller', 'pods');
  cluster.client.create('pods', 'default', makePod('a'));
  cluster.loop.runToRest();
  cluster.client.create('pods', 'default', makePod('b'));
  cluster.loop.runToRest();
  expect(controller.batches).toEqual([]);
  expect(scheduler.batches).toEqual([['ADDED a'], ['ADDED b']]);
  cluster.server.releaseWatch('daemonset-controller', 'pods');
  cluster.client.create('pods', 'default', makePod('c'));
  cluster.loop.runToRest();
  expect(controller.batches).toEqual([['ADDED a', 'ADDED b'], ['ADDED c']]);
});

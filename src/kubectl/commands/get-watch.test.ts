import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster } from '../../simulation/simulated-cluster';
import { openShell } from '../test-shell';

const rows = (text: string): readonly string[] => text.trimEnd().split('\n').slice(1);

describe('kubectl get --watch', () => {
  it('prints what is there, then a row for each change, until the cluster is at rest', () => {
    const { run } = openShell(createSimulatedCluster);
    run('apply -f ds.yaml');
    const shown = rows(run('get ds agent -w'));
    expect(shown[0]).toMatch(/^NAME /);
    expect(shown[1]).toMatch(/^agent +0 +0 +0 /);
    expect(shown.at(-1)).toMatch(/^agent +2 +2 +2 +2 +2 /);
    expect(run('get ds agent -w').split('\n')).toHaveLength(4);
  });

  it('with --watch-only prints the changes alone', () => {
    const { run, rest } = openShell(createSimulatedCluster);
    run('apply -f ds.yaml');
    rest();
    expect(run('get pods --watch-only')).toBe('0\n');
    run('delete pods --all --wait=false');
    const shown = rows(run('get pods --watch-only --output-watch-events'));
    expect(shown[0]).toMatch(/^EVENT +NAME /);
    expect(new Set(shown.slice(1).map((line) => line.split(' ')[0]))).toEqual(
      new Set(['DELETED', 'ADDED', 'MODIFIED']),
    );
  });

  it('reports what leaves the selection as deleted', () => {
    const { run, rest, cluster } = openShell(createSimulatedCluster);
    run('label node node1 zone=a');
    rest();
    cluster.loop.schedule(1000, 'relabel', 'node1', () => void run('label node node1 zone-'));
    expect(run('get nodes -l zone=a -w --output-watch-events -o jsonpath={.type},')).toBe('0\nADDED,DELETED,');
  });

  it('ends after the virtual time of --request-timeout', () => {
    const { run, cluster } = openShell(createSimulatedCluster);
    run('apply -f ds.yaml');
    const before = cluster.loop.clock.nowMs;
    run('get pods -w --request-timeout=500ms');
    expect(cluster.loop.clock.nowMs - before).toBeLessThanOrEqual(500);
    expect(run('get pods -w --request-timeout=x')).toContain('error: Invalid timeout value.');
  });
});

describe('kubectl drain', () => {
  it('tries an eviction that a budget forbids every five seconds, and gives up at its timeout', () => {
    const { run, rest } = openShell(createSimulatedCluster);
    run(
      'apply -f -',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: solo, labels: {app: solo}}\nspec: {nodeName: node1, containers: [{name: c, image: x}]}\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: solo}\nspec: {minAvailable: 1, selector: {matchLabels: {app: solo}}}\n',
    );
    rest();
    const shown = run('drain node1 --force --timeout=12s');
    expect(shown.match(/evicting pod default\/solo/g)).toHaveLength(4);
    expect(shown.match(/will retry after 5s/g)).toHaveLength(3);
    expect(shown).toContain('error when evicting pods/"solo" -n "default": global timeout reached: 12s\npod/solo\n');
    expect(run('drain node1 --force')).toContain('the drain comes to no end; kubectl would try for ever');
    expect(run('drain node1 -l a=b')).toContain('error: cannot specify both a node name and a --selector option');
  });

  const POD = (name: string, more = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: solo}}\nspec: {nodeName: node1, containers: [{name: c, image: x}]${more}}\n---\n`;
  const BUDGET = (name: string, minAvailable: number) =>
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${name}}\nspec: {minAvailable: ${minAvailable}, selector: {matchLabels: {app: solo}}}\n---\n`;

  it('watches the evicted pods go while it waits for a budget', () => {
    const { run, rest } = openShell(createSimulatedCluster);
    run('apply -f -', POD('one') + POD('two') + BUDGET('solo', 1));
    rest();
    const shown = run('drain node1 --force --timeout=4s').split('\n');
    expect(shown.slice(2, 6)).toEqual([
      'evicting pod default/one',
      'evicting pod default/two',
      'pod/one evicted',
      'evicting pod default/two',
    ]);
  });

  it('gives up a pod whose eviction fails otherwise, and goes on with the others', () => {
    const { run, rest } = openShell(createSimulatedCluster);
    run('apply -f -', POD('one') + BUDGET('a', 0) + BUDGET('b', 0));
    run('apply -f -', POD('free').replace('app: solo', 'app: other'));
    rest();
    const why =
      'error when evicting pods/"one" -n "default": This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    expect(run('drain node1 --force')).toBe(
      `1\nnode/node1 cordoned\nevicting pod default/free\nevicting pod default/one\npod/free evicted\nWarning: deleting Pods that declare no controller: default/free, default/one\nThere are pending pods in node "node1" when an error occurred: ${why}\npod/one\nerror: unable to drain node "node1" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n node1\n${why}\n`,
    );
  });

  it('says nothing of local storage that goes with a pod (KUBECTL-DRAIN-03)', () => {
    const { run, rest } = openShell(createSimulatedCluster);
    const template =
      '{metadata: {labels: {app: web}}, spec: {nodeName: node1, containers: [{name: c, image: x}], volumes: [{name: v, emptyDir: {}}]}}';
    const spec = `{replicas: 1, selector: {matchLabels: {app: web}}, template: ${template}}`;
    run('apply -f -', `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web}\nspec: ${spec}\n`);
    rest();
    expect(run('drain node1 --delete-emptydir-data')).toMatch(/pod\/web-\w+ evicted\nnode\/node1 drained\n$/);
  });
});

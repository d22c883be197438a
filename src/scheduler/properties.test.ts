/** Claims over random worlds: nodes with little room, DaemonSets and pods that want too much of it. */
import { test } from 'node:test';
import { expect } from 'expect';
import * as fc from 'fast-check';
import type { Pod } from '../api/core';
import { isApiError } from '../api/errors';
import { isPodTerminal } from '../api/pod-conditions';
import { CONTROLLERS } from '../controllers/registry';
import { TestCluster } from '../controllers/test-cluster';
import { anyCrowdedWorld, type CrowdedWorld, complaints, type Deed, PRIORITIES, podSpec } from './crowd-samples';

const RUNS = {
  numRuns: 60 * Number(process.env.EVERYNODE_RUNS ?? '1'),
  seed: Number(process.env.EVERYNODE_SEED ?? '1'),
};

/** A world in which every binding is looked at in the moment it happens. */
class WatchedWorld {
  readonly cluster: TestCluster;
  readonly priorities = new Map<string, number>();
  readonly wrongBindings: string[] = [];
  readonly #bound = new Set<string>();
  #podCount = 0;

  constructor({ seed, nodes, deeds }: CrowdedWorld) {
    this.cluster = new TestCluster({ seed, nodes, controllers: CONTROLLERS.map(({ name }) => name) });
    for (const [name, fields] of Object.entries(PRIORITIES)) {
      const metadata = { name };
      this.cluster.user.create('priorityclasses', '', {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata,
        ...fields,
      });
    }
    this.cluster.user.watch('pods', (events) => {
      for (const { object } of events) this.#observe(object as Pod);
    });
    for (const deed of deeds) {
      this.#act(deed);
      this.cluster.rest();
    }
  }

  get pods(): readonly Pod[] {
    return [...this.cluster.server.objects('pods')];
  }

  #observe(pod: Pod): void {
    const { uid, ownerReferences, name } = pod.metadata;
    this.priorities.set(uid, pod.spec.priority ?? 0);
    const isDaemonPod = ownerReferences?.length === 1;
    if (!isDaemonPod || !pod.spec.nodeName || this.#bound.has(uid)) return;
    this.#bound.add(uid);
    const nodes = [...this.cluster.server.objects('nodes')];
    const node = nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName);
    const found = node ? complaints(pod, node, this.pods, nodes) : [];
    if (found.length > 0) this.wrongBindings.push(`${name} on ${pod.spec.nodeName}: ${found.join(', ')}`);
  }

  #act(deed: Deed): void {
    const { user, server } = this.cluster;
    const nodes = [...server.objects('nodes')];
    try {
      switch (deed.kind) {
        case 'DaemonSet': {
          const { name, asked } = deed;
          const labels = { app: name, tier: asked.tier };
          const spec = {
            selector: { matchLabels: { app: name } },
            template: { metadata: { labels }, spec: podSpec(asked) },
          };
          const existing = server.find('daemonsets', `default/${name}`);
          const metadata = { name, namespace: 'default' };
          if (existing) user.update('daemonsets', 'default', { ...existing, spec: { ...existing.spec, ...spec } });
          else user.create('daemonsets', 'default', { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec });
          return;
        }
        case 'pod': {
          const node = nodes[deed.node % Math.max(1, nodes.length)];
          if (!node) return;
          // Past the scheduler, as pods with a nodeName are: the node may have too much on it afterwards.
          this.cluster.createPod(
            `web${this.#podCount++}`,
            { ...podSpec(deed.asked), nodeName: node.metadata.name },
            { tier: deed.asked.tier },
          );
          return;
        }
        case 'delete': {
          const { pods } = this;
          const pod = pods[deed.index % Math.max(1, pods.length)];
          if (pod) user.delete('pods', 'default', pod.metadata.name);
          return;
        }
        case 'cordon': {
          const node = nodes[deed.node % Math.max(1, nodes.length)];
          if (node) user.update('nodes', '', { ...node, spec: { ...node.spec, unschedulable: deed.unschedulable } });
          return;
        }
        case 'node-leaves': {
          const node = nodes.length > 1 ? nodes[deed.node % nodes.length] : undefined;
          if (node) user.delete('nodes', '', node.metadata.name);
        }
      }
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }
}

const claim = (name: string, check: (world: WatchedWorld) => void) =>
  test(name, () =>
    fc.assert(
      fc.property(anyCrowdedWorld, (world) => check(new WatchedWorld(world))),
      RUNS,
    ),
  );

claim('no pod is bound where it does not fit: resources, ports, company', ({ wrongBindings }) => {
  expect(wrongBindings).toEqual([]);
});

claim('a pod that is preempted is of lower priority than the one that takes its place', ({ cluster, priorities }) => {
  const unjust = cluster.events('Preempted').filter(({ involvedObject, message = '' }) => {
    const [, preemptor = ''] = /^Preempted by pod (\S+) on node/.exec(message) ?? [];
    const victim = priorities.get(involvedObject.uid ?? '') ?? Number.NaN;
    return !(victim < (priorities.get(preemptor) ?? Number.NaN));
  });
  expect(unjust).toEqual([]);
});

claim('at rest no pod waits for a node that would take it, and each says what it waits for', (world) => {
  const { cluster } = world;
  // Until the pods of nodes that left have been collected: what they took counts no more, but nobody says so earlier.
  cluster.pass(90);
  const { pods } = world;
  const nodes = [...cluster.server.objects('nodes')];
  for (const pod of pods) {
    if (pod.spec.nodeName || isPodTerminal(pod)) continue;
    const field =
      pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]
        ?.matchFields?.[0];
    const node = nodes.find(({ metadata }) => metadata.name === field?.values?.[0]);
    if (node) expect(complaints(pod, node, pods, nodes)).not.toEqual([]);
    const message = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
    expect(message).toMatch(/^0\/\d nodes are available: /);
  }
});

/** A whole simulated cluster for the tests of this folder, driven without promises. */
import type { DaemonSet } from '../../src/api/apps';
import type { ApiClient } from '../../src/api/client';
import type { Pod } from '../../src/api/core';
import type { NodeDescription } from '../../src/harness/cluster';
import { createSimulatedCluster, type SimulatedCluster } from '../../src/simulation/simulated-cluster';

export const STRATEGIES = [{ type: 'OnDelete' }, { type: 'RollingUpdate' }] as const;

export class WholeCluster {
  readonly cluster: SimulatedCluster;
  readonly user: ApiClient;

  constructor(nodes: number | readonly NodeDescription[], seed = 'upstream') {
    const described =
      typeof nodes === 'number' ? Array.from({ length: nodes }, (_, i) => ({ name: `node${i}` })) : nodes;
    this.cluster = createSimulatedCluster({ seed, nodes: described });
    this.user = this.cluster.client('kubectl');
    this.rest();
  }

  createDaemonSet(spec: object = {}, podSpec: object = {}, name = 'agent', labels: object = {}): DaemonSet {
    return this.user.create('daemonsets', 'default', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: 'default', labels },
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'main', image: 'agent:v1' }], ...podSpec },
        },
        ...spec,
      },
    });
  }

  changeDaemonSet(spec: object, name = 'agent'): DaemonSet {
    return this.user.patch('daemonsets', 'default', name, { spec }, { type: 'strategic' });
  }

  setImage(image: string): void {
    this.changeDaemonSet({ template: { spec: { containers: [{ name: 'main', image }] } } });
  }

  daemonSet(name = 'agent'): DaemonSet {
    return this.user.get('daemonsets', 'default', name);
  }

  pods(): readonly Pod[] {
    return this.user.list('pods', { namespace: 'default' }).items;
  }

  podOn(node: string): Pod {
    const pod = this.pods().find(({ spec }) => spec.nodeName === node);
    if (!pod) throw new Error(`no pod on ${node}`);
    return pod;
  }

  /** Names of the nodes that run a pod, one for each pod. */
  occupied(): readonly string[] {
    return this.pods()
      .map(({ spec }) => spec.nodeName ?? 'nowhere')
      .sort();
  }

  images(): readonly string[] {
    return this.pods()
      .map(({ spec }) => spec.containers[0]?.image ?? '')
      .sort();
  }

  /** A change that means nothing, but brings a sync. */
  touch(name = 'agent'): void {
    const annotations = { 'example.com/touched': String(this.cluster.elapsedMs) };
    this.user.patch('daemonsets', 'default', name, { metadata: { annotations } }, { type: 'merge' });
  }

  rest(): void {
    this.cluster.loop.runToRest();
  }

  pass(seconds: number): void {
    this.cluster.loop.advance(seconds * 1000);
  }
}

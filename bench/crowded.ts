/**
 * Placing one more DaemonSet on 5,000 nodes, empty ones and ones that run 20 other pods each: what others run should
 * hardly matter. Every run is a process of its own, and the two kinds take turns.
 */
import { spawnSync } from 'node:child_process';
import { createSimulatedCluster, type SimulatedCluster } from '../src/simulation/simulated-cluster';
import { findBest, judgeClaim } from './claim';

const NODES = 5_000;
const OTHER_PODS_PER_NODE = 20;
const AT_MOST = 3;
const ROUNDS = 3;
/** Both kinds begin with compiled code. */
const WARM_UP_NODES = 500;
const BUDGET = { events: 1_000_000_000, virtualMs: 30 * 24 * 3600 * 1000 };

interface Measured {
  readonly fillMs: number;
  readonly placeMs: number;
}

const REQUESTS = { cpu: '100m', memory: '100Mi' };
const AGENT = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: {
        containers: [
          {
            name: 'agent',
            image: 'agent:v1',
            resources: { requests: REQUESTS },
            ports: [{ containerPort: 9100, hostPort: 9100 }],
          },
        ],
      },
    },
  },
});

/** Pods of all kinds that the scheduler must look at: requests, host ports, labels. */
function fill(cluster: SimulatedCluster, nodes: number, podsPerNode: number): void {
  const client = cluster.client('kubectl');
  for (let node = 0; node < nodes; node++) {
    for (let index = 0; index < podsPerNode; index++) {
      const ports = index % 5 === 0 ? [{ containerPort: 80, hostPort: 8000 + index }] : [];
      client.create('pods', 'default', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `web-${node}-${index}`, namespace: 'default', labels: { app: `web-${index}` } },
        spec: {
          nodeName: `node-${node}`,
          containers: [{ name: 'web', image: 'web:v1', resources: { requests: REQUESTS }, ports }],
        },
      });
    }
  }
}

async function measure(nodes: number, podsPerNode: number): Promise<Measured> {
  const cluster = createSimulatedCluster({ seed: '1', budget: BUDGET });
  const fillStartedAt = performance.now();
  cluster.registerNodes(Array.from({ length: nodes }, (_, index) => ({ name: `node-${index}` })));
  fill(cluster, nodes, podsPerNode);
  await cluster.settle();
  const fillMs = performance.now() - fillStartedAt;
  const startedAt = performance.now();
  const { code, stderr } = cluster.runKubectl(['apply', '-f', '-'], AGENT);
  if (code !== 0) throw new Error(`kubectl apply: ${stderr}`);
  await cluster.settle();
  const placeMs = performance.now() - startedAt;
  const { status } = (await cluster.get('daemonsets', 'default', 'agent')) ?? {};
  if (status?.numberAvailable !== nodes) throw new Error(`only ${status?.numberAvailable} of ${nodes} are available`);
  await cluster.dispose();
  return { fillMs, placeMs };
}

function measureInOwnProcess(podsPerNode: number): Measured {
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, __filename, String(podsPerNode)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The run with ${podsPerNode} other pods per node ended with ${status}.`);
  return JSON.parse(stdout) as Measured;
}

function report(): void {
  const kinds = [0, OTHER_PODS_PER_NODE];
  const runs = Array.from({ length: ROUNDS }, () => kinds.map(measureInOwnProcess));
  process.stdout.write('other pods per node | fill ms | place ms | µs per node\n');
  const best = kinds.map((podsPerNode, kind) => {
    const placeMs = findBest(runs.map((round) => round[kind]?.placeMs ?? Number.NaN));
    const fillMs = findBest(runs.map((round) => round[kind]?.fillMs ?? Number.NaN));
    const [fill, place, each] = [fillMs, placeMs, (placeMs * 1000) / NODES].map((cell) => String(Math.round(cell)));
    process.stdout.write(
      `${String(podsPerNode).padStart(19)} | ${fill?.padStart(7)} | ${place?.padStart(8)} | ${each?.padStart(11)}\n`,
    );
    return placeMs;
  });
  judgeClaim(
    `placing a DaemonSet on ${NODES} nodes with ${OTHER_PODS_PER_NODE} other pods each / on empty ones`,
    (best[1] ?? 0) / (best[0] ?? 1),
    AT_MOST,
  );
}

async function measureWarm(podsPerNode: number): Promise<void> {
  await measure(WARM_UP_NODES, podsPerNode);
  process.stdout.write(JSON.stringify(await measure(NODES, podsPerNode)));
}

const ownPods = process.argv[2];
if (ownPods === undefined) report();
else void measureWarm(Number(ownPods));

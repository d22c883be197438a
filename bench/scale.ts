/**
 * Place, roll out (maxUnavailable 10%) and roll back on ever more nodes: the time for each node should stay nearly the
 * same. Every size runs in a process of its own, so that none inherits the memory or the compiled code of another.
 */
import { spawnSync } from 'node:child_process';
import { createSimulatedCluster } from '../src/simulation/simulated-cluster';
import { judgeClaim } from './claim';

const SIZES = [1_000, 10_000, 100_000];
const AT_MOST = 2;
/** Small runs are repeated, so that warm-up does not flatter the large ones. */
const NODES_IN_TOTAL = 30_000;
const BUDGET = { events: 1_000_000_000, virtualMs: 30 * 24 * 3600 * 1000 };

interface Measured {
  readonly nodes: number;
  readonly placeMs: number;
  readonly rollOutMs: number;
  readonly rollBackMs: number;
  readonly peakMiB: number;
}

const AGENT = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'agent', image: 'agent:v1' }] },
    },
  },
});

async function measureOnce(nodes: number): Promise<Measured> {
  const cluster = createSimulatedCluster({ seed: '1', budget: BUDGET });
  const kubectl = (args: readonly string[], stdin?: string) => {
    const { code, stderr } = cluster.runKubectl(args, stdin);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  };
  const expectUpdated = async (image: string) => {
    const { status } = (await cluster.get('daemonsets', 'default', 'agent')) ?? {};
    const pods = await cluster.list('pods', { namespace: 'default' });
    const right = pods.filter((pod) => pod.spec.containers[0]?.image === image).length;
    if (right !== nodes || status?.numberAvailable !== nodes) {
      throw new Error(`${right} of ${nodes} pods run ${image}, ${status?.numberAvailable} available`);
    }
  };
  const time = async (image: string, act: () => void): Promise<number> => {
    const startedAt = performance.now();
    act();
    await cluster.settle();
    const durationMs = performance.now() - startedAt;
    await expectUpdated(image);
    return durationMs;
  };
  const placeMs = await time('agent:v1', () => {
    cluster.registerNodes(Array.from({ length: nodes }, (_, index) => ({ name: `node-${index}` })));
    kubectl(['apply', '-f', '-'], AGENT);
  });
  const rollOutMs = await time('agent:v2', () => kubectl(['set', 'image', 'daemonset/agent', 'agent=agent:v2']));
  const rollBackMs = await time('agent:v1', () => kubectl(['rollout', 'undo', 'daemonset/agent']));
  await cluster.dispose();
  return { nodes, placeMs, rollOutMs, rollBackMs, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

async function measure(nodes: number): Promise<Measured> {
  const runs: Measured[] = [];
  const repeats = Math.max(1, Math.floor(NODES_IN_TOTAL / nodes));
  for (let run = 0; run < repeats; run++) runs.push(await measureOnce(nodes));
  const mean = (field: 'placeMs' | 'rollOutMs' | 'rollBackMs') =>
    runs.reduce((sum, run) => sum + run[field], 0) / repeats;
  return {
    nodes,
    placeMs: mean('placeMs'),
    rollOutMs: mean('rollOutMs'),
    rollBackMs: mean('rollBackMs'),
    peakMiB: Math.max(...runs.map((run) => run.peakMiB)),
  };
}

function measureInOwnProcess(nodes: number): Measured {
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, __filename, String(nodes)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The run on ${nodes} nodes ended with ${status}.`);
  return JSON.parse(stdout) as Measured;
}

function report(sizes: readonly number[]): void {
  process.stdout.write('  nodes | place ms | roll out ms | roll back ms | µs per node | pods per second | peak MiB\n');
  const perNode = sizes.map((size) => {
    const { nodes, placeMs, rollOutMs, rollBackMs, peakMiB } = measureInOwnProcess(size);
    const totalMs = placeMs + rollOutMs + rollBackMs;
    const cells = [placeMs, rollOutMs, rollBackMs, (totalMs * 1000) / nodes, (nodes * 3 * 1000) / totalMs, peakMiB];
    const [place, out, back, each, rate, peak] = cells.map((cell) => String(Math.round(cell)));
    process.stdout.write(
      `${String(nodes).padStart(7)} | ${place?.padStart(8)} | ${out?.padStart(11)} | ${back?.padStart(12)} | ${each?.padStart(11)} | ${rate?.padStart(15)} | ${peak?.padStart(8)}\n`,
    );
    return totalMs / nodes;
  });
  judgeClaim('time per node at the largest / at the smallest size', (perNode.at(-1) ?? 0) / (perNode[0] ?? 1), AT_MOST);
}

const ownSize = process.argv[2];
if (ownSize === undefined) report(SIZES);
else void measure(Number(ownSize)).then((measured) => process.stdout.write(JSON.stringify(measured)));

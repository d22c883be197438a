import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expect } from 'expect';
import { asText, daemonSet, node } from '../../explain/explain-samples';
import { explain } from './explain';

let folder = '';
const path = (name: string) => join(folder, name);

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'everynode-explain-'));
  const taints = [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }];
  const labels = { 'kubernetes.io/os': 'windows' };
  writeFileSync(path('nodes.json'), asText(node('worker-1'), node('worker-2', { taints }), node('winnie', { labels })));
  writeFileSync(path('agent.json'), JSON.stringify(daemonSet()));
  writeFileSync(path('two.json'), asText(daemonSet(), { ...daemonSet(), metadata: { name: 'other', namespace: 'x' } }));
});

after(() => rmSync(folder, { recursive: true }));

interface Printed {
  readonly code: number;
  readonly stdout: string;
}

async function run(...args: readonly string[]): Promise<Printed> {
  const write = process.stdout.write;
  let stdout = '';
  process.stdout.write = ((text: string) => {
    stdout += text;
    return true;
  }) as typeof write;
  try {
    return { code: await explain(args), stdout };
  } finally {
    process.stdout.write = write;
  }
}

test('without nodes it says how to get them', async () => {
  await expect(run('-f', path('agent.json'))).rejects.toThrow('kubectl get nodes -o yaml > nodes.yaml');
});

test('it explains every DaemonSet of the manifest, or the one asked for', async () => {
  const both = await run('-f', path('two.json'), '--nodes', path('nodes.json'));
  expect(both.code).toBe(0);
  expect(both.stdout).toContain('default/agent runs on 2 of 3 nodes');
  expect(both.stdout).toContain('x/other runs on 2 of 3 nodes');
  const one = await run('-f', path('two.json'), '--nodes', path('nodes.json'), '--daemonset', 'x/other');
  expect(one.stdout).not.toContain('default/agent');
});

test('named nodes alone are shown, and a misspelt one is corrected', async () => {
  const { stdout } = await run('-f', path('agent.json'), '--nodes', path('nodes.json'), '-o', 'json', 'worker-2');
  const [set] = JSON.parse(stdout).daemonSets;
  expect(set.nodes.map((shown: { node: string }) => shown.node)).toEqual(['worker-2']);
  expect(set.counts).toMatchObject({ runs: 2, none: 1 });
  const misspelt = run('-f', path('agent.json'), '--nodes', path('nodes.json'), 'worker2');
  await expect(misspelt).rejects.toThrow('There is no node "worker2". Did you mean "worker-2"?');
});

test('a selected node without a pod fails only who asked for that', async () => {
  const args = ['-f', path('agent.json'), '--nodes', path('nodes.json')];
  expect((await run(...args)).code).toBe(0);
  expect((await run(...args, '--fail-on-missing')).code).toBe(1);
  expect((await run(...args, '--fail-on-missing', 'worker-1')).code).toBe(0);
});

test('the sample cluster needs no files', async () => {
  const { stdout } = await run('-f', path('agent.json'), '--sample');
  expect(stdout).toContain('runs on 5 of 8 nodes');
});

const MISTAKES: readonly (readonly [args: readonly string[], words: string])[] = [
  [[], 'needs the manifest'],
  [['-f', 'nowhere.yaml', '--sample'], 'There is no file "nowhere.yaml".'],
  [['-f', '.', '--sample'], 'is a folder'],
  [['--sample', '--podz', 'x'], 'has no option --podz. Did you mean --pods?'],
  [['-f', 'x', '--sample', '-o', 'jsn'], 'Did you mean "json"?'],
  [['--feature', 'x.feature', '--sample'], 'leave out --nodes and --sample'],
];

for (const [args, words] of MISTAKES) {
  test(`everynode explain ${args.join(' ')} is answered in words`, async () => {
    await expect(run(...args)).rejects.toThrow(words);
  });
}

// In a process of its own: Cucumber knows one set of step files in each.
test('the cluster of a scenario is that of its Given steps, with its own DaemonSets', () => {
  const feature = ['explain', '--feature', 'features/placement/taints.feature:61'];
  const options = { cwd: join(__dirname, '../../..'), encoding: 'utf8' } as const;
  const stdout = execFileSync(process.execPath, ['bin/everynode.js', ...feature], options);
  expect(stdout).toContain('default/node-agent runs on 3 of 3 nodes  features/placement/taints.feature:');
});

/** A small cluster for the tests of commands: what a shell would show for a line. */
import { it } from 'node:test';
import { expect } from 'expect';
import type { CommandResult } from '../api/command';
import { splitCommandLine } from '../harness/notation';

export const MANIFEST = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
      - name: main
        image: agent:v1
        env: [{name: LEVEL, value: info}]
      - {name: side, image: side:v1}
`;

interface TestCluster {
  readonly loop: { runToRest(): void };
  runKubectl(args: readonly string[], stdin?: string): CommandResult;
}

interface ClusterOptions {
  readonly seed: string;
  readonly nodes: readonly { readonly name: string }[];
  readonly readFile: (path: string) => string;
}

export interface Shell<C extends TestCluster> {
  readonly cluster: C;
  /** Exit code on a line of its own, then stdout, then stderr. */
  run(line: string, stdin?: string): string;
  /** Lets the cluster come to rest. */
  rest(): void;
}

/** A cluster of two nodes, made by `create`, and these files beside `ds.yaml`. */
export function openShell<C extends TestCluster>(
  create: (options: ClusterOptions) => C,
  files: Readonly<Record<string, string>> = {},
): Shell<C> {
  const all: Readonly<Record<string, string>> = { 'ds.yaml': MANIFEST, ...files };
  const cluster = create({
    seed: 'kubectl',
    nodes: [{ name: 'node1' }, { name: 'node2' }],
    readFile: (path) => {
      const text = all[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
  });
  return {
    cluster,
    run(line, stdin) {
      const { code, stdout, stderr } = cluster.runKubectl(splitCommandLine(line), stdin);
      return `${code}\n${stdout}${stderr}`;
    },
    rest: () => cluster.loop.runToRest(),
  };
}

/** A line typed, its exit code, and all of what a shell shows for it. */
export type Row = readonly [line: string, code: number, shown: string];

/** One test for each row, typed one after another into the same shell. What matches `except` is not compared. */
export function testRows(shell: Shell<TestCluster>, rows: readonly Row[], except = /(?!)/): void {
  for (const [line, code, shown] of rows) {
    it(`kubectl ${line}`, () => {
      const [got, ...lines] = shell.run(line).split('\n');
      expect(`${got}\n${lines.join('\n').replace(except, '').trimEnd()}`).toBe(`${code}\n${shown}`);
    });
  }
}

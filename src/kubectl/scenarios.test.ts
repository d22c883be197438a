/** Whole sequences of commands, as upstream's own tests run them: KUBECTL-SCEN-01 to -10. */
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster, type SimulatedCluster } from '../simulation/simulated-cluster';
import { MANIFEST, openShell, type Shell } from './test-shell';

const ONE_CONTAINER = MANIFEST.replace(/ +- \{name: side.*\n/, '');

let shell: Shell<SimulatedCluster>;

/** stdout and stderr of a line, after which the cluster comes to rest. */
function type(line: string, stdin?: string): string {
  const shown = shell.run(line, stdin).replace(/^\d+\n/, '');
  shell.rest();
  return shown;
}

const read = (path: string, object = 'ds agent'): string => type(`get ${object} -o jsonpath='${path}'`);
const names = (): string => type('get pods -o name --sort-by=.spec.nodeName');

beforeEach(() => {
  shell = openShell(createSimulatedCluster, { 'one.yaml': ONE_CONTAINER });
});

describe('sequences of commands', () => {
  it('each change of the spec raises the generation by one, and the same file does not (KUBECTL-SCEN-01)', () => {
    const generations = [
      'apply -f ds.yaml',
      'apply -f ds.yaml',
      'set image ds/agent main=agent:v2',
      'set env ds/agent A=b',
      'set resources ds/agent --limits=cpu=1',
      'rollout restart ds/agent',
    ].map((line) => {
      type(line);
      return read('{.metadata.generation}');
    });
    expect(generations).toEqual(['1', '1', '2', '3', '4', '5']);
  });

  it('undo walks through the history, and the causes stay with their templates (KUBECTL-SCEN-02, KUBECTL-SCEN-03)', () => {
    const containers = (): string => read('{.spec.template.spec.containers[*].name}');
    const revisions = (): string =>
      type('rollout history ds/agent').replace(/\s+/g, ' ').split('CHANGE-CAUSE ')[1] ?? '';
    const withCause = (text: string, cause: string): string =>
      text.replace('name: agent}', `name: agent, annotations: {kubernetes.io/change-cause: ${cause}}}`);
    type('apply -f -', withCause(ONE_CONTAINER, 'first'));
    expect(type('rollout undo ds/agent --to-revision=1')).toContain('skipped rollback');
    type('apply -f -', withCause(MANIFEST, 'second'));
    expect(revisions()).toBe('1 first 2 second ');
    type('rollout undo ds/agent --dry-run=client');
    type('rollout undo ds/agent --dry-run=server');
    expect(containers()).toBe('main side');
    type('rollout undo ds/agent --to-revision=1');
    expect(containers()).toBe('main');
    expect(revisions()).toBe('2 second 3 first ');
    expect(type('rollout undo ds/agent --to-revision=1000000')).toContain('unable to find specified revision 1000000');
    type('rollout undo ds/agent');
    expect(containers()).toBe('main side');
    expect(revisions()).toBe('3 first 4 second ');
  });

  it('rollout status tells every stage (KUBECTL-SCEN-04)', () => {
    type('apply -f ds.yaml');
    shell.run('set image ds/agent main=agent:v2');
    const lines = type('rollout status ds/agent').split('\n');
    expect(lines[0]).toBe('Waiting for daemon set spec update to be observed...');
    expect(lines).toContain(
      'Waiting for daemon set "agent" rollout to finish: 0 out of 2 new pods have been updated...',
    );
    expect(lines).toContain('Waiting for daemon set "agent" rollout to finish: 1 of 2 updated pods are available...');
    expect(lines.at(-2)).toBe('daemon set "agent" successfully rolled out');
  });

  it('a drain leaves daemon pods, also those with emptyDirs (KUBECTL-SCEN-05)', () => {
    type('apply -f -', `${MANIFEST}      volumes: [{name: scratch, emptyDir: {}}]\n`);
    const before = names();
    expect(type('drain node1 --ignore-daemonsets')).toMatch(/drained\nWarning: ignoring DaemonSet-managed Pods: /);
    expect(names()).toBe(before);
  });

  it('orphaned pods belong to the next set of the same manifest (KUBECTL-SCEN-06)', () => {
    type('apply -f ds.yaml');
    const before = names();
    type('delete ds agent --cascade=orphan');
    expect(names()).toBe(before);
    type('create -f ds.yaml');
    expect(names()).toBe(before);
    expect(read('{.items[*].metadata.ownerReferences[*].uid}', 'pods').split(' ')[0]).toBe(read('{.metadata.uid}'));
    expect(read('{.status.updatedNumberScheduled}')).toBe('2');
  });

  it('a foreground deletion shows the set until its pods are gone, and makes no new ones (KUBECTL-SCEN-07)', () => {
    type('apply -f ds.yaml');
    shell.run('delete ds agent --cascade=foreground --wait=false');
    const marked = shell.run("get ds agent -o jsonpath='{.metadata.finalizers[0]} {.metadata.deletionTimestamp}'");
    expect(marked).toMatch(/^0\nforegroundDeletion \d{4}-/);
    shell.rest();
    expect(type('get ds,pods')).toBe('No resources found in default namespace.\n');
  });

  it('taints and labels move the desired number, a cordon does not (KUBECTL-SCEN-08, KUBECTL-SCEN-09)', () => {
    type('apply -f -', `${MANIFEST}      nodeSelector: {zone: a}\n`);
    const desired = (): string => read('{.status.desiredNumberScheduled}');
    expect(desired()).toBe('0');
    type('label nodes --all zone=a');
    expect(desired()).toBe('2');
    type('taint node node1 away=now:NoExecute');
    expect(desired()).toBe('1');
    expect(names().trim().split('\n')).toHaveLength(1);
    type('taint node node1 away-');
    type('cordon node1');
    expect(desired()).toBe('2');
    type('label node node2 zone-');
    expect(desired()).toBe('1');
  });

  it('a pod that is deleted by force is replaced on its node by another (KUBECTL-SCEN-10)', () => {
    type('apply -f ds.yaml');
    const [first = '', second] = names().trim().split('\n');
    expect(type(`delete ${first} --grace-period=0 --force`)).toContain(
      ' force deleted from default namespace\nWarning: ',
    );
    const [after, unchanged] = names().trim().split('\n');
    expect(after).not.toBe(first);
    expect(unchanged).toBe(second);
  });
});

import { beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { parseManifest } from '../api/manifest';
import { createSimulatedCluster, type SimulatedCluster } from '../simulation/simulated-cluster';
import { describeApplied } from './apply-object';
import { listHelpedCommands } from './commands/help';
import { listCommandsNotSimulated } from './commands/not-simulated';
import { listCommandNames } from './commands/registry';
import { applyObjects } from './kubectl';
import { openShell, type Shell } from './test-shell';

const MANIFEST = `
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
`;

const FILES: Readonly<Record<string, string>> = { 'ds.yaml': MANIFEST, 'broken.yaml': 'a: b\n\tc: d\n' };

let shell: Shell<SimulatedCluster>;

const run = (line: string, stdin?: string): string => shell.run(line, stdin);
const rest = (): void => shell.rest();

beforeEach(() => {
  shell = openShell(createSimulatedCluster, FILES);
});

describe('kubectl apply', () => {
  it('creates, then leaves alone, then configures', () => {
    expect(run('apply -f ds.yaml')).toBe('0\ndaemonset.apps/agent created\n');
    expect(run('apply -f ds.yaml')).toBe('0\ndaemonset.apps/agent unchanged\n');
    const changed = MANIFEST.replace('agent:v1', 'agent:v2');
    expect(run('apply -f -', changed)).toBe('0\ndaemonset.apps/agent configured\n');
    expect(run('apply -f -', changed)).toBe('0\ndaemonset.apps/agent unchanged\n');
  });

  it('takes back what the file no longer says and leaves what others set', () => {
    run('apply -f ds.yaml');
    run('set image ds/agent main=agent:v9');
    run('set resources ds/agent --requests=cpu=10m');
    run('apply -f -', MANIFEST.replace(/ +env.*\n/, ''));
    expect(run("get ds agent -o jsonpath='{.spec.template.spec.containers[0].env}'")).toBe('0\n');
    expect(run("get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('0\nagent:v1');
    expect(run("get ds agent -o jsonpath='{.spec.template.spec.containers[0].resources.requests.cpu}'")).toBe('0\n10m');
  });

  it('can be undone by applying the first file again, whatever was between', () => {
    run('apply -f ds.yaml');
    const spec = "get ds agent -o jsonpath='{.spec.template.spec}'";
    const before = run(spec);
    const extended = MANIFEST.replace('env:', 'ports: [{containerPort: 80}]\n        env:').concat(
      '      - {name: side, image: side:v1}\n      nodeSelector: {a: b}\n      volumes: [{name: v, emptyDir: {}}]\n',
    );
    expect(run('apply -f -', extended)).toContain('configured');
    expect(run(spec)).not.toBe(before);
    expect(run('apply -f ds.yaml')).toContain('configured');
    expect(run(spec)).toBe(before);
  });

  it('goes on after a mistake in one object', () => {
    const text = `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n---${MANIFEST}---\nkind: StatefulSet\napiVersion: apps/v1\n`;
    const output = run('apply -f -', text);
    expect(output).toMatch(/^1\ndaemonset.apps\/agent created\n/);
    expect(output).toContain('no matches for kind "Widget" in version "example.com/v1"');
    expect(output).toContain('kind StatefulSet is not simulated; simulated are:');
  });

  it('names the file in its errors', () => {
    expect(run('apply -f none.yaml')).toBe('1\nerror: the path "none.yaml" does not exist\n');
    expect(run('apply -f broken.yaml')).toContain(
      'error: error parsing broken.yaml: error converting YAML to JSON: yaml: line 2:',
    );
    expect(run('-n prod apply -f -', MANIFEST.replace('name: agent}', 'name: agent, namespace: default}'))).toContain(
      `the namespace from the provided object "default" does not match the namespace "prod"`,
    );
  });

  it('needs no command line', () => {
    const objects = parseManifest(MANIFEST, 'ds.yaml');
    const client = shell.cluster.client('kubectl');
    expect(applyObjects(client, objects).map(describeApplied)).toEqual(['daemonset.apps/agent created']);
    expect(applyObjects(client, objects).map(describeApplied)).toEqual(['daemonset.apps/agent unchanged']);
    expect(() =>
      applyObjects(client, parseManifest(MANIFEST.replace('{app: agent}}\n  template', '{app: b}}\n  template'))),
    ).toThrow('spec.selector');
  });
});

describe('kubectl rollout', () => {
  it('reports, lists and undoes', () => {
    run('apply -f ds.yaml');
    expect(run('rollout status ds/agent')).toContain('daemon set "agent" successfully rolled out\n');
    run('set image ds/agent main=agent:v2');
    rest();
    expect(run('rollout history ds/agent')).toBe(
      '0\ndaemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n',
    );
    expect(run('rollout undo ds agent')).toContain('daemonset.apps/agent rolled back\n');
    rest();
    expect(run('rollout undo ds/agent --to-revision=3')).toContain(
      'daemonset.apps/agent skipped rollback (current template already matches revision 3)\n',
    );
  });

  it('status ends without an end of the rollout', () => {
    shell.cluster.kubelet.behave({ image: 'agent:v2', behaviour: { name: 'hangs', transitions: [] } });
    run('apply -f ds.yaml');
    rest();
    run('set image ds/agent main=agent:v2');
    expect(run('rollout status ds/agent')).toContain('error: the rollout comes to no end');
    expect(run('rollout status ds/agent --timeout=3s')).toContain('error: timed out waiting for the condition');
  });

  it('restart refuses a second time within a second', () => {
    run('apply -f ds.yaml');
    expect(run('rollout restart ds/agent')).toBe('0\ndaemonset.apps/agent restarted\n');
    expect(run('rollout restart ds/agent')).toContain('failed to create patch for agent: if restart has already been');
    expect(run('rollout resume ds/agent')).toBe('1\nerror: daemonsets.apps "agent" resuming is not supported\n');
  });
});

describe('kubectl get', () => {
  it('prints nothing but a remark where nothing is', () => {
    expect(run('get ds')).toBe('0\nNo resources found in default namespace.\n');
    expect(run('get ds -A')).toBe('0\nNo resources found\n');
    expect(run('get ds -o name')).toBe('0\n');
    expect(run('get ds -o json')).toContain('"items": []');
  });

  it('selects by label, field and name', () => {
    run('apply -f ds.yaml');
    rest();
    expect(run('get pods -l app=agent --field-selector spec.nodeName=node1 --no-headers').split('\n')).toHaveLength(3);
    expect(run('get node node2 node1 -o custom-columns=N:.metadata.name,X:.spec.x')).toBe(
      '0\nN       X\nnode2   <none>\nnode1   <none>\n',
    );
    expect(run('get ds,node -o name')).toBe('0\ndaemonset.apps/agent\nnode/node1\nnode/node2\n');
    expect(run('get node/node1 --show-labels -L kubernetes.io/os')).toContain('OS      LABELS');
    expect(run('get foos')).toBe(`1\nerror: the server doesn't have a resource type "foos"\n`);
    expect(run('get sts')).toContain('sts are not simulated; simulated are: configmaps,');
    expect(run('get ds -l a==b=c')).toContain(
      'Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets"',
    );
  });

  it('refuses formats with the words of kubectl', () => {
    expect(run('get ds -o foo')).toContain('unable to match a printer suitable for the output format "foo"');
    expect(run('get ds -o template')).toBe('1\nerror: template format specified but no template given\n');
  });
});

describe('kubectl delete', () => {
  it('waits until the object is gone', () => {
    run('apply -f ds.yaml');
    rest();
    expect(run('delete ds agent --cascade=foreground')).toBe(
      '0\ndaemonset.apps "agent" deleted from default namespace\n',
    );
    expect(run('get ds,pods')).toBe('0\nNo resources found in default namespace.\n');
    expect(run('delete ds agent')).toBe('1\nError from server (NotFound): daemonsets.apps "agent" not found\n');
    expect(run('delete ds agent --ignore-not-found')).toBe('0\n');
  });

  it('gives up after its timeout', () => {
    run('apply -f ds.yaml');
    run(`patch ds agent --type=merge -p '{"metadata":{"finalizers":["example.com/hold"]}}'`);
    expect(run('delete ds agent --timeout=2s')).toContain(
      'error: timed out waiting for the condition on daemonsets/agent\n',
    );
  });

  it('refuses flags that contradict each other', () => {
    expect(run('delete ds a --now --grace-period=3')).toContain(
      '--now and --grace-period cannot be specified together',
    );
    expect(run('delete ds a --cascade=bogus')).toContain('invalid cascade value (bogus)');
    expect(run('delete ds --all -l a=b')).toContain('error: cannot set --all and --selector at the same time\n');
    expect(run('delete ds a --now --force')).toContain(
      '--force and --grace-period greater than 0 cannot be specified together',
    );
  });
});

describe('kubectl drain', () => {
  it('refuses DaemonSet pods, ignores them on demand, and evicts the rest', () => {
    run('apply -f ds.yaml');
    run(
      'apply -f -',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {nodeName: node1, containers: [{name: c, image: x}]}',
    );
    rest();
    expect(run('drain node1')).toMatch(
      /^1\nnode\/node1 cordoned\nerror: unable to drain node "node1" due to error: \[cannot delete DaemonSet-managed Pods/,
    );
    expect(run('drain node1 --ignore-daemonsets --force')).toMatch(
      /^0\nnode\/node1 already cordoned\nevicting pod default\/bare\npod\/bare evicted\nnode\/node1 drained\nWarning: ignoring DaemonSet-managed Pods: default\/agent-\w+; deleting Pods that declare no controller: default\/bare\n$/,
    );
    expect(run('uncordon node1')).toBe('0\nnode/node1 uncordoned\n');
  });
});

describe('kubectl wait', () => {
  it('lets time pass until the condition holds', () => {
    run('apply -f ds.yaml');
    expect(run("wait ds/agent --for=jsonpath='{.status.numberReady}'=2")).toBe(
      '0\ndaemonset.apps/agent condition met\n',
    );
    expect(run('wait pod -l app=agent --for=condition=Ready')).toMatch(/^0\npod\/agent-\w+ condition met\npod\//);
    expect(run('wait ds/agent --for=condition=Nope --timeout=5s')).toBe(
      '1\nerror: timed out waiting for the condition on daemonsets/agent\n',
    );
    expect(run('wait pod -l app=none --for=condition=Ready')).toBe('1\nerror: no matching resources found\n');
  });
});

describe('kubectl patch', () => {
  it('says whether anything changed', () => {
    run('apply -f ds.yaml');
    expect(run('patch ds agent -p "spec: {minReadySeconds: 3}"')).toBe('0\ndaemonset.apps/agent patched\n');
    expect(run(`patch ds agent -p '{"spec":{"minReadySeconds":3}}'`)).toBe(
      '0\ndaemonset.apps/agent patched (no change)\n',
    );
    expect(run('patch ds agent --type=foo -p x')).toContain('--type must be one of [json merge strategic], not "foo"');
    expect(run('patch ds agent')).toContain('must specify --patch or --patch-file');
  });
});

describe('a command that is not there', () => {
  it('says what is', () => {
    expect(run('frob')).toBe('1\nerror: unknown command "frob" for "kubectl"\n');
    expect(run('exec ds/agent -- ls')).toContain('error: kubectl exec is not simulated: containers run no programs');
    expect(run('')).toContain('Rollouts:\n');
    expect(run('taint --help')).toContain('Usage:\n  kubectl taint nodes');
    expect(run('help taint')).toBe(run('taint --help'));
    expect(run('rollout')).toMatch(/^1\nRollouts:/);
    expect(run('rollout --help')).toMatch(/^0\nRollouts:/);
    expect(run('rollout frob ds/x')).toContain('error: unknown command "frob ds/x"');
  });

  it('is answered with those that were probably meant', () => {
    expect(run('gett ds')).toBe('1\nerror: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n');
    expect(run('roll')).toContain('\n\trollout\n');
  });

  it('the listing names every command, and no other', () => {
    expect([...listHelpedCommands()].sort()).toEqual([...listCommandNames()].sort());
    expect(listCommandsNotSimulated().filter((name) => listCommandNames().includes(name))).toEqual([]);
  });
});

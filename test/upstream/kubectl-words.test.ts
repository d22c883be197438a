/** What kubectl answers, for clauses that neither a recorded trace nor another test shows: one line typed, all that is printed. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { MANIFEST, openShell } from '../../src/kubectl/test-shell';
import { createSimulatedCluster } from '../../src/simulation/simulated-cluster';

const FILES = {
  'elsewhere.yaml': MANIFEST.replace('{name: agent}', '{name: agent, namespace: q}'),
  'selector.yaml': MANIFEST.replaceAll('app: agent', 'app: other'),
  'absent.yaml': MANIFEST.replaceAll('agent', 'web'),
  'plain.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: plain}\nspec: {containers: [{name: main, image: "plain:v1"}]}\n',
  'odd.yaml': MANIFEST.replace('spec:', 'spec:\n  foo: 1'),
  'gate.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: kept, finalizers: [example.com/hold]}\nspec: {containers: [{name: main, image: "a:v1"}]}\n',
};
const help = (command: string) => `See 'kubectl ${command} -h' for help and examples`;

/** The clause and the case, lines whose answers do not matter, and the line with its exit code and answer. */
type Row = readonly [claim: string, before: readonly string[], line: string, code: number, answer: string | RegExp];

const ROWS: readonly Row[] = [
  [
    'KUBECTL-OUT-07: a rehearsal of an unknown kind',
    [],
    'cordon node1 --dry-run=x',
    1,
    'error: Invalid dry-run value (x). Must be "none", "server", or "client".',
  ],
  [
    'KUBECTL-RES-04: a selector that cannot be read',
    [],
    "get pods -l 'a in b'",
    1,
    'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a in b", field selector "": unable to parse requirement: found \'b\' expected: \'(\'',
  ],
  [
    'KUBECTL-RES-07: two namespaces for one object',
    [],
    'apply -n default -f elsewhere.yaml',
    1,
    'error: the namespace from the provided object "q" does not match the namespace "default". You must pass \'--namespace=q\' to perform this operation.',
  ],
  [
    'KUBECTL-STATUS-07: a revision below nought',
    [],
    'rollout status ds/agent --revision=-1',
    1,
    'error: revision must be a positive integer: -1',
  ],
  ['KUBECTL-STATUS-07: nothing named', [], 'rollout status', 1, 'error: required resource not specified'],
  ['KUBECTL-STATUS-07: nothing found', [], 'rollout status ds -l a=b', 0, 'No resources found in default namespace.'],
  [
    'KUBECTL-HIST-05: a revision below nought',
    [],
    'rollout history ds/agent --revision=-7',
    1,
    'error: revision must be a positive integer: -7',
  ],
  [
    'KUBECTL-HIST-05: a kind without history',
    ['create -f plain.yaml'],
    'rollout history pod/plain',
    1,
    'error: no history viewer has been implemented for "Pod"',
  ],
  [
    'KUBECTL-UNDO-08: a kind without history',
    ['create -f plain.yaml'],
    'rollout undo pod/plain',
    1,
    'error: no rollbacker has been implemented for "Pod"',
  ],
  [
    'KUBECTL-UNDO-09: a set that is updated by hand',
    [
      'patch ds agent -p \'{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}\'',
      'set image ds/agent main=agent:v2',
    ],
    'rollout undo ds/agent',
    0,
    'daemonset.apps/agent rolled back',
  ],
  [
    'KUBECTL-RESTART-03: a kind that cannot restart',
    ['create -f plain.yaml'],
    'rollout restart pod/plain',
    1,
    'error: pods "plain" restarting is not supported',
  ],
  [
    'KUBECTL-SET-03: an image that the server refuses',
    [],
    'set image ds/agent main=',
    1,
    'error: failed to patch image update to pod template: DaemonSet.apps "agent" is invalid: spec.template.spec.containers[0].image: Required value',
  ],
  ['KUBECTL-CREATE-02: a namespace', [], 'create namespace x', 0, 'namespace/x created'],
  [
    'KUBECTL-CREATE-02: a priority class',
    [],
    'create priorityclass p --value=10',
    0,
    'priorityclass.scheduling.k8s.io/p created',
  ],
  [
    'KUBECTL-CREATE-04: replacing what is not there',
    [],
    'replace -f absent.yaml',
    1,
    'Error from server (NotFound): error when replacing "absent.yaml": daemonsets.apps "web" not found',
  ],
  [
    'KUBECTL-APPLY-06: an object that is being deleted',
    ['apply -f gate.yaml', 'delete pod kept --wait=false'],
    'apply -f gate.yaml',
    0,
    'pod/kept unchanged\nWarning: Detected changes to resource kept which is currently being deleted.',
  ],
  [
    'KUBECTL-APPLY-08: by force over what cannot change',
    ['apply -f ds.yaml'],
    'apply --force -f selector.yaml',
    0,
    'daemonset.apps/agent configured',
  ],
  [
    'KUBECTL-APPLY-13: conflicts without the server',
    [],
    'apply -f ds.yaml --force-conflicts',
    1,
    'error: --force-conflicts only works with --server-side',
  ],
  [
    'KUBECTL-APPLY-13: a rehearsal at the wrong end',
    [],
    'apply -f ds.yaml --server-side --dry-run=client',
    1,
    "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
  ],
  [
    'KUBECTL-PATCH-02: no patch',
    [],
    'patch ds agent',
    1,
    'error: must specify --patch or --patch-file containing the contents of the patch',
  ],
  [
    'KUBECTL-PATCH-02: a patch of an unknown type',
    [],
    "patch ds agent --type=foo -p '{}'",
    1,
    'error: --type must be one of [json merge strategic], not "foo"',
  ],
  [
    'KUBECTL-GET-14: a field that cannot be selected by',
    [],
    'get ds --field-selector=a=b',
    1,
    'Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets" that match label selector "", field selector "a=b": "a" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['KUBECTL-LABEL-03: no label', [], 'label node node1', 1, 'error: at least one label update is required'],
  ['KUBECTL-LABEL-03: a label with two values', [], 'label node node1 a=b=c', 1, 'error: invalid label spec: a=b=c'],
  [
    'KUBECTL-LABEL-03: set and taken at once',
    [],
    'label node node1 a=b a-',
    1,
    'error: can not both modify and remove a label in the same command',
  ],
  [
    'KUBECTL-TAINT-04: a taint that is not there',
    [],
    'taint node node1 k:NoSchedule-',
    1,
    'error: taint "k:NoSchedule" not found',
  ],
  [
    'KUBECTL-TAINT-05: an effect that there is not',
    [],
    'taint node node1 a=b:Bad',
    1,
    `error: invalid taint effect: Bad, unsupported taint effect\n${help('taint')}`,
  ],
  [
    'KUBECTL-TAINT-05: the same taint twice',
    [],
    'taint node node1 c=1:NoSchedule c=2:NoSchedule',
    1,
    `error: duplicated taints with the same key and effect: {c 2 NoSchedule <nil>}\n${help('taint')}`,
  ],
  [
    'KUBECTL-TAINT-06: all nodes and some of them',
    [],
    'taint node --all -l a=b c=d:NoSchedule',
    1,
    "error: setting 'all' parameter with a non empty selector is prohibited",
  ],
  [
    'KUBECTL-TAINT-06: something else than nodes',
    [],
    'taint pod plain a=b:NoSchedule',
    1,
    'error: invalid resource type pod, only node types are supported',
  ],
  [
    'KUBECTL-DRAIN-09: a pod is driven away',
    ['create -f bound.yaml'],
    'drain node1 --ignore-daemonsets --force',
    0,
    'node/node1 cordoned\nevicting pod default/bound\npod/bound evicted\nnode/node1 drained\nWarning: ignoring DaemonSet-managed Pods: default/agent; deleting Pods that declare no controller: default/bound',
  ],
  [
    'KUBECTL-DRAIN-11: a rehearsal',
    ['create -f bound.yaml'],
    'drain node1 --ignore-daemonsets --force --dry-run=client',
    0,
    'node/node1 cordoned (dry run)\nevicting pod default/bound (dry run)\nnode/node1 drained (dry run)\nWarning: ignoring DaemonSet-managed Pods: default/agent; deleting Pods that declare no controller: default/bound',
  ],
  [
    'KUBECTL-DELETE-03: an unknown propagation',
    [],
    'delete ds agent --cascade=bogus',
    1,
    'error: invalid cascade value (bogus). Must be "background", "foreground", or "orphan"',
  ],
  [
    'KUBECTL-DELETE-05: now and later',
    [],
    'delete pod x --now --grace-period=5',
    1,
    'error: --now and --grace-period cannot be specified together',
  ],
  [
    'KUBECTL-DELETE-08: a namespace for a node',
    [],
    'delete node node2 -n default',
    0,
    'node "node2" deleted\nWarning: deleting cluster-scoped resources, not scoped to the provided namespace',
  ],
  [
    'KUBECTL-DELETE-09: on second thoughts',
    [],
    'delete ds agent --interactive',
    0,
    'You are about to delete the following 1 resource(s):\ndaemonset.apps/agent\nDo you want to continue? (y/N): deletion is cancelled',
  ],
  ['KUBECTL-SCALE-02: no number', [], 'scale ds/agent', 1, 'error: required flag(s) "replicas" not set'],
  [
    'KUBECTL-EXPOSE-01: a DaemonSet cannot be exposed',
    [],
    'expose ds agent --port=80',
    1,
    'error: cannot expose a DaemonSet.apps',
  ],
  [
    'KUBECTL-LOGS-01: one pod of several',
    [],
    'logs ds/agent -c main',
    0,
    'Found 2 pods, using pod/agent\ncontainers write no output in the simulated cluster',
  ],
  [
    'KUBECTL-APPLY-09: an unknown field of what exists',
    ['apply -f ds.yaml'],
    'apply -f odd.yaml',
    1,
    /^The request is invalid: patch: Invalid value: "map\[.*": strict decoding error: unknown field "spec.foo"$/m,
  ],
  [
    'KUBECTL-GET-06: revisions and whose they are',
    [],
    'get controllerrevisions',
    0,
    /^NAME +CONTROLLER +REVISION +AGE\nagent\S+ +daemonset.apps\/agent +1 +\S+$/m,
  ],
  ['KUBECTL-GET-07: namespaces', [], 'get namespace default', 0, /^NAME +STATUS +AGE\ndefault +Active +\S+$/m],
  [
    'KUBECTL-GET-09: several kinds',
    [],
    'get ds,pods',
    0,
    /^NAME +DESIRED .*\ndaemonset.apps\/agent +2 .*\n\nNAME +READY .*\npod\/agent/m,
  ],
  ['KUBECTL-DESC-01: the beginning of a name', [], 'describe pod agent-', 0, /^Name: +agent\n[\s\S]*^Name: +agent\n/m],
  [
    'KUBECTL-DESC-15: a priority class',
    ['create priorityclass p --value=10 --description=important'],
    'describe priorityclass p',
    0,
    /^Name: +p\nValue: +10\nGlobalDefault: +false\nPreemptionPolicy: +PreemptLowerPriority\nDescription: +important\nAnnotations: +<none>\nEvents: +<none>$/m,
  ],
  [
    'KUBECTL-OUT-05: the file is named',
    [],
    'create -f ds.yaml',
    1,
    'Error from server (AlreadyExists): error when creating "ds.yaml": daemonsets.apps "agent" already exists',
  ],
];

describe('kubectl answers', () => {
  for (const [claim, before, line, code, answer] of ROWS) {
    it(claim, () => {
      const bound = FILES['plain.yaml']
        .replace('{name: plain}', '{name: bound}')
        .replace('{cont', '{nodeName: node1, cont');
      const shell = openShell(createSimulatedCluster, { ...FILES, 'bound.yaml': bound });
      for (const earlier of ['create -f ds.yaml', ...before]) {
        shell.run(earlier);
        shell.rest();
      }
      const warning = /Warning: resource \S+ (was previously managed|is missing the)[^\n]*\n/g;
      const got = shell
        .run(line)
        .replace(warning, '')
        .replace(/agent-[a-z0-9]{5}/g, 'agent')
        .trimEnd();
      if (typeof answer === 'string') return expect(got).toBe(`${code}\n${answer}`);
      expect(got).toMatch(answer);
      expect(got.startsWith(`${code}\n`)).toBe(true);
    });
  }
});

/** Before the controllers have had their say. */
describe('kubectl answers at once', () => {
  it('KUBECTL-HIST-03: a set without revisions has no history', () => {
    const shell = openShell(createSimulatedCluster);
    shell.run('create -f ds.yaml');
    expect(shell.run('rollout history ds/agent')).toBe('0\ndaemonset.apps/agent \nNo rollout history found.\n');
  });

  it('KUBECTL-DRAIN-05: a daemon pod whose set is gone is refused, or deleted by force', () => {
    const left = `apiVersion: v1
kind: Pod
metadata:
  name: left
  ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: gone, uid: "1", controller: true}]
spec: {nodeName: node1, containers: [{name: main, image: "a:v1"}]}
`;
    const shell = openShell(createSimulatedCluster, { 'left.yaml': left });
    shell.run('create -f left.yaml');
    expect(shell.run('drain node1')).toContain('cannot delete daemonsets.apps "gone" not found: default/left');
    // The filters that come after drop the warning.
    expect(shell.run('drain node1 --force')).toBe(
      '0\nnode/node1 already cordoned\nevicting pod default/left\npod/left evicted\nnode/node1 drained\n',
    );
  });
});

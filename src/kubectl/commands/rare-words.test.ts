import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster } from '../../simulation/simulated-cluster';
import { openShell, type Row, testRows } from '../test-shell';

const MIXED = `
apiVersion: foo/v1
kind: Bar
metadata: {name: x}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nowhere, namespace: missing}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
`;

const NO_MAPPING =
  'resource mapping not found for name: "x" namespace: "" from "mixed.yaml": no matches for kind "Bar" in version "foo/v1"\nensure CRDs are installed first';

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  'label and annotate, beyond the usual': [
    ['label node node1 --all a=1', 0, 'node/node1 labeled'],
    [
      'label node node1 absent- a=2',
      1,
      `label "absent" not found.\nerror: 'a' already has a value (1), and --overwrite is false`,
    ],
    ['label node node1 b=2 --dry-run=client -o jsonpath={.metadata.labels.b}', 0, '2'],
    ['annotate node node1 b=2 --dry-run=client -o jsonpath={.metadata.annotations.b}', 0, '2'],
    ['label ds -l app=agent --list', 0, ''],
    ['label ds --all --list', 0, 'Listing labels for DaemonSet.apps/agent:'],
    ['label ds agent tier=x --list', 0, 'tier=x'],
    ['label ds agent kubernetes.io/change-cause=a --overwrite=false', 0, 'daemonset.apps/agent labeled'],
    [
      'label ds agent kubernetes.io/change-cause=b',
      1,
      "error: 'kubernetes.io/change-cause' already has a value (a), and --overwrite is false",
    ],
    [
      'label ds agent kubernetes.io/change-cause=a --resource-version=1',
      1,
      'Error from server (Conflict): Operation cannot be fulfilled on daemonsets.apps "agent": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'label ds -l x=y a=1 --resource-version=1',
      1,
      'error: --resource-version may only be used with a single resource',
    ],
  ],
  patch: [
    [
      'patch ds agent -p \'{"spec":{"minReadySeconds":1}}\' --dry-run=client -o jsonpath={.spec.minReadySeconds}',
      0,
      '1',
    ],
    [
      'patch ds agent -p \'{"spec":{"minReadySeconds":0}}\' --dry-run=client',
      0,
      'daemonset.apps/agent patched (no change) (dry run)',
    ],
    ['patch ds agent -p null', 0, 'daemonset.apps/agent patched (no change)'],
    ['patch ds agent -p \'{"spec":\'', 1, 'Error from server (BadRequest): unexpected end of JSON input'],
    [
      'patch ds agent --type=merge -p \'{"spec":\'',
      1,
      'Error from server (BadRequest): error decoding patch: unexpected end of JSON input',
    ],
    ['patch ds nope -p \'{"spec":\'', 1, 'Error from server (NotFound): daemonsets.apps "nope" not found'],
    [
      "patch ds agent -p '[]'",
      1,
      'Error from server (BadRequest): json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [
      'patch ds agent --type=merge -p 5',
      1,
      'Error from server (BadRequest): error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}',
    ],
    [
      "patch ds agent --type=json -p '{}'",
      1,
      'Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
    [
      'patch ds agent --subresource=scale --type=merge -p \'{"spec":{"replicas":1}}\'',
      1,
      'Error from server (NotFound): the server could not find the requested resource',
    ],
  ],
  wait: [
    [
      'wait ds/agent --for=jsonpath={.status.numberReady}=',
      1,
      "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    ],
    [
      'wait ds/agent --for=jsonpath={.a}=1=2',
      1,
      "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    ],
    ['wait ds/agent --for=jsonpath=', 1, 'error: jsonpath expression cannot be empty'],
    [
      'wait ds/agent --for=jsonpath={.spec.selector}=x',
      1,
      'error: jsonpath leads to a nested object or list which is not supported',
    ],
    [
      'wait ds/agent --for=jsonpath={.spec.template.spec.containers[*].name}=x',
      1,
      'error: given jsonpath expression matches more than one value',
    ],
    [
      `wait node/node1 --for=jsonpath='{.status.conditions[?(@.type=="Ready")].status}'=True`,
      0,
      'node/node1 condition met',
    ],
    ['wait ds/agent --for=delete --timeout=0', 1, 'error: condition not met for daemonsets/agent'],
  ],
  'files and flags': [
    [
      'create -f mixed.yaml',
      1,
      `configmap/one created\n${NO_MAPPING}\nError from server (NotFound): error when creating "mixed.yaml": namespaces "missing" not found`,
    ],
    [
      'replace -f mixed.yaml',
      1,
      `configmap/one replaced\n${NO_MAPPING}\nError from server (NotFound): error when replacing "mixed.yaml": configmaps "nowhere" not found`,
    ],
    [
      'delete -f tail.yaml',
      1,
      'Error from server (NotFound): error when deleting "tail.yaml": configmaps "gone" not found\n' +
        NO_MAPPING.replace('mixed', 'tail'),
    ],
    ['apply -f - -f -', 1, 'error: standard input cannot be used for multiple arguments'],
    ['apply x -f ds.yaml', 1, "error: Unexpected args: [x]\nSee 'kubectl apply -h' for help and examples"],
    [
      'apply -f ds.yaml --dry-run',
      1,
      'error: --dry-run flag without a value was specified. A value must be set: "none", "server", or "client".',
    ],
    [
      'apply -f ds.yaml --prune',
      1,
      'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    ],
    ['apply -f ds.yaml --all -l a=b', 1, 'error: cannot set --all and --selector at the same time'],
    ['diff -f ds.yaml --nope', 2, "error: unknown flag: --nope\nSee 'kubectl diff -h' for help and examples"],
    [
      'create namespace x --dry-run=client -o yaml',
      0,
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\nspec: {}\nstatus: {}',
    ],
    [
      'create ns a b',
      1,
      "error: exactly one NAME is required, got 2\nSee 'kubectl create namespace -h' for help and examples",
    ],
    ['get daemonset.extensions', 1, 'error: the server doesn\'t have a resource type "daemonset"'],
    ['version x', 1, 'error: extra arguments: [x]'],
    ['top nodes', 1, 'error: Metrics API not available'],
    [
      'set image ds/agent main=agent:v2 --dry-run=client -o jsonpath={.spec.template.spec.containers[0].image}',
      0,
      'agent:v2',
    ],
  ],
  'get nothing': [
    ['get cm -n x -o custom-columns=N:.metadata.name', 0, 'N'],
    ['get cm -n x -o custom-columns=N:.metadata.name --ignore-not-found', 0, ''],
    ['get cm -n x -o json --ignore-not-found', 0, ''],
    [
      'get cm a b -o yaml',
      1,
      'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\nError from server (NotFound): configmaps "a" not found\nError from server (NotFound): configmaps "b" not found',
    ],
    ['get cm a -o yaml', 1, 'Error from server (NotFound): configmaps "a" not found'],
  ],
  taint: [
    [
      'taint nodes nope node1 a=b:NoSchedule',
      1,
      'node/node1 tainted\nError from server (NotFound): nodes "nope" not found',
    ],
    ['taint nodes node1 --all c=d:NoSchedule', 0, 'node/node1 tainted\nnode/node2 tainted'],
    ['taint node/node1 e=f:NoSchedule', 1, 'error: the server doesn\'t have a resource type "node/node1"'],
    ['taint pods p e=f:NoSchedule', 1, 'error: invalid resource type pods, only node types are supported'],
    ['taint nodes node1 e=f:NoSchedule --dry-run=client -o jsonpath={.spec.taints[0].key}', 0, 'e'],
  ],
  'causes that --record writes': [
    [
      'set image ds agent main=agent:v9 --record -o jsonpath={.metadata.annotations.kubernetes\\\\.io/change-cause}',
      0,
      'kubectl set image ds agent main=agent:v9 --record=true --output=jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}Flag --record has been deprecated, --record will be removed in the future',
    ],
  ],
  rollout: [
    [
      'rollout pause ds/agent ds/nope',
      1,
      'Error from server (NotFound): daemonsets.apps "nope" not found\nerror: daemonsets.apps "agent" pausing is not supported',
    ],
    [
      'rollout restart ds/agent --dry-run=server',
      1,
      "error: unknown flag: --dry-run\nSee 'kubectl rollout restart --help' for usage.",
    ],
  ],
};

const TAIL = `
apiVersion: v1
kind: ConfigMap
metadata: {name: gone}
---
apiVersion: foo/v1
kind: Bar
metadata: {name: x}
`;

for (const [subject, rows] of Object.entries(TABLES)) {
  describe(subject, () => {
    const shell = openShell(createSimulatedCluster, { 'mixed.yaml': MIXED, 'tail.yaml': TAIL });
    shell.run('create -f ds.yaml');
    shell.rest();
    testRows(shell, rows);
  });
}

describe('describe', () => {
  const shell = openShell(createSimulatedCluster);
  shell.run('create -f ds.yaml');
  shell.rest();
  const hasEvents = (line: string): boolean => /^Events:/m.test(shell.run(line));

  it('shows the events of a single object only, unless they are asked for', () => {
    expect(hasEvents('describe ds')).toBe(true);
    expect(hasEvents('describe ds/agent node/node1')).toBe(false);
    expect(hasEvents('describe ds/agent ds/nope')).toBe(false);
    expect(hasEvents('describe ds/agent node/node1 --show-events')).toBe(true);
    expect(hasEvents('describe ds agent --show-events=false')).toBe(false);
  });

  it('tries TYPE NAME as a prefix, then without events and with an empty line after each match', () => {
    const text = shell.run('describe node nod');
    expect(text.match(/^Name: +node\d$/gm)).toHaveLength(2);
    expect(text).not.toMatch(/^Events:/m);
    expect(text.endsWith('\n\n')).toBe(true);
    expect(shell.run('describe node/nod')).toBe('1\nError from server (NotFound): nodes "nod" not found\n');
  });
});

describe('a described template', () => {
  const LOADED = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: loaded}
spec:
  selector: {matchLabels: {app: loaded}}
  template:
    metadata: {labels: {app: loaded}}
    spec:
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
      containers:
      - name: main
        image: agent:v1
        envFrom: [{configMapRef: {name: c}}, {prefix: X_, secretRef: {name: s, optional: true}}]
      volumes:
      - name: d
        downwardAPI:
          items:
          - {path: x, fieldRef: {fieldPath: metadata.name}}
          - {path: cpu, resourceFieldRef: {resource: limits.cpu, containerName: main}}
`;
  const shell = openShell(createSimulatedCluster, { 'loaded.yaml': LOADED });
  shell.run('create -f loaded.yaml');
  const text = shell.run('describe ds loaded');

  it('names the sources of its environment', () => {
    expect(text).toContain(
      '    Environment Variables from:\n' +
        '      c           ConfigMap                Optional: false\n' +
        "      s           Secret with prefix 'X_'  Optional: true\n" +
        '    Environment:  <none>\n',
    );
  });

  it('lists what a downward volume holds', () => {
    expect(text).toMatch(/^ {4}Items:\n {6}metadata\.name -> x\n {6}limits\.cpu -> cpu\n/m);
  });

  it('says nothing of the selector of a spread constraint that has none', () => {
    expect(text).toMatch(/^ {2}Topology Spread Constraints: +zone:ScheduleAnyway when max skew 1 is exceeded$/m);
  });
});

describe('several documents', () => {
  it('are separated where a command keeps its printer, and not where it takes a new one', () => {
    const shell = openShell(createSimulatedCluster);
    expect(shell.run('annotate nodes --all a=b -o yaml').match(/^---$/gm)).toHaveLength(1);
    expect(shell.run('label nodes --all a=b -o yaml')).not.toMatch(/^---$/m);
  });
});

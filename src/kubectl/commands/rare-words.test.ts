import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster } from '../../simulation/simulated-cluster';
import { MANIFEST, openShell, type Row, testRows } from '../test-shell';

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

const NAMES_OF_TWO_TYPES = [
  'daemonset.apps/agent',
  'namespace/default',
  'Error from server (NotFound): daemonsets.apps "default" not found',
  'Error from server (NotFound): namespaces "agent" not found',
].join('\n');

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
    [
      'wait ds/nope ds/agent --for=jsonpath={.status.numberReady}=2',
      1,
      'daemonset.apps/agent condition met\nError from server (NotFound): daemonsets.apps "nope" not found',
    ],
    [
      'wait node/node1 node/node2 --for=condition=Ready=Unknown --timeout=1s',
      1,
      'timed out waiting for the condition on nodes/node1\ntimed out waiting for the condition on nodes/node2',
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
    ['get ds agent -o jsonpath={.metadata.name} --sort-by=.nope', 0, 'agent'],
    ['get ds -o name --sort-by=.nope', 1, `error: couldn't find any field with path "{.nope}" in the list of objects`],
    ['get ds --as-user-extra=a=b -o name', 0, 'daemonset.apps/agent'],
    [
      'set image ds/agent main=agent:v2 --dry-run=client -o jsonpath={.spec.template.spec.containers[0].image}',
      0,
      'agent:v2',
    ],
  ],
  'apply on the client, without writing': [
    [
      'apply -f ds.yaml --dry-run=client',
      0,
      'daemonset.apps/agent configured (dry run)\nWarning: resource daemonsets/agent is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.',
    ],
    ['apply view-last-applied ds/agent', 0, ''],
    ['label ds agent tier=x', 0, 'daemonset.apps/agent labeled'],
    ['delete ds agent --cascade=orphan', 0, 'daemonset.apps "agent" deleted from default namespace'],
    ['apply -f ds.yaml', 0, 'daemonset.apps/agent created'],
    ['apply -f ds.yaml --dry-run=client', 0, 'daemonset.apps/agent unchanged (dry run)'],
    ['apply -f other.yaml --dry-run=client -o jsonpath={.metadata.generation}{.spec.minReadySeconds}', 0, '17'],
    ['get ds agent -o jsonpath={.spec.minReadySeconds}', 0, ''],
    [
      'apply view-last-applied ds/agent -o foo',
      1,
      "error: Unexpected -o output mode: foo, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples",
    ],
    ['apply -f small.yaml', 0, 'configmap/small created'],
    [
      'apply view-last-applied cm small',
      0,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations: {}\n  name: small\n  namespace: default',
    ],
    [
      'apply view-last-applied cm/small -o json',
      0,
      '{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",\n  "metadata": {\n    "annotations": {},\n    "name": "small",\n    "namespace": "default"\n  }\n}',
    ],
  ],
  'create, from flags': [
    ['create sa robot', 0, 'serviceaccount/robot created'],
    ['create sa robot', 1, 'error: failed to create serviceaccount: serviceaccounts "robot" already exists'],
    ['create ns default', 1, 'Error from server (AlreadyExists): namespaces "default" already exists'],
    ['create sa x --dry-run=client -o yaml', 0, 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x'],
    ['create sa x --dry-run=client -n y -o jsonpath={.metadata.namespace}', 0, 'y'],
    ['create cm c --from-literal=a=b --from-file=small.yaml', 0, 'configmap/c created'],
    ['get cm c -o jsonpath={.data.a}', 0, 'b'],
    [
      'create cm d --from-literal=a=b --from-literal=a=c',
      1,
      'error: cannot add key "a", another key by that name already exists in Data for ConfigMap "d"',
    ],
    ['create cm d --from-file=nope', 1, 'error: error reading nope: no such file or directory'],
    ['create cm d --from-literal==c', 1, 'error: invalid literal source =c, expected key=value'],
    ['create deploy web', 1, 'error: required flag(s) "image" not set'],
    ['create deploy web --image=host/my_web:v1 --port=80', 0, 'deployment.apps/web created'],
    [
      'get deploy web -o jsonpath={.spec.template.spec.containers[0].name}{.spec.selector}',
      0,
      'my-web{"matchLabels":{"app":"web"}}',
    ],
    ['scale deploy web --replicas=3 --dry-run=client -o jsonpath={.spec.replicas}', 0, '3'],
    [
      'scale deploy web --replicas=3 --current-replicas=-2',
      1,
      'error: The --current-replicas must specify an integer of -1 or greater',
    ],
  ],
  'scale ends at the first that cannot be scaled': [
    [
      'scale ds/agent ds/nope deploy/web --replicas=2',
      1,
      'Error from server (NotFound): the server could not find the requested resource',
    ],
    ['scale ds -l x=y --replicas=2', 1, 'error: no objects passed to scale'],
  ],
  'set, over several targets': [
    [
      'set image ns/default ds/agent node/node1 main=agent:v7',
      1,
      [
        'daemonset.apps/agent image updated',
        'error: namespaces/default the object is not a pod or does not have a pod template: Namespace\n',
        'error: nodes/node1 the object is not a pod or does not have a pod template: Node',
      ].join('\n'),
    ],
    [
      'set env ds/agent ns/default --overwrite=false LEVEL=debug',
      1,
      [
        "error: daemonsets/agent 'LEVEL' already has a value (info), and --overwrite is false\n",
        'error: namespaces/default the object is not a pod or does not have a pod template: Namespace',
      ].join('\n'),
    ],
    ['set resources ds/nope', 1, 'Error from server (NotFound): daemonsets.apps "nope" not found'],
    ['set serviceaccount ds/agent default', 0, 'daemonset.apps/agent serviceaccount updated'],
    ['set serviceaccount ds/agent default', 0, 'daemonset.apps/agent serviceaccount updated'],
  ],
  'several rollouts, each in its turn': [
    [
      'rollout status ds/agent ds/nope',
      1,
      'daemon set "agent" successfully rolled out\nError from server (NotFound): daemonsets.apps "nope" not found',
    ],
    [
      'rollout undo ds/agent ds/nope',
      1,
      'no last revision to roll back to\nError from server (NotFound): daemonsets.apps "nope" not found',
    ],
  ],
  'which objects are meant': [
    [
      'get ds,cm agent',
      1,
      [
        'NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE',
        'agent   2         2         2       2            2           <none>          2s',
        'Error from server (NotFound): configmaps "agent" not found',
      ].join('\n'),
    ],
    ['get ds,ns agent default -o name', 1, NAMES_OF_TWO_TYPES],
    ['get all agent', 1, 'error: you must specify only one resource'],
    ['get ds,cm/agent', 1, 'error: arguments in resource/name form must have a single resource and name'],
    ['describe ds,cm agent', 1, 'error: you may only specify a single resource type'],
    [
      'get ds/agent -l app=agent',
      1,
      'error: selectors and the all flag cannot be used when passing resource/name arguments',
    ],
    ['get ds agent -l app=agent', 1, 'error: name cannot be provided when a selector is specified'],
    ['get node node1 -A -o name', 0, 'node/node1'],
    [
      'get -f ds.yaml ds',
      1,
      'error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    ],
    ['get -f ds.yaml ds/agent', 1, 'error: resource/name arguments cannot be provided when a path is specified'],
    ['delete -f ds.yaml -l x=y', 0, 'No resources found'],
    ['wait -f ds.yaml --for=jsonpath={.status.numberReady}=2', 0, 'daemonset.apps/agent condition met'],
    ['delete -l app=agent', 1, 'error: at least one resource must be specified to use a selector'],
    ['delete pods --force', 1, 'error: resource(s) were provided, but no name was specified'],
    ['get ds agent -A', 1, 'error: a resource cannot be retrieved by name across all namespaces'],
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

const SMALL = `
apiVersion: v1
kind: ConfigMap
metadata: {name: small}
`;

const OTHER = MANIFEST.replace('spec:', 'spec:\n  minReadySeconds: 7');

for (const [subject, rows] of Object.entries(TABLES)) {
  describe(subject, () => {
    const shell = openShell(createSimulatedCluster, {
      'mixed.yaml': MIXED,
      'tail.yaml': TAIL,
      'small.yaml': SMALL,
      'other.yaml': OTHER,
    });
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

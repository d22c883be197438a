/** What the API server says to one mistake each, for clauses that neither a recorded trace nor another test shows. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import type { ApiClient } from '../../src/api/client';
import { makeDaemonSet, makePod, refusalOf, startServer } from '../../src/apiserver/testing';

type Change = Readonly<Record<string, unknown>>;
/** The clause and the mistake, what is sent, and the complaints about it. */
type Row = readonly [claim: string, request: (client: ApiClient) => unknown, complaints: readonly string[]];

const POD = 'spec.template.spec.';
const MAIN = `${POD}containers[0].`;
const REQUIRED_TERMS = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const LABEL = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;

const set = (spec: Change, metadata: Change = {}) => {
  const made = makeDaemonSet('web', metadata);
  return (client: ApiClient) => client.create('daemonsets', 'default', { ...made, spec: { ...made.spec, ...spec } });
};
const podSpec = (spec: Change) => {
  const { template } = makeDaemonSet('web').spec;
  return set({ template: { ...template, spec: { ...template.spec, ...spec } } });
};
const container = (change: Change, spec: Change = {}) =>
  podSpec({ containers: [{ name: 'main', image: 'agent:v1', ...change }], ...spec });
const containers = (...list: readonly Change[]) =>
  podSpec({ containers: list.map((one, index) => ({ name: `c${index}`, image: 'agent:v1', ...one })) });
const required = (term: Change) =>
  podSpec({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } },
  });
const node = (change: Change) => (client: ApiClient) =>
  client.create('nodes', '', { metadata: { name: 'n1' }, ...change });
const changedNode = (before: Change, after: Change) => (client: ApiClient) => {
  client.create('nodes', '', { metadata: { name: 'n1' }, ...before });
  return client.patch('nodes', '', 'n1', after, { type: 'merge' });
};
const revision = (change: Change) => (client: ApiClient) =>
  client.create('controllerrevisions', 'default', { metadata: { name: 'r1' }, revision: 1, data: {}, ...change });
const service = (spec: Change) => (client: ApiClient) =>
  client.create('services', 'default', { metadata: { name: 's' }, spec });
const pod = (spec: Change) => (client: ApiClient) => client.create('pods', 'default', makePod('p', spec));
const changedPod = (before: Change, after: Change) => (client: ApiClient) => {
  client.create('pods', 'default', makePod('p', before));
  return client.patch('pods', 'default', 'p', { spec: after }, { type: 'merge' });
};
const priorityClass = (change: Change) => (client: ApiClient) =>
  client.create('priorityclasses', '', { metadata: { name: 'high' }, value: 10, ...change });

const ROWS: readonly Row[] = [
  [
    'API-VAL-03: a selector that selects everything',
    set({ selector: {} }),
    ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  ],
  [
    'API-VAL-04: a bad label of the template, where the path has no metadata',
    set({
      template: {
        metadata: { labels: { app: 'web', 'a/': 'x' } },
        spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
      },
    }),
    [
      'spec.template.labels: Invalid value: "a/": name part must be non-empty',
      'spec.template.labels: Invalid value: "a/"',
    ],
  ],
  [
    'API-VAL-11: a number above 100, and 0% beside it, is no mistake',
    set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 5000, maxSurge: '0%' } } }),
    [],
  ],
  [
    'API-VAL-14: a name of 253 characters is a name',
    (client) => set({}, { name: `${'a'.repeat(250)}.bc` })(client),
    [],
  ],
  [
    'API-NAME-06: annotations of more than 256 KiB',
    set({}, { annotations: { a: 'x'.repeat(262144) } }),
    ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  ],
  [
    'API-NAME-07: a namespace is named by a label, a Service may begin with a digit',
    (client) => {
      client.create('services', 'default', { metadata: { name: '1s' }, spec: { ports: [{ port: 80 }] } });
      return client.create('namespaces', '', { metadata: { name: 'a.b' } });
    },
    ['metadata.name: Invalid value: "a.b": must not contain dots'],
  ],
  [
    'API-META-07: a finalizer without a domain',
    set({}, { finalizers: ['mine'] }),
    [
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  [
    'API-PODV-02: unknown policies of a container and of names',
    container({ imagePullPolicy: 'x', terminationMessagePolicy: 'x' }, { dnsPolicy: 'x' }),
    [
      `${MAIN}terminationMessagePolicy: Unsupported value: "x": supported values: "File", "FallbackToLogsOnError"`,
      `${MAIN}imagePullPolicy: Unsupported value: "x": supported values: "Always", "IfNotPresent", "Never"`,
      `${POD}dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"`,
    ],
  ],
  [
    'API-PODV-05: a host port that differs on the host network',
    container({ ports: [{ containerPort: 80, hostPort: 81 }] }, { hostNetwork: true }),
    [`${MAIN}ports[0].hostPort: Invalid value: 81: must match \`containerPort\` when \`hostNetwork\` is true`],
  ],
  [
    'API-PODV-06: a variable with no source, and one with two',
    container({
      env: [
        { name: 'A', valueFrom: {} },
        {
          name: 'B',
          valueFrom: {
            fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' },
            configMapKeyRef: { name: 'c', key: 'k' },
          },
        },
      ],
    }),
    [
      `${MAIN}env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\`, \`secretKeyRef\` or \`fileKeyRef\``,
      `${MAIN}env[1].valueFrom: Invalid value: "": may not have more than one field specified at a time`,
    ],
  ],
  [
    'API-PODV-07: a field that no variable can hold',
    container({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'x' } } }] }),
    [
      `${MAIN}env[0].valueFrom.fieldRef.fieldPath: Invalid value: "x": error converting fieldPath: field label not supported: x`,
    ],
  ],
  [
    'API-PODV-08: variables from nowhere',
    container({ envFrom: [{}, { configMapRef: {} }] }),
    [
      `${MAIN}envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``,
      `${MAIN}envFrom[1].configMapRef.name: Required value`,
    ],
  ],
  [
    'API-PODV-09: restart rules without a restart policy',
    container({ restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }),
    [`${MAIN}restartPolicy: Required value: must specify restartPolicy when restart rules are used`],
  ],
  [
    'API-PODV-10: a probe of an init container that ends',
    podSpec({ initContainers: [{ name: 'i', image: 'i:v1', livenessProbe: { exec: { command: ['a'] } } }] }),
    [
      `${POD}initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always`,
    ],
  ],
  [
    'API-PODV-12: a host path that climbs, and an impossible mode',
    podSpec({
      volumes: [
        { name: 'a', hostPath: { path: '/a/../b' } },
        { name: 'b', configMap: { name: 'c', defaultMode: 512 } },
      ],
    }),
    [
      `${POD}volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
      `${POD}volumes[1].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive`,
    ],
  ],
  [
    'API-PODV-13: a mount of no volume',
    container({ volumeMounts: [{ name: 'v', mountPath: '/x' }] }),
    [`${MAIN}volumeMounts[0].name: Not found: "v"`],
  ],
  [
    'API-PODV-14: mounts that spread to the host need a privileged container',
    container(
      { volumeMounts: [{ name: 'v', mountPath: '/x', mountPropagation: 'Bidirectional' }] },
      { volumes: [{ name: 'v', emptyDir: {} }] },
    ),
    [
      `${MAIN}volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers`,
    ],
  ],
  [
    'API-PODV-17: a sleep that outlasts the grace period',
    container({ lifecycle: { preStop: { sleep: { seconds: 31 } } } }),
    [
      `${MAIN}lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
    ],
  ],
  [
    'API-PODV-20: a host name that is none',
    podSpec({ hostname: 'A' }),
    [`${POD}hostname: Invalid value: "A": ${LABEL}`],
  ],
  [
    'API-PODV-20: the name of a node that there cannot be',
    podSpec({ nodeName: 'A' }),
    [`${POD}nodeName: Invalid value: "A": a lowercase RFC 1123 subdomain`],
  ],
  [
    'API-PODV-24: a field of nodes that there is not, and two values for one that there is',
    required({
      matchFields: [
        { key: 'spec.x', operator: 'In', values: ['a'] },
        { key: 'metadata.name', operator: 'In', values: ['a', 'b'] },
      ],
    }),
    [
      `${POD}${REQUIRED_TERMS}[0].matchFields[0].key: Invalid value: "spec.x": not a valid field selector key`,
      `${POD}${REQUIRED_TERMS}[0].matchFields[1].values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector`,
    ],
  ],
  [
    'API-PODV-25: company without a topology',
    podSpec({
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } },
    }),
    [
      `${POD}affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty`,
      `${POD}affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: ""`,
      `${POD}affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: ""`,
    ],
  ],
  [
    'API-PODV-26: a spread without skew and topology',
    podSpec({
      topologySpreadConstraints: [{ maxSkew: 0, whenUnsatisfiable: 'x', labelSelector: { matchLabels: { a: 'b' } } }],
    }),
    [
      `${POD}topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero`,
      `${POD}topologySpreadConstraints[0].topologyKey: Required value: can not be empty`,
      `${POD}topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "x": supported values: "DoNotSchedule", "ScheduleAnyway"`,
    ],
  ],
  [
    'API-POD-03: a gated pod that has its node',
    pod({ nodeName: 'n1', schedulingGates: [{ name: 'a.b/c' }] }),
    ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
  ],
  [
    'API-POD-04: a change of a pod that no change reaches',
    changedPod({}, { dnsPolicy: 'Default' }),
    ['spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`'],
  ],
  [
    'API-POD-06: conditions and nominations that a status cannot have',
    (client) => {
      client.create('pods', 'default', makePod('p', { nodeName: 'n1' }));
      const status = { conditions: [{ type: 'bad type', status: 'True' }], nominatedNodeName: 'n2' };
      return client.patch('pods', 'default', 'p', { status }, { type: 'merge', subresource: 'status' });
    },
    [
      'status.conditions[0].type: Invalid value: "bad type": name part must consist of',
      'status.nominatedNodeName: Forbidden: may not be set for a pod that is bound to a node',
    ],
  ],
  [
    'API-POD-05: a container more',
    changedPod(
      {},
      {
        containers: [
          { name: 'main', image: 'agent:v1' },
          { name: 'side', image: 's:v1' },
        ],
      },
    ),
    ['spec.containers: Forbidden: pod updates may not add or remove containers'],
  ],
  [
    'API-NODE-02: taints without an effect, and with one that there is not',
    node({ spec: { taints: [{ key: 'a' }, { key: 'b', effect: 'x' }] } }),
    [
      'metadata.taints[0].effect: Required value',
      'metadata.taints[1].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
  ],
  [
    'API-NODE-03: a node with less than nothing',
    node({ status: { capacity: { cpu: '-1' } } }),
    ['status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0', 'status.allocatable.cpu'],
  ],
  [
    'API-NODE-04: another provider for a node',
    changedNode({ spec: { providerID: 'a' } }, { spec: { providerID: 'b' } }),
    ['spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'],
  ],
  [
    'API-CR-01: a revision of nothing',
    revision({ revision: -1, data: undefined }),
    ['data: Required value: data is mandatory', 'revision: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'API-CR-02: a revision that is rewritten',
    (client) => {
      revision({})(client);
      return client.patch('controllerrevisions', 'default', 'r1', { data: { a: 1 } }, { type: 'merge' });
    },
    ['data: Invalid value: {"a":1}: field is immutable'],
  ],
  ['API-SVC-01: a Service without ports', service({ selector: { a: 'b' } }), ['spec.ports: Required value']],
  [
    'API-PC-01: a priority that is kept for the system',
    priorityClass({ value: 1000000001 }),
    ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
  ],
  [
    'API-PC-02: another value for a class',
    (client) => {
      priorityClass({})(client);
      return client.patch('priorityclasses', '', 'high', { value: 11 }, { type: 'merge' });
    },
    ['value: Forbidden: may not be changed in an update.'],
  ],
  [
    'API-FE-08: several of one map come in the order of their keys',
    podSpec({ nodeSelector: { b: '-', a: '-' } }),
    [`${POD}nodeSelector: Invalid value: "-"`, `${POD}nodeSelector: Invalid value: "-"`],
  ],
  [
    'API-PODV-15: a probe of a port that there cannot be',
    containers({ livenessProbe: { tcpSocket: { port: 0 } } }),
    [`${POD}containers[0].livenessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive`],
  ],
];

/** A complaint may be cut: the beginning is compared. */
function complaintsOf(client: ApiClient, request: (client: ApiClient) => unknown): readonly string[] {
  return (refusalOf(() => request(client)).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
}

describe('the API server answers', () => {
  for (const [claim, request, complaints] of ROWS) {
    it(claim, () => {
      const { client } = startServer();
      if (complaints.length === 0) return expect(request(client)).toBeDefined();
      const got = complaintsOf(client, request);
      expect(got.map((text, index) => text.slice(0, complaints[index]?.length ?? text.length))).toEqual(complaints);
    });
  }
});

const WARNINGS: readonly (readonly [claim: string, request: (client: ApiClient) => unknown, warning: string])[] = [
  [
    'API-WARN-01: a node label that is out of use',
    podSpec({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }),
    'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
  ],
  [
    'API-WARN-02: a port twice',
    containers({ ports: [{ containerPort: 80 }] }, { ports: [{ containerPort: 80 }] }),
    'spec.template.spec.containers[1].ports[0]: duplicate port definition with spec.template.spec.containers[0].ports[0]',
  ],
  [
    'API-WARN-03: a variable twice',
    container({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
    'spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
  ],
  [
    'API-WARN-04: the annotation of critical pods',
    set({
      template: {
        metadata: { labels: { app: 'web' }, annotations: { 'scheduler.alpha.kubernetes.io/critical-pod': '' } },
        spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
      },
    }),
    'spec.template.metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'API-POD-12: the name of a pod that is no host name',
    (client) => client.create('pods', 'default', makePod('a.b')),
    `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]`,
  ],
];

describe('the API server warns of', () => {
  for (const [claim, request, warning] of WARNINGS) {
    it(claim, () => {
      const { client } = startServer();
      request(client);
      expect(client.warnings).toContain(warning);
    });
  }
});

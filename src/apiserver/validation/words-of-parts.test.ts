/** More rows in the server's words: containers, volumes, mounts and terms that no recorded trace shows. Clauses API-PODV. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { complaintsAbout, makeDaemonSet, refusalOf, startServer } from '../testing';

type Change = Readonly<Record<string, unknown>>;
type Row = readonly [string, Change, readonly string[]];

const antiAffinity = (term: Change): Change => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
});
const nodeTerm = (expression: Change): Change => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
    },
  },
});
const TERM = 'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]';
const NODE_TERM = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]';
const volume = (source: Change): Change => ({ volumes: [{ name: 'v', ...source }] });
const mount = (fields: Change): readonly [Change, Change] => [
  volume({ emptyDir: {} }),
  { volumeMounts: [{ name: 'v', mountPath: '/v', ...fields }] },
];

const SPEC_ROWS: readonly Row[] = [
  [
    'an operator with a character that JSON escapes: typed texts print as JSON',
    nodeTerm({ key: 'a', operator: '>', values: ['1'] }),
    [`${NODE_TERM}.matchExpressions[0].operator: Invalid value: "\\u003e": not a valid selector operator`],
  ],
  [
    'a toleration operator of that kind',
    { tolerations: [{ key: 'a', operator: '<' }] },
    ['tolerations[0].operator: Unsupported value: "\\u003c": supported values: "Equal", "Exists"'],
  ],
  [
    'two containers without a name: the second repeats the first',
    { containers: [{ image: 'a' }, { image: 'b' }] },
    ['name: Required value', 'containers[1].name: Required value', 'containers[1].name: Duplicate value: ""'],
  ],
  [
    'host ports that collide in a later init container: upstream names the first',
    {
      initContainers: [
        { name: 'i', image: 'i' },
        {
          name: 'j',
          image: 'j',
          ports: [
            { containerPort: 1, hostPort: 5 },
            { containerPort: 2, hostPort: 5 },
          ],
        },
      ],
    },
    ['initContainers[0].ports[1].hostPort: Duplicate value: "TCP//5"'],
  ],
  [
    'an ephemeral container, which is judged before it is forbidden',
    { ephemeralContainers: [{ name: 'main', ports: [{ containerPort: 1 }] }] },
    [
      'ephemeralContainers[0].image: Required value',
      'ephemeralContainers[0].name: Duplicate value: "main"',
      'ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ],
  ],
  [
    'label keys of a term without a selector',
    antiAffinity({ topologyKey: 'zone', matchLabelKeys: ['a'] }),
    [`${TERM}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`],
  ],
  [
    'a label key that is matched and mismatched',
    antiAffinity({ topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['a'], mismatchLabelKeys: ['a'] }),
    [`${TERM}.matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys`],
  ],
  [
    'an inclusion policy that is given as empty',
    {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', nodeTaintsPolicy: '' },
      ],
    },
    ['topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: "": supported values: "Honor", "Ignore"'],
  ],
  ['a preemption policy that is given as empty', { preemptionPolicy: '' }, ['preemptionPolicy: Required value']],
  [
    'a pod that asks for less than its containers',
    {
      resources: { requests: { cpu: '100m' }, limits: { cpu: '1' } },
      containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '200m' }, limits: { cpu: '2' } } }],
    },
    [
      'resources.requests[cpu]: Invalid value: "100m": must be greater than or equal to aggregate container requests of 200m',
      'resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
    ],
  ],
  [
    'a resource that no pod as a whole has',
    { resources: { limits: { pods: '1' } } },
    ['resources.limits[pods]: Unsupported value: "pods": supported values: "cpu", "hugepages-", "memory"'],
  ],
  [
    'names in the order of the server: the host first',
    { hostname: 'A', nodeName: '-' },
    [
      expect.stringMatching(/^hostname: Invalid value: "A"/) as unknown as string,
      expect.stringMatching(/^nodeName: Invalid value: "-"/) as unknown as string,
    ],
  ],
  [
    'a process of the Windows host without its network',
    { securityContext: { windowsOptions: { hostProcess: true } } },
    ['hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers'],
  ],
  [
    'a Windows user with two domains',
    { securityContext: { windowsOptions: { runAsUserName: 'a\\b\\c' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
    ],
  ],
];

const VOLUME_ROWS: readonly Row[] = [
  [
    'a file that steps up: both sentences',
    volume({ configMap: { name: 'c', items: [{ key: 'k', path: '..' }] } }),
    [
      `volumes[0].configMap.items[0].path: Invalid value: "..": must not contain '..'`,
      `volumes[0].configMap.items[0].path: Invalid value: "..": must not start with '..'`,
    ],
  ],
  [
    'two projected files in one place',
    volume({
      projected: {
        sources: [
          { secret: { name: 'a', items: [{ key: 'k', path: 'p' }] } },
          { configMap: { name: 'b', items: [{ key: 'k', path: 'p' }] } },
        ],
      },
    }),
    ['volumes[0].projected: Invalid value: "b": conflicting duplicate paths'],
  ],
  [
    'a token without a path, reported at the volume',
    volume({ projected: { sources: [{ serviceAccountToken: {} }] } }),
    ['volumes[0].projected.path: Required value'],
  ],
  [
    'a disk under the name its type had once',
    volume({ gcePersistentDisk: {} }),
    ['volumes[0].persistentDisk.pdName: Required value'],
  ],
  [
    'sources too many, spelled as the server spells them',
    volume({ emptyDir: {}, cephfs: { monitors: ['a'] }, downwardAPI: { items: [] } }),
    [
      'volumes[0].cephFS: Forbidden: may not specify more than 1 volume type',
      'volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type',
    ],
  ],
  [
    'a claim template that says nothing',
    volume({ ephemeral: { volumeClaimTemplate: { spec: {} } } }),
    [
      'volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
      'volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ],
  ],
  [
    'how an image volume is pulled, but not that it names no image',
    volume({ image: { pullPolicy: 'X' } }),
    ['volumes[0].image.pullPolicy: Unsupported value: "X": supported values: "Always", "IfNotPresent", "Never"'],
  ],
  [
    'an initiator of no known form',
    volume({ iscsi: { targetPortal: 'p', iqn: 'x', lun: 256 } }),
    [
      'volumes[0].iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
      'volumes[0].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
    ],
  ],
  [
    'Fibre Channel without a target',
    volume({ fc: {} }),
    ['volumes[0].fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both'],
  ],
  [
    'options of a flex volume in a reserved namespace',
    volume({ flexVolume: { driver: 'd', options: { 'kubernetes.io/x': '1' } } }),
    [
      'volumes[0].flexVolume.options[kubernetes.io/x]: Invalid value: "kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved',
    ],
  ],
];

const MOUNT_ROWS: readonly Row[] = [
  [
    'a recursive read-only mount that is not read-only',
    { recursiveReadOnly: 'Enabled' },
    ['volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true'],
  ],
  [
    'an unknown recursion',
    { recursiveReadOnly: 'X' },
    ['volumeMounts.recursiveReadOnly: Unsupported value: "X": supported values: "Disabled", "Enabled", "IfPossible"'],
  ],
];

const CONTAINER_ROWS: readonly Row[] = [
  [
    'restart rules without a policy',
    { restartPolicyRules: [{ action: 'X' }] },
    [
      'restartPolicy: Required value: must specify restartPolicy when restart rules are used',
      'restartPolicyRules[0].action: Unsupported value: "X": supported values: "Restart", "RestartAllContainers"',
      'restartPolicyRules[0].exitCodes: Required value: must be specified',
    ],
  ],
  [
    'an unknown operator of exit codes',
    { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'Equals' } }] },
    ['restartPolicyRules[0].exitCodes.operator: Unsupported value: "Equals": supported values: "In", "NotIn"'],
  ],
];

describe('a pod spec is refused, in these words, for', () => {
  for (const [what, change, complaints] of [...SPEC_ROWS, ...VOLUME_ROWS]) {
    it(what, () => expect(complaintsAbout(change)).toEqual(complaints));
  }
  for (const [what, fields, complaints] of MOUNT_ROWS) {
    it(what, () => expect(complaintsAbout(...mount(fields))).toEqual(complaints));
  }
  for (const [what, change, complaints] of CONTAINER_ROWS) {
    it(what, () => expect(complaintsAbout({}, change)).toEqual(complaints));
  }
});

it('an unknown strategy is shown with the budgets that the server has filled in', () => {
  const { spec, ...rest } = makeDaemonSet();
  const updateStrategy = { type: 'X', rollingUpdate: { maxUnavailable: 1 } };
  const create = () =>
    startServer().client.create('daemonsets', 'default', { ...rest, spec: { ...spec, updateStrategy } });
  expect(refusalOf(create).details?.causes?.map(({ message }) => message)).toEqual([
    'Unsupported value: {"Type":"X","RollingUpdate":{"MaxUnavailable":1,"MaxSurge":0}}: supported values: "RollingUpdate", "OnDelete"',
  ]);
});

it('finalizers are judged as names first, and then as finalizers', () => {
  const create = () =>
    startServer().client.create('daemonsets', 'default', makeDaemonSet('agent', { finalizers: ['foo', 'bar!'] }));
  expect(refusalOf(create).details?.causes?.map(({ field }) => field)).toEqual([
    'metadata.finalizers',
    'metadata.finalizers[0]',
    'metadata.finalizers[1]',
  ]);
});

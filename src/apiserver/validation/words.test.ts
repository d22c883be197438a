/** One row for each rule about pod specs that no recorded trace shows, in the server's words. Clauses API-PODV. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { complaintsAbout } from '../testing';

type Change = Readonly<Record<string, unknown>>;

const IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

const POD_RULES: readonly (readonly [string, Change, readonly string[]])[] = [
  [
    'a name server that is no address',
    { dnsConfig: { nameservers: ['dns'] } },
    [`dnsConfig.nameservers[0]: Invalid value: "dns": ${IP}`],
  ],
  [
    'more than three name servers',
    { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] } },
    [
      'dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have more than 3 nameservers',
    ],
  ],
  [
    'the policy None without name servers',
    { dnsPolicy: 'None', dnsConfig: { searches: ['a'] } },
    ['dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None'],
  ],
  [
    'an option without a name',
    { dnsConfig: { options: [{ value: '1' }] } },
    ['dnsConfig.options[0]: Required value: must not be empty'],
  ],
  ['a host alias that is no address', { hostAliases: [{ ip: 'x' }] }, [`hostAliases[0].ip: Invalid value: "x": ${IP}`]],
  [
    'users of its own beside the host network',
    { hostUsers: false, hostNetwork: true },
    ['hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false'],
  ],
  [
    'an unknown operating system',
    { os: { name: 'plan9' } },
    ['os: Unsupported value: "plan9": supported values: "linux", "windows"'],
  ],
  [
    'host processes on Windows',
    { os: { name: 'windows' }, hostPID: true },
    ['hostPID: Forbidden: cannot be set for a windows pod'],
  ],
  [
    'a preemption policy',
    { preemptionPolicy: 'Always' },
    ['preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"'],
  ],
  [
    'a seccomp profile without its file',
    { securityContext: { seccompProfile: { type: 'Localhost' } } },
    ['securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost'],
  ],
  [
    'a kernel parameter of the host',
    { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } },
    [
      `securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when 'hostNetwork' is true`,
    ],
  ],
  [
    'two equal spread constraints: the first is named',
    {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
        { maxSkew: 2, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
      ],
    },
    ['topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"'],
  ],
  [
    'overhead as limits',
    { overhead: { cpu: '-1' } },
    ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
  ],
  [
    'a negative size of an empty directory',
    { volumes: [{ name: 'a', emptyDir: { sizeLimit: '-1Gi' } }] },
    ['volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity'],
  ],
  [
    'an NFS path that is relative',
    { volumes: [{ name: 'a', nfs: { server: 's', path: 'x' } }] },
    ['volumes[0].nfs.path: Invalid value: "x": must be an absolute path'],
  ],
  [
    'a token for less than ten minutes',
    {
      volumes: [{ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 1 } }] } }],
    },
    [
      'volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
    ],
  ],
  [
    'a resource claim without a source',
    { resourceClaims: [{ name: 'gpu' }] },
    [
      'resourceClaims[0]: Invalid value: {"Name":"gpu","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
    ],
  ],
];

const CONTAINER_RULES: readonly (readonly [string, Change, readonly string[]])[] = [
  [
    'a device that is no volume',
    { volumeDevices: [{ name: 'raw', devicePath: '/dev/x' }] },
    ['volumeDevices[0].name: Not found: "raw"'],
  ],
  [
    'half a huge page',
    { resources: { limits: { cpu: '1', 'hugepages-2Mi': '3Mi' } } },
    ['resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi'],
  ],
  [
    'a claim that the pod does not make',
    { resources: { claims: [{ name: 'gpu' }] } },
    ['resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty'],
  ],
  [
    'resizing what cannot be resized',
    { resizePolicy: [{ resourceName: 'pods', restartPolicy: 'NotRequired' }] },
    ['resizePolicy: Unsupported value: "pods": supported values: "cpu", "memory"'],
  ],
  [
    'an unmasked /proc with the users of the host',
    { securityContext: { procMount: 'Unmasked' } },
    ['securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`'],
  ],
  [
    'an AppArmor profile without its type',
    { securityContext: { appArmorProfile: {} } },
    ['securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set'],
  ],
  [
    'an odd divisor',
    { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '5m' } } }] },
    [
      `env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ],
  ],
  [
    'a subscript where there is none',
    { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "spec.nodeName['a']" } } }] },
    [
      `env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodeName['a']": error converting fieldPath: field label does not support subscript: spec.nodeName['a']`,
    ],
  ],
];

const ANNOTATION_RULES: readonly (readonly [string, Change, string])[] = [
  [
    'a deletion cost that is no number',
    { 'controller.kubernetes.io/pod-deletion-cost': 'x' },
    'spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "x": must be a 32bit integer',
  ],
  [
    'AppArmor for a container that is not there',
    { 'container.apparmor.security.beta.kubernetes.io/other': 'unconfined' },
    'spec.template.annotations[container.apparmor.security.beta.kubernetes.io/other]: Invalid value: "other": container not found',
  ],
];

describe('a pod spec is refused for', () => {
  for (const [what, change, complaints] of POD_RULES) {
    it(what, () => expect(complaintsAbout(change)).toEqual(complaints));
  }
  for (const [what, change, complaints] of CONTAINER_RULES) {
    it(what, () => expect(complaintsAbout({}, change)).toEqual(complaints));
  }
  for (const [what, annotations, complaint] of ANNOTATION_RULES) {
    it(what, () => expect(complaintsAbout({}, {}, annotations)).toEqual([complaint]));
  }
});

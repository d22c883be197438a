/** What is accepted with a word, beside what the recorded traces show. Clauses API-WARN. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import { makeChangedDaemonSet, startServer } from '../testing';

type Change = Readonly<Record<string, unknown>>;

function warningsAbout(change: Change, containerChange: Change = {}, annotations?: Change): readonly string[] {
  const { client } = startServer();
  client.create('daemonsets', 'default', makeChangedDaemonSet(change, containerChange, annotations));
  return client.warnings.map((warning) => warning.replace('spec.template.spec.', ''));
}

const port = { name: 'x', containerPort: 80 };
const preferred = (expression: Change): Change => ({
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [expression] } }],
    },
  },
});

const ROWS: readonly (readonly [string, readonly [Change, Change?, Change?], readonly unknown[]])[] = [
  [
    'one port name in two containers, at the port and not at its name',
    [
      {
        containers: [
          { name: 'a', image: 'a', ports: [port] },
          { name: 'b', image: 'b', ports: [{ ...port, containerPort: 81 }] },
        ],
      },
    ],
    [
      'containers[1].ports[0]: duplicate port name "x" with spec.template.spec.containers[0].ports[0], services and probes that select ports by name will use spec.template.spec.containers[0].ports[0]',
    ],
  ],
  [
    'an address of the host without a port there',
    [{}, { ports: [{ containerPort: 80, hostIP: '1.2.3.4' }] }],
    [
      'containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}',
    ],
  ],
  [
    'files that lie over one another',
    [
      {
        volumes: [
          {
            name: 'v',
            configMap: {
              name: 'c',
              items: [
                { key: 'a', path: 'x' },
                { key: 'b', path: 'x/y' },
              ],
            },
          },
        ],
      },
    ],
    ['volume "v" (ConfigMap "c"): overlapping paths: "x/y" with "x"'],
  ],
  [
    'a projected volume with an empty source',
    [{ volumes: [{ name: 'v', projected: { sources: [{}] } }] }],
    ['volume "v" (Projected) has no sources provided'],
  ],
  [
    'profiles in annotations',
    [
      {},
      {},
      {
        'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
        'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default',
      },
    ],
    [
      'spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: deprecated since v1.30; use the "appArmorProfile" field instead',
    ],
  ],
  [
    'an AppArmor annotation beside its field: nothing',
    [
      { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } },
      {},
      { 'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default' },
    ],
    [],
  ],
  [
    'a preferred value that no label can have',
    [preferred({ key: 'a', operator: 'In', values: ['b c'] })],
    [expect.stringMatching(/matchExpressions\[0\]\.values\[0\]: b c is invalid, a valid label must be/)],
  ],
  [
    'pull secrets: repeated names first, then empty ones',
    [{ imagePullSecrets: [{}, {}] }],
    [
      'imagePullSecrets[1].name: duplicate name ""',
      'imagePullSecrets[0].name: invalid empty name ""',
      'imagePullSecrets[1].name: invalid empty name ""',
    ],
  ],
  [
    'an address with a zero in front',
    [{ hostAliases: [{ ip: '010.0.0.1', hostnames: ['a'] }] }],
    [
      'hostAliases[0].ip: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ],
  ],
];

describe('the server warns of', () => {
  for (const [what, parts, warnings] of ROWS) {
    it(what, () => expect(warningsAbout(...parts)).toEqual(warnings));
  }
});

it('a stop signal is dropped, and a lifecycle of nothing else with it', () => {
  const { client } = startServer();
  const preStop = { exec: { command: ['stop'] } };
  const lifecycleOf = (lifecycle: Change, name: string): unknown => {
    const daemonSet = makeChangedDaemonSet({}, { lifecycle });
    const created = client.create('daemonsets', 'default', { ...daemonSet, metadata: { name } }) as DaemonSet;
    return (created.spec.template.spec.containers[0] as { lifecycle?: unknown }).lifecycle;
  };
  expect(lifecycleOf({ stopSignal: 'SIGUSR1' }, 'a')).toBeUndefined();
  expect(lifecycleOf({ stopSignal: 'SIGUSR1', preStop }, 'b')).toEqual({ preStop });
});

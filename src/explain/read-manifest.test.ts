import { test } from 'node:test';
import { expect } from 'expect';
import { asText, daemonSet } from './explain-samples';
import { readManifests } from './read-manifest';

const read = (text: string) => readManifests([{ source: 'agent.yaml', text }], 'default', []);

const MANIFEST = `# An agent.
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: main
          image: agent:v1
`;

test('the DaemonSets are taken with their defaults, everything else is named', () => {
  const { subjects, notes } = read(MANIFEST);
  expect(subjects.map(({ source }) => source)).toEqual(['agent.yaml:7']);
  expect(subjects[0]?.daemonSet.spec.updateStrategy.type).toBe('RollingUpdate');
  expect(notes).toEqual(['Not looked at: 1 ConfigMap.']);
});

const REFUSALS: readonly (readonly [claim: string, text: string, words: string])[] = [
  [
    'labels that the selector does not match',
    MANIFEST.replace('        app: agent\n    spec', '        app: other\n    spec'),
    'agent.yaml:17: The DaemonSet "agent" is invalid: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
  ],
  [
    'a field that does not exist',
    MANIFEST.replace('image:', 'imagee:'),
    'agent.yaml:22: Error from server (BadRequest): DaemonSet in version "v1" cannot be handled as a DaemonSet: strict decoding error: unknown field "spec.template.spec.containers[0].imagee"',
  ],
  [
    'a version of the past',
    MANIFEST.replace('apps/v1', 'extensions/v1beta1'),
    'agent.yaml:7: error: resource mapping not found for name: "agent"',
  ],
  [
    'YAML that is none, at its place in the file',
    MANIFEST.replace('image: agent:v1', 'image: [agent'),
    'agent.yaml:23:1: this is no YAML: ',
  ],
  [
    'a value of the wrong type, at its line',
    MANIFEST.replace('      containers:', '      hostNetwork: "yes"\n      containers:'),
    'agent.yaml:20: Error from server (BadRequest): DaemonSet in version "v1" cannot be handled as a DaemonSet: json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.hostNetwork of type bool',
  ],
  [
    'a manifest without a DaemonSet',
    'kind: Secret\n---\nkind: Secret\n',
    'There is no DaemonSet in agent.yaml, only 2 Secrets.',
  ],
  ['an empty manifest', '', 'There is no DaemonSet in agent.yaml, which is empty.'],
];

for (const [claim, text, words] of REFUSALS) {
  test(`${claim}: refused in the API server's words, with the line`, () => {
    expect(() => read(text)).toThrow(words);
  });
}

test('what kubectl get prints is a manifest too', () => {
  const set = daemonSet() as { metadata: object };
  const metadata = { ...set.metadata, uid: 'u1', resourceVersion: '7', generation: 3, creationTimestamp: 'x' };
  const { subjects } = read(asText({ ...set, metadata, status: { numberReady: 3 } }));
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u2', controller: true };
  const pod = (uid: string) => ({ metadata: { namespace: 'default', ownerReferences: [{ ...owner, uid }] }, spec: {} });
  expect(['u1', 'u2'].map((uid) => subjects[0]?.owns(pod(uid) as never))).toEqual([true, false]);
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import type { PodTemplateSpec } from './core';
import {
  computeTemplateHash,
  dumpPodTemplate,
  isSameRevisionData,
  revisionData,
  serializeRevisionData,
} from './template-hash';

interface Sample {
  readonly manifest: { readonly metadata: { readonly name: string } };
  readonly hash: string;
  readonly dump: string;
  readonly data: { readonly spec: { readonly template: Readonly<Record<string, unknown>> } };
}

const samples = readFileSync(join(__dirname, '../../test/parity/golden/template-hash.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Sample);

function storedTemplate(sample: Sample): PodTemplateSpec {
  const { $patch: _patch, ...template } = sample.data.spec.template;
  return template as unknown as PodTemplateSpec;
}

test('every template recorded from a real control plane dumps to the same text', () => {
  expect(samples.length).toBe(121);
  for (const sample of samples) expect(dumpPodTemplate(storedTemplate(sample))).toBe(sample.dump);
});

test('every template recorded from a real control plane has the same hash', () => {
  const hashes = samples.map((sample) => [sample.manifest.metadata.name, computeTemplateHash(storedTemplate(sample))]);
  expect(hashes).toEqual(samples.map((sample) => [sample.manifest.metadata.name, sample.hash]));
});

test('every template recorded from a real control plane gives the same revision data', () => {
  for (const sample of samples) {
    const data = revisionData(storedTemplate(sample));
    expect(data).toEqual(sample.data);
    expect(serializeRevisionData(data)).toBe(serializeRevisionData(sample.data));
    expect(isSameRevisionData(data, sample.data)).toBe(true);
  }
});

// The vectors of DS-HASH-09.
const EMPTY = {} as PodTemplateSpec;
const PLAIN = {
  metadata: { labels: { app: 'a' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'i:1',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  },
} as unknown as PodTemplateSpec;
const RICH = {
  metadata: { labels: { app: 'a', tier: 'node' }, annotations: { note: 'x<y & "z"' } },
  spec: {
    volumes: [{ name: 'logs', hostPath: { path: '/var/log', type: '' } }],
    containers: [
      {
        ...PLAIN.spec.containers[0],
        name: 'c',
        command: ['run', '--all'],
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        env: [{ name: 'NODE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
        resources: { limits: { memory: '128Mi' }, requests: { cpu: '100m', memory: '100Mi' } },
        volumeMounts: [{ name: 'logs', mountPath: '/l' }],
        readinessProbe: {
          httpGet: { path: '/ok', port: 'http', scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        securityContext: { privileged: true },
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 1,
    dnsPolicy: 'ClusterFirst',
    nodeSelector: { color: 'blue' },
    hostNetwork: true,
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
  },
} as unknown as PodTemplateSpec;

test('an absent collision count, 0 and 1 give three different hashes', () => {
  const describe = (template: PodTemplateSpec) => [
    dumpPodTemplate(template).length,
    ...[undefined, 0, 1].map((count) => computeTemplateHash(template, count)),
  ];
  expect(describe(EMPTY)).toEqual([1977, '85748b7f68', '777dfcd544', 'b54bc767c']);
  expect(describe(PLAIN)).toEqual([3436, '6b56674458', '74f4bdd75d', '7b67d7899']);
  expect(describe(RICH)).toEqual([7054, '55b4866bdc', '68857fdcd7', 'dc8c7b794']);
  expect(computeTemplateHash(EMPTY, 2147483647)).toBe('579d8f8ff6');
});

test('revision data is written with sorted keys and escaped as upstream does', () => {
  expect(serializeRevisionData(revisionData(EMPTY))).toBe(
    '{"spec":{"template":{"$patch":"replace","metadata":{},"spec":{"containers":null}}}}',
  );
  expect(serializeRevisionData(revisionData(PLAIN))).toBe(
    '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"image":"i:1","imagePullPolicy":"IfNotPresent","name":"c","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}}}}',
  );
  const rich = serializeRevisionData(revisionData(RICH));
  expect(Buffer.byteLength(rich)).toBe(1158);
  expect(createHash('sha256').update(rich).digest('hex')).toBe(
    '9ca3ccb2268fad5ae4805a92c935f1a0b0546d45395d65ef60ddb599249787a6',
  );
});

test('a frozen template is worked out once, an unfrozen one every time', () => {
  const frozen = Object.freeze({ ...PLAIN });
  expect(revisionData(frozen)).toBe(revisionData(frozen));
  const open = { ...PLAIN, spec: { ...PLAIN.spec, hostNetwork: false } };
  const before = computeTemplateHash(open);
  open.spec.hostNetwork = true;
  expect(computeTemplateHash(open)).not.toBe(before);
});

test('quantities, ints and empty lists count as the API shows them, not as they were typed', () => {
  const spelled = (cpu: string, args?: string[]) =>
    computeTemplateHash({
      spec: { containers: [{ name: 'c', resources: { requests: { cpu } }, ...(args ? { args } : {}) }] },
    });
  expect(spelled('1000m')).toBe(spelled('1'));
  expect(spelled('1', [])).toBe(spelled('1'));
});

import fs from 'node:fs';
import { resourceDefinition } from '../api/resources';
import { applyDefaults } from './defaulting';
import { decodeObject } from './schema/decode';
import { validateCreate, validateStatusUpdate } from './validation';
import { collectWarnings } from './validation/warnings';

const samples = fs
  .readFileSync('/work/shared/golden/template-hash.jsonl', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((l) => JSON.parse(l).manifest);
const ds = resourceDefinition('daemonsets'),
  pods = resourceDefinition('pods');
const cpu = () => {
  const u = process.cpuUsage();
  return u.user + u.system;
};
const run = () => {
  for (const m of samples) {
    const { object } = decodeObject(ds, m, 'Strict');
    const d = applyDefaults('daemonsets', object);
    validateCreate('daemonsets', d);
    collectWarnings('daemonsets', d);
  }
};
for (let round = 0; round < 5; round++) {
  const t = cpu();
  for (let i = 0; i < 5; i++) run();
  console.log('ds µs', Number(cpu() - t) / 5 / samples.length);
}
const stored: any = applyDefaults('daemonsets', decodeObject(ds, samples[0], 'Strict').object);
const one = (i: number) => {
  const raw = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'x-',
      name: `x-${i}`,
      namespace: 'default',
      labels: {
        ...stored.spec.template.metadata.labels,
        'controller-revision-hash': 'abc',
        'pod-template-generation': '1',
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'x', uid: 'u', controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      ...stored.spec.template.spec,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-' + i] }] }],
          },
        },
      },
      tolerations: tol,
    },
  };
  const { object } = decodeObject(pods, raw, 'Ignore');
  const p = applyDefaults('pods', object);
  const e = validateCreate('pods', p);
  collectWarnings('pods', p);
  if (e.length) throw new Error(JSON.stringify(e));
  return p;
};
const tol = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map(
  (k) => ({
    key: 'node.kubernetes.io/' + k,
    operator: 'Exists',
    effect: k === 'not-ready' || k === 'unreachable' ? 'NoExecute' : 'NoSchedule',
  }),
);
let p: any;
for (let r = 0; r < 5; r++) {
  const t = cpu();
  for (let i = 0; i < 10000; i++) p = one(i);
  console.log('pod µs', Number(cpu() - t) / 10000);
}
console.log(p.spec.containers === one(3).spec.containers, p.spec.containers === stored.spec.template.spec.containers);
for (let r = 0; r < 5; r++) {
  const t = cpu();
  for (let i = 0; i < 10000; i++) {
    const raw = {
      ...p,
      status: {
        phase: 'Running',
        conditions: [
          { type: 'Ready', status: 'True', lastTransitionTime: '2024-01-01T00:00:00Z' },
          { type: 'ContainersReady', status: 'True', lastTransitionTime: '2024-01-01T00:00:00Z' },
        ],
        podIP: '10.0.0.1',
        podIPs: [{ ip: '10.0.0.1' }],
        startTime: '2024-01-01T00:00:00Z',
        containerStatuses: [
          {
            name: 'main',
            ready: true,
            restartCount: 0,
            image: 'a',
            imageID: '',
            started: true,
            state: { running: { startedAt: '2024-01-01T00:00:00Z' } },
          },
        ],
      },
    };
    const { object } = decodeObject(pods, raw, 'Ignore');
    const d = applyDefaults('pods', object);
    validateStatusUpdate('pods', d, p);
  }
  console.log('pod status µs', Number(cpu() - t) / 10000);
}

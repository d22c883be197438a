/** What the server says of the kinds beside DaemonSets and pods. Upstream: pkg/apis/{apps,core,rbac}/validation, v1.36. */
import { test } from 'node:test';
import { expect } from 'expect';
import type { ResourceName } from '../../api/resources';
import { refusalOf, startServer } from '../testing';

type Fields = Readonly<Record<string, unknown>>;

const named = (fields: Fields) => ({ metadata: { name: 'x' }, ...fields });
const workload = (spec: Fields, podSpec: Fields = {}) =>
  named({
    spec: {
      selector: { matchLabels: { app: 'x' } },
      template: {
        metadata: { labels: { app: 'x' } },
        spec: { containers: [{ name: 'main', image: 'a' }], ...podSpec },
      },
      ...spec,
    },
  });

/** The complaints about a new object, or about what `change` makes of it. */
function complaints(resource: ResourceName, object: Fields, change?: Fields): string[] {
  const { client } = startServer();
  const create = () => client.create(resource, 'default', object);
  if (change) create();
  const refusal = refusalOf(change ? () => client.patch(resource, 'default', 'x', change, { type: 'merge' }) : create);
  return (refusal.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
}

test('a Deployment without a selector lacks it, and selects nothing', () => {
  expect(complaints('deployments', workload({ selector: undefined }))).toEqual([
    'spec.selector: Required value',
    'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
  ]);
});

test('a selector that cannot be read ends the judgement of the template', () => {
  const selector = { matchExpressions: [{ key: 'app', operator: 'In' }] };
  expect(complaints('deployments', workload({ selector }, { restartPolicy: 'Never' }))).toEqual([
    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    `spec.selector: Invalid value: ${JSON.stringify(selector)}: invalid label selector`,
  ]);
});

test('Deployments and ReplicaSets share their sentences, each with the name of the other', () => {
  expect(complaints('replicasets', workload({ selector: {} }))).toEqual([
    'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
  ]);
  expect(complaints('deployments', workload({}, { activeDeadlineSeconds: 5 }))).toEqual([
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
  ]);
});

test('a Service has an address, which stays', () => {
  const service = (spec: Fields) => named({ spec: { ports: [{ port: 80 }], ...spec } });
  expect(complaints('services', service({ clusterIP: 'x' }))).toEqual([
    'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ]);
  expect(complaints('services', service({ clusterIP: 'None' }), { spec: { clusterIP: '10.96.1.2' } })).toEqual([
    'spec.clusterIPs[0]: Invalid value: ["10.96.1.2"]: may not change once set',
  ]);
});

test('a key is in one bag of a ConfigMap, and a Secret keeps its type', () => {
  expect(complaints('configmaps', named({ data: { a: '1' }, binaryData: { a: 'YQ==' } }))).toEqual([
    'data[a]: Invalid value: "a": duplicate of key present in binaryData',
  ]);
  expect(complaints('secrets', named({}), { type: 'x/y' })).toEqual(['type: Invalid value: "x/y": field is immutable']);
});

test('a role says what it grants, a binding to whom', () => {
  expect(complaints('clusterroles', named({ rules: [{ verbs: ['get'] }, { nonResourceURLs: ['/x'] }] }))).toEqual([
    'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    'rules[0].resources: Required value: resource rules must supply at least one resource',
    'rules[1].verbs: Required value: verbs must contain at least one value',
  ]);
  expect(complaints('clusterrolebindings', named({ roleRef: { kind: 'Role', name: 'x' } }))).toEqual([
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
  ]);
});

import { beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import type { ManagedFieldsEntry } from '../../api/meta';
import { makeDaemonSet, refusalOf, startServer, type TestServer, withImage } from '../testing';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const IMAGE = '.spec.template.spec.containers[name="main"].image';

let server: TestServer;

beforeEach(() => {
  server = startServer();
});

function apply(fields: unknown, fieldManager = 'kubectl', options: object = {}): DaemonSet {
  return server.client.patch('daemonsets', 'default', 'agent', fields, { type: 'apply', fieldManager, ...options });
}

function withContainer(change: object, specChange: object = {}): object {
  const { spec, ...rest } = makeDaemonSet();
  const container = { name: 'main', image: 'agent:v1', ...change };
  const template = { ...spec.template, spec: { containers: [container], ...specChange } };
  return { ...rest, spec: { ...spec, template } };
}

function managers(): string[] {
  const object = server.client.get('daemonsets', 'default', 'agent');
  return server.client
    .managedFieldsOf('daemonsets', object)
    .map(({ manager, operation, subresource }) => [manager, operation, subresource].filter(Boolean).join(' '));
}

function fieldsOf(manager: string): ManagedFieldsEntry['fieldsV1'] {
  const object = server.client.get('daemonsets', 'default', 'agent');
  return server.client.managedFieldsOf('daemonsets', object).find((entry) => entry.manager === manager)?.fieldsV1;
}

describe('server-side apply', () => {
  it('creates what is absent, and its manager owns what the configuration says and no default', () => {
    apply(makeDaemonSet());
    expect(managers()).toEqual(['kubectl Apply']);
    expect(fieldsOf('kubectl')).toEqual({
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
        },
      },
    });
  });

  it('writes nothing when the same manager applies the same again', () => {
    const first = apply(makeDaemonSet());
    expect(apply(makeDaemonSet())).toBe(first);
  });

  it('refuses to change what another applier owns, and names both', () => {
    apply(makeDaemonSet());
    const refusal = refusalOf(() => apply(withContainer({ image: 'agent:v2' }), 'other'));
    expect(refusal.reason).toBe('Conflict');
    expect(refusal.message).toBe(`Apply failed with 1 conflict: conflict with "kubectl": ${IMAGE}`);
    expect(refusal.details?.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: IMAGE },
    ]);
  });

  it('lists several conflicts under each manager', () => {
    apply(withContainer({ args: ['a'], imagePullPolicy: 'Never' }));
    const refusal = refusalOf(() => apply(withContainer({ args: ['b'], imagePullPolicy: 'Always' }), 'other'));
    expect(refusal.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl":\n' +
        '- .spec.template.spec.containers[name="main"].args\n' +
        '- .spec.template.spec.containers[name="main"].imagePullPolicy',
    );
  });

  it('names the version where the other manager wrote by an update', () => {
    apply(makeDaemonSet());
    const stored = server.client.get('daemonsets', 'default', 'agent');
    server.client.update('daemonsets', 'default', withImage(stored, 'agent:v2'), { fieldManager: 'kubectl-set' });
    expect(refusalOf(() => apply(makeDaemonSet())).message).toBe(
      `Apply failed with 1 conflict: conflict with "kubectl-set" using apps/v1: ${IMAGE}`,
    );
  });

  it('names the subresource of a status that it meets', () => {
    apply(makeDaemonSet());
    const stored = server.client.get('daemonsets', 'default', 'agent');
    server.server
      .componentClientFor('daemonset-controller')
      .updateStatus('daemonsets', 'default', { ...stored, status: { ...stored.status, numberReady: 2 } });
    expect(managers()).toEqual(['kubectl Apply', 'kube-controller-manager Update status']);
    const status = { ...makeDaemonSet(), spec: undefined, status: { numberReady: 3 } };
    expect(refusalOf(() => apply(status, 'other', { subresource: 'status' })).message).toBe(
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "status" using apps/v1: .status.numberReady',
    );
  });

  it('takes the fields over when forced', () => {
    apply(makeDaemonSet());
    const changed = apply(withContainer({ image: 'agent:v2' }), 'other', { force: true });
    expect(changed.spec.template.spec.containers[0]?.image).toBe('agent:v2');
    expect(managers()).toEqual(['kubectl Apply', 'other Apply']);
    expect(refusalOf(() => apply(makeDaemonSet())).message).toContain('conflict with "other"');
  });

  it('shares fields between managers that say the same, and counts that as a write', () => {
    const first = apply(makeDaemonSet());
    const second = apply(makeDaemonSet(), 'other');
    expect(second.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
    expect(second.metadata.generation).toBe(1);
    expect(managers()).toEqual(['kubectl Apply', 'other Apply']);
  });

  it('removes what its manager no longer applies, unless somebody else owns it', () => {
    apply(
      withContainer({
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      }),
    );
    apply(withContainer({ env: [{ name: 'B', value: '2' }] }), 'other');
    const after = apply(makeDaemonSet());
    expect(after.spec.template.spec.containers[0]?.env).toEqual([{ name: 'B', value: '2' }]);
  });

  it('leaves alone what nobody applied: defaults and the fields of updates', () => {
    apply(makeDaemonSet());
    server.client.patch('daemonsets', 'default', 'agent', { metadata: { labels: { team: 'x' } } }, { type: 'merge' });
    const after = apply(withContainer({ image: 'agent:v2' }));
    expect(after.metadata.labels).toEqual({ team: 'x' });
    expect(after.spec.template.spec.restartPolicy).toBe('Always');
  });

  it('removes a whole element of a list, defaults and all', () => {
    const sidecar = { name: 'sidecar', image: 'sidecar:v1' };
    const { spec, ...rest } = makeDaemonSet();
    const containers = [...spec.template.spec.containers, sidecar];
    apply({ ...rest, spec: { ...spec, template: { ...spec.template, spec: { containers } } } });
    const after = apply(makeDaemonSet());
    expect(after.spec.template.spec.containers.map(({ name }) => name)).toEqual(['main']);
  });

  it('tells ports of one number apart by protocol, and takes tolerations as a whole', () => {
    apply(withContainer({ ports: [{ containerPort: 53 }] }, { tolerations: [{ operator: 'Exists' }] }));
    const after = apply(withContainer({ ports: [{ containerPort: 53, protocol: 'UDP' }] }), 'other');
    expect(after.spec.template.spec.containers[0]?.ports).toHaveLength(2);
    const tolerations = [{ key: 'a', operator: 'Exists' }];
    expect(refusalOf(() => apply(withContainer({}, { tolerations }), 'other')).message).toContain(
      'conflict with "kubectl": .spec.template.spec.tolerations',
    );
  });

  it('changes nothing in a rehearsal, not even who owns what', () => {
    apply(makeDaemonSet());
    apply(withContainer({ image: 'agent:v2' }), 'other', { force: true, dryRun: true });
    expect(managers()).toEqual(['kubectl Apply']);
    expect(refusalOf(() => apply(withContainer({ image: 'agent:v2' }), 'other')).message).toContain('1 conflict');
  });

  it('validates what the merge gives', () => {
    apply(makeDaemonSet());
    expect(refusalOf(() => apply(withContainer({ imagePullPolicy: 'Sometimes' }))).reason).toBe('Invalid');
  });

  it('does not call it a conflict when kubectl takes over from its client-side apply', () => {
    const file = makeDaemonSet();
    const annotated = {
      ...file,
      metadata: { ...file.metadata, annotations: { [LAST_APPLIED]: JSON.stringify(file) } },
    };
    server.client.create('daemonsets', 'default', annotated, { fieldManager: 'kubectl-client-side-apply' });
    const other = refusalOf(() => apply(withContainer({ image: 'agent:v2' }), 'other'));
    expect(other.message).toContain('conflict with "kubectl-client-side-apply" using apps/v1');
    const after = apply(withContainer({ image: 'agent:v2' }));
    expect(after.spec.template.spec.containers[0]?.image).toBe('agent:v2');
    expect(JSON.parse(after.metadata.annotations?.[LAST_APPLIED] ?? '')).toEqual(withContainer({ image: 'agent:v2' }));
  });

  const misfits: readonly (readonly [string, object, string])[] = [
    ['an unknown field', { spec: { foo: 1 } }, '.spec.foo: field not declared in schema'],
    [
      'an element without its key',
      { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
      `.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`,
    ],
    [
      'an element given twice',
      { spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'a' }] } } } },
      '.spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
    [
      'a text for a number',
      { spec: { minReadySeconds: '5' } },
      '.spec.minReadySeconds: expected numeric (int or float), got string',
    ],
    [
      'a number for a text',
      { metadata: { labels: { a: 1 } } },
      '.metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}',
    ],
  ];
  for (const [what, fields, problem] of misfits) {
    it(`refuses ${what} in the converter's words`, () => {
      const refusal = refusalOf(() => apply({ apiVersion: 'apps/v1', kind: 'DaemonSet', ...fields }));
      expect(refusal.code).toBe(500);
      expect(refusal.message).toBe(
        `failed to create typed patch object (default/agent; apps/v1, Kind=DaemonSet): ${problem}`,
      );
    });
  }

  it('needs a field manager, and takes no managedFields', () => {
    expect(refusalOf(() => apply(makeDaemonSet(), '')).message).toContain('is required for apply patch');
    const managed = makeDaemonSet('agent', { managedFields: [] });
    expect(refusalOf(() => apply(managed)).message).toBe('metadata.managedFields must be nil');
  });

  it('hands over what a former manager owned by updates, and then drops what is not applied', () => {
    const labelled = makeDaemonSet('agent', { labels: { team: 'x' } });
    server.client.create('daemonsets', 'default', labelled, { fieldManager: 'kubectl-client-side-apply' });
    apply(makeDaemonSet());
    apply({}, 'kubectl', { formerManagers: ['kubectl-client-side-apply'] });
    expect(managers()).toEqual(['kubectl Apply']);
    expect(apply(makeDaemonSet()).metadata.labels).toBeUndefined();
  });
});

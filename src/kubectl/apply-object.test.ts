import { describe, it } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import type { ApiClient } from '../api/client';
import { ApiError } from '../api/errors';
import { type ManifestObject, parseManifest } from '../api/manifest';
import { LAST_APPLIED_ANNOTATION } from '../api/three-way-patch';
import { ApiServer } from '../apiserver/api-server';
import { EventLoop } from '../kernel/event-loop';
import { Ids } from '../kernel/ids';
import { Journal } from '../kernel/journal';
import { Random } from '../kernel/random';
import { applyObjects } from './apply-object';

function startServer(): ApiClient {
  const loop = new EventLoop();
  const journal = new Journal(loop.clock);
  return new ApiServer({ loop, journal, ids: new Ids(new Random('apply')) }).clientFor('kubectl');
}

/** Never empty: the server drops empty lists, and kubectl would find them missing every time. */
const subset = <T>(...items: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...items], { minLength: 1 });
const maybe = <T>(field: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.option(value).map((chosen) => (chosen === null ? {} : { [field]: chosen }) as Record<string, T>);

const container = (name: string): fc.Arbitrary<object> =>
  fc
    .tuple(
      fc.constantFrom('a:1', 'a:2'),
      maybe('env', subset({ name: 'A', value: '1' }, { name: 'B', value: '2' }, { name: 'C', value: '3' })),
      maybe('ports', subset({ containerPort: 80 }, { containerPort: 81, name: 'x' })),
      maybe('args', subset('--a', '--b')),
      maybe('resources', fc.constantFrom({}, { limits: { cpu: '1' } }, { requests: { cpu: '10m', memory: '1Mi' } })),
    )
    .map(([image, ...parts]) => Object.assign({ name, image }, ...parts));

const podSpec = fc
  .tuple(
    container('main'),
    fc.option(container('side')),
    fc.boolean(),
    maybe('nodeSelector', fc.constantFrom({ a: 'b' }, { a: 'c', d: 'e' })),
    maybe('tolerations', subset({ operator: 'Exists' }, { key: 'x', operator: 'Exists', effect: 'NoSchedule' })),
    maybe('volumes', fc.constantFrom([{ name: 'v', emptyDir: {} }], [{ name: 'v', hostPath: { path: '/a' } }])),
  )
  .map(([main, side, isFirst, ...parts]) => {
    const containers = side === null ? [main] : isFirst ? [main, side] : [side, main];
    return Object.assign({ containers }, ...parts);
  });

const manifest = fc
  .tuple(podSpec, maybe('team', fc.constantFrom('a', 'b')))
  .map(([spec, labels]): readonly ManifestObject[] =>
    parseManifest(
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'agent', ...(labels.team ? { labels } : {}) },
        spec: {
          selector: { matchLabels: { app: 'agent' } },
          template: { metadata: { labels: { app: 'agent', ...labels } }, spec },
        },
      }),
    ),
  );

describe('applying', () => {
  it('one file over another gives what the second alone gives, and a second time changes nothing', () => {
    fc.assert(
      fc.property(manifest, manifest, (first, second) => {
        const client = startServer();
        applyObjects(client, first);
        applyObjects(client, second);
        const overwritten = client.get('daemonsets', 'default', 'agent');
        expect(applyObjects(client, second).map(({ operation }) => operation)).toEqual(['unchanged']);
        const fresh = startServer();
        applyObjects(fresh, second);
        const alone = fresh.get('daemonsets', 'default', 'agent');
        expect(overwritten.spec).toEqual(alone.spec);
        expect(overwritten.metadata.labels ?? {}).toEqual(alone.metadata.labels ?? {});
      }),
      { numRuns: 150 },
    );
  });

  it('remembers the file with sorted keys, its namespace and a line end', () => {
    const client = startServer();
    applyObjects(client, parseManifest('kind: ConfigMap\napiVersion: v1\ndata: {b: "<x>"}\nmetadata: {name: c}'));
    expect(client.get('configmaps', 'default', 'c').metadata.annotations?.[LAST_APPLIED_ANNOTATION]).toBe(
      '{"apiVersion":"v1","data":{"b":"\\u003cx\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"default"}}\n',
    );
  });

  it('warns about an object that was not applied before, and deletes nothing from it', () => {
    const client = startServer();
    const text = 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {a: x}';
    client.create('configmaps', 'default', { metadata: { name: 'c' }, data: { b: 'y' } });
    const [applied] = applyObjects(client, parseManifest(text));
    expect(applied?.warnings[0]).toMatch(/^resource configmaps\/c is missing the .*annotation which is required/);
    expect(client.get('configmaps', 'default', 'c')).toMatchObject({ data: { a: 'x', b: 'y' } });
  });

  it('cannot look up a name that is no part of a path, nor read metadata of a wrong type', () => {
    const apply = (metadata: string) => () =>
      applyObjects(startServer(), parseManifest(`kind: ConfigMap\napiVersion: v1\nmetadata: ${metadata}`));
    expect(apply('{name: a/b%}')).toThrow(
      /from server for: "STDIN": invalid resource name "a\/b%": \[may not contain '\/' may not contain '%'\]$/,
    );
    expect(apply('{name: c, labels: {a: 1}}')).toThrow(
      'unable to decode "STDIN": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    );
  });

  it('tries again where somebody else wrote in between', () => {
    const client = startServer();
    const text = (value: string) => `kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {a: ${value}}`;
    applyObjects(client, parseManifest(text('one')));
    let conflicts = 2;
    const disturbed = Object.create(client, {
      patch: {
        value: (...args: Parameters<ApiClient['patch']>) => {
          if (conflicts-- > 0) throw new ApiError('Conflict', 'the object has been modified');
          return client.patch(...args);
        },
      },
      get: { value: client.get.bind(client) },
      warnings: { value: [] },
    }) as ApiClient;
    expect(applyObjects(disturbed, parseManifest(text('two'))).map(({ operation }) => operation)).toEqual([
      'configured',
    ]);
    conflicts = 9;
    expect(() => applyObjects(disturbed, parseManifest(text('three')))).toThrow('error when applying patch:');
  });
});

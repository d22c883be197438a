/**
 * What holds for every document, however spoilt: the API server answers with an object or with a Status, soon; and what it
 * takes reads back unchanged, whatever way it is sent back.
 */
import { isDeepStrictEqual } from 'node:util';
import { isApiError } from '../../src/api/errors';
import { ManifestError, parseManifest } from '../../src/api/manifest';
import type { KubernetesObject } from '../../src/api/meta';
import { type ResourceDefinition, resourceOfKind } from '../../src/api/resources';
import { decodeObject } from '../../src/apiserver/schema/decode';
import { startServer } from '../../src/apiserver/testing';
import { encodeYaml } from '../../src/kubectl/print/yaml';
import type { Json } from './mutations';

/** Longer than any document may take, on a slow and busy machine. */
const SOON_MS = 3000;

export type Outcome = 'accepted' | 'refused';

/** Throws where a claim does not hold. */
export function check(document: Json): Outcome {
  const before = performance.now();
  const outcome = submit(document);
  const took = performance.now() - before;
  if (took > SOON_MS) throw new Error(`it took ${Math.round(took)} ms`);
  return outcome;
}

function submit(document: Json): Outcome {
  const { apiVersion, kind } = (document ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const definition = resourceOfKind(textOf(apiVersion), textOf(kind)) ?? resourceOfKind('apps/v1', 'DaemonSet');
  const { client } = startServer();
  const { resource, namespaced } = definition as ResourceDefinition;
  const metadata = (document as { readonly metadata?: { readonly namespace?: unknown } } | null)?.metadata;
  const wanted = typeof metadata?.namespace === 'string' ? metadata.namespace : 'default';
  const namespace = namespaced ? wanted || 'default' : '';
  if (namespaced) answer(() => client.create('namespaces', '', { metadata: { name: namespace } }));
  const created = answer(() => client.create(resource, namespace, document, { fieldValidation: 'Warn' }));
  if (!created) {
    applyToNothing(definition as ResourceDefinition, namespace, document);
    return 'refused';
  }
  const { name } = created.metadata;
  expectSame('what get returns', client.get(resource, namespace, name), created);
  expectSame('an update with what was read', client.update(resource, namespace, created), created);
  expectSame('an empty patch', client.patch(resource, namespace, name, {}, { type: 'merge' }), created);
  const text = JSON.stringify(created);
  const decoded = decodeObject(definition as ResourceDefinition, JSON.parse(text), 'Strict').object;
  expectSame('decoding what was encoded', JSON.parse(JSON.stringify(decoded)), JSON.parse(text));
  expectSame('reading the YAML of it', readYaml(encodeYaml(created)), JSON.parse(text));
  answer(() =>
    client.patch(resource, namespace, name, withoutServerFields(created), {
      type: 'apply',
      fieldManager: 'fuzz',
      force: true,
    }),
  );
  // A strategic patch may change what was read: of elements with one merge key it keeps one.
  answer(() => client.patch(resource, namespace, name, created, { type: 'strategic', dryRun: true }));
  const after = client.get(resource, namespace, name);
  expectSame('the generation after an apply of the same', after.metadata.generation, created.metadata.generation);
  return 'accepted';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Server-side apply reads a document by other rules, and must be as polite. */
function applyToNothing({ resource }: ResourceDefinition, namespace: string, document: Json): void {
  const { client } = startServer();
  answer(() => client.patch(resource, namespace, 'fuzz', document, { type: 'apply', fieldManager: 'fuzz' }));
}

function withoutServerFields(object: KubernetesObject): unknown {
  const { name, namespace, labels, annotations } = object.metadata;
  const { status: _, ...rest } = object as KubernetesObject & { readonly status?: unknown };
  return JSON.parse(JSON.stringify({ ...rest, metadata: { name, namespace, labels, annotations } }));
}

function readYaml(text: string): unknown {
  try {
    return parseManifest(text)[0]?.object;
  } catch (error) {
    if (error instanceof ManifestError) throw new Error(`its own YAML is refused: ${error.message}`);
    throw error;
  }
}

/** The answer, or undefined for a refusal. Anything else that is thrown is a finding. */
function answer<T>(request: () => T): T | undefined {
  try {
    return request();
  } catch (error) {
    if (!isApiError(error)) throw error;
    JSON.stringify(error.toStatus());
    return undefined;
  }
}

function expectSame(what: string, given: unknown, expected: unknown): void {
  if (given === expected || isDeepStrictEqual(plain(given), plain(expected))) return;
  throw new Error(`${what} differs:\n  ${JSON.stringify(given)}\n  ${JSON.stringify(expected)}`);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

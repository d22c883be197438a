/**
 * Client-side apply of one object: create it with the last-applied annotation, or patch what differs.
 * Upstream: kubectl pkg/cmd/apply/apply.go, applyOneObject, and patcher.go, v1.36. KUBECTL-APPLY-01 to -08.
 */
import { TEMPLATE_GENERATION_ANNOTATION } from '../api/apps';
import type { ApiClient, PropagationPolicy, WriteOptions } from '../api/client';
import { isApiError } from '../api/errors';
import type { ManifestFields, ManifestObject } from '../api/manifest';
import type { KubernetesObject } from '../api/meta';
import { createThreeWayPatch, LAST_APPLIED_ANNOTATION } from '../api/three-way-patch';
import { CommandError, throwCollected, withPrefix, withSource } from './command-error';
import { type FileObject, mapObjects } from './manifest-files';
import { encodeJson, quote } from './print/go-text';
import { printGroupVersionKind, printGroupVersionResource, printName } from './resource-types';

export interface ApplyOptions {
  readonly fieldManager?: string;
  readonly dryRun?: 'none' | 'client' | 'server';
  readonly fieldValidation?: NonNullable<WriteOptions['fieldValidation']>;
  /** Deletes and recreates an object that cannot be patched. KUBECTL-APPLY-08. */
  readonly force?: { readonly propagationPolicy: PropagationPolicy; readonly waitUntilGone: WaitUntilGone };
}

export type WaitUntilGone = (isGone: () => boolean) => void;

export interface Applied {
  readonly definition: FileObject['definition'];
  readonly operation: 'created' | 'configured' | 'unchanged';
  readonly object: KubernetesObject;
  /** What goes to stderr after `Warning: `. */
  readonly warnings: readonly string[];
}

/** How many times a conflicting patch is tried again. */
const MAX_PATCH_RETRIES = 5;

/** Objects of manifests with the annotation added: the same frozen object always gives the same answer. */
const annotated = new WeakMap<ManifestFields, ManifestFields>();

/**
 * Applies objects as `kubectl apply` does, all of them even if some fail. For steps that need no command line.
 * Throws what kubectl would print: an `ApiError`, a `CommandError`, or `CommandErrors` for several.
 */
export function applyObjects(
  client: ApiClient,
  objects: readonly ManifestObject[],
  options: ApplyOptions & { readonly namespace?: string } = {},
): readonly Applied[] {
  const rule = { fallback: options.namespace ?? 'default', isRequired: false };
  const mapped = mapObjects(() => objects, rule);
  const errors: unknown[] = [...mapped.errors];
  const applied: Applied[] = [];
  for (const object of mapped.objects) {
    try {
      applied.push(applyObject(client, object, options));
    } catch (error) {
      errors.push(error);
    }
  }
  throwCollected(errors);
  return applied;
}

/** `daemonset.apps/agent created`. */
export function describeApplied(applied: Applied): string {
  return `${printName(applied.definition, applied.object.metadata.name)} ${applied.operation}`;
}

/** Applies one object. Throws what kubectl would print: a `CommandError`, or an `ApiError` with its words around it. */
export function applyObject(client: ApiClient, target: FileObject, options: ApplyOptions = {}): Applied {
  const { definition, namespace, source } = target;
  checkName(target);
  const modified = withLastApplied(target.fields);
  const warnings: string[] = [];
  const writeOptions = writeOptionsOf(options);
  const live = readLive(client, target);
  if (live === undefined) {
    if (options.dryRun === 'client') {
      return { definition, operation: 'created', object: modified as unknown as KubernetesObject, warnings };
    }
    try {
      const object = client.create(definition.resource, namespace, modified, writeOptions);
      return { definition, operation: 'created', object, warnings: client.warnings };
    } catch (error) {
      throw withSource('creating', source, error);
    }
  }
  if (live.metadata.annotations?.[LAST_APPLIED_ANNOTATION] === undefined) {
    warnings.push(warnAboutMissingAnnotation(target));
  }
  return patchLive(client, target, modified, live, options, warnings);
}

/** KUBECTL-APPLY-01; an empty name cannot even be looked up. */
export function checkName(target: FileObject): void {
  if (target.name !== '') {
    const problem = pathSegmentProblem(target.name);
    if (problem) throw cannotLookUp(target, `invalid resource name ${quote(target.name)}: [${problem}]`);
    return;
  }
  const generateName = (target.fields.metadata as ManifestFields | undefined)?.generateName;
  if (typeof generateName === 'string' && generateName !== '') {
    throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  }
  throw cannotLookUp(target, 'resource name may not be empty');
}

function cannotLookUp(target: FileObject, why: string): CommandError {
  return new CommandError(
    `error when retrieving current configuration of:\n${describeTarget(target)}\nfrom server for: ${quote(target.source)}: ${why}`,
  );
}

/** Names that cannot be part of a request's path. Upstream: client-go rest/request.go, Request.Name. */
function pathSegmentProblem(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  const characters = ['/', '%'].filter((character) => name.includes(character));
  return characters.length === 0
    ? undefined
    : characters.map((character) => `may not contain '${character}'`).join(' ');
}

/** Upstream: cli-runtime pkg/resource/visitor.go, Info.String. */
function describeTarget({ definition, name, namespace }: FileObject): string {
  return (
    `Resource: "${printGroupVersionResource(definition)}", GroupVersionKind: "${printGroupVersionKind(definition)}"\n` +
    `Name: ${quote(name)}, Namespace: ${quote(namespace)}`
  );
}

function readLive(client: ApiClient, target: FileObject): KubernetesObject | undefined {
  try {
    return client.get(target.definition.resource, target.namespace, target.name);
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw withPrefix(
      `error when retrieving current configuration of:\n${describeTarget(target)}\nfrom server for: ${quote(target.source)}: `,
      error,
    );
  }
}

function patchLive(
  client: ApiClient,
  target: FileObject,
  modified: ManifestFields,
  firstLive: KubernetesObject,
  options: ApplyOptions,
  warnings: string[],
): Applied {
  const { definition, namespace, name, source } = target;
  let live = firstLive;
  for (let attempt = 0; ; attempt++) {
    const patch = createThreeWayPatch(readLastApplied(live), modified, live);
    let object = live;
    if (!isEmpty(patch) && options.dryRun === 'client') object = predictPatched(client, target, patch, live);
    else if (!isEmpty(patch)) {
      try {
        object = client.patch(definition.resource, namespace, name, patch, {
          ...writeOptionsOf(options),
          type: 'strategic',
        });
        warnings.push(...client.warnings);
      } catch (error) {
        if (isApiError(error, 'Conflict') && attempt < MAX_PATCH_RETRIES) {
          live = client.get(definition.resource, namespace, name);
          continue;
        }
        if (options.force && (isApiError(error, 'Conflict') || isApiError(error, 'Invalid'))) {
          object = recreate(client, target, modified, options, options.force);
          return { definition, operation: 'configured', object, warnings };
        }
        const prefix = `error when applying patch:\n${encodeJson(patch)}\nto:\n${describeTarget(target)}\nfor: ${quote(source)}: `;
        throw withPrefix(prefix, withSource('patching', source, error));
      }
    }
    if (object.metadata.deletionTimestamp) {
      warnings.push(`Detected changes to resource ${name} which is currently being deleted.`);
    }
    return { definition, operation: isEmpty(patch) ? 'unchanged' : 'configured', object, warnings };
  }
}

/**
 * What the patch makes of the object, which kubectl works out for itself since 1.36: nothing is validated or counted. Unlike
 * kubectl's own answer this one has the server's defaults. Upstream: patcher.go, PatchLocal.
 */
function predictPatched(
  client: ApiClient,
  { definition, namespace, name }: FileObject,
  patch: ManifestFields,
  live: KubernetesObject,
): KubernetesObject {
  try {
    const object = client.patch(definition.resource, namespace, name, patch, {
      fieldValidation: 'Ignore',
      dryRun: true,
      type: 'strategic',
    });
    const { [TEMPLATE_GENERATION_ANNOTATION]: _, ...annotations } = object.metadata.annotations ?? {};
    const counted = live.metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];
    const metadata = {
      ...object.metadata,
      ...(live.metadata.generation === undefined ? {} : { generation: live.metadata.generation }),
      annotations: counted === undefined ? annotations : { ...annotations, [TEMPLATE_GENERATION_ANNOTATION]: counted },
    };
    return { ...object, metadata };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return live;
  }
}

function recreate(
  client: ApiClient,
  target: FileObject,
  modified: ManifestFields,
  options: ApplyOptions,
  force: NonNullable<ApplyOptions['force']>,
): KubernetesObject {
  const { definition, namespace, name } = target;
  client.delete(definition.resource, namespace, name, { propagationPolicy: force.propagationPolicy });
  force.waitUntilGone(() => readLive(client, target) === undefined);
  return client.create(definition.resource, namespace, modified, writeOptionsOf(options));
}

function writeOptionsOf(options: ApplyOptions): WriteOptions {
  return {
    fieldManager: options.fieldManager ?? 'kubectl-client-side-apply',
    fieldValidation: options.fieldValidation ?? 'Strict',
    ...(options.dryRun === 'server' ? { dryRun: true } : {}),
  };
}

/** KUBECTL-APPLY-05. */
function warnAboutMissingAnnotation({ definition, name }: FileObject): string {
  return (
    `resource ${definition.resource}/${name} is missing the ${LAST_APPLIED_ANNOTATION} annotation which is required by kubectl apply. ` +
    'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
    'The missing annotation will be patched automatically.'
  );
}

/** The object with the annotation that remembers it. KUBECTL-APPLY-02. */
export function withLastApplied(fields: ManifestFields): ManifestFields {
  const known = annotated.get(fields);
  if (known) return known;
  const remembered = asRemembered(fields);
  const { metadata } = remembered;
  const { annotations } = metadata;
  const text = `${encodeJson(remembered)}\n`;
  const answer = {
    ...fields,
    metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED_ANNOTATION]: text } },
  };
  // Only what can never change may be remembered: objects of a manifest are frozen to the bottom.
  if (Object.isFrozen(fields)) annotated.set(fields, answer);
  return answer;
}

type Remembered = ManifestFields & {
  readonly metadata: ManifestFields & { readonly annotations: Readonly<Record<string, unknown>> };
};

/** The object as the annotation keeps it: without the annotation itself, but with a map of annotations. */
export function asRemembered(fields: ManifestFields): Remembered {
  const metadata = (fields.metadata ?? {}) as ManifestFields;
  const { [LAST_APPLIED_ANNOTATION]: _, ...annotations } = (metadata.annotations ?? {}) as Record<string, unknown>;
  return { ...fields, metadata: { ...metadata, annotations } };
}

const parsedAnnotations = new Map<string, ManifestFields>();
const MAX_PARSED_ANNOTATIONS = 500;

/** The previous file, from the live object's annotation; undefined without one. */
export function readLastApplied(live: KubernetesObject): ManifestFields | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED_ANNOTATION];
  if (text === undefined || text === '') return undefined;
  const known = parsedAnnotations.get(text);
  if (known) return known;
  try {
    const fields = JSON.parse(text) as ManifestFields;
    if (parsedAnnotations.size >= MAX_PARSED_ANNOTATIONS) parsedAnnotations.clear();
    parsedAnnotations.set(text, fields);
    return fields;
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

function isEmpty(patch: ManifestFields): boolean {
  for (const _ in patch) return false;
  return true;
}

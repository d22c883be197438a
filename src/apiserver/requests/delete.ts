/**
 * Upstream: apiserver pkg/registry/rest/delete.go (BeforeDelete), pkg/registry/generic/registry/store.go (Delete) and
 * core/namespace/storage, v1.36. Clauses API-DEL, API-NS-02, API-NS-03, API-PC-03.
 */
import type { DeleteOptions } from '../../api/client';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { formatTime, parseTime } from '../../kernel/clock';
import type { Backend } from '../backend';
import { asObject, type DraftMeta, draftFrom, type ObjectDraft } from '../draft';
import { conflict, forbidden } from '../refusals';
import { strategyOf } from '../strategies/registry';
import { invalid, invalidValue, notSupported } from '../validation/field-error';
import { findTarget, type Request } from './request';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const IMMORTAL_NAMESPACES: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

export function deleteObject(request: Request<DeleteOptions>): KubernetesObject {
  const { backend, caller, definition, options } = request;
  checkOptions(options);
  const before = findTarget(request);
  refuseImmortal(definition, request.name);
  checkPreconditions(definition, before, options);
  if (definition.resource === 'namespaces') return terminateNamespace(request, before);

  const draft = draftFrom(definition, before);
  const graceful = markGracefully(backend, definition, draft, before, options);
  // A deletion that is under way and is not shortened stays as it is, finalizers included. API-DEL-06
  if (graceful === 'pending') return before;
  const finalizersChange = setDependentsFinalizer(draft.metadata, options);
  const isKept = (draft.metadata.finalizers?.length ?? 0) > 0;
  if (graceful === undefined && isKept) markAsDeleting(backend, draft.metadata);
  if (isKept || (graceful ?? 0) > 0) {
    if (!finalizersChange && graceful === undefined && before.metadata.deletionTimestamp) return before;
    return backend.commit(caller, 'delete', definition.resource, before, draft);
  }
  const last = graceful === undefined ? before : asObject(draft);
  return backend.remove(caller, 'delete', definition.resource, before, last);
}

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** API-DEL-01 */
function checkOptions({ propagationPolicy, orphanDependents }: DeleteOptions): void {
  if (propagationPolicy === undefined) return;
  const errors = [
    ...(POLICIES.includes(propagationPolicy)
      ? []
      : [notSupported('propagationPolicy', propagationPolicy, [...POLICIES, 'nil'])]),
    ...(orphanDependents === undefined
      ? []
      : [
          invalidValue(
            'propagationPolicy',
            propagationPolicy,
            'orphanDependents and deletionPropagation cannot be both set',
          ),
        ]),
  ];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}

function refuseImmortal(definition: ResourceDefinition, name: string): void {
  if (definition.resource === 'namespaces' && IMMORTAL_NAMESPACES.has(name)) {
    throw forbidden(definition, name, 'this namespace may not be deleted');
  }
  if (definition.resource === 'priorityclasses' && name.startsWith('system-')) {
    throw forbidden(definition, name, 'this is a system priority class and cannot be deleted');
  }
}

/** API-ERR-11 */
function checkPreconditions(definition: ResourceDefinition, before: KubernetesObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const about = definition.group ? `${definition.kind}.${definition.group}` : definition.kind;
  if (uid !== undefined && uid !== before.metadata.uid) {
    throw conflict(
      definition,
      before.metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${before.metadata.uid}). The object might have been deleted and then recreated`,
      about,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion) {
    throw conflict(
      definition,
      before.metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${before.metadata.resourceVersion}). The object might have been modified`,
      about,
    );
  }
}

/**
 * Marks an object whose kind is deleted gracefully. Returns the grace period now in force, `pending` if a deletion
 * under way goes on unchanged, and undefined for kinds without grace.
 */
function markGracefully(
  backend: Backend,
  definition: ResourceDefinition,
  draft: ObjectDraft,
  before: KubernetesObject,
  options: DeleteOptions,
): number | 'pending' | undefined {
  const strategy = strategyOf(definition.resource);
  if (!strategy.decideGracePeriodSeconds) return undefined;
  const { metadata } = draft;
  const requested = withoutNegative(options.gracePeriodSeconds); // API-DEL-08
  if (metadata.deletionTimestamp !== undefined) {
    const current = metadata.deletionGracePeriodSeconds ?? 0;
    if (requested === undefined || requested >= current) return 'pending';
    return shorten(backend, metadata, current, requested);
  }
  const grace = strategy.decideGracePeriodSeconds(before, requested); // API-DEL-05
  metadata.deletionTimestamp = formatTime(backend.clock.nowMs + grace * 1000);
  metadata.deletionGracePeriodSeconds = grace;
  if (metadata.generation) metadata.generation += 1;
  return grace;
}

function withoutNegative(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds < 0 ? 1 : seconds;
}

/** API-DEL-06 */
function shorten(backend: Backend, metadata: DraftMeta, current: number, requested: number): number {
  let grace = requested;
  let atMs = parseTime(metadata.deletionTimestamp as string) + (grace - current) * 1000;
  if (atMs < backend.clock.nowMs) {
    atMs = backend.clock.nowMs;
    if (grace !== 0) grace = 1;
  }
  metadata.deletionTimestamp = formatTime(atMs);
  metadata.deletionGracePeriodSeconds = grace;
  return grace;
}

/** The finalizer that asks the garbage collector for a propagation policy. True if the finalizers change. API-DEL-02 */
function setDependentsFinalizer(metadata: DraftMeta, options: DeleteOptions): boolean {
  const { orphanDependents } = options;
  const older = orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background';
  const propagationPolicy = options.propagationPolicy ?? older;
  const before = metadata.finalizers ?? [];
  const others = before.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  let wanted: string | undefined;
  if (propagationPolicy === 'Orphan') wanted = ORPHAN;
  else if (propagationPolicy === 'Foreground') wanted = FOREGROUND;
  else if (propagationPolicy === undefined) wanted = [ORPHAN, FOREGROUND].find((name) => before.includes(name));
  const isAsBefore = others.length + (wanted ? 1 : 0) === before.length && (!wanted || before.includes(wanted));
  if (isAsBefore) return false;
  if (wanted) others.push(wanted);
  if (others.length > 0) metadata.finalizers = others;
  else delete metadata.finalizers;
  return true;
}

/** Marks an object that only its finalizers keep. API-DEL-03, API-DEL-04 */
function markAsDeleting(backend: Backend, metadata: DraftMeta): void {
  if (metadata.deletionTimestamp === undefined && metadata.generation) metadata.generation += 1;
  if (metadata.deletionTimestamp === undefined || parseTime(metadata.deletionTimestamp) > backend.clock.nowMs) {
    metadata.deletionTimestamp = backend.clock.now();
  }
  metadata.deletionGracePeriodSeconds = 0;
}

/** API-NS-02 */
function terminateNamespace(request: Request<unknown>, before: KubernetesObject): KubernetesObject {
  const { backend, caller, definition } = request;
  if (before.metadata.deletionTimestamp !== undefined) return before;
  const draft = draftFrom(definition, before);
  const finalizers = (draft.spec as { finalizers?: readonly string[] } | undefined)?.finalizers ?? [];
  if (finalizers.length === 0 && (draft.metadata.finalizers ?? []).length === 0) {
    return backend.remove(caller, 'delete', 'namespaces', before);
  }
  draft.metadata.deletionTimestamp = backend.clock.now();
  draft.status = { ...draft.status, phase: 'Terminating' };
  return backend.commit(caller, 'delete', 'namespaces', before, draft);
}

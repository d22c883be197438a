/**
 * Upstream: apiserver pkg/admission/plugin/resourcequota/controller.go and pkg/quota/v1/evaluator/core, v1.36. API-ADM-07
 * What is used is counted when somebody asks for more. Not modelled: quota scopes, and the status of a quota.
 */
import type { Pod, ResourceList } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from '../../api/quantity';
import { groupResourceOf, type ResourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { asObject, fieldsOf, type ObjectDraft } from '../draft';
import { admissionNameOf, forbidden } from '../refusals';

/** Kinds that a quota can count by their plain name, beside `count/…`. */
const COUNTED_BY_NAME = new Set(['pods', 'services', 'secrets', 'configmaps', 'resourcequotas']);
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];

/** Refuses a new object that would exceed a quota of its namespace. */
export function enforceQuotas(backend: Backend, definition: ResourceDefinition, draft: ObjectDraft): void {
  for (const quota of backend.store.objects('resourcequotas')) {
    if (quota.metadata.namespace !== draft.metadata.namespace) continue;
    const { hard = {}, scopes, scopeSelector } = (fieldsOf(quota).spec ?? {}) as QuotaSpec;
    if (scopes?.length || scopeSelector) continue;
    const refusal = judge(backend, definition, asObject(draft), quota.metadata.name, hard);
    if (refusal) throw forbidden(definition, admissionNameOf(draft.metadata), refusal);
  }
}

interface QuotaSpec {
  readonly hard?: ResourceList;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: unknown;
}

function judge(
  backend: Backend,
  definition: ResourceDefinition,
  object: KubernetesObject,
  quota: string,
  hard: ResourceList,
): string | undefined {
  const requested = usageOf(definition, object);
  const limited = Object.keys(hard)
    .filter((name) => requested[name] !== undefined || asksForCompute(definition, name))
    .sort();
  if (limited.length === 0) return undefined;
  if (definition.resource === 'pods') {
    const missing = missingResources(object as Pod, limited);
    if (missing) return `failed quota: ${quota}: must specify ${missing}`;
  }
  const used = add(
    [...backend.store.objects(definition.resource)]
      .filter(({ metadata }) => metadata.namespace === object.metadata.namespace)
      .filter((other) => definition.resource !== 'pods' || !isFinished(other as Pod))
      .map((other) => usageOf(definition, other)),
  );
  const exceeded = limited.filter((name) => {
    const total = sum(used[name] ?? '0', requested[name] ?? '0');
    return compareQuantities(parseQuantity(total), parseQuantity(hard[name] as string)) > 0;
  });
  if (exceeded.length === 0) return undefined;
  const print = (amounts: ResourceList) => exceeded.map((name) => `${name}=${amounts[name] ?? '0'}`).join(',');
  return `exceeded quota: ${quota}, requested: ${print(requested)}, used: ${print(used)}, limited: ${print(hard)}`;
}

function isFinished({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

/** `cpu` and `requests.cpu` are the same; limits have a name of their own. */
function usageOf(definition: ResourceDefinition, object: KubernetesObject): ResourceList {
  const usage: Record<string, string> = { [`count/${groupResourceOf(definition)}`]: '1' };
  if (COUNTED_BY_NAME.has(definition.resource)) usage[definition.resource] = '1';
  if (definition.resource !== 'pods') return usage;
  const { spec } = object as Pod;
  for (const { resources } of spec.containers) {
    for (const name of COMPUTE) {
      const request = resources?.requests?.[name];
      const limit = resources?.limits?.[name];
      if (request !== undefined) {
        usage[name] = usage[`requests.${name}`] = sum(usage[name] ?? '0', request);
      }
      if (limit !== undefined) usage[`limits.${name}`] = sum(usage[`limits.${name}`] ?? '0', limit);
    }
  }
  return usage;
}

function asksForCompute({ resource }: ResourceDefinition, name: string): boolean {
  return resource === 'pods' && COMPUTE.includes(name.replace(/^(requests|limits)\./, ''));
}

/** What a quota limits every container must say: `limits.cpu for: main; requests.cpu for: main,sidecar`. */
function missingResources({ spec }: Pod, limited: readonly string[]): string | undefined {
  const missing = limited.flatMap((name) => {
    const field = name.startsWith('limits.') ? 'limits' : 'requests';
    const resource = name.replace(/^(requests|limits)\./, '');
    if (!COMPUTE.includes(resource)) return [];
    const silent = spec.containers.filter(({ resources }) => resources?.[field]?.[resource] === undefined);
    return silent.length > 0 ? [`${name} for: ${silent.map((container) => container.name).join(',')}`] : [];
  });
  return missing.length > 0 ? missing.join('; ') : undefined;
}

function sum(a: string, b: string): string {
  return formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)));
}

function add(usages: readonly ResourceList[]): ResourceList {
  const total: Record<string, string> = {};
  for (const usage of usages) {
    for (const [name, amount] of Object.entries(usage)) total[name] = sum(total[name] ?? '0', amount);
  }
  return total;
}

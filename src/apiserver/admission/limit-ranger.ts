/**
 * Upstream: plugin/pkg/admission/limitranger/admission.go, v1.36. Default requests and limits for the containers of new
 * pods, and bounds for what they ask for. API-ADM-07
 */
import type { Container, Pod, ResourceList } from '../../api/core';
import { aggregateMessage } from '../../api/errors';
import type { LimitRangeItem } from '../../api/limit-range';
import { addQuantities, compareQuantities, formatQuantity, milliValue, parseQuantity } from '../../api/quantity';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { type DraftMeta, fieldsOf, type ObjectDraft } from '../draft';
import { admissionNameOf, forbidden } from '../refusals';

const PODS = resourceDefinition('pods');
const ANNOTATION = 'kubernetes.io/limit-ranger';

/** The entries that hold in a namespace, by LimitRange. Without any, which is the rule, the answer costs nothing. */
function limitsOf(backend: Backend, namespace: string | undefined): readonly (readonly LimitRangeItem[])[] {
  const found: (readonly LimitRangeItem[])[] = [];
  for (const range of backend.store.objects('limitranges')) {
    if (range.metadata.namespace !== namespace) continue;
    found.push((fieldsOf(range).spec?.limits ?? []) as readonly LimitRangeItem[]);
  }
  return found;
}

/** Gives containers that leave them out the requests and limits of the namespace. `spec` is the caller's own copy. */
export function addDefaultResources(backend: Backend, metadata: DraftMeta, spec: Record<string, unknown>): void {
  for (const items of limitsOf(backend, metadata.namespace)) {
    const defaults = items.filter(({ type }) => type === 'Container');
    const limits = Object.assign({}, ...defaults.map((item) => item.default)) as ResourceList;
    const requests = Object.assign({}, ...defaults.map((item) => item.defaultRequest)) as ResourceList;
    const notes: string[] = [];
    for (const [list, prefix] of [
      ['containers', 'container'],
      ['initContainers', 'init container'],
    ] as const) {
      const containers = spec[list] as readonly Container[] | undefined;
      if (containers) spec[list] = containers.map((each) => complete(each, requests, limits, prefix, notes));
    }
    if (notes.length === 0) continue;
    metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  }
}

function complete(
  container: Container,
  requests: ResourceList,
  limits: ResourceList,
  prefix: string,
  notes: string[],
): Container {
  const own = container.resources ?? {};
  const addedRequests = missingFrom(own.requests, requests);
  const addedLimits = missingFrom(own.limits, limits);
  if (addedRequests.length > 0) notes.push(`${addedRequests.join(', ')} request for ${prefix} ${container.name}`);
  if (addedLimits.length > 0) notes.push(`${addedLimits.join(', ')} limit for ${prefix} ${container.name}`);
  if (addedRequests.length === 0 && addedLimits.length === 0) return container;
  const resources = {
    ...own,
    ...(addedLimits.length > 0 ? { limits: { ...limits, ...own.limits } } : {}),
    ...(addedRequests.length > 0 ? { requests: { ...requests, ...own.requests } } : {}),
  };
  return { ...container, resources };
}

function missingFrom(own: ResourceList | undefined, defaults: ResourceList): readonly string[] {
  return Object.keys(defaults)
    .filter((name) => own?.[name] === undefined)
    .sort();
}

/** Refuses a new pod that asks for more or less than its namespace allows. */
export function enforceLimitRanges(backend: Backend, draft: ObjectDraft): void {
  const ranges = limitsOf(backend, draft.metadata.namespace);
  if (ranges.length === 0) return;
  const spec = draft.spec as unknown as Pod['spec'];
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const items of ranges) {
    const problems = items.flatMap((item) => {
      if (item.type === 'Container') return containers.flatMap(({ resources }) => judge(item, resources ?? {}));
      return item.type === 'Pod' ? judge(item, sumUp(spec)) : [];
    });
    if (problems.length === 0) continue;
    throw forbidden(PODS, admissionNameOf(draft.metadata), aggregateMessage(problems));
  }
}

interface Resources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

/** What the pod as a whole asks for: its containers together, or the largest of those that run before them. */
function sumUp(spec: Pod['spec']): Resources {
  const total = (field: 'requests' | 'limits') => {
    const sums: Record<string, string> = {};
    for (const { resources } of spec.containers) {
      for (const [name, amount] of Object.entries(resources?.[field] ?? {})) {
        sums[name] = formatQuantity(addQuantities(parseQuantity(sums[name] ?? '0'), parseQuantity(amount)));
      }
    }
    for (const { resources } of spec.initContainers ?? []) {
      for (const [name, amount] of Object.entries(resources?.[field] ?? {})) {
        if (isMore(amount, sums[name] ?? '0')) sums[name] = amount;
      }
    }
    return sums;
  };
  return { requests: total('requests'), limits: total('limits') };
}

function isMore(a: string, b: string): boolean {
  return compareQuantities(parseQuantity(a), parseQuantity(b)) > 0;
}

function judge(item: LimitRangeItem, { requests = {}, limits = {} }: Resources): string[] {
  const sorted = (bounds: ResourceList | undefined) =>
    Object.entries(bounds ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...sorted(item.min).map(([name, least]) => {
      const rule = `minimum ${name} usage per ${item.type} is ${least}`;
      const request = requests[name];
      const limit = limits[name];
      if (request === undefined) return `${rule}.  No request is specified`;
      if (isMore(least, request)) return `${rule}, but request is ${request}`;
      return limit !== undefined && isMore(least, limit) ? `${rule}, but limit is ${limit}` : undefined;
    }),
    ...sorted(item.max).map(([name, most]) => {
      const rule = `maximum ${name} usage per ${item.type} is ${most}`;
      const request = requests[name];
      const limit = limits[name];
      if (limit === undefined) return `${rule}.  No limit is specified`;
      if (isMore(limit, most)) return `${rule}, but limit is ${limit}`;
      return request !== undefined && isMore(request, most) ? `${rule}, but request is ${request}` : undefined;
    }),
    ...sorted(item.maxLimitRequestRatio).map(([name, ratio]) => judgeRatio(item, name, ratio, requests, limits)),
  ].filter((problem) => problem !== undefined);
}

function judgeRatio(
  item: LimitRangeItem,
  name: string,
  ratio: string,
  requests: ResourceList,
  limits: ResourceList,
): string | undefined {
  const rule = `${name} max limit to request ratio per ${item.type} is ${ratio}`;
  const request = milliValue(requests[name] ?? '0');
  const limit = milliValue(limits[name] ?? '0');
  if (request === 0) return `${rule}, but no request is specified or request is 0`;
  if (limit === 0) return `${rule}, but no limit is specified or limit is 0`;
  const given = limit / request;
  return given * 1000 > milliValue(ratio) ? `${rule}, but provided ratio is ${given.toFixed(6)}` : undefined;
}

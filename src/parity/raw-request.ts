/** `patch` and `request` steps: a method and a path of the Kubernetes HTTP API as a call of the ApiClient. */
import type { ApiClient, DeleteOptions, ListOptions, PatchOptions, PatchType, WriteOptions } from '../api/client';
import { ApiError, isApiError } from '../api/errors';
import { apiVersionOf, RESOURCES, type ResourceName } from '../api/resources';
import type { Got, Step } from './trace';

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/json-patch+json': 'json',
  'application/apply-patch+yaml': 'apply',
};

const COLLECTION = '(?:/namespaces/(?<namespace>[^/]+))?/(?<resource>[a-z]+)';
const PATH = new RegExp(
  `^/(?:api|apis/(?<group>[^/]+))/(?<version>[^/]+)${COLLECTION}(?:/(?<name>[^/]+))?(?:/(?<sub>[a-z]+))?$`,
);
const NAMESPACE_PATH = /^\/api\/v1\/namespaces(?:\/(?<name>[^/]+))?(?:\/(?<sub>status|finalize))?$/;

/** What can stand behind a name in a path; none of our kinds is scaled by one. */
const SUBRESOURCES = ['status', 'eviction', 'binding'];

/** What the query of a path asks for. */
type Query = Readonly<Record<string, string>>;

interface Target {
  readonly query: Query;
  readonly resource: ResourceName;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

/** Sends the request; the answer's code, and message and reason of a refusal. */
export function sendRawRequest(client: ApiClient, step: Step): Got {
  const method = (step.method ?? (step.do === 'patch' ? 'PATCH' : 'GET')).toUpperCase();
  try {
    return { code: send(client, method, parsePath(step.path ?? ''), step) };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { code: error.code, message: error.message, reason: error.reason };
  }
}

function parsePath(path: string): Target {
  const [plain = '', text = ''] = path.split('?');
  const query = Object.fromEntries(new URLSearchParams(text));
  const ofNamespace = NAMESPACE_PATH.exec(plain)?.groups;
  if (ofNamespace) {
    const { name = '', sub = '' } = ofNamespace;
    return { query, resource: 'namespaces', namespace: '', name, subresource: sub };
  }
  const parts = PATH.exec(plain)?.groups;
  const apiVersion = parts && apiVersionOf({ group: parts.group ?? '', version: parts.version ?? '' });
  const definition = RESOURCES.find((each) => each.resource === parts?.resource && apiVersionOf(each) === apiVersion);
  if (!parts || !definition) throw new ApiError('NotFound', 'the server could not find the requested resource');
  const { namespace = '', name = '', sub = '' } = parts;
  if (sub !== '' && !SUBRESOURCES.includes(sub)) {
    throw new ApiError('NotFound', 'the server could not find the requested resource');
  }
  return { query, resource: definition.resource, namespace, name, subresource: sub };
}

/** Gives the HTTP code of success. */
function send(client: ApiClient, method: string, target: Target, step: Step): number {
  const { query, resource, namespace, name, subresource } = target;
  switch (method) {
    case 'GET':
      if (name === '') client.list(resource, listOptions(target));
      else client.get(resource, namespace, name);
      return 200;
    case 'POST':
      return post(client, target, step);
    case 'PUT':
      checkName(step.body, name);
      if (subresource === 'status') client.updateStatus(resource, namespace, step.body, writeOptions(query));
      else client.update(resource, namespace, step.body, writeOptions(query));
      return 200;
    case 'PATCH':
      client.patch(resource, namespace, name, step.body, {
        ...patchOptions(subresource, step.type),
        ...writeOptions(query),
      });
      return 200;
    case 'DELETE':
      if (name === '') client.deleteCollection(resource, listOptions(target), readDeleteOptions(step.body, query));
      else client.delete(resource, namespace, name, readDeleteOptions(step.body, query));
      return 200;
    default:
      throw new ApiError('MethodNotAllowed', 'the server does not allow this method on the requested resource');
  }
}

/** The client takes the name from the object, so the one of the path is checked here. API-REQ-03 */
function checkName(body: unknown, name: string): void {
  const sent = nameOf(body);
  if (typeof sent !== 'string' || sent === name) return;
  throw new ApiError('BadRequest', `the name of the object (${sent}) does not match the name on the URL (${name})`);
}

function nameOf(body: unknown): unknown {
  return (body as { readonly metadata?: { readonly name?: unknown } } | null | undefined)?.metadata?.name;
}

function listOptions({ namespace, query }: Target): ListOptions {
  const { labelSelector, fieldSelector } = query;
  return {
    ...(namespace === '' ? {} : { namespace }),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
}

const VALIDATIONS = ['Ignore', 'Warn', 'Strict'] as const;

function writeOptions({ fieldManager, force, dryRun, fieldValidation }: Query): WriteOptions {
  const validation = VALIDATIONS.find((each) => each === fieldValidation);
  return {
    ...(fieldManager ? { fieldManager } : {}),
    ...(force === 'true' ? { force: true } : {}),
    ...(dryRun === 'All' ? { dryRun: true } : {}),
    ...(validation ? { fieldValidation: validation } : {}),
  };
}

/** The body's `dryRun` is a list. */
function readDeleteOptions(body: unknown, query: Query): DeleteOptions {
  const { dryRun, ...options } = (body ?? {}) as Omit<DeleteOptions, 'dryRun'> & {
    readonly dryRun?: readonly string[];
  };
  return dryRun?.includes('All') || query.dryRun === 'All' ? { ...options, dryRun: true } : options;
}

function post(client: ApiClient, { query, resource, namespace, name, subresource }: Target, step: Step): number {
  const kind = subresource === 'eviction' ? 'Eviction' : 'Binding';
  if ((subresource === 'eviction' || subresource === 'binding') && nameOf(step.body) !== name) {
    throw new ApiError('BadRequest', `name in URL does not match name in ${kind} object`);
  }
  if (subresource === 'eviction') client.evict(namespace, name, deleteOptionsOf(step.body));
  else if (subresource === 'binding') {
    client.bind(namespace, name, (step.body as { target?: { name?: string } }).target?.name ?? '');
  } else if (name !== '') {
    throw new ApiError('MethodNotAllowed', 'the server does not allow this method on the requested resource');
  } else client.create(resource, namespace, step.body, writeOptions(query));
  return 201;
}

function deleteOptionsOf(body: unknown): DeleteOptions {
  return (body as { deleteOptions?: DeleteOptions } | undefined)?.deleteOptions ?? {};
}

function patchOptions(subresource: string, type: string | undefined): PatchOptions {
  return {
    type: PATCH_TYPES[type ?? 'application/merge-patch+json'] ?? 'merge',
    ...(subresource === 'status' ? { subresource } : {}),
  };
}

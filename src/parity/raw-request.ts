/** `patch` and `request` steps: a method and a path of the Kubernetes HTTP API as a call of the ApiClient. */
import type { ApiClient, DeleteOptions, PatchOptions, PatchType } from '../api/client';
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

interface Target {
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
  const [plain = ''] = path.split('?');
  const ofNamespace = NAMESPACE_PATH.exec(plain)?.groups;
  if (ofNamespace) {
    const { name = '', sub = '' } = ofNamespace;
    return { resource: 'namespaces', namespace: '', name, subresource: sub };
  }
  const parts = PATH.exec(plain)?.groups;
  const apiVersion = parts && apiVersionOf({ group: parts.group ?? '', version: parts.version ?? '' });
  const definition = RESOURCES.find((each) => each.resource === parts?.resource && apiVersionOf(each) === apiVersion);
  if (!parts || !definition) throw new ApiError('NotFound', 'the server could not find the requested resource');
  const { namespace = '', name = '', sub = '' } = parts;
  return { resource: definition.resource, namespace, name, subresource: sub };
}

/** Gives the HTTP code of success. */
function send(client: ApiClient, method: string, target: Target, step: Step): number {
  const { resource, namespace, name, subresource } = target;
  switch (method) {
    case 'GET':
      if (name === '') client.list(resource, namespace === '' ? {} : { namespace });
      else client.get(resource, namespace, name);
      return 200;
    case 'POST':
      return post(client, target, step);
    case 'PUT':
      if (subresource === 'status') client.updateStatus(resource, namespace, step.body);
      else client.update(resource, namespace, step.body);
      return 200;
    case 'PATCH':
      client.patch(resource, namespace, name, step.body, patchOptions(subresource, step.type));
      return 200;
    case 'DELETE':
      client.delete(resource, namespace, name, (step.body ?? {}) as DeleteOptions);
      return 200;
    default:
      throw new ApiError('MethodNotAllowed', 'the server does not allow this method on the requested resource');
  }
}

function post(client: ApiClient, { resource, namespace, name, subresource }: Target, step: Step): number {
  if (subresource === 'eviction') client.evict(namespace, name, deleteOptionsOf(step.body));
  else if (subresource === 'binding') {
    client.bind(namespace, name, (step.body as { target?: { name?: string } }).target?.name ?? '');
  } else client.create(resource, namespace, step.body);
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

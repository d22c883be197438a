/** Reads of many objects. Upstream: apiserver pkg/endpoints/handlers/get.go and pkg/storage/cacher, v1.36. API-REQ-10 */
import type { ListOptions, ListResult, WatchHandle, WatchListener } from '../../api/client';
import { parseFieldSelector } from '../../api/field-selectors';
import { parseSelector } from '../../api/labels';
import type { KubernetesObject } from '../../api/meta';
import type { Request } from './request';

/** The objects that the selectors of the request leave, by namespace and name. Throws `ApiError` for a selector with a mistake. */
export function listObjects({ backend, definition, options }: Request<ListOptions>): ListResult<KubernetesObject> {
  const { store } = backend;
  const namespace = definition.namespaced ? options.namespace : undefined;
  const hasLabels = options.labelSelector ? parseSelector(options.labelSelector) : undefined;
  const hasFields = options.fieldSelector ? parseFieldSelector(options.fieldSelector, definition.resource) : undefined;
  let items = store.sorted(definition.resource);
  if (namespace || hasLabels || hasFields) {
    items = items.filter(
      (object) =>
        (!namespace || object.metadata.namespace === namespace) &&
        (!hasLabels || hasLabels(object.metadata.labels)) &&
        (!hasFields || hasFields(object)),
    );
  }
  return { items, resourceVersion: store.resourceVersion };
}

/** Everything there is, as additions, and then every change. */
export function watchObjects(
  { backend, caller, definition: { resource } }: Request<unknown>,
  listener: WatchListener<KubernetesObject>,
): WatchHandle {
  const { store } = backend;
  return backend.hub(resource).add(caller.actor, store.objects(resource), store.resourceVersion, listener);
}

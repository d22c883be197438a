import type { ApiClient } from '../api/client';
import { isApiError } from '../api/errors';
import type { ResourceName } from '../api/resources';

/** True if the object is not there any more, or another one has taken its name. KUBECTL-DELETE-02. */
export function isGone(
  client: ApiClient,
  resource: ResourceName,
  { namespace = '', name }: { readonly namespace?: string; readonly name: string },
  uid: string,
): boolean {
  try {
    return client.get(resource, namespace, name).metadata.uid !== uid;
  } catch (error) {
    if (isApiError(error, 'NotFound')) return true;
    throw error;
  }
}

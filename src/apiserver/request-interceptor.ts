import type { ApiError } from '../api/errors';
import type { ResourceName } from '../api/resources';

export type RequestVerb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'updateStatus'
  | 'patch'
  | 'delete'
  | 'bind'
  | 'evict';

/** What a fault plan may know of a request before it is served. */
export interface ApiRequest {
  readonly actor: string;
  readonly verb: RequestVerb;
  readonly resource: ResourceName;
  /** Empty for cluster-scoped resources and for lists over all namespaces. */
  readonly namespace: string;
  /** Empty for list and watch; the generateName where the server is to make the name. */
  readonly name: string;
}

/** Lets a request pass (undefined) or refuses it. The first refusal of several interceptors wins. */
export type RequestInterceptor = (request: ApiRequest) => ApiError | undefined;

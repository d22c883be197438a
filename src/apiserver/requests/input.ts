/** Reads what a client sent: decodes it, or trusts it where decoding again could not tell anything new. */
import type { KubernetesObject } from '../../api/meta';
import { apiVersionOf, type ResourceDefinition, type ResourceName } from '../../api/resources';
import { fieldsOf } from '../draft';
import { decodeObject } from '../schema/decode';
import type { Request } from './request';

export interface Input {
  readonly object: KubernetesObject;
  /** Made by the engine itself from parts the server has seen before: no schema check, no warnings. */
  readonly isTrusted: boolean;
  /** A pod whose containers are those of a stored template. */
  readonly isFromTemplate: boolean;
}

/** Container lists of stored pods and templates. A pod that carries one was made from its template by a controller. */
const knownContainers = new WeakSet<object>();

/** Kinds that only the engine's own components write, many times a second; checked when a client asks for it. */
const WRITTEN_BY_COMPONENTS: ReadonlySet<ResourceName> = new Set(['events', 'leases', 'endpointslices']);

interface PodSpecHolder {
  readonly containers?: object;
  readonly template?: { readonly spec?: { readonly containers?: object } };
}

/** Remembers that the stored object's containers have been decoded, defaulted and validated. */
export function rememberContainers(stored: KubernetesObject): void {
  const spec = fieldsOf(stored).spec as PodSpecHolder | undefined;
  const containers = spec?.containers ?? spec?.template?.spec?.containers;
  if (containers) knownContainers.add(containers);
}

/** A component may leave out what the request says anyway. */
function withKind(definition: ResourceDefinition, object: KubernetesObject): KubernetesObject {
  if (object.kind) return object;
  return { ...object, apiVersion: apiVersionOf(definition), kind: definition.kind };
}

/** `fieldValidation` given means that a user's document is being sent, which is always decoded. */
export function readInput({ caller, definition, options, warn }: Request, raw: unknown): Input {
  if (options.fieldValidation === undefined) {
    const containers = (raw as { spec?: PodSpecHolder }).spec?.containers;
    const isFromTemplate =
      definition.resource === 'pods' && containers !== undefined && knownContainers.has(containers);
    if (isFromTemplate || caller.isComponent || WRITTEN_BY_COMPONENTS.has(definition.resource)) {
      return { object: withKind(definition, raw as KubernetesObject), isTrusted: true, isFromTemplate };
    }
  }
  const decoded = decodeObject(definition, raw, options.fieldValidation ?? 'Warn');
  for (const warning of decoded.warnings) warn(warning);
  return { object: decoded.object, isTrusted: false, isFromTemplate: false };
}

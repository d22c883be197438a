/**
 * The ConfigMaps and Secrets that a pod is set up with: which of them it names, and what the kubelet says where one is missing.
 * Upstream: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables, and pkg/volume/{configmap,secret,projected}, v1.36.
 */
import type { ApiClient } from '../../api/client';
import type { Container, EnvVar, Pod } from '../../api/core';
import { isApiError } from '../../api/errors';

export type SettingsResource = 'configmaps' | 'secrets';

/** The keys of a ConfigMap or Secret; undefined: there is no such object. */
export type ReadSettings = (
  resource: SettingsResource,
  namespace: string,
  name: string,
) => ReadonlySet<string> | undefined;

interface Reference {
  readonly resource: SettingsResource;
  readonly name: string;
  /** Empty: the object as a whole. */
  readonly keys: readonly string[];
  readonly isOptional: boolean;
}

interface VolumeReferences {
  readonly volume: string;
  readonly references: readonly Reference[];
}

/** All that pods of one template name. */
interface References {
  readonly volumes: readonly VolumeReferences[];
  /** By name of the container, in the order in which the kubelet reads them. */
  readonly containers: ReadonlyMap<string, readonly Reference[]>;
}

interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly key?: string;
  readonly items?: readonly { readonly key: string }[];
  readonly optional?: boolean;
}

type Sources = { readonly [field: string]: Source | undefined };
type Volume = Sources & {
  readonly name: string;
  readonly projected?: { readonly sources?: readonly Sources[] };
};

const KINDS = { configmaps: 'ConfigMap', secrets: 'Secret' } as const;
/** Every namespace has it from the root-ca-cert-publisher, which is not simulated. */
const ALWAYS_THERE = 'kube-root-ca.crt';
const NONE: readonly Reference[] = Object.freeze([]);

/** Pods share the containers of their template, so what these name is found once. */
const known = new WeakMap<readonly Container[], { volumes: unknown; references: References | undefined }>();

/** What one pod needs before its containers can run. */
export class PodSettings {
  readonly #namespace: string;
  readonly #references: References;
  readonly #read: ReadSettings;

  private constructor(namespace: string, references: References, read: ReadSettings) {
    this.#namespace = namespace;
    this.#references = references;
    this.#read = read;
  }

  /** Undefined for a pod that names no ConfigMap and no Secret. */
  static of(pod: Pod, read: ReadSettings): PodSettings | undefined {
    const references = referencesOf(pod);
    return references && new PodSettings(pod.metadata.namespace ?? '', references, read);
  }

  get isComplete(): boolean {
    if (this.findUnmountable()) return false;
    for (const name of this.#references.containers.keys()) if (this.complaintOf(name) !== undefined) return false;
    return true;
  }

  // KUBELET-SYNC-02
  /** The first volume that cannot be set up, and why. */
  findUnmountable(): { readonly volume: string; readonly why: string } | undefined {
    for (const { volume, references } of this.#references.volumes) {
      for (const reference of references) {
        const why = this.#complaint(reference, (key) =>
          reference.resource === 'secrets'
            ? `references non-existent secret key: ${key}`
            : `configmap references non-existent config key: ${key}`,
        );
        if (why !== undefined) return { volume, why };
      }
    }
    return undefined;
  }

  // KUBELET-CSTAT-02
  /** Why the container of this name cannot be created; undefined: it can. */
  complaintOf(container: string): string | undefined {
    for (const reference of this.#references.containers.get(container) ?? NONE) {
      const { resource, name } = reference;
      const where = `${KINDS[resource]} ${this.#namespace}/${name}`;
      const why = this.#complaint(reference, (key) => `couldn't find key ${key} in ${where}`);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  #complaint({ resource, name, keys, isOptional }: Reference, sayMissing: (key: string) => string): string | undefined {
    if (isOptional) return undefined;
    const present = this.#read(resource, this.#namespace, name);
    if (!present) return `${KINDS[resource].toLowerCase()} "${name}" not found`;
    const missing = keys.find((key) => !present.has(key));
    return missing === undefined ? undefined : sayMissing(missing);
  }
}

/** Asks the API server, as often as it is asked. A refusal counts as absence: the kubelet tries again anyway. */
export function readSettingsWith(client: ApiClient): ReadSettings {
  return (resource, namespace, name) => {
    try {
      const object = client.get(resource, namespace, name);
      const { data, binaryData } = object as { readonly data?: object; readonly binaryData?: object };
      return new Set(Object.keys({ ...data, ...binaryData }));
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  };
}

function referencesOf({ spec }: Pod): References | undefined {
  const found = known.get(spec.containers);
  if (found && found.volumes === spec.volumes) return found.references;
  const references = collect(spec.containers, spec.initContainers ?? [], (spec.volumes ?? []) as readonly Volume[]);
  known.set(spec.containers, { volumes: spec.volumes, references });
  return references;
}

function collect(
  regulars: readonly Container[],
  inits: readonly Container[],
  volumes: readonly Volume[],
): References | undefined {
  const containers = new Map<string, readonly Reference[]>();
  for (const container of [...inits, ...regulars]) {
    const references = ofContainer(container);
    if (references.length > 0) containers.set(container.name, references);
  }
  const mounted = volumes
    .map((volume) => ({ volume: volume.name, references: ofVolume(volume) }))
    .filter(({ references }) => references.length > 0);
  return containers.size === 0 && mounted.length === 0 ? undefined : { containers, volumes: mounted };
}

/** Whole objects come before single variables, as the kubelet reads them. */
function ofContainer({ env = [], ...rest }: Container): readonly Reference[] {
  const { envFrom = [] } = rest as { readonly envFrom?: readonly Sources[] };
  const valuesOf = ({ valueFrom }: EnvVar) => (valueFrom ?? {}) as Sources;
  return [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => both(configMapRef, secretRef)),
    ...env.map(valuesOf).flatMap(({ configMapKeyRef, secretKeyRef }) => both(configMapKeyRef, secretKeyRef)),
  ];
}

function ofVolume({ configMap, secret, projected }: Volume): readonly Reference[] {
  const sources = projected?.sources ?? [];
  return [...both(configMap, secret), ...sources.flatMap((source) => both(source.configMap, source.secret))];
}

function both(configMap: Source | undefined, secret: Source | undefined): readonly Reference[] {
  const references = [configMap && reference('configmaps', configMap), secret && reference('secrets', secret)];
  return references.filter((one) => one !== undefined && one.name !== ALWAYS_THERE) as readonly Reference[];
}

function reference(resource: SettingsResource, source: Source): Reference {
  const { name, secretName, key, items = [], optional = false } = source;
  const keys = key === undefined ? items.map((item) => item.key) : [key];
  return { resource, name: name ?? secretName ?? '', keys, isOptional: optional };
}

/** From the word a person types (`ds`, `daemonset.apps`, `Pods`) to a resource. KUBECTL-RES-01. */
import { RESOURCES, type ResourceDefinition } from '../api/resources';
import { CommandError } from './command-error';

const BY_WORD = new Map<string, ResourceDefinition>();
for (const definition of RESOURCES) {
  const groups = definition.group === '' ? ['', `.${definition.version}.`] : groupSuffixes(definition);
  for (const word of [definition.resource, definition.singular, ...definition.shortNames]) {
    for (const suffix of groups) if (!BY_WORD.has(word + suffix)) BY_WORD.set(word + suffix, definition);
  }
}

function groupSuffixes({ group, version }: ResourceDefinition): readonly string[] {
  return ['', `.${group}`, `.${version}.${group}`];
}

/** Types that `kubectl get all` means, as far as they are simulated. KUBECTL-GET-09. */
const ALL_CATEGORY = ['pods', 'services', 'daemonsets', 'deployments', 'replicasets'];

/** Types of Kubernetes that the simulated cluster does not have: people who type them deserve a better answer. */
const NOT_SIMULATED = new Set(
  (
    'statefulset statefulsets sts job jobs cronjob cronjobs cj ingress ingresses ing networkpolicy networkpolicies ' +
    'netpol persistentvolume persistentvolumes pv persistentvolumeclaim persistentvolumeclaims pvc storageclass ' +
    'storageclasses sc horizontalpodautoscaler horizontalpodautoscalers hpa endpoints ep ' +
    'replicationcontroller replicationcontrollers rc crd crds ' +
    'customresourcedefinition customresourcedefinitions runtimeclass runtimeclasses volumeattachment volumeattachments'
  ).split(' '),
);

/** Kinds of Kubernetes that the simulated cluster does not have. */
const KINDS_NOT_SIMULATED = new Set(
  (
    'StatefulSet Job CronJob Ingress IngressClass NetworkPolicy PersistentVolume PersistentVolumeClaim StorageClass ' +
    'HorizontalPodAutoscaler Endpoints ReplicationController CustomResourceDefinition ' +
    'RuntimeClass VolumeAttachment CSIDriver CSINode APIService MutatingWebhookConfiguration ' +
    'ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding PodTemplate'
  ).split(' '),
);

/** True for types that `all` stands for. */
export function isInAllCategory(resource: string): boolean {
  return ALL_CATEGORY.includes(resource);
}

/** The resource that a word names, or undefined. */
export function findResourceType(word: string): ResourceDefinition | undefined {
  return BY_WORD.get(word.toLowerCase());
}

/** Every resource of a comma-separated list of types. Throws `CommandError` for an unknown one. KUBECTL-RES-02. */
export function resolveResourceTypes(words: string): readonly ResourceDefinition[] {
  const found = words
    .split(',')
    .flatMap((word) => (word === 'all' ? ALL_CATEGORY.map(resolveResourceType) : [resolveResourceType(word)]));
  return [...new Set(found)];
}

/**
 * The resource that a word names: plural, singular, short name or with its group. Throws `CommandError` in kubectl's
 * words.
 */
export function resolveResourceType(word: string): ResourceDefinition {
  const definition = findResourceType(word);
  if (definition) return definition;
  if (NOT_SIMULATED.has(word.toLowerCase())) {
    throw new CommandError(`${word} are not simulated; simulated are: ${listResourceTypes()}`);
  }
  // Of `daemonset.extensions` only the first part is named. Upstream: cli-runtime resource/builder.go, mappingFor.
  throw new CommandError(`the server doesn't have a resource type "${word.split('.')[0]}"`);
}

/** Whether Kubernetes has the kind and this server has not. */
export function isKindOfKubernetesNotSimulated(kind: string): boolean {
  return KINDS_NOT_SIMULATED.has(kind);
}

function listResourceTypes(): string {
  return RESOURCES.map((definition) => definition.resource).join(', ');
}

export function listKinds(): string {
  return RESOURCES.map((definition) => definition.kind).join(', ');
}

/** `daemonset.apps/agent`: how kubectl names an object in its output. KUBECTL-OUT-06. */
export function printName(definition: ResourceDefinition, name: string): string {
  return `${printType(definition)}/${name}`;
}

/** `daemonset.apps`, `pod`. */
export function printType(definition: ResourceDefinition): string {
  return definition.group === '' ? definition.singular : `${definition.singular}.${definition.group}`;
}

/** `apps/v1, Resource=daemonsets`, as Go prints a GroupVersionResource. */
export function printGroupVersionResource(definition: ResourceDefinition): string {
  return `${definition.group}/${definition.version}, Resource=${definition.resource}`;
}

/** `apps/v1, Kind=DaemonSet`. */
export function printGroupVersionKind(definition: ResourceDefinition): string {
  return `${definition.group}/${definition.version}, Kind=${definition.kind}`;
}

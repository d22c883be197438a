/**
 * What the API server accepts with a warning. Clauses API-WARN, API-POD-12.
 * Upstream: pkg/api/pod/warnings.go, pkg/api/node/util.go, pkg/registry/{apps/daemonset,core/pod}/strategy.go, v1.36.
 */
import type { Pod, PodSpec, PodTemplateSpec } from '../../api/core';
import { labelValueProblems } from '../../api/label-format';
import type { KubernetesObject, StringMap } from '../../api/meta';
import type { ResourceName } from '../../api/resources';
import { asFields, type Fields } from '../object-fields';
import { quoteGo } from '../schema/go-text';
import { listOf, structOf, textOf, textsOf } from './fields';
import { dnsLabelProblems } from './names';
import { APP_ARMOR_OF_CONTAINER, SECCOMP_OF_CONTAINER, SECCOMP_OF_POD } from './pod-annotations';
import { warnAboutContainers, warnAboutFractions, warnAboutPorts } from './warnings-containers';
import { warnAboutOverlappingPaths } from './warnings-paths';

const WORKLOADS: ReadonlySet<ResourceName> = new Set(['daemonsets', 'deployments', 'replicasets']);

/** Labels of nodes that have newer names. API-WARN-01 */
const DEPRECATED_NODE_LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);
/** API-WARN-04 */
const DEAD_ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const DEPRECATED_VOLUMES: readonly (readonly [string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];
const SHOWN_NAMES: Readonly<Record<string, string>> = { storageos: 'storageOS' };

/** Frozen containers lists of pods that gave no warning, so that pods of one template are looked at once. */
const quietContainers = new WeakSet<object>();
/** Frozen templates that gave none. */
const quietTemplates = new WeakSet<object>();

/** The texts of the `Warning:` headers for a valid object. `before` is what an update replaces. */
export function collectWarnings(resource: ResourceName, object: KubernetesObject, before?: KubernetesObject): string[] {
  if (WORKLOADS.has(resource)) {
    const template = templateOf(object);
    // Only a changed template is worth a word.
    if (!template || (before && templateOf(before) === template)) return [];
    if (quietTemplates.has(template)) return [];
    const warnings = warnAboutPodSpec(template.spec, template.metadata?.annotations, 'spec.template.');
    if (warnings.length === 0 && Object.isFrozen(template)) quietTemplates.add(template);
    return warnings;
  }
  if (resource !== 'pods') return [];
  const pod = object as Pod;
  if (before) return (before as Pod).spec === pod.spec ? [] : warnAboutPod(pod);
  return [...warnAboutPodName(pod), ...warnAboutPod(pod)];
}

function templateOf(object: KubernetesObject): PodTemplateSpec | undefined {
  return structOf(structOf(asFields(object).spec)?.template) as PodTemplateSpec | undefined;
}

const warnAboutPod = (pod: Pod): string[] => warnAboutPodSpec(pod.spec, pod.metadata.annotations, '');

/** API-POD-12 */
function warnAboutPodName(pod: Pod): string[] {
  const problems = dnsLabelProblems(pod.metadata.name ?? '');
  if (problems.length === 0) return [];
  return [
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; " +
      `a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}

function warnAboutPodSpec(spec: PodSpec, annotations: StringMap | undefined, prefix: string): string[] {
  const path = `${prefix}spec`;
  const fields = asFields(spec);
  const warnings = [
    ...warnAboutNodeLabels(spec, path),
    ...warnAboutSpread(fields, path),
    ...DEAD_ANNOTATIONS.filter(([key]) => annotations && Object.hasOwn(annotations, key)).map(
      ([key, why]) => `${prefix}metadata.annotations[${key}]: ${why}`,
    ),
    ...warnAboutVolumes(fields, path),
    ...warnAboutOverlappingPaths(fields),
    ...warnAboutRepeats(fields, 'hostAliases', 'ip', path),
    ...warnAboutRepeats(fields, 'imagePullSecrets', 'name', path),
    ...listOf(fields.imagePullSecrets).flatMap((secret, index) =>
      textOf(secret.name) === '' ? [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
    ),
    ...warnAboutFractions(structOf(fields.overhead), `${path}.overhead`),
  ];
  if (annotations && Object.hasOwn(annotations, SECCOMP_OF_POD) && !structOf(fields.securityContext)?.seccompProfile) {
    warnings.push(`${prefix}metadata.annotations[${SECCOMP_OF_POD}]: ${SECCOMP_IS_A_FIELD}`);
  }
  warnings.push(...warnAboutContainerLists(fields, annotations, prefix));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const why = 'must be >= 0; negative values are invalid and will be treated as 1';
    warnings.push(`${path}.terminationGracePeriodSeconds: ${why}`);
  }
  warnings.push(...warnAboutPodAffinity(spec, path), ...warnAboutAddresses(fields, path));
  return warnings;
}

const SECCOMP_IS_A_FIELD = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const APP_ARMOR_IS_A_FIELD = 'deprecated since v1.30; use the "appArmorProfile" field instead';

/** What a template's annotations say of one container that a field should say. A pod is not warned of AppArmor here. */
function warnAboutProfiles(
  spec: Fields,
  annotations: StringMap | undefined,
  prefix: string,
): ((container: Fields) => string[]) | undefined {
  const isOfContainers = (key: string) =>
    key.startsWith(SECCOMP_OF_CONTAINER) || key.startsWith(APP_ARMOR_OF_CONTAINER);
  if (!annotations || !Object.keys(annotations).some(isOfContainers)) return undefined;
  return (container) => {
    const warnings: string[] = [];
    const context = structOf(container.securityContext);
    const seccomp = `${SECCOMP_OF_CONTAINER}${textOf(container.name)}`;
    const appArmor = `${APP_ARMOR_OF_CONTAINER}${textOf(container.name)}`;
    if (!context?.seccompProfile && Object.hasOwn(annotations, seccomp)) {
      warnings.push(`${prefix}metadata.annotations[${seccomp}]: ${SECCOMP_IS_A_FIELD}`);
    }
    const hasField = structOf(spec.securityContext)?.appArmorProfile ?? context?.appArmorProfile;
    if (prefix !== '' && !hasField && Object.hasOwn(annotations, appArmor)) {
      warnings.push(`${prefix}metadata.annotations[${appArmor}]: ${APP_ARMOR_IS_A_FIELD}`);
    }
    return warnings;
  };
}

function warnAboutContainerLists(spec: Fields, annotations: StringMap | undefined, prefix: string): string[] {
  const path = `${prefix}spec`;
  const profiles = warnAboutProfiles(spec, annotations, prefix);
  if (profiles) return [...warnAboutContainers(spec, path, profiles), ...warnAboutPorts(spec, path)];
  const lists = [spec.initContainers, spec.containers].filter((list) => Array.isArray(list));
  if (lists.every((list) => quietContainers.has(list))) return [];
  const warnings = [...warnAboutContainers(spec, path), ...warnAboutPorts(spec, path)];
  if (warnings.length === 0) for (const list of lists) if (Object.isFrozen(list)) quietContainers.add(list);
  return warnings;
}

/** API-WARN-01 */
function warnAboutNodeLabels(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const why = DEPRECATED_NODE_LABELS.get(key);
    if (why) warnings.push(`${path}.nodeSelector[${key}]: ${why}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  const at = `${path}.affinity.nodeAffinity`;
  const lookAt = (
    expressions: readonly { key: string; values?: readonly string[] }[] | undefined,
    where: string,
    isPreferred = false,
  ) => {
    expressions?.forEach(({ key, values }, index) => {
      const why = DEPRECATED_NODE_LABELS.get(key);
      const expressionAt = `${where}.matchExpressions[${index}]`;
      if (why) warnings.push(`${expressionAt}.key: ${key} is ${why}`);
      // Of a required term a value that no label can have is an error.
      if (!isPreferred) return;
      values?.forEach((value, position) => {
        for (const problem of labelValueProblems(value)) {
          warnings.push(`${expressionAt}.values[${position}]: ${value} is invalid, ${problem}`);
        }
      });
    });
  };
  affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, index) => {
    lookAt(term.matchExpressions, `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`);
  });
  affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ preference }, index) => {
    const where = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`;
    lookAt(preference.matchExpressions, where, true);
  });
  return warnings;
}

function warnAboutSpread(spec: Fields, path: string): string[] {
  return listOf(spec.topologySpreadConstraints).flatMap((constraint, index) => {
    const at = `${path}.topologySpreadConstraints[${index}]`;
    const key = textOf(constraint.topologyKey);
    const why = DEPRECATED_NODE_LABELS.get(key);
    return [
      ...(why ? [`${at}.topologyKey: ${key} is ${why}`] : []),
      ...(constraint.labelSelector ? [] : [`${at}.labelSelector: a null labelSelector results in matching no pod`]),
    ];
  });
}

function warnAboutVolumes(spec: Fields, path: string): string[] {
  return listOf(spec.volumes).flatMap((volume, index) =>
    DEPRECATED_VOLUMES.filter(([kind]) => structOf(volume[kind])).map(
      ([kind, why]) => `${path}.volumes[${index}].${SHOWN_NAMES[kind] ?? kind}: ${why}`,
    ),
  );
}

function warnAboutRepeats(spec: Fields, list: string, key: string, path: string): string[] {
  const seen = new Set<string>();
  return listOf(spec[list]).flatMap((item, index) => {
    const value = textOf(item[key]);
    const at = `${path}.${list}[${index}].${key}`;
    if (seen.has(value)) return [`${at}: duplicate ${key} ${quoteGo(value)}`];
    seen.add(value);
    return [];
  });
}

/** Numbers with zeros in front, which some read as octal. Upstream: apimachinery pkg/util/validation/ip.go. */
function warnAboutAddresses(spec: Fields, path: string): string[] {
  const warnAbout = (address: string, at: string): string[] => {
    if (!/^\d+(\.\d+){3}$/.test(address) || !/(^|\.)0\d/.test(address)) return [];
    const plain = address.split('.').map(Number).join('.');
    const why = 'will be considered invalid in a future Kubernetes release';
    return [`${at}: non-standard IP address ${quoteGo(address)} ${why}: use ${quoteGo(plain)}`];
  };
  return [
    ...textsOf(structOf(spec.dnsConfig)?.nameservers).flatMap((address, index) =>
      warnAbout(address, `${path}.dnsConfig.nameservers[${index}]`),
    ),
    ...listOf(spec.hostAliases).flatMap((alias, index) =>
      warnAbout(textOf(alias.ip), `${path}.hostAliases[${index}].ip`),
    ),
  ];
}

/** API-WARN-03 */
function warnAboutPodAffinity(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const at = `${path}.affinity.${kind}`;
    const noMatch = 'a null labelSelector results in matching no pod';
    spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, index) => {
      if (term.labelSelector) return;
      warnings.push(`${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}].labelSelector: ${noMatch}`);
    });
    spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, index) => {
      if (term.podAffinityTerm.labelSelector) return;
      const where = `preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm`;
      warnings.push(`${at}.${where}.labelSelector: ${noMatch}`);
    });
  }
  return warnings;
}

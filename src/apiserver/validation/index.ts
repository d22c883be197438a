/**
 * What the API server refuses. It sees decoded, defaulted and admitted objects. Clauses API-META, API-VAL, API-PODV,
 * API-POD, API-NODE, API-CR, API-SVC, API-PC.
 * Upstream: pkg/apis/{core,apps,scheduling,policy}/validation and the strategies that call them, v1.36.
 *
 * This folder: one file per kind (`daemonset`, `pod`, `node`, `service`, `workloads`, `limit-range`, `small-kinds`) or
 * concern (`metadata`, `labels`, `pod-spec` with its parts), the errors themselves (`field-error`), formats of names
 * (`names`), and what is accepted with a warning (`warnings`).
 */
import type { KubernetesObject } from '../../api/meta';
import { type ResourceName, resourceDefinition } from '../../api/resources';
import { validateDaemonSet, validateDaemonSetStatus, validateDaemonSetUpdate } from './daemonset';
import type { FieldError } from './field-error';
import { validateLimitRange } from './limit-range';
import { validateMetadata, validateMetadataUpdate } from './metadata';
import { validateNode, validateNodeUpdate } from './node';
import { validatePodCreate, validatePodStatusUpdate, validatePodUpdate } from './pod';
import { validateService, validateServiceUpdate } from './service';
import {
  validateClusterRoleBinding,
  validateControllerRevision,
  validateControllerRevisionUpdate,
  validateKeyedData,
  validateKeyedDataUpdate,
  validateLease,
  validatePodDisruptionBudget,
  validatePriorityClass,
  validatePriorityClassUpdate,
  validateRole,
  validateRoleBinding,
  validateRoleBindingUpdate,
} from './small-kinds';
import { validateDeployment, validateReplicaSet, validateSelectorUnchanged } from './workloads';

/** The rules of one kind beside those for metadata. Without `update`, a change is judged like a new object. */
interface Rules<T extends KubernetesObject = never> {
  create(object: T): FieldError[];
  update?(object: T, before: T): FieldError[];
  status?(object: T, before: T): FieldError[];
}

const keyedDataRules: Rules = { create: validateKeyedData, update: validateKeyedDataUpdate };

const RULES: Partial<Record<ResourceName, Rules>> = {
  clusterrolebindings: { create: validateClusterRoleBinding, update: validateRoleBindingUpdate },
  clusterroles: { create: validateRole },
  configmaps: keyedDataRules,
  controllerrevisions: { create: validateControllerRevision, update: validateControllerRevisionUpdate },
  daemonsets: { create: validateDaemonSet, update: validateDaemonSetUpdate, status: validateDaemonSetStatus },
  deployments: {
    create: validateDeployment,
    update: (object: KubernetesObject, before: KubernetesObject) => [
      ...validateDeployment(object),
      ...validateSelectorUnchanged(object, before),
    ],
  },
  leases: { create: validateLease },
  limitranges: { create: validateLimitRange },
  nodes: { create: validateNode, update: validateNodeUpdate, status: validateNodeUpdate },
  poddisruptionbudgets: { create: validatePodDisruptionBudget },
  pods: { create: validatePodCreate, update: validatePodUpdate, status: validatePodStatusUpdate },
  priorityclasses: { create: validatePriorityClass, update: validatePriorityClassUpdate },
  replicasets: {
    create: validateReplicaSet,
    update: (object: KubernetesObject, before: KubernetesObject) => [
      ...validateReplicaSet(object),
      ...validateSelectorUnchanged(object, before),
    ],
  },
  rolebindings: { create: validateRoleBinding, update: validateRoleBindingUpdate },
  roles: { create: validateRole },
  secrets: keyedDataRules,
  services: { create: validateService, update: validateServiceUpdate },
};

/** What is wrong with a new object, its metadata first; the name must have been made from generateName already. */
export function validateCreate(resource: ResourceName, object: KubernetesObject): FieldError[] {
  const { namespaced } = resourceDefinition(resource);
  return join(validateMetadata(resource, object.metadata, namespaced), RULES[resource]?.create(object as never));
}

/** What is wrong with a changed object, against what is stored. API-META-08 */
export function validateUpdate(
  resource: ResourceName,
  object: KubernetesObject,
  before: KubernetesObject,
): FieldError[] {
  const rules = RULES[resource];
  return join(
    validateMetadataUpdate(object.metadata, before.metadata),
    rules?.update?.(object as never, before as never) ?? rules?.create(object as never),
  );
}

/** What is wrong with a changed status. */
export function validateStatusUpdate(
  resource: ResourceName,
  object: KubernetesObject,
  before: KubernetesObject,
): FieldError[] {
  return join(
    validateMetadataUpdate(object.metadata, before.metadata),
    RULES[resource]?.status?.(object as never, before as never),
  );
}

/** Nearly every object is valid, and two empty lists need no third. */
function join(first: FieldError[], second: FieldError[] | undefined): FieldError[] {
  return second === undefined || second.length === 0 ? first : [...first, ...second];
}

/** Deployments and ReplicaSets. Upstream: pkg/apis/apps/validation/validation.go, v1.36. */
import type { IntOrString } from '../../api/apps';
import type { PodTemplateSpec } from '../../api/core';
import { compileSelector, isEmptySelector } from '../../api/labels';
import type { KubernetesObject, LabelSelector } from '../../api/meta';
import { asFields, type Fields } from '../object-fields';
import { areSemanticallyEqual } from '../semantic-equality';
import { budgetOf, forbidMoreThanAll, requireRestartAlways, validateIntOrPercent } from './daemonset';
import { type FieldError, forbidden, invalidValue, notSupported, required } from './field-error';
import { checkNonNegative, internalForm, numberOf, sortKeys, structOf } from './fields';
import { printableSelector, validateLabelSelector } from './labels';
import { validatePodTemplate } from './pod-template';

const validSpecs = new WeakSet<object>();

const specOf = (object: KubernetesObject): Fields => structOf(asFields(object).spec) ?? {};

export function validateDeployment(deployment: KubernetesObject): FieldError[] {
  return validateOnce(specOf(deployment), (spec) => [
    ...checkNonNegative('spec.replicas', spec.replicas),
    ...validateSelectorAndTemplate(spec),
    ...validateStrategy(structOf(spec.strategy) ?? {}, 'spec.strategy'),
    ...checkNonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...checkNonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateProgressDeadline(spec),
  ]);
}

export function validateReplicaSet(replicaSet: KubernetesObject): FieldError[] {
  return validateOnce(specOf(replicaSet), (spec) => [
    ...checkNonNegative('spec.replicas', spec.replicas),
    ...checkNonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelectorAndTemplate(spec),
  ]);
}

/** An update of either: the selector is fixed. */
export function validateSelectorUnchanged(object: KubernetesObject, before: KubernetesObject): FieldError[] {
  const selector = specOf(object).selector as LabelSelector | undefined;
  if (areSemanticallyEqual(selector, specOf(before).selector)) return [];
  return [invalidValue('spec.selector', selector && printableSelector(selector), 'field is immutable')];
}

function validateOnce(spec: Fields, validate: (spec: Fields) => FieldError[]): FieldError[] {
  if (validSpecs.has(spec)) return [];
  const errors = validate(spec);
  if (errors.length === 0 && Object.isFrozen(spec)) validSpecs.add(spec);
  return errors;
}

/**
 * Upstream speaks of Deployments where a selector is empty, and of ReplicaSets where a deadline is set, for both kinds:
 * ValidateReplicaSetSpec, ValidatePodTemplateSpecForReplicaSet.
 */
function validateSelectorAndTemplate(spec: Fields): FieldError[] {
  const selector = (spec.selector ?? undefined) as LabelSelector | undefined;
  const errors = selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')];
  const parses = selector === undefined || errors.length === 0;
  if (selector && isEmptySelector(selector)) {
    errors.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'));
  }
  if (!parses) {
    errors.push(invalidValue('spec.selector', selector && printableSelector(selector), 'invalid label selector'));
    return errors;
  }
  const template = spec.template as PodTemplateSpec | undefined;
  const labels = template?.metadata?.labels;
  const isForAll = selector !== undefined && isEmptySelector(selector);
  if (!isForAll && !compileSelector(selector)(labels ?? {})) {
    const shown = labels && sortKeys(labels);
    errors.push(invalidValue('spec.template.metadata.labels', shown, '`selector` does not match template `labels`'));
  }
  const podSpec = structOf(template?.spec);
  errors.push(
    ...validatePodTemplate(template, 'spec.template'),
    ...requireRestartAlways(podSpec, 'spec.template.spec'),
  );
  if (typeof podSpec?.activeDeadlineSeconds === 'number') {
    const why = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', why));
  }
  return errors;
}

function validateStrategy(strategy: Fields, path: string): FieldError[] {
  const rollingUpdate = structOf(strategy.rollingUpdate);
  if (strategy.type === 'Recreate') {
    return rollingUpdate
      ? [forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (strategy.type !== 'RollingUpdate') {
    return [notSupported(path, internalForm('v1.DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate'])];
  }
  const maxUnavailable = (rollingUpdate?.maxUnavailable ?? 0) as IntOrString;
  const maxSurge = (rollingUpdate?.maxSurge ?? 0) as IntOrString;
  const unavailableAt = `${path}.rollingUpdate.maxUnavailable`;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailableAt),
    ...validateIntOrPercent(maxSurge, `${path}.rollingUpdate.maxSurge`),
  ];
  if (budgetOf(maxUnavailable) === 0 && budgetOf(maxSurge) === 0) {
    errors.push(invalidValue(unavailableAt, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...forbidMoreThanAll(maxUnavailable, unavailableAt)];
}

function validateProgressDeadline(spec: Fields): FieldError[] {
  const path = 'spec.progressDeadlineSeconds';
  const seconds = spec.progressDeadlineSeconds;
  if (typeof seconds !== 'number') return [];
  const errors = checkNonNegative(path, seconds);
  if (seconds <= numberOf(spec.minReadySeconds)) {
    errors.push(invalidValue(path, seconds, 'must be greater than minReadySeconds'));
  }
  return errors;
}

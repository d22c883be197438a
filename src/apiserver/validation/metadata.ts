/**
 * Metadata of every kind. Clauses API-META.
 * Upstream: apimachinery pkg/api/validation/objectmeta.go, v1.36.
 */

import { labelKeyProblems } from '../../api/label-format';
import type { ObjectMeta, OwnerReference } from '../../api/meta';
import type { ResourceName } from '../../api/resources';
import { quoteGo } from '../schema/go-text';
import { type FieldError, forbidden, invalidValue, required } from './field-error';
import { problemsAt } from './fields';
import { validateAnnotations, validateLabels } from './labels';
import { dnsLabelProblems, dnsSubdomainProblems, type Problems, pathSegmentProblems } from './names';

type Metadata = Partial<ObjectMeta>;

/** Kinds whose names are not DNS subdomains. API-NAME-07 */
const NAME_FORMATS: Partial<Record<ResourceName, (name: string) => Problems>> = {
  namespaces: dnsLabelProblems,
  services: dnsLabelProblems,
  roles: pathSegmentProblems,
  rolebindings: pathSegmentProblems,
  clusterroles: pathSegmentProblems,
  clusterrolebindings: pathSegmentProblems,
};
const NONE: Metadata = Object.freeze({});
/** Bases of generated names that were found valid: a controller sends one many times. */
const validBases = new Set<string>();
const MAX_BASES = 1000;

function rememberBase(generateName: string): void {
  if (validBases.size >= MAX_BASES) validBases.clear();
  validBases.add(generateName);
}

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Metadata of an object to be created, after the server has made its name from generateName. */
export function validateMetadata(resource: ResourceName, metadata: Metadata, isNamespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const nameProblems = NAME_FORMATS[resource] ?? dnsSubdomainProblems;
  const { name, generateName, namespace } = metadata;
  // API-META-01
  if (generateName && !(nameProblems === dnsSubdomainProblems && validBases.has(generateName))) {
    const base = generateName.endsWith('-') ? `${generateName.slice(0, -1)}a` : generateName;
    const problems = nameProblems(base);
    addProblems(errors, 'metadata.generateName', generateName, problems);
    if (problems.length === 0 && nameProblems === dnsSubdomainProblems) rememberBase(generateName);
  }
  if (!name) errors.push(required('metadata.name', 'name or generateName is required'));
  else addProblems(errors, 'metadata.name', name, nameProblems(name));
  if (isNamespaced) {
    if (!namespace) errors.push(required('metadata.namespace'));
    else addProblems(errors, 'metadata.namespace', namespace, dnsLabelProblems(namespace));
  } else if (namespace) errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  addCommon(errors, metadata);
  return errors;
}

/** Metadata of a change, against what is stored. API-META-04 */
export function validateMetadataUpdate(metadata: Metadata, before: Metadata): FieldError[] {
  const errors: FieldError[] = [];
  if (before.deletionTimestamp && metadata.finalizers !== before.finalizers) {
    const added = (metadata.finalizers ?? []).filter((finalizer) => !before.finalizers?.includes(finalizer));
    if (added.length > 0) {
      const shown = `[]string{${[...new Set(added)].sort().map(quoteGo).join(', ')}}`;
      errors.push(
        forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
        ),
      );
    }
  }
  if ((metadata.generation ?? 0) < (before.generation ?? 0)) {
    errors.push(invalidValue('metadata.generation', metadata.generation ?? 0, 'must not be decremented'));
  }
  addIfChanged(errors, 'name', metadata.name, before.name);
  addIfChanged(errors, 'namespace', metadata.namespace, before.namespace);
  addIfChanged(errors, 'uid', metadata.uid, before.uid);
  addIfChanged(errors, 'creationTimestamp', metadata.creationTimestamp, before.creationTimestamp);
  addCommon(errors, metadata, before);
  return errors;
}

function addProblems(errors: FieldError[], field: string, badValue: string, problems: Problems): void {
  if (problems.length > 0) errors.push(...problemsAt(field, badValue, problems));
}

function addIfChanged(errors: FieldError[], field: string, now: string | undefined, then: string | undefined): void {
  if (now === then || (now ?? '') === (then ?? '')) return;
  errors.push(invalidValue(`metadata.${field}`, now ?? '', 'field is immutable'));
}

/** What creations and changes share. What is the stored object's own (`before`) was found valid when it was written. */
function addCommon(errors: FieldError[], metadata: Metadata, before: Metadata = NONE): void {
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  if (labels && labels !== before.labels) errors.push(...validateLabels(labels, 'metadata.labels'));
  if (annotations && annotations !== before.annotations) {
    errors.push(...validateAnnotations(annotations, 'metadata.annotations'));
  }
  if (ownerReferences && ownerReferences !== before.ownerReferences) {
    errors.push(...validateOwnerReferences(ownerReferences));
  }
  if (finalizers && finalizers !== before.finalizers) errors.push(...validateFinalizers(finalizers));
}

/** API-META-06 */
function validateOwnerReferences(references: readonly OwnerReference[]): FieldError[] {
  const errors: FieldError[] = [];
  let controller: OwnerReference | undefined;
  for (const reference of references) {
    const path = 'metadata.ownerReferences';
    if (!reference.apiVersion) {
      errors.push(invalidValue(`${path}.apiVersion`, reference.apiVersion, 'version must not be empty'));
    }
    for (const field of ['kind', 'name', 'uid'] as const) {
      if (!reference[field]) errors.push(invalidValue(`${path}.${field}`, reference[field], 'must not be empty'));
    }
    if (reference.apiVersion === 'v1' && reference.kind === 'Event') {
      errors.push(invalidValue(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (reference.controller !== true) continue;
    if (controller) {
      const both = `${controller.kind}/${controller.name} and ${reference.kind}/${reference.name}`;
      errors.push(
        invalidValue(
          path,
          references,
          `Only one reference can have Controller set to true. Found "true" in references for ${both}`,
        ),
      );
    } else controller = reference;
  }
  return errors;
}

/** API-META-07 */
function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of finalizers) {
    errors.push(...problemsAt('metadata.finalizers', finalizer, labelKeyProblems(finalizer)));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalidValue('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    );
  }
  finalizers.forEach((finalizer, index) => {
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer)) {
      errors.push(
        invalidValue(
          `metadata.finalizers[${index}]`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      );
    }
  });
  return errors;
}

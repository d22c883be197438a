/**
 * Objects that `kubectl apply` has managed on the client's side keep the last file in an annotation. When kubectl turns
 * to server-side apply, what it owned that way is no conflict, and the annotation is kept up to date.
 * Upstream: managedfields/internal/lastapplied{manager,updater}.go, v1.36.
 */
import type { KubernetesObject } from '../../api/meta';
import { apiVersionOf, type ResourceDefinition } from '../../api/resources';
import { LAST_APPLIED_ANNOTATION } from '../../api/three-way-patch';
import { isFields, type JsonFields } from '../patch/json-value';
import { escapeHtml } from '../schema/go-text';
import { FieldSet } from './field-set';
import type { MergeNode } from './list-types';
import { compareValues, fieldSetOf } from './typed-value';

/** Only kubectl's own manager is trusted with the annotation. */
export const KUBECTL_MANAGER = 'kubectl';

/** The fields that the annotation lists and that still have the value it says: kubectl's own. */
export function fieldsOfLastApplied(definition: ResourceDefinition, node: MergeNode, live: KubernetesObject): FieldSet {
  const text = live.metadata.annotations?.[LAST_APPLIED_ANNOTATION];
  if (!text) return new FieldSet();
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return new FieldSet();
  }
  if (!isFields(last) || last.apiVersion !== apiVersionOf(definition)) return new FieldSet();
  const { added, removed, modified } = compareValues(node, last, live);
  return fieldSetOf(node, last).difference(added).difference(removed).difference(modified);
}

/** The merged object with the annotation brought up to date, where there is one. */
export function refreshLastApplied(merged: JsonFields, config: JsonFields): JsonFields {
  const metadata = merged.metadata as JsonFields;
  const annotations = metadata.annotations as JsonFields | undefined;
  if (!isFields(annotations) || annotations[LAST_APPLIED_ANNOTATION] === undefined) return merged;
  return {
    ...merged,
    metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED_ANNOTATION]: encodeConfiguration(config) } },
  };
}

function encodeConfiguration(config: JsonFields): string {
  const { annotations, ...metadata } = config.metadata as Record<string, unknown>;
  const kept = isFields(annotations) ? { ...annotations } : undefined;
  if (kept) delete kept[LAST_APPLIED_ANNOTATION];
  const document = { ...config, metadata: kept ? { ...metadata, annotations: kept } : metadata };
  return `${escapeHtml(JSON.stringify(sortKeys(document)))}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isFields(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

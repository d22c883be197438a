/**
 * Specs of workloads that were decoded without a complaint, by their text. Scenario after scenario sends the same few
 * manifests; one frozen spec for each text lets everything that is remembered by identity (defaults, validation, hashes,
 * placement) carry over from one cluster to the next.
 */
import type { ResourceDefinition, ResourceName } from '../../api/resources';
import { isDecodedAs } from './decode-values';
import { codecOf } from './type-table';

const WORKLOADS: ReadonlySet<ResourceName> = new Set(['daemonsets', 'deployments', 'replicasets']);
const MAX_SPECS = 256;
const MAX_TEXT = 32_768;

const specs = new Map<string, object>();

/** The text under which the document's spec is known or may become known; undefined where that makes no sense. */
export function specTextOf(definition: ResourceDefinition, document: object): string | undefined {
  if (!WORKLOADS.has(definition.resource)) return undefined;
  const { spec } = document as { readonly spec?: unknown };
  if (typeof spec !== 'object' || spec === null) return undefined;
  if (isDecodedAs(spec, codecOf(`v1.${definition.kind}Spec`))) return undefined;
  let text: string | undefined;
  try {
    text = JSON.stringify(spec);
  } catch {
    return undefined; // A hostile document, which decoding will refuse in the server's words.
  }
  return text !== undefined && text.length <= MAX_TEXT ? `${definition.kind} ${text}` : undefined;
}

export function knownSpec(text: string): object | undefined {
  return specs.get(text);
}

export function rememberSpecText(text: string, spec: object): void {
  if (!Object.isFrozen(spec)) return;
  if (specs.size >= MAX_SPECS) specs.clear();
  specs.set(text, spec);
}

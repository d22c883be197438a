/** Nodes and pods as `kubectl get … -o yaml` or `-o json` prints them: a List, single objects, several documents. */
import type { Node, Pod } from '../api/core';
import { ManifestError, type ManifestFields, parseManifest } from '../api/manifest';
import { milliValue, QuantityError } from '../api/quantity';
import { ExplainError } from './explain-error';
import { countKinds, type ManifestText } from './read-manifest';

/** A cluster as the files show it. */
export interface ClusterPicture {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
}

const GET_NODES = 'kubectl get nodes -o yaml > nodes.yaml';
const GET_PODS = 'kubectl get pods -A -o yaml > pods.yaml';

/** Throws `ExplainError` for anything that is not a list of nodes. */
export function readNodes({ source, text }: ManifestText): readonly Node[] {
  const objects = readObjects(source, text, 'Node', `${GET_NODES} prints them.`);
  if (objects.length === 0) throw new ExplainError(`${source} holds no node. ${GET_NODES} prints them.`);
  const names = new Set<string>();
  return objects.map((fields) => {
    const { name } = metadataOf(source, fields);
    if (names.has(name)) throw new ExplainError(`${source} holds the node "${name}" twice.`);
    names.add(name);
    const node = { ...fields, spec: fields.spec ?? {}, status: fields.status ?? {} } as unknown as Node;
    checkAmounts(`${source}: node "${name}"`, node.status.allocatable ?? node.status.capacity);
    return node;
  });
}

/** Throws `ExplainError` for anything that is not a list of pods. */
export function readPods({ source, text }: ManifestText): readonly Pod[] {
  return readObjects(source, text, 'Pod', `${GET_PODS} prints them.`).map((fields) => {
    const metadata = metadataOf(source, fields);
    const namespace = metadata.namespace ?? 'default';
    const spec = { containers: [], ...(fields.spec as object | undefined) } as unknown as Pod['spec'];
    for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
      checkAmounts(`${source}: pod "${namespace}/${metadata.name}"`, resources?.requests);
    }
    const uid = metadata.uid ?? `${namespace}/${metadata.name}`;
    return {
      ...fields,
      metadata: { ...metadata, namespace, uid },
      spec,
      status: fields.status ?? {},
    } as unknown as Pod;
  });
}

const OPTION_OF_KIND: Readonly<Record<string, string>> = { Node: '--nodes', Pod: '--pods', DaemonSet: '-f' };

function readObjects(source: string, text: string, kind: string, hint: string): readonly ManifestFields[] {
  if (text.trim() === '') throw new ExplainError(`${source} is empty. ${hint}`);
  if (/^\s*(NAMESPACE\s+)?NAME\s+(STATUS|READY|ROLES)/.test(text)) {
    throw new ExplainError(
      `${source} is the table that kubectl prints for people; -o yaml or -o json is needed. ${hint}`,
    );
  }
  const objects = parse(source, text, hint);
  const strangers = objects.filter((fields) => fields.kind !== kind);
  if (strangers.length === 0) return objects;
  const option = strangers.map((fields) => OPTION_OF_KIND[String(fields.kind)]).find((known) => known !== undefined);
  const elsewhere = option === undefined ? '' : ` That belongs behind ${option}.`;
  const mixed = strangers.length < objects.length;
  throw new ExplainError(
    `${source} holds ${countKinds(strangers)}${mixed ? ` beside its ${kind}s` : ` and no ${kind}`}.${elsewhere} ${hint}`,
  );
}

function parse(source: string, text: string, hint: string): readonly ManifestFields[] {
  try {
    return parseManifest(text, source).map(({ object }) => object);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const place = error.line === undefined ? source : `${source}:${error.line}`;
    const isText = error.message.includes('invalid object to validate');
    throw new ExplainError(
      `${place}: ${isText ? 'this is neither YAML nor JSON of a Kubernetes object' : error.message}. ${hint}`,
    );
  }
}

interface SentMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
}

function metadataOf(source: string, { kind, metadata }: ManifestFields): SentMetadata {
  const { name } = (metadata ?? {}) as { readonly name?: unknown };
  if (typeof name !== 'string' || name === '') throw new ExplainError(`${source} holds a ${kind} without a name.`);
  return metadata as SentMetadata;
}

function checkAmounts(whose: string, amounts: Readonly<Record<string, unknown>> | undefined): void {
  for (const [resource, amount] of Object.entries(amounts ?? {})) {
    try {
      milliValue(amount as string);
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      throw new ExplainError(`${whose} has ${resource} "${amount}", which is not an amount: ${error.message}.`);
    }
  }
}

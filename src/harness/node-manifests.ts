/** Reads the nodes of an exported cluster. */
import { parseAllDocuments } from 'yaml';
import type { Node } from '../api/core';
import { describeNode } from './builders';
import type { NodeDescription } from './cluster';
import { ScenarioError } from './scenario-error';

type Manifest = Partial<Node> & { readonly items?: readonly Partial<Node>[] };

/** Every node of a file: a `List`, a single node, or several documents. Throws `ScenarioError` for anything else. */
export function readNodeManifests(path: string, text: string): readonly NodeDescription[] {
  const nodes = parseManifests(path, text).flatMap((manifest) => manifest.items ?? [manifest]);
  const stranger = nodes.find((node) => node.kind !== 'Node' || !node.metadata?.name);
  if (stranger) throw new ScenarioError(`"${path}" holds a ${stranger.kind ?? 'thing without a kind'}, not only nodes`);
  if (nodes.length === 0) throw new ScenarioError(`"${path}" holds no node`);
  return nodes.map(describeNode);
}

/** The YAML documents of a text, empty ones left out. */
export function parseManifests(path: string, text: string): readonly Manifest[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  for (const { errors } of documents) {
    if (errors[0]) throw new ScenarioError(`"${path}" is not YAML: ${errors[0].message}`);
  }
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}

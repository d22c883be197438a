/** Finds what a scenario names, or says what it may have meant. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DaemonSet } from '../api/apps';
import type { Node } from '../api/core';
import type { Cluster } from './cluster';
import { ScenarioError } from './scenario-error';
import { suggest } from './suggest';
import { nameWorkload, type Workload } from './workload';

/** The node of that name. Throws `ScenarioError` naming the nearest one. */
export async function findNode(cluster: Cluster, name: string): Promise<Node> {
  const node = await cluster.get('nodes', '', name);
  if (node) return node;
  const names = (await cluster.list('nodes')).map((other) => other.metadata.name);
  throw new ScenarioError(`the cluster has no node "${name}".${suggest(name, names)}`);
}

/** Checks that each name is a node's. */
export async function checkNodes(cluster: Cluster, names: readonly string[]): Promise<void> {
  for (const name of names) await findNode(cluster, name);
}

/** The DaemonSet as it is now, or as it was last if it was deleted. Throws `ScenarioError` if there never was one. */
export async function findDaemonSet(cluster: Cluster, workload: Workload): Promise<DaemonSet> {
  const { namespace, name } = workload;
  const daemonSet = (await cluster.get('daemonsets', namespace, name)) ?? lastKnown(cluster, workload);
  if (daemonSet) return daemonSet;
  const others = (await cluster.list('daemonsets')).map(({ metadata }) =>
    metadata.namespace === 'default' ? metadata.name : `${metadata.namespace}/${metadata.name}`,
  );
  const written = namespace === 'default' ? name : `${namespace}/${name}`;
  throw new ScenarioError(`the cluster has no DaemonSet ${nameWorkload(workload)}.${suggest(written, others)}`);
}

/** The DaemonSet as it is now. Throws `ScenarioError` also if it was deleted. */
export async function findLiveDaemonSet(cluster: Cluster, workload: Workload): Promise<DaemonSet> {
  const found = await cluster.get('daemonsets', workload.namespace, workload.name);
  if (found) return found;
  await findDaemonSet(cluster, workload);
  throw new ScenarioError(`the DaemonSet ${nameWorkload(workload)} was deleted`);
}

function lastKnown(cluster: Cluster, workload: Workload): DaemonSet | undefined {
  for (let index = cluster.journal.length - 1; index >= 0; index--) {
    const entry = cluster.journal[index];
    if (entry?.kind !== 'commit' || entry.resource !== 'daemonsets') continue;
    const object = entry.after ?? entry.before;
    if (object?.metadata.name === workload.name && object.metadata.namespace === workload.namespace) {
      return object as DaemonSet;
    }
  }
  return undefined;
}

/**
 * Reads a file named in a scenario. The path is relative to the working directory, as in a shell, or else to the
 * feature file. Throws `ScenarioError` naming the nearest file.
 */
export function readScenarioFile(path: string, featurePath: string): string {
  const places = [path, join(dirname(featurePath), path)];
  for (const place of places) {
    try {
      return readFileSync(place, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw new ScenarioError(`cannot read "${path}": ${code}`);
    }
  }
  throw new ScenarioError(`there is no file "${path}".${places.map(suggestFile).find((hint) => hint !== '') ?? ''}`);
}

function suggestFile(path: string): string {
  const folder = dirname(path);
  const siblings = listFolder(folder).map((file) => join(folder, file));
  if (siblings.length > 0) return suggest(path, siblings);
  const folders = listFolder(dirname(folder)).map((file) => join(dirname(folder), file, basename(path)));
  return suggest(path, folders).startsWith(' Did') ? suggest(path, folders) : '';
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

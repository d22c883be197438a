/** Finds what a scenario names, or says what it may have meant. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/**
 * A sentence for each image that nothing in the cluster has ever asked for, naming the nearest one that something did;
 * empty if all are known.
 */
export function hintAtImages(cluster: Cluster, images: Iterable<string>): string {
  const known = new Set<string>();
  for (const entry of cluster.journal) {
    if (entry.kind !== 'commit' || entry.resource !== 'daemonsets') continue;
    const template = (entry.after as DaemonSet | undefined)?.spec.template;
    for (const { image } of template?.spec.containers ?? []) if (image) known.add(image);
  }
  const unknown = [...new Set(images)].filter((image) => image !== '' && !known.has(image));
  return unknown
    .map((image) => `\nno DaemonSet has asked for the image "${image}".${suggest(image, [...known])}`)
    .join('');
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
 * Finds a file that a scenario names: relative to the working directory, as in a shell, or else to the feature file.
 * Throws `ScenarioError` naming the nearest file.
 */
export function findScenarioFile(path: string, featurePath: string): string {
  const places = [path, join(dirname(featurePath), path)];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new ScenarioError(`there is no file "${path}".${suggest(path, listAlike(path, ['.', dirname(featurePath)]))}`);
}

/** Files beside the one that is missing, as the scenario would write them; without such a folder, its namesakes near by. */
function listAlike(path: string, bases: readonly string[]): readonly string[] {
  const alike = bases.flatMap((base) => listFolder(join(base, dirname(path))).map((name) => join(dirname(path), name)));
  if (alike.length > 0) return alike;
  return bases.flatMap((base) =>
    listFolder(join(base, dirname(dirname(path))))
      .map((folder) => join(dirname(dirname(path)), folder, basename(path)))
      .filter((candidate) => existsSync(join(base, candidate))),
  );
}

/** Reads such a file. */
export function readScenarioFile(path: string, featurePath: string): string {
  const found = findScenarioFile(path, featurePath);
  try {
    return readFileSync(found, 'utf8');
  } catch (error) {
    throw new ScenarioError(`cannot read "${path}": ${(error as NodeJS.ErrnoException).code}`);
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

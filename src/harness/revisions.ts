/** What scenarios do to the revision history behind the controller's back. */
import { CONTROLLER_REVISION_HASH_LABEL, type ControllerRevision } from '../api/apps';
import type { PodTemplateSpec } from '../api/core';
import { computeTemplateHash } from '../api/template-hash';
import type { Cluster } from './cluster';
import { listRevisions } from './daemon-pods';
import { findLiveDaemonSet } from './lookup';
import { ScenarioError } from './scenario-error';
import { nameWorkload, type Workload } from './workload';

async function findRevision(cluster: Cluster, workload: Workload, number: number): Promise<ControllerRevision> {
  const revisions = await listRevisions(cluster, workload);
  const found = revisions.find(({ revision }) => revision === number);
  if (found) return found;
  const numbers = revisions.map(({ revision }) => revision).join(', ');
  throw new ScenarioError(`${nameWorkload(workload)} has no revision ${number}, but: ${numbers || 'none'}`);
}

export async function deleteRevision(cluster: Cluster, workload: Workload, number: number): Promise<void> {
  const { metadata } = await findRevision(cluster, workload, number);
  await cluster.delete('controllerrevisions', workload.namespace, metadata.name);
}

/** A second revision with the same template; its hash label is its own name. */
export async function copyRevision(
  cluster: Cluster,
  workload: Workload,
  number: number,
  copyNumber: number,
): Promise<void> {
  const { metadata, data } = await findRevision(cluster, workload, number);
  const name = `${metadata.name}-copy`;
  await cluster.create('controllerrevisions', workload.namespace, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace: workload.namespace,
      labels: { ...metadata.labels, [CONTROLLER_REVISION_HASH_LABEL]: name },
      ownerReferences: metadata.ownerReferences,
    },
    data,
    revision: copyNumber,
  });
}

/** Makes the name of the revision that a rollout of `image` would create that of something else. */
export async function takeRevisionName(cluster: Cluster, workload: Workload, image: string): Promise<void> {
  const { spec, status } = await findLiveDaemonSet(cluster, workload);
  const { template } = spec;
  const [first, ...others] = template.spec.containers;
  const containers = [{ ...first, image }, ...others];
  const next = { ...template, spec: { ...template.spec, containers } } as PodTemplateSpec;
  await cluster.create('controllerrevisions', workload.namespace, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${workload.name}-${computeTemplateHash(next, status.collisionCount)}`,
      namespace: workload.namespace,
    },
    data: { spec: { template: { $patch: 'replace' } } },
    revision: 1,
  });
}

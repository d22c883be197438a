/**
 * Loaded by Cucumber beside the phrases when `everynode explain --feature` asks for the cluster of a scenario: only its
 * Given steps are taken, and what they have made is kept.
 */
import { After, Before, BeforeStep } from '@cucumber/cucumber';
import type { Pickle } from '@cucumber/messages';
import type { ScenarioWorld } from '../../steps/world';
import type { KubernetesObject } from '../api/meta';
import type { ResourceName } from '../api/resources';

const KEPT: readonly ResourceName[] = ['nodes', 'pods', 'daemonsets', 'priorityclasses', 'namespaces'];

export interface GivenCluster {
  readonly line: number;
  readonly objects: readonly KubernetesObject[];
}

let kept: GivenCluster | undefined;

/** What the first scenario of the run was given; undefined if none came so far. */
export function takeGivenCluster(): GivenCluster | undefined {
  const taken = kept;
  kept = undefined;
  return taken;
}

/** Thrown to leave a scenario at its first step that is no Given. */
class Enough extends Error {}

Before(() => (kept ? 'skipped' : undefined));

BeforeStep(async function (this: ScenarioWorld, { pickle, pickleStep }) {
  if (pickleStep.type !== 'Action' && pickleStep.type !== 'Outcome') return;
  await keep(this, pickle);
  throw new Enough('the Given steps are over');
});

After(async function (this: ScenarioWorld, { pickle, result }) {
  if (result?.status === 'PASSED') await keep(this, pickle);
});

async function keep(world: ScenarioWorld, pickle: Pickle): Promise<void> {
  if (kept) return;
  const cluster = world.existingCluster;
  const objects: KubernetesObject[] = [];
  for (const resource of cluster ? KEPT : []) objects.push(...((await cluster?.list(resource)) ?? []));
  kept = { line: pickle.location?.line ?? 1, objects };
}

/** Rollouts: a new image on its way, back again, and how far it came. */
import type { IntOrString } from '../src/api/apps';
import { rollOut } from '../src/harness/changes';
import { findLiveDaemonSet } from '../src/harness/lookup';
import { checkComplete, checkStuck } from '../src/harness/rollout-claims';
import type { Workload } from '../src/harness/workload';
import { Then, When } from './phrase';
import type { ScenarioWorld } from './world';

When(
  '{workload} rolls out image {image}',
  {
    meaning: 'The image of the first container changes, and the rollout goes as far as it can.',
    example: '"node-agent" rolls out image "agent:v2"',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string) {
    await this.act(() => rollOut(this.cluster, workload, image));
  },
);

When(
  '{workload} rolls out image {image} with maxSurge {intOrPercent}',
  {
    meaning: 'The image changes, and new pods come up beside at most so many old ones (maxUnavailable is 0).',
    example: '"node-agent" rolls out image "agent:v2" with maxSurge 1',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string, maxSurge: IntOrString) {
    await this.act(() => rollOut(this.cluster, workload, image, { maxSurge }));
  },
);

When(
  '{workload} rolls out image {image} with maxUnavailable {intOrPercent}',
  {
    meaning: 'The image changes, and at most so many nodes are without an available pod at once (maxSurge is 0).',
    example: '"node-agent" rolls out image "agent:v2" with maxUnavailable 25%',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string, maxUnavailable: IntOrString) {
    await this.act(() => rollOut(this.cluster, workload, image, { maxUnavailable }));
  },
);

When(
  '{workload} starts to roll out image {image}',
  {
    meaning: 'The image changes; the next step looks at the middle.',
    example: '"node-agent" starts to roll out image "agent:v2"',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string) {
    await this.start(() => rollOut(this.cluster, workload, image));
  },
);

When(
  '{workload} starts to roll out image {image} with maxSurge {intOrPercent}',
  {
    meaning: 'The image changes with this surge; the next step looks at the middle.',
    example: '"node-agent" starts to roll out image "agent:v2" with maxSurge 1',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string, maxSurge: IntOrString) {
    await this.start(() => rollOut(this.cluster, workload, image, { maxSurge }));
  },
);

When(
  '{workload} starts to roll out image {image} with maxUnavailable {intOrPercent}',
  {
    meaning: 'The image changes with this budget; the next step looks at the middle.',
    example: '"node-agent" starts to roll out image "agent:v2" with maxUnavailable 2',
  },
  async function (this: ScenarioWorld, workload: Workload, image: string, maxUnavailable: IntOrString) {
    await this.start(() => rollOut(this.cluster, workload, image, { maxUnavailable }));
  },
);

const named = ({ name, namespace }: Workload): readonly string[] => [`daemonset/${name}`, '-n', namespace];

When(
  '{workload} is rolled back',
  {
    meaning: 'The template returns to the revision before, as `kubectl rollout undo` does.',
    example: '"node-agent" is rolled back',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.actByKubectl(['rollout', 'undo', ...named(workload)]);
  },
);

When(
  '{workload} is rolled back to revision {int}',
  { meaning: 'The template returns to this revision.', example: '"node-agent" is rolled back to revision 1' },
  async function (this: ScenarioWorld, workload: Workload, revision: number) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.actByKubectl(['rollout', 'undo', ...named(workload), `--to-revision=${revision}`]);
  },
);

When(
  '{workload} starts to roll back',
  {
    meaning: 'The template returns to the revision before; the next step looks at the middle.',
    example: '"node-agent" starts to roll back',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.kubectl(['rollout', 'undo', ...named(workload)]);
  },
);

When(
  '{workload} is restarted',
  {
    meaning: 'Every pod is replaced by one of the same template, as `kubectl rollout restart` does.',
    example: '"node-agent" is restarted',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await findLiveDaemonSet(this.cluster, workload);
    await this.actByKubectl(['rollout', 'restart', ...named(workload)]);
  },
);

Then(
  'the rollout of {workload} is complete',
  {
    meaning: 'Every pod that the DaemonSet wants is updated and available.',
    example: 'the rollout of "node-agent" is complete',
  },
  async function (this: ScenarioWorld, workload: Workload) {
    await checkComplete(this.cluster, workload);
  },
);

Then(
  'the rollout of {workload} is stuck with {int} of {int} pods updated',
  {
    meaning: 'The rollout is not complete, and so many of the wanted pods are of the new revision.',
    example: 'the rollout of "node-agent" is stuck with 1 of 3 pods updated',
  },
  async function (this: ScenarioWorld, workload: Workload, updated: number, desired: number) {
    await checkStuck(this.cluster, workload, updated, desired);
  },
);

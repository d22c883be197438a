/** Manifests: the YAML that people already have, applied as `kubectl apply` does. */
import { findScenarioFile } from '../src/harness/lookup';
import { Given, When } from './phrase';
import type { ScenarioWorld } from './world';

const APPLY_TEXT = ['apply', '-f', '-'] as const;

Given(
  'the manifest {string} is applied',
  {
    meaning: 'Everything in the file is applied. The path is relative to the working directory or to the feature file.',
    example: 'the manifest "manifests/fluentd.yaml" is applied',
  },
  async function (this: ScenarioWorld, path: string) {
    await this.actByKubectl(['apply', '-f', findScenarioFile(path, this.featurePath)]);
  },
);

Given(
  'the DaemonSet:',
  {
    meaning: 'The DaemonSet of this YAML is applied.',
    example: 'the DaemonSet:\n  """yaml\n  apiVersion: apps/v1\n  kind: DaemonSet\n  …\n  """',
  },
  async function (this: ScenarioWorld, yaml: string) {
    await this.actByKubectl(APPLY_TEXT, yaml);
  },
);

When(
  'I apply {string}',
  { meaning: 'The file is applied, as `kubectl apply -f` does.', example: 'I apply "manifests/fluentd.yaml"' },
  async function (this: ScenarioWorld, path: string) {
    await this.actByKubectl(['apply', '-f', findScenarioFile(path, this.featurePath)]);
  },
);

When(
  'I apply:',
  {
    meaning: 'This YAML is applied, as `kubectl apply -f -` does.',
    example: 'I apply:\n  """yaml\n  apiVersion: apps/v1\n  kind: DaemonSet\n  …\n  """',
  },
  async function (this: ScenarioWorld, yaml: string) {
    await this.actByKubectl(APPLY_TEXT, yaml);
  },
);

/** Claims about single fields of an object, written as the YAML that must be found in it. */
import type { KubernetesObject } from '../api/meta';
import { parseManifests } from './node-manifests';
import { diffObjects } from './object-diff';
import { ClaimError } from './scenario-error';
import type { Workload } from './workload';

/** Throws `ClaimError` with one line for each field that differs. Fields that `yaml` does not mention are not compared. */
export function checkFields(object: KubernetesObject, yaml: string, about?: Workload): void {
  const wanted = parseManifests('the text below the step', yaml);
  const differences = wanted.flatMap((fields) => diffObjects(fields, object));
  if (differences.length === 0) return;
  const { kind, metadata } = object;
  const name = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
  const lines = differences.map((line) => `  ${line}`);
  throw new ClaimError([`${kind} ${name} differs:`, ...lines].join('\n'), about);
}

/** What the `kubectl set` commands share: splitting arguments, changing the pod template, sending the difference. */

import type { Container, PodSpec } from '../../api/core';
import { isApiError } from '../../api/errors';
import type { ManifestFields } from '../../api/manifest';
import type { KubernetesObject } from '../../api/meta';
import { createTwoWayPatch } from '../../api/three-way-patch';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import {
  ALL_FLAG,
  fetchSelection,
  NO_RESOURCES_GIVEN,
  readSelection,
  SELECTOR_FLAG,
  type Selected,
} from '../resource-arguments';
import type { Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, readChangeCause, recordFlag } from '../write-flags';

export const SET_FLAGS = [
  ...FILE_FLAGS,
  ...OUTPUT_FLAGS,
  SELECTOR_FLAG,
  ALL_FLAG,
  DRY_RUN_FLAG,
  FIELD_MANAGER_FLAG,
  recordFlag,
  defineSwitch('local'),
  defineFlag('containers', 'text', 'c'),
];

/** The objects named by the arguments. */
export function findSetTargets(
  session: Session,
  resources: readonly string[],
): { readonly objects: readonly Selected[]; readonly errors: readonly unknown[] } {
  if (hasFiles(session)) {
    const { objects, errors } = readFiles(session, resources);
    const fetched = fetchSelection(session, { by: 'name', targets: objects });
    return { objects: fetched.objects, errors: [...errors, ...fetched.errors] };
  }
  if (resources.length === 0) throw new CommandError(NO_RESOURCES_GIVEN);
  return fetchSelection(session, readSelection(session, resources, { allowsNamesWithAll: true }));
}

/** Words before the first `key=value`. Throws kubectl's sentence for a resource among the pairs. */
export function splitSetArguments(
  words: readonly string[],
  isPair: (word: string) => boolean,
  what: string,
): { readonly resources: readonly string[]; readonly pairs: readonly string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of words) {
    if (isPair(word)) pairs.push(word);
    else if (pairs.length > 0)
      throw new CommandError(`all resources must be specified before ${what} changes: ${word}`);
    else resources.push(word);
  }
  return { resources, pairs };
}

/** True for names that `--containers` selects: `*` stands for anything. */
export function selectsContainer(session: Session, name: string): boolean {
  const pattern = session.flags.text('containers', '*');
  if (pattern === '*') return true;
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(name);
}

/** True if `--containers` selects any container or init container. */
export function hasSelectedContainer(session: Session, spec: PodSpec): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ name }) => selectsContainer(session, name));
}

/** Changes every selected container with `change`; the same object comes back where nothing changed. */
export function changeContainers(
  spec: PodSpec,
  change: (container: Container) => Container,
  includesInit: boolean,
): PodSpec {
  const containers = spec.containers.map(change);
  const initContainers = includesInit ? spec.initContainers?.map(change) : spec.initContainers;
  const isSame =
    containers.every((container, index) => container === spec.containers[index]) &&
    (initContainers ?? []).every((container, index) => container === spec.initContainers?.[index]);
  return isSame ? spec : { ...spec, containers, ...(initContainers ? { initContainers } : {}) };
}

interface PodSpecHolder extends KubernetesObject {
  readonly spec: PodSpec & { readonly template?: { readonly spec: PodSpec } };
}

/** The pod spec of a workload or of a pod; undefined for kinds that have none. */
export function podSpecOf(selected: Selected): PodSpec | undefined {
  const { spec } = selected.object as PodSpecHolder;
  if (selected.definition.kind === 'Pod') return spec;
  return spec?.template?.spec;
}

export interface SetChange {
  readonly manager: string;
  /** Past participle of the success line: `image updated`. */
  readonly operation: string;
  /** In the error of a refused patch: `failed to patch image update to pod template`. */
  readonly refusal: string;
  /** Between that and the server's message, `: ` unless written. */
  readonly separator?: string;
  /** Sends a patch without changes too. */
  readonly isAlwaysSent?: boolean;
  /** The new pod spec; the same object for no change. Throws `CommandError` for a change that this target forbids. */
  readonly change: (spec: PodSpec, selected: Selected, problems: unknown[]) => PodSpec;
}

/** Runs a change over all targets; without a difference nothing is sent or printed. KUBECTL-SET-01. */
export function changeTargets(
  session: Session,
  targets: { readonly objects: readonly Selected[]; readonly errors: readonly unknown[] },
  change: SetChange,
): void {
  throwCollected(targets.errors);
  const problems: unknown[] = [];
  // As upstream's CalculatePatches, every change is worked out before the first patch is sent.
  const planned = targets.objects.map((selected) => planChange(selected, change, problems));
  for (const { selected, spec, mistake } of planned) {
    if (mistake !== undefined) {
      const target = `${selected.definition.resource}/${selected.name}`;
      problems.push(new CommandError(`error: ${target} ${mistake}\n`));
    }
    if (spec === undefined) continue;
    try {
      send(session, selected, spec, change);
    } catch (error) {
      problems.push(error);
    }
  }
  throwCollected(problems);
}

interface PlannedChange {
  readonly selected: Selected;
  /** The new pod spec; undefined for no change. */
  readonly spec?: PodSpec;
  /** Why there can be none. */
  readonly mistake?: string;
}

function planChange(selected: Selected, change: SetChange, problems: unknown[]): PlannedChange {
  const before = podSpecOf(selected);
  if (!before) {
    return {
      selected,
      mistake: `the object is not a pod or does not have a pod template: ${selected.definition.kind}`,
    };
  }
  try {
    const spec = change.change(before, selected, problems);
    return spec === before && !change.isAlwaysSent ? { selected } : { selected, spec };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { selected, mistake: error.message };
  }
}

function send(session: Session, selected: Selected, spec: PodSpec, change: SetChange): void {
  const { definition, namespace, name, object } = selected;
  const wanted = withPodSpec(session, selected, spec);
  const patch = createTwoWayPatch(object, wanted);
  if (Object.keys(patch).length === 0 && !change.isAlwaysSent) return;
  let written = wanted as unknown as KubernetesObject;
  if (session.dryRun !== 'client' && !session.flags.isOn('local')) {
    try {
      written = session.call((client) =>
        client.patch(definition.resource, namespace, name, patch, {
          ...session.writeOptions(change.manager),
          type: 'strategic',
        }),
      );
    } catch (error) {
      if (!isApiError(error)) throw error;
      throw new CommandError(`${change.refusal}${change.separator ?? ': '}${error.message}`);
    }
  }
  printResult(session, definition, written, change.operation);
}

function withPodSpec(session: Session, selected: Selected, podSpec: PodSpec): ManifestFields {
  const object = selected.object as PodSpecHolder;
  const cause = readChangeCause(session);
  const metadata = cause
    ? {
        ...object.metadata,
        annotations: { ...object.metadata.annotations, 'kubernetes.io/change-cause': cause },
      }
    : object.metadata;
  const spec =
    selected.definition.kind === 'Pod'
      ? podSpec
      : { ...object.spec, template: { ...object.spec.template, spec: podSpec } };
  return { ...object, metadata, spec };
}

/**
 * Which objects a command is about: `TYPE NAME…`, `TYPE/NAME…`, `TYPE1,TYPE2`, `-l`, `--all`, `-A`.
 * Upstream: cli-runtime pkg/resource/builder.go, v1.36. KUBECTL-RES-01 to KUBECTL-RES-04.
 */
import type { ListOptions } from '../api/client';
import { ApiError, isApiError } from '../api/errors';
import type { KubernetesObject } from '../api/meta';
import type { ResourceDefinition } from '../api/resources';
import { CommandError } from './command-error';
import { defineFlag, defineSwitch } from './flags';
import { printGroupVersionResource, resolveResourceType, resolveResourceTypes } from './resource-types';
import type { Session } from './session';

/** An object by name. */
export interface Target {
  readonly definition: ResourceDefinition;
  readonly namespace: string;
  readonly name: string;
}

/** An object as the server returned it. */
export interface Selected extends Target {
  readonly object: KubernetesObject;
  /** File it was named in; empty for arguments. */
  readonly source: string;
}

export type Selection =
  | { readonly by: 'name'; readonly targets: readonly Target[] }
  | { readonly by: 'list'; readonly definitions: readonly ResourceDefinition[]; readonly options: ListOptions };

export const SELECTOR_FLAG = defineFlag('selector', 'text', 'l');
export const FIELD_SELECTOR_FLAG = defineFlag('field-selector');
export const ALL_FLAG = defineSwitch('all');
export const ALL_NAMESPACES_FLAG = defineSwitch('all-namespaces', 'A');

const MIXED_FORMS =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

const SELECTOR_WITH_NAMES = 'name cannot be provided when a selector is specified';
const SELECTOR_WITH_PAIRS = 'selectors and the all flag cannot be used when passing resource/name arguments';

export const NO_RESOURCES_GIVEN =
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

export interface SelectionRules {
  /** A type alone means all of its objects (get, rollout), instead of being an error. */
  readonly allowsTypeAlone?: boolean;
  /** `--all` beside a name is no mistake and says nothing (label, annotate, set). */
  readonly allowsNamesWithAll?: boolean;
}

/** Understands the arguments of a command. Throws `CommandError`; asks the server nothing. */
export function readSelection(session: Session, words: readonly string[], rules: SelectionRules = {}): Selection {
  const { flags } = session;
  const labelSelector = flags.text('selector');
  const fieldSelector = flags.text('field-selector');
  const hasSelector = labelSelector !== '' || fieldSelector !== '';
  const selectsAll = flags.isOn('all');
  if (words.length === 0) {
    const needsType = hasSelector || (selectsAll && !rules.allowsNamesWithAll);
    throw new CommandError(
      needsType ? 'at least one resource must be specified to use a selector' : NO_RESOURCES_GIVEN,
    );
  }
  const { types, names, pairs } = splitWords(words);
  if (pairs.length > 0 || names.length > 0) {
    if (hasSelector || (selectsAll && !rules.allowsNamesWithAll)) {
      throw new CommandError(pairs.length > 0 ? SELECTOR_WITH_PAIRS : SELECTOR_WITH_NAMES);
    }
    const targets = nameTargets(session, types, names, pairs);
    if (flags.isOn('all-namespaces') && targets.some(({ definition }) => definition.namespaced)) {
      throw new CommandError('a resource cannot be retrieved by name across all namespaces');
    }
    return { by: 'name', targets };
  }
  const definitions = resolveResourceTypes(types);
  if (!hasSelector && !selectsAll && !rules.allowsTypeAlone) {
    throw new CommandError('resource(s) were provided, but no name was specified');
  }
  return {
    by: 'list',
    definitions,
    options: {
      ...(flags.isOn('all-namespaces') ? {} : { namespace: session.namespace }),
      ...(labelSelector ? { labelSelector } : {}),
      ...(fieldSelector ? { fieldSelector } : {}),
    },
  };
}

interface SplitWords {
  readonly types: string;
  readonly names: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
}

function splitWords(given: readonly string[]): SplitWords {
  const words = spreadTypes(given);
  const withSlash = words.filter((word) => word.includes('/'));
  if (withSlash.length === 0) return { types: words[0] as string, names: words.slice(1), pairs: [] };
  if (withSlash.length < words.length) throw new CommandError(MIXED_FORMS);
  const pairs = words.map((word): readonly [string, string] => {
    const [type = '', name = '', ...rest] = word.split('/');
    if (rest.length > 0) {
      throw new CommandError('arguments in resource/name form may not have more than one slash');
    }
    if (type === '' || name === '' || type.includes(',')) {
      throw new CommandError('arguments in resource/name form must have a single resource and name');
    }
    return [type, name];
  });
  return { types: '', names: [], pairs };
}

/** `a,b x y` is `a/x a/y b/x b/y`. Upstream: normalizeMultipleResourcesArgs. */
function spreadTypes([first = '', ...names]: readonly string[]): readonly string[] {
  const types = [...new Set(first.split(','))];
  if (names.length === 0 || types.length === 1) return [first, ...names];
  return types.flatMap((type) => names.map((name) => `${type}/${name}`));
}

function nameTargets(
  session: Session,
  types: string,
  names: readonly string[],
  pairs: SplitWords['pairs'],
): readonly Target[] {
  const targetOf = (definition: ResourceDefinition, name: string): Target => ({
    definition,
    namespace: definition.namespaced ? session.namespace : '',
    name,
  });
  if (pairs.length > 0) return pairs.map(([type, name]) => targetOf(resolveResourceType(type), name));
  const definitions = resolveResourceTypes(types);
  // Only a category such as `all` stands for several here.
  if (definitions.length > 1) throw new CommandError('you must specify only one resource');
  return definitions.flatMap((definition) => names.map((name) => targetOf(definition, name)));
}

export interface Fetched {
  readonly objects: readonly Selected[];
  readonly errors: readonly unknown[];
}

/** Reads the selected objects; errors of one do not stop the others. */
export function fetchSelection(session: Session, selection: Selection): Fetched {
  const objects: Selected[] = [];
  const errors: unknown[] = [];
  const attempt = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!isApiError(error)) throw error;
      errors.push(error);
    }
  };
  if (selection.by === 'name') {
    for (const target of selection.targets) {
      attempt(() => {
        objects.push({ ...target, object: getTarget(session, target), source: '' });
      });
    }
  } else {
    for (const definition of selection.definitions) {
      attempt(() => {
        for (const object of listObjects(session, definition, selection.options)) {
          objects.push(selectedOf(definition, object));
        }
      });
    }
  }
  return { objects, errors };
}

export function selectedOf(definition: ResourceDefinition, object: KubernetesObject, source = ''): Selected {
  return { definition, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object, source };
}

export function getTarget(session: Session, target: Target): KubernetesObject {
  return session.client.get(target.definition.resource, target.namespace, target.name);
}

/** Lists objects in the order of the store's keys: namespace, then name. KUBECTL-GET-13, KUBECTL-GET-14. */
export function listObjects(
  session: Session,
  definition: ResourceDefinition,
  options: ListOptions,
): readonly KubernetesObject[] {
  const { namespace, ...selectors } = options;
  const isScoped = definition.namespaced && namespace !== undefined;
  try {
    const { items } = session.client.list(definition.resource, isScoped ? options : selectors);
    return [...items].sort(compareByKey);
  } catch (error) {
    if (!isApiError(error, 'BadRequest') || error.message.startsWith('Unable to find')) throw error;
    const { labelSelector = '', fieldSelector = '' } = options;
    throw new ApiError(
      'BadRequest',
      `Unable to find "${printGroupVersionResource(definition)}" that match label selector "${labelSelector}", field selector "${fieldSelector}": ${error.message}`,
      error.details,
    );
  }
}

function compareByKey(left: KubernetesObject, right: KubernetesObject): number {
  const a = `${left.metadata.namespace ?? ''}/${left.metadata.name}`;
  const b = `${right.metadata.namespace ?? ''}/${right.metadata.name}`;
  return a < b ? -1 : a > b ? 1 : 0;
}

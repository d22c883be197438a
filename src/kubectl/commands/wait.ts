/** `kubectl wait`. KUBECTL-WAIT-01. Upstream: kubectl pkg/cmd/wait, v1.36. */
import { isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { findByJsonPath } from '../print/json-path';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  fetchSelection,
  getTarget,
  readSelection,
  SELECTOR_FLAG,
  type Selected,
  type Selection,
  type Target,
} from '../resource-arguments';
import { printName } from '../resource-types';
import type { Command, Session } from '../session';
import { waitUntilGone } from './delete';

const DEFAULT_TIMEOUT_MS = 30_000;
/** A negative timeout means a week. */
const WEEK_MS = 7 * 24 * 3_600_000;

type Condition = (object: KubernetesObject) => boolean;

export const wait: Command = {
  name: 'wait',
  usage:
    "kubectl wait (TYPE NAME | TYPE/NAME | TYPE -l SELECTOR) --for=delete|create|condition=NAME[=VALUE]|jsonpath='{…}'[=VALUE] [--timeout=30s]",
  flags: [
    ...FILE_FLAGS,
    SELECTOR_FLAG,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    defineFlag('for'),
    defineFlag('timeout', 'duration'),
    defineFlag('output', 'text', 'o'),
  ],
  run(session) {
    const goal = session.flags.text('for');
    const given = session.flags.durationMs('timeout', DEFAULT_TIMEOUT_MS);
    const timeoutMs = given < 0 ? WEEK_MS : given;
    const isDeletion = goal.toLowerCase() === 'delete';
    const condition = isDeletion ? undefined : readCondition(goal);
    const { selection, mistakes } = select(session);
    if (goal.toLowerCase() === 'create') {
      const found = (): boolean => fetchSelection(session, selection).objects.length > 0;
      if (!found() && !session.environment.waitUntil(found, timeoutMs)) {
        throw new CommandError('timed out waiting for the condition');
      }
    }
    const { objects, errors } = fetchSelection(session, selection);
    const failures = [...mistakes, ...errors].filter((error) => !isDeletion || !isApiError(error, 'NotFound'));
    if (!isDeletion && objects.length === 0 && failures.length === 0) {
      throw new CommandError('no matching resources found');
    }
    // One time for all of them: who comes after it is not looked at any more.
    const deadlineMs = session.nowMs + timeoutMs;
    for (const selected of objects) {
      try {
        awaitOne(session, selected, condition, { deadlineMs, looksOnce: timeoutMs === 0 });
        session.print(`${printName(selected.definition, selected.name)} condition met`);
      } catch (error) {
        failures.push(error);
      }
    }
    throwCollected(failures);
  },
};

function select(session: Session): { readonly selection: Selection; readonly mistakes: readonly unknown[] } {
  if (!hasFiles(session)) {
    return { selection: readSelection(session, session.positional, { allowsNamesWithAll: true }), mistakes: [] };
  }
  const { objects, errors } = readFiles(session, session.positional);
  return { selection: { by: 'name', targets: objects }, mistakes: errors };
}

interface Patience {
  readonly deadlineMs: number;
  readonly looksOnce: boolean;
}

/** Returns once the condition holds, or without a condition once the object is gone; throws when time is up. */
function awaitOne(
  session: Session,
  selected: Selected,
  condition: Condition | undefined,
  { deadlineMs, looksOnce }: Patience,
): void {
  const name = nameOf(selected);
  const leftMs = deadlineMs - session.nowMs;
  if (leftMs <= 0 && !looksOnce) throw new CommandError(`timed out waiting for the condition on ${name}`);
  if (condition === undefined) {
    if (looksOnce) throw new CommandError(`condition not met for ${name}`);
    waitUntilGone(session, selected, selected.object.metadata.uid, leftMs);
  } else if (!waitFor(session, selected, condition, leftMs)) {
    const why = looksOnce ? 'condition not met for' : 'timed out waiting for the condition on';
    throw new CommandError(`${why} ${name}`);
  }
}

const nameOf = ({ definition, name }: Target): string => `${definition.resource}/${name}`;

function waitFor(session: Session, target: Target, condition: Condition, timeoutMs: number): boolean {
  const holds = (): boolean => {
    try {
      return condition(getTarget(session, target));
    } catch (error) {
      if (isApiError(error, 'NotFound')) return false;
      throw error;
    }
  };
  return holds() || (timeoutMs > 0 && session.environment.waitUntil(holds, timeoutMs));
}

interface WithConditions {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/** A condition that was set for an earlier generation of the object does not count. Upstream: wait.go, checkCondition. */
function hasCondition(object: KubernetesObject, type: string, wanted: string): boolean {
  const { status } = object as WithConditions;
  const condition = status?.conditions?.find((candidate) => candidate.type.toLowerCase() === type);
  if (!condition) return false;
  const observed = condition.observedGeneration ?? status?.observedGeneration;
  const { generation } = object.metadata;
  if (observed !== undefined && generation !== undefined && observed < generation) return false;
  return condition.status.toLowerCase() === wanted;
}

function readCondition(goal: string): Condition {
  if (goal.toLowerCase() === 'create') return () => true;
  if (goal.startsWith('condition=')) {
    const [type = '', ...value] = goal.slice('condition='.length).toLowerCase().split('=');
    const wanted = value.length === 0 ? 'true' : value.join('=');
    return (object) => hasCondition(object, type, wanted);
  }
  if (goal.startsWith('jsonpath=')) return readJsonPathCondition(goal.slice('jsonpath='.length));
  throw new CommandError(`unrecognized condition: "${goal}"`);
}

function readJsonPathCondition(text: string): Condition {
  const parts = splitAtSingleEquals(text);
  if (parts.length > 2) {
    throw new CommandError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  }
  const [path = '', right] = parts;
  const wanted = right?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '') {
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  }
  if (path === '') throw new CommandError('jsonpath expression cannot be empty');
  const find = findByJsonPath(path);
  return (object) => {
    const values = find(object);
    if (values.length === 0) return false;
    if (values.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
    if (wanted === undefined) return true;
    const [value] = values;
    if (typeof value === 'object' && value !== null) {
      throw new CommandError('jsonpath leads to a nested object or list which is not supported');
    }
    return String(value).trim() === wanted.trim();
  };
}

/** `==` belongs to filters. Upstream: splitJSONPathInput. */
function splitAtSingleEquals(text: string): readonly string[] {
  return text
    .replaceAll('==', '\0')
    .split('=')
    .map((part) => part.replaceAll('\0', '=='));
}

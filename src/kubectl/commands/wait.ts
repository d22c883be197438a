/** `kubectl wait`. KUBECTL-WAIT-01. Upstream: kubectl pkg/cmd/wait, v1.36. */
import { isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag } from '../flags';
import { FILE_FLAGS } from '../manifest-files';
import { findByJsonPath } from '../print/json-path';
import {
  ALL_FLAG,
  ALL_NAMESPACES_FLAG,
  fetchSelection,
  getTarget,
  readSelection,
  SELECTOR_FLAG,
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
    const selection = readSelection(session, session.positional);
    if (goal.toLowerCase() === 'create') {
      const found = (): boolean => fetchSelection(session, selection).objects.length > 0;
      if (!found() && !session.environment.waitUntil(found, timeoutMs)) {
        throw new CommandError('timed out waiting for the condition');
      }
    }
    const { objects, errors } = fetchSelection(session, selection);
    if (isDeletion) {
      throwCollected(errors.filter((error) => !isApiError(error, 'NotFound')));
      for (const selected of objects) {
        if (timeoutMs === 0) throw new CommandError(`condition not met for ${nameOf(selected)}`);
        waitUntilGone(session, selected, selected.object.metadata.uid, timeoutMs);
        session.print(`${printName(selected.definition, selected.name)} condition met`);
      }
      return;
    }
    throwCollected(errors);
    if (objects.length === 0) throw new CommandError('no matching resources found');
    const failures: unknown[] = [];
    // One time for all of them.
    const deadlineMs = session.nowMs + timeoutMs;
    for (const selected of objects) {
      const name = nameOf(selected);
      try {
        if (waitFor(session, selected, condition as Condition, Math.max(0, deadlineMs - session.nowMs))) {
          session.print(`${printName(selected.definition, selected.name)} condition met`);
        } else {
          const isOneLook = timeoutMs === 0;
          throw new CommandError(
            isOneLook ? `condition not met for ${name}` : `timed out waiting for the condition on ${name}`,
          );
        }
      } catch (error) {
        failures.push(error);
      }
    }
    throwCollected(failures);
  },
};

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
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function readCondition(goal: string): Condition {
  if (goal.toLowerCase() === 'create') return () => true;
  if (goal.startsWith('condition=')) {
    const [type = '', value = 'true'] = goal.slice('condition='.length).split('=');
    return (object) =>
      ((object as WithConditions).status?.conditions ?? []).some(
        (condition) =>
          condition.type.toLowerCase() === type.toLowerCase() && condition.status.toLowerCase() === value.toLowerCase(),
      );
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

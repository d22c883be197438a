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
      if (waitFor(session, selected, condition as Condition, Math.max(0, deadlineMs - session.nowMs))) {
        session.print(`${printName(selected.definition, selected.name)} condition met`);
      } else {
        const name = `${selected.definition.resource}/${selected.name}`;
        failures.push(
          new CommandError(
            timeoutMs === 0 ? `condition not met for ${name}` : `timed out waiting for the condition on ${name}`,
          ),
        );
      }
    }
    throwCollected(failures);
  },
};

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

const JSON_PATH_GOAL = /^(\{.*?\})(?:=(.*))?$/s;

function readJsonPathCondition(text: string): Condition {
  const parts = JSON_PATH_GOAL.exec(text) ?? /^([^=]+)(?:=(.*))?$/s.exec(text);
  if (!parts) throw new CommandError(`jsonpath wait condition cannot be read: ${text}`);
  const find = findByJsonPath(parts[1] as string);
  const wanted = parts[2]?.replace(/^(["'])(.*)\1$/s, '$2');
  return (object) => {
    const values = find(object);
    if (values.length === 0) return false;
    return wanted === undefined || values.some((value) => String(value) === wanted);
  };
}

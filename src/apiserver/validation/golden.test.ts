/**
 * The 90 recorded applies of test/parity/golden/validation.jsonl: what the real server refused or accepted, in its
 * words. This drives decoding, defaulting and validation alone; what kubectl or a missing namespace answers is listed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import { isApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { resourceDefinition } from '../../api/resources';
import { applyDefaults } from '../defaulting';
import { decodeObject } from '../schema/decode';
import { invalid } from './field-error';
import { validateCreate, validateUpdate } from './index';
import { collectWarnings } from './warnings';

interface Step {
  readonly manifest: string | Record<string, unknown>;
  readonly got: { readonly code: number; readonly stdout: string; readonly stderr: string };
}
interface Trace {
  readonly id: string;
  readonly about: string;
  readonly steps: readonly Step[];
}

/** Answered by kubectl, or by the server before or after the parts under test. */
const ANSWERED_ELSEWHERE = new Map([
  ['validation-047', 'kubectl: no name'],
  ['validation-050', 'admission: the namespace is missing'],
  ['validation-115', 'kubectl: no such apiVersion'],
  ['validation-116', 'kubectl: no such kind'],
  ['validation-118', 'kubectl: apiVersion is missing'],
  ['validation-119', 'kubectl: not YAML'],
  ['validation-121', 'kubectl: YAML text, keys given twice'],
  ['validation-122', 'kubectl: empty document'],
]);

const GOLDEN = join(__dirname, '../../../test/parity/golden/validation.jsonl');
const traces: Trace[] = readFileSync(GOLDEN, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const definition = resourceDefinition('daemonsets');

/** What kubectl would print of the server's answer. */
function answerTo(
  manifest: unknown,
  before: KubernetesObject | undefined,
): { stored?: KubernetesObject; stderr: string } {
  try {
    const { object, warnings } = decodeObject(definition, manifest, 'Strict');
    const name = object.metadata.name;
    const defaulted = applyDefaults('daemonsets', object);
    const errors = before ? validateUpdate('daemonsets', defaulted, before) : validateCreate('daemonsets', defaulted);
    if (errors.length > 0) throw invalid(definition, name, errors);
    const all = [...warnings, ...collectWarnings('daemonsets', defaulted, before)];
    return { stored: defaulted, stderr: all.map((warning) => `Warning: ${warning}\n`).join('') };
  } catch (error) {
    if (!isApiError(error)) throw error;
    if (error.reason === 'Invalid') {
      const causes = [...new Set((error.details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`))];
      const shown = causes.length === 1 ? causes[0] : `\n${causes.map((cause) => `* ${cause}`).join('\n')}`;
      return { stderr: `The DaemonSet "${error.details?.name}" is invalid: ${shown}\n` };
    }
    return {
      stderr: `Error from server (${error.reason}): error when creating "STDIN": ${error.message}\n`,
    };
  }
}

for (const { id, about, steps } of traces) {
  const elsewhere = ANSWERED_ELSEWHERE.get(id);
  test(`${id}: ${about}`, { skip: elsewhere ?? false }, () => {
    let stored: KubernetesObject | undefined;
    for (const { manifest, got } of steps) {
      const answer = answerTo(manifest, stored);
      expect(answer.stderr).toBe(got.stderr);
      expect(answer.stored !== undefined).toBe(got.code === 0);
      stored ??= answer.stored;
    }
  });
}

/** Flags that several writing commands share. */

import { CHANGE_CAUSE_ANNOTATION } from '../api/apps';
import type { WriteOptions } from '../api/client';
import type { ManifestFields } from '../api/manifest';
import { CommandError } from './command-error';
import { defineFlag, defineSwitch, type FlagDefinition } from './flags';
import { DRY_RUN_WITHOUT_VALUE, type Session } from './session';

/** `--dry-run` alone is a mistake of its own. */
export const DRY_RUN_FLAG = defineFlag('dry-run', 'text', undefined, DRY_RUN_WITHOUT_VALUE);
export const FIELD_MANAGER_FLAG = defineFlag('field-manager');
export const VALIDATE_FLAG = defineFlag('validate', 'text', undefined, 'strict');
export const recordFlag: FlagDefinition = defineSwitch('record');

/** KUBECTL-CREATE-03, API-DEC-01. */
export function readFieldValidation(session: Session): NonNullable<WriteOptions['fieldValidation']> {
  const value = session.flags.text('validate', 'strict');
  switch (value) {
    case 'true':
    case 'strict':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'false':
    case 'ignore':
      return 'Ignore';
    default:
      throw new CommandError(
        `invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

/** The command line that `--record` writes into the change-cause annotation; undefined without it. KUBECTL-HIST-06. */
export function readChangeCause(session: Session): string | undefined {
  if (!session.flags.has('record')) return undefined;
  if (!session.flags.isOn('record')) return undefined;
  // Words first, then flags by their long names. Upstream: genericclioptions, parseCommandArguments.
  return ['kubectl', session.command, ...session.positional, ...session.flags.spellOut()].join(' ');
}

/** The object with the annotation that `rollout history` shows. */
export function withChangeCause(fields: ManifestFields, cause: string): ManifestFields {
  const metadata = (fields.metadata ?? {}) as ManifestFields;
  const annotations = (metadata.annotations ?? {}) as ManifestFields;
  return { ...fields, metadata: { ...metadata, annotations: { ...annotations, [CHANGE_CAUSE_ANNOTATION]: cause } } };
}

/** Says that `--record` is deprecated, where it was given. */
export function warnAboutRecord(session: Session): void {
  if (session.flags.has('record')) {
    session.complain('Flag --record has been deprecated, --record will be removed in the future');
  }
}

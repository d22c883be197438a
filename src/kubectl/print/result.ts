/** How a command shows an object it read or wrote: a sentence, or the object itself in the format of `-o`. */
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch, type FlagDefinition } from '../flags';
import { printName } from '../resource-types';
import type { Session } from '../session';
import { encodeJsonIndented } from './go-text';
import { compileJsonPath } from './json-path';
import { encodeYaml } from './yaml';

const OUTPUT_FLAG = defineFlag('output', 'text', 'o');

/** Flags about the format of what is printed. */
export const OUTPUT_FLAGS: readonly FlagDefinition[] = [
  OUTPUT_FLAG,
  defineFlag('template'),
  defineSwitch('allow-missing-template-keys'),
  defineSwitch('show-managed-fields'),
];

const SUPPORTED_FORMATS = 'custom-columns, json, jsonpath, name, wide, yaml';
const FORMATS_OF_KUBECTL =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml';

export interface OutputFormat {
  readonly name: string;
  /** What follows the `=`: a template or column list. */
  readonly argument: string;
}

/** Splits `-o jsonpath={.x}`. Throws for a format that does not exist (KUBECTL-GET-12) or is not simulated. */
export function readOutputFormat(session: Session): OutputFormat {
  const text = session.flags.text('output');
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const argument = equals < 0 ? session.flags.text('template') : text.slice(equals + 1);
  if (['', 'json', 'yaml', 'name', 'wide', 'jsonpath', 'jsonpath-as-json', 'custom-columns'].includes(name)) {
    return { name, argument };
  }
  if (FORMATS_OF_KUBECTL.split(',').includes(name)) {
    throw new CommandError(`the output format "${name}" is not simulated; simulated are: ${SUPPORTED_FORMATS}`);
  }
  throw new CommandError(
    `unable to match a printer suitable for the output format "${text}", allowed formats are: ${FORMATS_OF_KUBECTL}`,
  );
}

/** `daemonset.apps/agent created`, or the object as `-o` asks. KUBECTL-OUT-06. */
export function printResult(
  session: Session,
  definition: ResourceDefinition,
  object: KubernetesObject,
  operation: string,
): void {
  const format = readOutputFormat(session);
  const { name } = object.metadata;
  if (format.name === '') session.print(`${printName(definition, name)} ${operation}${session.dryRunSuffix}`);
  else if (format.name === 'name') session.print(printName(definition, name));
  else printValue(session, format, hideManagedFields(session, object));
}

/** A value in the format json, yaml or jsonpath. */
export function printValue(session: Session, format: OutputFormat, value: unknown): void {
  switch (format.name) {
    case 'json':
      session.print(encodeJsonIndented(value));
      return;
    case 'yaml':
      session.write(encodeYaml(value));
      return;
    case 'jsonpath':
      if (format.argument === '') throw new CommandError('template format specified but no template given');
      session.write(compileJsonPath(format.argument).render(value));
      return;
    default:
      throw new CommandError(
        `the output format "${format.name}" is not simulated for kubectl ${session.command}; use json, yaml, name or jsonpath`,
      );
  }
}

/** KUBECTL-GET-13. */
export function hideManagedFields(session: Session, object: KubernetesObject): KubernetesObject {
  const isTemplate = session.flags.text('output').startsWith('jsonpath') || session.flags.has('template');
  if (session.flags.isOn('show-managed-fields') || isTemplate || !object.metadata.managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

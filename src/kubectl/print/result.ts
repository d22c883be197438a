/** How a command shows an object it read or wrote: a sentence, or the object itself in the format of `-o`. */
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch, type FlagDefinition } from '../flags';
import { printName } from '../resource-types';
import type { Session } from '../session';
import { compileGoTemplate } from './go-template';
import { encodeJsonIndented } from './go-text';
import { compileJsonPath, findByJsonPath } from './json-path';
import { encodeYaml } from './yaml';

const OUTPUT_FLAG = defineFlag('output', 'text', 'o');

/** Flags about the format of what is printed. */
export const OUTPUT_FLAGS: readonly FlagDefinition[] = [
  OUTPUT_FLAG,
  defineFlag('template'),
  defineSwitch('allow-missing-template-keys'),
  defineSwitch('show-managed-fields'),
];

const FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml'.split(
    ',',
  );
/** `get` alone prints tables. */
const FORMATS_OF_GET = [...FORMATS, 'custom-columns', 'custom-columns-file', 'wide'].sort();

/** Formats whose argument is the name of a file, by what the file holds. */
const FROM_FILE: Readonly<Record<string, string>> = {
  'custom-columns-file': 'custom-columns',
  'go-template-file': 'go-template',
  'jsonpath-file': 'jsonpath',
  templatefile: 'go-template',
};

export interface OutputFormat {
  readonly name: string;
  /** What follows the `=`: a template or column list. */
  readonly argument: string;
}

/** Splits `-o jsonpath={.x}`, and reads the file of `-o jsonpath-file=x`. Throws for no format. KUBECTL-GET-12. */
export function readOutputFormat(session: Session): OutputFormat {
  const { flags } = session;
  const template = flags.text('template');
  const text = flags.text('output') || (template === '' ? '' : 'go-template');
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const argument = equals < 0 ? template : text.slice(equals + 1);
  const allowed = session.command === 'get' ? FORMATS_OF_GET : FORMATS;
  if (name !== '' && !allowed.includes(name)) {
    throw new CommandError(
      `unable to match a printer suitable for the output format "${text}", allowed formats are: ${allowed.join(',')}`,
    );
  }
  const content = FROM_FILE[name];
  if (content === undefined) return { name: name === 'template' ? 'go-template' : name, argument };
  if (argument === '') throw new CommandError(NO_TEMPLATE);
  try {
    return { name: content, argument: session.environment.readFile(argument) };
  } catch {
    throw new CommandError(`error reading template ${argument}, open ${argument}: no such file or directory`);
  }
}

/** Refuses a wrong `-o` before anything is done. */
export function checkOutputFlag(session: Session, flags: readonly FlagDefinition[]): void {
  if (flags.includes(OUTPUT_FLAG)) readOutputFormat(session);
}

const NO_TEMPLATE = 'template format specified but no template given';

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
  else printValue(session, format, showManagedFields(session, definition, object));
}

/** These commands take a new printer for each object, which then does not know that it prints a further document. */
const MAKES_NEW_PRINTER = new Set(
  'label,patch,taint,apply,rollout restart,rollout undo,cordon,uncordon,drain'.split(','),
);

/** A value as JSON, YAML or through a template. */
export function printValue(session: Session, format: OutputFormat, value: unknown): void {
  switch (format.name) {
    case 'json':
      session.print(encodeJsonIndented(value));
      return;
    case 'yaml':
      if (session.stdout !== '' && !MAKES_NEW_PRINTER.has(session.command)) session.write('---\n');
      session.write(encodeYaml(value));
      return;
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'go-template':
      if (format.argument === '') throw new CommandError(NO_TEMPLATE);
      session.write(renderTemplate(format, value));
      return;
    default:
      throw new CommandError(
        `the output format "${format.name}" is not simulated for kubectl ${session.command}; use json, yaml, name or jsonpath`,
      );
  }
}

function renderTemplate({ name, argument }: OutputFormat, value: unknown): string {
  if (name === 'go-template') return compileGoTemplate(argument)(value);
  if (name === 'jsonpath') return compileJsonPath(argument).render(value);
  return `${encodeJsonIndented(findByJsonPath(argument)(value))}\n`;
}

/** The object with its managedFields where the output shows them: JSON and YAML do not unless asked. KUBECTL-GET-13. */
export function showManagedFields(
  session: Session,
  definition: ResourceDefinition,
  object: KubernetesObject,
): KubernetesObject {
  const output = session.flags.text('output');
  const isNamedInTemplate = `${output}${session.flags.text('template')}`.includes('managedFields');
  if (!session.flags.isOn('show-managed-fields') && !isNamedInTemplate) return object;
  const managedFields = session.client.managedFieldsOf(definition.resource, object);
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

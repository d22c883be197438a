/**
 * What `kubectl explain` prints about a kind or one of its fields.
 * Upstream: kubectl pkg/explain/v2/templates/plaintext.tmpl, v1.36. KUBECTL-EXPLAIN-01, -02.
 */
import type { ResourceDefinition } from '../../api/resources';
import { describeField, describeType } from './descriptions';
import { type FieldSchema, fieldsOf, printTypeName, type TypeSchema } from './schema';

/** Values shown in a list of fields; the long form shows all. */
const MAX_VALUES = 4;

/** The lines above: what kind is explained. */
export function printHeading({ group, kind, version }: ResourceDefinition): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

/** The explanation below the heading; undefined if there is no such field. */
export function printExplanation(kind: string, path: readonly string[], isRecursive: boolean): string | undefined {
  let type: TypeSchema = { name: kind, wrappers: [] };
  let field: FieldSchema | undefined;
  for (const name of path) {
    field = fieldsOf(type.name)?.find((candidate) => candidate.name === name);
    if (field === undefined) return undefined;
    type = field.type;
  }
  const about = [field && describeField(field), describeType(type.name)].filter((text) => text !== undefined);
  const description = about.length === 0 ? '<empty>' : `${about.join('\n')}\n`;
  const fields = fieldsOf(type.name);
  return (
    (field ? printField(field) : '') +
    `DESCRIPTION:\n${indent(wrap(description, 76), 4)}\n` +
    (fields ? `FIELDS:\n${printFields(fields, 1, isRecursive)}` : '') +
    '\n'
  );
}

function printField({ name, type }: FieldSchema): string {
  const values =
    type.values === undefined ? '' : `ENUM:${type.values.map((value) => `\n    ${showValue(value)}`).join('')}`;
  return `FIELD: ${name} <${printTypeName(type)}>\n${values}\n\n`;
}

function printFields(fields: readonly FieldSchema[], level: number, isRecursive: boolean): string {
  return fields
    .map((field) => {
      const below = isRecursive ? fieldsOf(field.type.name) : undefined;
      return printLine(field, level, isRecursive) + (below ? printFields(below, level + 1, true) : '');
    })
    .join('');
}

function printLine(field: FieldSchema, level: number, isShort: boolean): string {
  const { name, type, isRequired } = field;
  const space = level * 2;
  let text = `${indent(name, space)}\t<${printTypeName(type)}>${isRequired ? ' -required-' : ''}`;
  if (type.values) {
    const shown = type.values.slice(0, MAX_VALUES).map(showValue).join(', ');
    text += `\n${indent('', space)}enum: ${shown}${type.values.length > MAX_VALUES ? ', ....' : ''}`;
  }
  if (isShort) return `${text}\n`;
  return `${text}\n${indent(wrap(describeField(field) ?? '<no description>', 78 - space), space + 2)}\n\n`;
}

const showValue = (value: string): string => (value === '' ? '""' : value);

function indent(text: string, spaces: number): string {
  const pad = ' '.repeat(spaces);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

/** Breaks lines at spaces so that none is longer than `width`, where words allow it. */
function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const lines: string[] = [];
      let current = '';
      for (const word of line.split(' ')) {
        if (current !== '' && current.length + 1 + word.length > width) {
          lines.push(current);
          current = word;
        } else current = current === '' ? word : `${current} ${word}`;
      }
      return [...lines, current].join('\n');
    })
    .join('\n');
}

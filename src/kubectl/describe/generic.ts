/** Any other object in words: every field, sorted, with spaced titles. KUBECTL-DESC-15. Upstream: genericDescriber. */
import { formatAnnotationLines, formatLabelLines } from '../print/describe-lines';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';

const METADATA_SHOWN_ABOVE = ['name', 'namespace', 'labels', 'annotations', 'managedFields'];
/** Upstream: describe.go, commonAcronyms. */
const ACRONYMS: Readonly<Record<string, string>> = { Api: 'API', Url: 'URL', Uid: 'UID', Osb: 'OSB', Guid: 'GUID' };

export function describeGeneric(session: Session, selected: Selected, showsEvents: boolean): string {
  const { metadata, ...fields } = selected.object as typeof selected.object & Record<string, unknown>;
  const rest = Object.fromEntries(Object.entries(metadata).filter(([key]) => !METADATA_SHOWN_ABOVE.includes(key)));
  return (
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\n` +
    formatLabelLines('Labels', metadata.labels) +
    formatAnnotationLines('Annotations', metadata.annotations) +
    writeFields({ ...fields, metadata: rest }, 0) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

function writeFields(fields: Readonly<Record<string, unknown>>, level: number): string {
  const indent = '  '.repeat(level);
  let text = '';
  for (const key of Object.keys(fields).sort()) {
    const value = fields[key];
    const title = titleOf(key);
    if (Array.isArray(value)) {
      text += `${indent}${title}:\n`;
      for (const item of value) {
        text += isFields(item) ? writeFields(item, level + 1) : `${indent}  ${String(item)}\n`;
      }
    } else if (isFields(value)) {
      text += `${indent}${title}:\n${writeFields(value, level + 1)}`;
    } else {
      text += `${indent}${title}:\t${value === null ? '<nil>' : String(value)}\n`;
    }
  }
  return text;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `podIP` as `Pod IP`; names with anything but letters and dashes stay. Upstream: describe.go, smartLabelFor. */
function titleOf(key: string): string {
  if (!/^[\p{L}-]*$/u.test(key)) return key;
  const words = key.match(/\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|-+/gu) ?? [];
  return words
    .map((word) => {
      const capitalised = word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
      return ACRONYMS[capitalised] ?? word.charAt(0).toUpperCase() + word.slice(1);
    })
    .join(' ');
}

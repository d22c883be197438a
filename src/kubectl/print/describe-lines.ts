/** Lines of `describe` that hold lists: labels, annotations, taints, tolerations. KUBECTL-DESC-04, -07, -08. */
import type { Taint, Toleration } from '../../api/core';
import type { StringMap } from '../../api/meta';
import { formatTaint } from '../../api/taints';
import { LAST_APPLIED_ANNOTATION } from '../../api/three-way-patch';

export const MAX_ANNOTATION_LENGTH = 140;

/** First value on the title's line, further ones below it. */
export function formatLines(title: string, values: readonly string[]): string {
  if (values.length === 0) return `${title}:\t<none>\n`;
  return `${title}:\t${values.join('\n\t')}\n`;
}

export function formatLabelLines(title: string, labels: StringMap | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return formatLines(
    title,
    keys.map((key) => `${key}=${labels?.[key]}`),
  );
}

/** The last-applied annotation is hidden; long values go on lines of their own, cut. */
export function formatAnnotationLines(title: string, annotations: StringMap | undefined): string {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== LAST_APPLIED_ANNOTATION)
    .sort();
  return formatLines(
    title,
    keys.map((key) => {
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (value.length + key.length + 2 <= MAX_ANNOTATION_LENGTH && !value.includes('\n')) return `${key}: ${value}`;
      const lines = value.split('\n').map((line) => `\n\t  ${shorten(line, MAX_ANNOTATION_LENGTH - 2)}`);
      return `${key}:${lines.join('')}`;
    }),
  );
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

export function formatTolerationLines(title: string, tolerations: readonly Toleration[] | undefined): string {
  const sorted = [...(tolerations ?? [])].sort((left, right) => compare(left.key ?? '', right.key ?? ''));
  return formatLines(title, sorted.map(formatToleration));
}

function formatToleration({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  let text = key;
  if (value) text += `=${value}`;
  if (effect) text += `:${effect}`;
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
  if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
  return text;
}

export function formatTaintLines(title: string, taints: readonly Taint[] | undefined): string {
  const sorted = [...(taints ?? [])].sort((left, right) =>
    compare(`${left.effect},${left.key}`, `${right.effect},${right.key}`),
  );
  return formatLines(title, sorted.map(formatTaint));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Text in aligned columns. Cells end with a tab; what follows the last tab of a line is not a cell. A column is a run of
 * consecutive lines that have that cell. Upstream: vendor/github.com/liggitt/tabwriter, v1.36. KUBECTL-TAB-01, -02.
 */

export interface ColumnLayout {
  readonly minWidth: number;
  readonly padding: number;
}

/** `kubectl get` and `api-resources`. KUBECTL-TAB-03. */
export const TABLE_LAYOUT: ColumnLayout = { minWidth: 6, padding: 3 };
/** `kubectl describe` and `rollout history`. */
export const DESCRIBE_LAYOUT: ColumnLayout = { minWidth: 0, padding: 2 };

/** Replaces tabs by spaces so that columns line up. Line ends are kept as they are. */
export function alignColumns(text: string, layout: ColumnLayout): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const output: string[] = [];
  alignBlock(lines, 0, lines.length, [], layout, output);
  return output.join('\n');
}

function alignBlock(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  layout: ColumnLayout,
  output: string[],
): void {
  const column = widths.length;
  const hasCell = (index: number): boolean => column < (lines[index]?.length ?? 0) - 1;
  let start = from;
  let index = from;
  while (index < to) {
    if (!hasCell(index)) {
      index++;
      continue;
    }
    writeLines(lines, start, index, widths, output);
    start = index;
    let width = layout.minWidth;
    for (; index < to && hasCell(index); index++) {
      width = Math.max(width, lengthOf(lines[index]?.[column] ?? '') + layout.padding);
    }
    alignBlock(lines, start, index, [...widths, width], layout, output);
    start = index;
  }
  writeLines(lines, start, to, widths, output);
}

function writeLines(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  output: string[],
): void {
  for (let index = from; index < to; index++) {
    const cells = lines[index] ?? [];
    let text = '';
    for (let cell = 0; cell < cells.length; cell++) {
      const value = cells[cell] ?? '';
      const width = widths[cell];
      text += width === undefined ? value : value + ' '.repeat(Math.max(0, width - lengthOf(value)));
    }
    output.push(text);
  }
}

/** Characters, not UTF-16 units. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** The difference of two texts as `diff -u` writes it: hunks with three lines around each change. */

const CONTEXT = 3;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** Hunks only, without the two lines that name the files; empty for equal texts. */
export function formatUnifiedDiff(before: string, after: string): string {
  const edits = compareLines(splitLines(before), splitLines(after));
  const changed = edits.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  let text = '';
  let next = 0;
  while (next < changed.length) {
    const start = Math.max(0, (changed[next] as number) - CONTEXT);
    let last = changed[next] as number;
    while (next < changed.length && (changed[next] as number) - last <= 2 * CONTEXT + 1)
      last = changed[next++] as number;
    text += formatHunk(edits, start, Math.min(edits.length, last + CONTEXT + 1));
  }
  return text;
}

function splitLines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function formatHunk(edits: readonly Edit[], from: number, to: number): string {
  const countOf = (sign: '-' | '+', start: number, end: number): number =>
    edits.slice(start, end).filter((edit) => edit.sign === ' ' || edit.sign === sign).length;
  const range = (sign: '-' | '+'): string => {
    const count = countOf(sign, from, to);
    const first = countOf(sign, 0, from) + (count === 0 ? 0 : 1);
    return count === 1 ? `${first}` : `${first},${count}`;
  };
  const lines = edits.slice(from, to).map(({ sign, line }) => `${sign}${line}\n`);
  return `@@ -${range('-')} +${range('+')} @@\n${lines.join('')}`;
}

/** A shortest way from one list of lines to the other; within a change the old lines come first. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (line: string): Edit => ({ sign: ' ', line });
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** Longest common subsequence by a table: manifests are short. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? (common[(row + 1) * width + column + 1] as number) + 1
          : Math.max(common[(row + 1) * width + column] as number, common[row * width + column + 1] as number);
    }
  }
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      edits.push({ sign: ' ', line: before[row++] as string });
      column++;
    } else if (
      column >= after.length ||
      (row < before.length &&
        (common[(row + 1) * width + column] as number) >= (common[row * width + column + 1] as number))
    ) {
      edits.push({ sign: '-', line: before[row++] as string });
    } else {
      edits.push({ sign: '+', line: after[column++] as string });
    }
  }
  return edits;
}

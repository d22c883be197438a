/** Compares two tables of text and prints the one that was got beside the one that was wanted. */

export type Row = readonly string[];

export interface TableDifference {
  readonly columns: readonly string[];
  /** Rows that belong together; one side is undefined where the other table has a row too many. */
  readonly pairs: readonly { readonly wanted: Row | undefined; readonly got: Row | undefined }[];
}

const same = (left: Row, right: Row): boolean => left.every((cell, column) => cell === right[column]);
const countSame = (left: Row, right: Row): number => left.filter((cell, column) => cell === right[column]).length;

/** Undefined when the tables are equal. Without `ordered` the order of rows has no meaning. */
export function diffTables(
  columns: readonly string[],
  wanted: readonly Row[],
  got: readonly Row[],
  options: { readonly ordered?: boolean } = {},
): TableDifference | undefined {
  const pairs = options.ordered ? pairInOrder(wanted, got) : pairByLikeness(wanted, got);
  const equal = pairs.every((pair) => pair.wanted && pair.got && same(pair.wanted, pair.got));
  return equal ? undefined : { columns, pairs };
}

function pairInOrder(wanted: readonly Row[], got: readonly Row[]): TableDifference['pairs'] {
  const length = Math.max(wanted.length, got.length);
  return Array.from({ length }, (_, index) => ({ wanted: wanted[index], got: got[index] }));
}

/** Equal rows first, then rows that begin with the same cell, then the most alike; the rest stays alone. */
function pairByLikeness(wanted: readonly Row[], got: readonly Row[]): TableDifference['pairs'] {
  const partners = new Array<Row | undefined>(wanted.length).fill(undefined);
  const equals = new Map<string, Row[]>();
  for (const row of got) {
    const key = row.join('\u0000');
    const rows = equals.get(key);
    if (rows) rows.push(row);
    else equals.set(key, [row]);
  }
  for (const [index, row] of wanted.entries()) partners[index] = equals.get(row.join('\u0000'))?.pop();
  const left = new Set(got);
  for (const partner of partners) if (partner) left.delete(partner);
  if (left.size > 0) {
    for (const [index, row] of wanted.entries()) {
      if (partners[index]) continue;
      const partner = findMostAlike(row, left);
      if (partner) left.delete(partner);
      partners[index] = partner;
    }
  }
  return [
    ...wanted.map((row, index) => ({ wanted: row, got: partners[index] })),
    ...[...left].map((row) => ({ wanted: undefined, got: row })),
  ];
}

function findMostAlike(row: Row, candidates: Iterable<Row>): Row | undefined {
  let best: Row | undefined;
  let bestScore = 0;
  for (const candidate of candidates) {
    const score = countSame(row, candidate) + (row[0] === candidate[0] ? row.length : 0);
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

const SHOWN_EQUAL_ROWS = 20;

/**
 * Both tables side by side, wanted on the left. A cell that differs stands in «marks»; so does the only row of a pair.
 * Of many equal rows only the first are shown.
 */
export function printDifference(difference: TableDifference): string {
  const { columns } = difference;
  const equal = difference.pairs.filter(({ wanted, got }) => wanted && got && same(wanted, got));
  const hidden = new Set(equal.slice(SHOWN_EQUAL_ROWS));
  const pairs = difference.pairs.filter((pair) => !hidden.has(pair));
  const lefts = pairs.map(({ wanted, got }) => markCells(wanted, got));
  const rights = pairs.map(({ wanted, got }) => markCells(got, wanted));
  const left = layOut(columns, lefts);
  const right = layOut(columns, rights);
  const width = Math.max('wanted'.length, left[0]?.length ?? 0);
  const lines = left.map((line, index) => `  ${line.padEnd(width)}     ${right[index]}`.trimEnd());
  const more = hidden.size > 0 ? [`  … and ${hidden.size} more rows that are as wanted`] : [];
  return [`  ${'wanted'.padEnd(width)}     got`, ...lines, ...more].join('\n');
}

function markCells(row: Row | undefined, other: Row | undefined): Row | undefined {
  return row?.map((cell, column) => (other && cell === other[column] ? cell : `«${cell}»`));
}

function layOut(columns: readonly string[], rows: readonly (Row | undefined)[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row?.[index]?.length ?? 0)),
  );
  const line = (cells: Row) => `| ${cells.map((cell, index) => cell.padEnd(widths[index] as number)).join(' | ')} |`;
  return [line(columns), ...rows.map((row) => (row ? line(row) : '(no such row)'))];
}

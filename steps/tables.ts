/** Data tables to typed rows. A column or cell that cannot be is an error that names the nearest column or the row. */
import { ScenarioError } from '../src/harness/scenario-error';
import { suggest } from '../src/harness/suggest';
import { diffTables, printDifference, type Row } from '../src/harness/table-diff';

/** The part of Cucumber's data table that is read here. */
export interface TableCells {
  raw(): string[][];
}

type Cells = Readonly<Record<string, string>>;

/**
 * The rows below a header line, each cell under its column's name and already checked by `columns`, which reads a cell
 * or throws. An empty cell is not checked.
 */
export function readRows(
  table: TableCells,
  columns: Readonly<Record<string, (cell: string) => unknown>>,
  required: readonly string[] = [],
): readonly Cells[] {
  const [header = [], ...rows] = table.raw();
  checkNames('column', header, Object.keys(columns));
  for (const name of required) {
    if (!header.includes(name)) throw new ScenarioError(`the table needs a column "${name}"`);
  }
  return rows.map((row, index) => {
    const cells = Object.fromEntries(header.map((column, at) => [column, row[at] as string]));
    for (const [column, cell] of Object.entries(cells)) {
      if (cell === '' && required.includes(column)) throw new ScenarioError(`row ${index + 1} has no ${column}`);
      if (cell !== '') checkCell(columns[column], cell, `row ${index + 1}, column "${column}"`);
    }
    return cells;
  });
}

/** A table of two columns without a header: names on the left, values on the right. */
export function readPairs(table: TableCells, names: Readonly<Record<string, (cell: string) => unknown>>): Cells {
  const rows = table.raw();
  if (rows.some((row) => row.length !== 2)) {
    throw new ScenarioError('the table needs two columns, a name and a value in each row');
  }
  checkNames(
    'row',
    rows.map(([name]) => name as string),
    Object.keys(names),
  );
  for (const [name, cell] of rows as [string, string][]) checkCell(names[name], cell, `row "${name}"`);
  return Object.fromEntries(rows);
}

function checkNames(what: 'column' | 'row', names: readonly string[], known: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    if (!known.includes(name)) {
      throw new ScenarioError(`there is no ${what} "${name}".${suggest(name, known)}`);
    }
    if (names.indexOf(name) !== index) throw new ScenarioError(`the ${what} "${name}" stands there twice`);
  }
}

function checkCell(read: ((cell: string) => unknown) | undefined, cell: string, place: string): void {
  try {
    read?.(cell);
  } catch (error) {
    if (error instanceof ScenarioError) throw new ScenarioError(`${place}: ${error.message}`);
    throw error;
  }
}

/** How each column of a `Then` table shows an object. */
export type ShownColumns<T> = Readonly<Record<string, (object: T) => string>>;

/** What a table comparison found: the differing tables as text, and the first cells of the rows that differ. */
export interface TableMismatch {
  readonly text: string;
  readonly firstCells: readonly string[];
}

/** Compares objects with a table, only in the columns that are written. Undefined if they agree. */
export function compareWithTable<T>(
  table: TableCells,
  objects: readonly T[],
  columns: ShownColumns<T>,
  options: { readonly ordered?: boolean } = {},
): TableMismatch | undefined {
  const [header = [], ...wanted] = table.raw();
  checkNames('column', header, Object.keys(columns));
  const got: readonly Row[] = objects.map((object) => header.map((column) => columns[column]?.(object) ?? ''));
  const difference = diffTables(header, wanted, got, options);
  if (!difference) return undefined;
  const differing = difference.pairs.filter(({ wanted, got }) => wanted?.join('|') !== got?.join('|'));
  const firstCells = new Set(differing.map(({ wanted, got }) => (wanted ?? got)?.[0] ?? ''));
  return { text: printDifference(difference), firstCells: [...firstCells] };
}

/** The cells of a column, if the table has it. */
export function readColumn(table: TableCells, name: string): readonly string[] {
  const [header = [], ...rows] = table.raw();
  const at = header.indexOf(name);
  return at < 0 ? [] : rows.map((row) => row[at] as string);
}

import { describe, it } from 'node:test';
import { expect } from 'expect';
import { buildNode, DAEMON_SET_ROWS, NODE_COLUMNS } from '../src/harness/builders';
import { compareWithTable, readPairs, readRows } from './tables';

const table = (...rows: string[][]) => ({ raw: () => rows });

describe('tables of rows', () => {
  it('an empty cell means the default', () => {
    const rows = readRows(table(['name', 'labels', 'cpu'], ['node1', '', ''], ['node2', 'a=b, c=', '2']), NODE_COLUMNS);
    expect(rows.map(buildNode)).toEqual([
      { name: 'node1' },
      { name: 'node2', labels: { a: 'b', c: '' }, capacity: { cpu: '2' } },
    ]);
  });

  it('an unknown column names the nearest one', () => {
    expect(() => readRows(table(['name', 'taint'], ['node1', '']), NODE_COLUMNS)).toThrow(
      'there is no column "taint". Did you mean "taints"?',
    );
  });

  it('a bad cell names its row and column', () => {
    expect(() => readRows(table(['name', 'taints'], ['node1', ''], ['node2', 'a=b']), NODE_COLUMNS)).toThrow(
      'row 2, column "taints": the taint "a=b" has no effect',
    );
  });

  it('a column that must be there is asked for', () => {
    expect(() => readRows(table(['labels'], ['a=b']), NODE_COLUMNS, ['name'])).toThrow('needs a column "name"');
    expect(() => readRows(table(['name'], ['']), NODE_COLUMNS, ['name'])).toThrow('row 1 has no name');
  });

  it('errors carry no stack', () => {
    try {
      readRows(table(['nmae'], ['x']), NODE_COLUMNS);
    } catch (error) {
      expect((error as Error).stack).toBe((error as Error).message);
    }
  });
});

describe('tables of pairs', () => {
  it('reads names and values', () => {
    expect(readPairs(table(['image', 'agent:v1'], ['maxSurge', '1']), DAEMON_SET_ROWS)).toEqual({
      image: 'agent:v1',
      maxSurge: '1',
    });
  });

  it('an unknown name names the nearest one, a name that stands there twice is refused', () => {
    expect(() => readPairs(table(['maxSurge ', '1']), DAEMON_SET_ROWS)).toThrow('Did you mean "maxSurge"?');
    expect(() => readPairs(table(['image', 'a'], ['image', 'b']), DAEMON_SET_ROWS)).toThrow('twice');
  });
});

describe('comparing with a table', () => {
  const columns = { node: (row: string[]) => row[0] as string, image: (row: string[]) => row[1] as string };

  it('only written columns count, in any order of rows', () => {
    const got = [
      ['node1', 'a'],
      ['node2', 'b'],
    ];
    expect(compareWithTable(table(['node'], ['node2'], ['node1']), got, columns)).toBeUndefined();
  });

  it('prints the table it got beside the table it wanted', () => {
    const got = [
      ['node1', 'agent:v1'],
      ['node3', 'agent:v2'],
    ];
    const wanted = table(['node', 'image'], ['node1', 'agent:v2'], ['node2', 'agent:v2']);
    expect(compareWithTable(wanted, got, columns)).toEqual({
      firstCells: ['node1', 'node2'],
      text: [
        '  wanted                       got',
        '  | node    | image      |     | node    | image      |',
        '  | node1   | «agent:v2» |     | node1   | «agent:v1» |',
        '  | «node2» | agent:v2   |     | «node3» | agent:v2   |',
      ].join('\n'),
    });
  });
});

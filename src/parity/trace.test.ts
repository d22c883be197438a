import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { expect } from 'expect';
import { idOf, readTraceFile, TraceFileError } from './trace';

const folder = mkdtempSync(join(tmpdir(), 'everynode-trace-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('a file holds traces with steps and manifests without', () => {
  const path = write(
    'good.jsonl',
    '{"id":"t1","family":"f","steps":[{"do":"settle"}]}\n\n{"manifest":{"metadata":{"name":"h0"}},"hash":"x"}\n',
  );
  expect(readTraceFile(path).map(idOf)).toEqual(['t1', 'h0']);
});

test('what is no file of traces is refused with its place', () => {
  const refusal = (path: string) => {
    try {
      readTraceFile(path);
    } catch (error) {
      expect(error).toBeInstanceOf(TraceFileError);
      return (error as Error).message.replace(folder, '');
    }
    return 'nothing refused';
  };
  expect(refusal(join(folder, 'none.jsonl'))).toBe('cannot read /none.jsonl: there is no such file');
  expect(refusal(folder)).toBe('cannot read : it is a directory');
  expect(refusal(write('empty.jsonl', '\n'))).toBe('/empty.jsonl holds no trace');
  expect(refusal(write('broken.jsonl', '{"id":"a","steps":[]}\n{"id":'))).toContain(
    '/broken.jsonl:2: not a line of JSON',
  );
  expect(refusal(write('other.jsonl', '{"a":1}'))).toBe(
    '/other.jsonl:1: a trace has "steps", or a "manifest" with a name',
  );
  expect(refusal(write('step.jsonl', '{"id":"a","steps":[{"did":"x"}]}'))).toBe(
    '/step.jsonl:1: step 1 does not say what to "do"',
  );
});

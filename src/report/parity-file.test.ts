import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { expect } from 'expect';
import { readParityFile, writeParityFile } from './parity-file';

const PARITY = { identical: 9, total: 10, known: 1, at: '2026-01-01T00:00:00.000Z' };

function inFolder(check: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-parity-'));
  try {
    check(join(folder, 'deeper', 'parity.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a result of replaying traces is read back for the same engine and commit', () => {
  inFolder((path) => {
    const origin = { engineVersion: '1.0.0', env: { GITHUB_SHA: 'abc' } };
    writeParityFile(path, PARITY, origin);
    expect(readParityFile(path, origin)).toEqual(PARITY);
  });
});

test('a result about another engine or another commit says nothing about this one', () => {
  inFolder((path) => {
    writeParityFile(path, PARITY, { engineVersion: '1.0.0', env: { GITHUB_SHA: 'abc' } });
    expect(readParityFile(path, { engineVersion: '1.0.1', env: { GITHUB_SHA: 'abc' } })).toBeUndefined();
    expect(readParityFile(path, { engineVersion: '1.0.0', env: { CI_COMMIT_SHA: 'def' } })).toBeUndefined();
  });
});

test('no file, and a file that is none of ours, say nothing', () => {
  inFolder((path) => {
    expect(readParityFile(path, {})).toBeUndefined();
    writeParityFile(path, PARITY, {});
    for (const text of [
      '',
      'null',
      '{"identical": 1, "total": 1}',
      '{"format":"everynode.parity/1","identical":"<b>"}',
    ]) {
      writeFileSync(path, text);
      expect(readParityFile(path, {})).toBeUndefined();
    }
  });
});

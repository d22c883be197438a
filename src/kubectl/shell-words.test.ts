import { describe, it } from 'node:test';
import { expect } from 'expect';
import { splitCommandLine } from './shell-words';

describe('a command line', () => {
  it('is split at spaces, and kubectl in front is dropped', () => {
    expect(splitCommandLine('kubectl rollout undo  ds/agent --to-revision=1')).toEqual([
      'rollout',
      'undo',
      'ds/agent',
      '--to-revision=1',
    ]);
    expect(splitCommandLine('$ kubectl get ds')).toEqual(['get', 'ds']);
  });

  it('keeps quoted words together', () => {
    expect(splitCommandLine(`annotate ds/a note='it is' other="a \\"b\\" $c" ''`)).toEqual([
      'annotate',
      'ds/a',
      'note=it is',
      'other=a "b" $c',
      '',
    ]);
  });

  it('lets a backslash keep the next character and join lines', () => {
    expect(splitCommandLine('label node a\\ b \\\n x=y')).toEqual(['label', 'node', 'a b', 'x=y']);
  });
});

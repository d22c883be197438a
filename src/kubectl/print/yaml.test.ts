import { describe, it } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import { parseYamlValue } from '../../api/manifest';
import { sortKeys } from './go-text';
import { encodeYaml } from './yaml';

describe('printed YAML', () => {
  it('sorts keys and leaves lists at the indentation of their key', () => {
    expect(encodeYaml({ b: [{ y: 1, x: [] }, [1, 2]], a: { c: {} } })).toBe(
      'a:\n  c: {}\nb:\n- x: []\n  "y": 1\n- - 1\n  - 2\n',
    );
  });

  it('quotes only what would be read as something else', () => {
    expect(encodeYaml({ a: '1', b: 'yes', c: '', d: 'x: y', e: '*', f: 'plain text', g: '80:30' })).toBe(
      `a: "1"\nb: "yes"\nc: ""\nd: 'x: y'\ne: '*'\nf: plain text\ng: "80:30"\n`,
    );
  });

  it('prints text of several lines as a block', () => {
    expect(encodeYaml({ a: { b: 'one\ntwo\n' } })).toBe('a:\n  b: |\n    one\n    two\n');
  });

  it('folds long text after column 80', () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`).join(' ');
    const text = encodeYaml({ message: words });
    expect(text.split('\n').length).toBeGreaterThan(2);
    expect(parseYamlValue(text, 'x')).toEqual({ message: words });
  });

  it('means the same when it is read again', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'yes',
        '0x1f',
        '1e3',
        '- a',
        '# b',
        'a: b',
        "it's",
        'a\nb',
        ' a',
        'a\n',
        '~',
        '2001-01-01',
        '\ta',
      ),
      fc
        .array(fc.constantFrom('lorem', 'ipsum', "'", ' ', ': ', ' #', 'dolor'), { maxLength: 40 })
        .map((words) => words.join(' ')),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__' && key !== '<<' && !key.includes('\n')),
          tie('value'),
          { maxKeys: 3 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value, (sample) => {
        expect(parseYamlValue(encodeYaml({ sample }), 'x')).toEqual({ sample: sortKeys(sample) });
      }),
      { numRuns: 300 },
    );
  });
});

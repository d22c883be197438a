import { describe, it } from 'node:test';
import { expect } from 'expect';
import { explainJsonMistake, explainJsonStreamMistake } from './go-json-mistakes';

describe('JSON that cannot be read', () => {
  const cases: readonly (readonly [text: string, words: string])[] = [
    ['{"spec":', 'unexpected end of JSON input'],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":x}', "invalid character 'x' looking for beginning of value"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
  ];
  for (const [text, words] of cases) {
    it(`${text} is explained as Go does`, () => {
      expect(explainJsonMistake(text)).toBe(words);
    });
  }
});

describe('a stream of JSON that cannot be read', () => {
  it('is explained with the bytes up to the mistake', () => {
    expect(explainJsonStreamMistake('\n{"é": 1 "b": 2}')).toBe(
      `json: offset 11: invalid character '"' after object key:value pair`,
    );
  });

  it('may just end too early', () => {
    expect(explainJsonStreamMistake('{"a": [1')).toBe('unexpected EOF');
  });
});

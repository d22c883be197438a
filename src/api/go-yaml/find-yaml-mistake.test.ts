import { describe, it } from 'node:test';
import { expect } from 'expect';
import { findYamlMistake } from './find-yaml-mistake';

function mistakeIn(text: string): string {
  const mistake = findYamlMistake(text);
  if (mistake === undefined) return 'none';
  return mistake.line === 0 ? mistake.sentence : `line ${mistake.line}: ${mistake.sentence}`;
}

/** Well-known complaints of Go about YAML. Its scanner counts lines from 1, its parser tells the line before. */
const ROWS: readonly (readonly [string, string])[] = [
  ['a: b: c\n', 'mapping values are not allowed in this context'],
  ['kind: DaemonSet\n  metadata: {\n', 'line 2: mapping values are not allowed in this context'],
  ['kind: DaemonSet\n\tmetadata: {}\n', 'line 2: found a tab character that violates indentation'],
  ['metadata:\n\tname: a\n', 'line 2: found character that cannot start any token'],
  ['image: @a\n', 'found character that cannot start any token'],
  ['kind: "DaemonSet\n', 'line 2: found unexpected end of stream'],
  ['a: "\\q"\n', 'found unknown escape character'],
  ['a: "\\xZZ"\n', 'did not find expected hexdecimal number'],
  ['a: "\\ud800"\n', 'found invalid Unicode character escape code'],
  ['kind: DaemonSet\nmetadata\nspec: {}\n', "line 3: could not find expected ':'"],
  ['a: |\n  text\nb\n', "line 4: could not find expected ':'"],
  ['a: |\n  text\n\tb\n', 'line 3: found a tab character where an indentation space is expected'],
  ['a: |\n\ttext\n', 'line 2: found a tab character where an indentation space is expected'],
  ['a: |0\n', 'found an indentation indicator equal to 0'],
  ['a: | b\n', 'did not find expected comment or line break'],
  ['metadata: {name: a\nspec: {}\n', "line 1: did not find expected ',' or '}'"],
  ['args: [a, b\nname: c\n', "line 1: did not find expected ',' or ']'"],
  ['metadata:\n  name: a\n namespace: b\n', 'line 2: did not find expected key'],
  ['containers:\n  - name: a\n    image: b\n   ports: []\n', "line 3: did not find expected '-' indicator"],
  ['a: - b\n', 'block sequence entries are not allowed in this context'],
  ['a: b ? c\nd: ? e\n', 'line 2: mapping keys are not allowed in this context'],
  ['a: {b: c}}\n', 'did not find expected key'],
  ['a: ]\n', 'did not find expected node content'],
  ['a: &\n', 'did not find expected alphabetic or numeric character'],
  ['a: !x!y z\n', 'found undefined tag handle'],
  ['%FOO\n---\na: b\n', 'found unknown directive name'],
  ['%YAML 1.1\na: b\n', 'line 1: did not find expected <document start>'],
];

for (const [text, complaint] of ROWS) {
  describe(JSON.stringify(text), () => {
    it(`is refused: ${complaint}`, () => {
      expect(mistakeIn(text)).toBe(complaint);
    });
  });
}

describe('text in which Go finds no mistake', () => {
  const texts = [
    '',
    '# nothing\n',
    '---\n...\n',
    'a: b\nc:\n- d\n- e: f\n  g: [h, {i: j}, k: l]\nm: {n, o: , p: "q"}\n',
    '? a\n: b\n? c\n',
    'a: !!str &x b\nc: *x\nd: !<tag> e\nf: ! g\n',
    "a: |-2\n    text\n\nb: >+\n  folded\n  text\nc: \"x\\\n  y \\u00e9\"\nd: 'it''s\n  two lines'\n",
    'a: text\n  goes on # comment\nb:\n    - - c\n      - d\n',
    'a: b\n--- \nc: ]\n',
    'spec: {\n  selector: {a: b},\n}\n',
  ];
  for (const text of texts) {
    it(JSON.stringify(text), () => {
      expect(mistakeIn(text)).toBe('none');
    });
  }
});

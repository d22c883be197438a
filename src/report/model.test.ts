import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { expect } from 'expect';
import { parseCatalogue, readCatalogue } from './catalogue';
import { collectReport } from './collect';
import { compareWithBaseline } from './compare';
import { renderMarkdown } from './markdown';
import { runSample, sampleTimeline } from './report-samples';
import { putSideBySide } from './side-by-side';

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const SCHEMA = JSON.parse(readFileSync(join(__dirname, 'conformance.schema.json'), 'utf8')) as Schema;

/** The part of JSON Schema that ours uses: gives the first mistake of each place. */
function findMistakes(value: unknown, schema: Schema, path = '$'): string[] {
  if (schema.$ref) return findMistakes(value, SCHEMA.$defs?.[schema.$ref.replace('#/$defs/', '')] as Schema, path);
  if ('const' in schema && value !== schema.const) return [`${path}: not ${schema.const}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${value} is not allowed`];
  const type = Array.isArray(value) ? 'array' : typeof value;
  const isOfType = schema.type === 'integer' ? Number.isInteger(value) : type === schema.type;
  if (schema.type && !isOfType) return [`${path}: ${type} instead of ${schema.type}`];
  if (Array.isArray(value))
    return value.flatMap((item, i) => (schema.items ? findMistakes(item, schema.items, `${path}[${i}]`) : []));
  if (typeof value !== 'object' || value === null) return [];
  const missing = (schema.required ?? []).filter((name) => !(name in value)).map((name) => `${path}: no ${name}`);
  const inside = Object.entries(value).flatMap(([name, field]) => {
    const known = schema.properties?.[name] ?? schema.additionalProperties;
    if (known === false) return [`${path}: unknown field ${name}`];
    return typeof known === 'object' ? findMistakes(field, known, `${path}.${name}`) : [];
  });
  return [...missing, ...inside];
}

const FEATURE = {
  uri: 'features/a/b.feature',
  source: `Feature: F
  Background:
    Given b
  @DS-A-001
  Scenario Outline: <x> | \`y\`
    Given a table
      | a | b |
    And a text
      """
      text
      """
    Then <x>
    Examples:
      | x |
      | 1 |
      | 2 |
`,
};
const OTHER = { uri: 'features/a/c.feature', source: 'Feature: G\n  Scenario: S\n    Given x\n' };
const CATALOGUE = parseCatalogue('- {id: DS-A-001, area: a, sentence: It MUST., since: "1.2", gap: why}', 'c');

function sampleModel() {
  const statusOf = (step: string) => (step === '2' ? 'FAILED' : 'PASSED');
  const facts = { seed: '7', parity: { identical: 1, total: 2, known: 1, at: '2026-01-01T00:00:00Z' } };
  return collectReport(runSample([FEATURE], { statusOf, facts, timeline: sampleTimeline() }), CATALOGUE);
}

test('the model is what its schema says', () => {
  expect(findMistakes(JSON.parse(JSON.stringify(sampleModel())), SCHEMA)).toEqual([]);
  const compared = compareWithBaseline(sampleModel(), collectReport(runSample([OTHER]), []));
  expect(findMistakes(JSON.parse(JSON.stringify(compared)), SCHEMA)).toEqual([]);
  const beside = putSideBySide([
    { file: 'a', model: sampleModel() },
    { file: 'b', model: collectReport(runSample([OTHER]), []) },
  ]);
  expect(findMistakes(JSON.parse(JSON.stringify(beside)), SCHEMA)).toEqual([]);
  const crowded = collectReport(runSample([FEATURE], { timeline: sampleTimeline(70) }), []);
  expect(findMistakes(JSON.parse(JSON.stringify(crowded)), SCHEMA)).toEqual([]);
});

test('the schema notices a state that does not exist and a field that is missing', () => {
  const model = JSON.parse(JSON.stringify(sampleModel()));
  model.requirements[0].state = 'fine';
  delete model.features[0].uri;
  expect(findMistakes(model, SCHEMA)).toEqual([
    '$.requirements[0].state: fine is not allowed',
    '$.features[0]: no uri',
  ]);
});

test('a catalogue names every mistake at once', () => {
  const text =
    '- {id: nonsense, area: a, sentence: s}\n- {id: DS-A-001, level: high}\n- {id: DS-A-001, area: a, sentence: s}';
  expect(() => parseCatalogue(text, 'cat.yaml')).toThrow(
    /cat\.yaml:\n {2}nonsense: the id.*\n {2}DS-A-001: area is missing\n {2}DS-A-001: sentence is missing\n {2}DS-A-001: level is core or extended, not high\n {2}DS-A-001: the id is there twice/,
  );
});

test('no catalogue is an empty catalogue', () => {
  expect(readCatalogue(join(__dirname, 'no-such-file.yaml'))).toEqual([]);
  expect(parseCatalogue('', 'empty.yaml')).toEqual([]);
});

test('the job summary gives the verdict, the counts, and what failed with its replay command', () => {
  const text = renderMarkdown(sampleModel());
  expect(text).toContain('❌ 1 of 2 scenarios do not hold');
  expect(text).toContain('seed `7`');
  expect(text).toContain('1 of 2 recorded traces identical');
  expect(text).toContain('npx everynode run features/a/b.feature:16 --seed 7');
});

test('names in the job summary are inert', () => {
  const source = 'Feature: F\n  Scenario: <img src=x> [l](u) | `c` ```\n    Given ``` <b>\n';
  const text = renderMarkdown(collectReport(runSample([{ uri: 'f.feature', source }], { statusOf: () => 'FAILED' })));
  expect(text.replace(/````text[\s\S]*?````/, '')).not.toMatch(/<img|<b>/);
  expect(text).toContain('<summary>&#60;img src=x&#62; [l](u) | `c` ```</summary>');
  expect(text).toContain('````text');
});

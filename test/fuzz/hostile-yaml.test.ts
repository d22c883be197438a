/**
 * Text that nobody means well with: each gives a correct result or one clear sentence, in bounded time and memory.
 * What kubectl makes of numbers and words: sigs.k8s.io/yaml with goyaml.v2.
 */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { isApiError } from '../../src/api/errors';
import { ManifestError, parseManifest, parseYamlValue } from '../../src/api/manifest';
import { decodeManifest } from '../../src/api/manifest-bytes';
import { startServer } from '../../src/apiserver/testing';

const SOON_MS = 4000;

/** Counts the time of the processor, not of the clock: a busy machine makes no text harder to read. */
function soon<T>(run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(SOON_MS);
  return result;
}

function refusalOf(text: string): string {
  return soon(() => {
    try {
      parseManifest(text, 'x.yaml');
    } catch (error) {
      if (error instanceof ManifestError) return error.message;
      throw error;
    }
    throw new Error(`accepted: ${text.slice(0, 100)}`);
  });
}

const objectOf = (text: string): unknown => soon(() => parseManifest(text)[0]?.object);

const DAEMON_SET = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, annotations: {note: NOTE}}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: main, image: "agent:v1"}]
`;

describe('scalars are read as kubectl reads them', () => {
  const scalars: readonly (readonly [string, unknown])[] = [
    ['0x1F', 31],
    ['1e3', 1000],
    ['1_000', 1000],
    ['0777', 511],
    ['0o17', 15],
    ['0b11', 3],
    ['0888', 888],
    ['+1', 1],
    ['-0', 0],
    ['.5', 0.5],
    ['1.', 1],
    ['yes', true],
    ['No', false],
    ['on', true],
    ['OFF', false],
    ['y', true],
    ['n', false],
    ['~', null],
    ['Null', null],
    ['"yes"', 'yes'],
    ["'0777'", '0777'],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['1.2.3', '1.2.3'],
    ['0x', '0x'],
    ['1e', '1e'],
    ['100m', '100m'],
    ['=', '='],
    ['!!str 1', '1'],
  ];
  for (const [text, value] of scalars) {
    it(text, () => expect(parseYamlValue(`a: ${text}`, 'x')).toEqual({ a: value }));
  }

  it('keys become texts', () => {
    expect(parseYamlValue('{1: a, true: b, 1.5: c, no: d}', 'x')).toEqual({
      1: 'a',
      true: 'b',
      '1.5': 'c',
      false: 'd',
    });
  });
});

describe('hostile text', () => {
  it('with a byte order mark and Windows line ends reads as without', () => {
    const plain = objectOf(DAEMON_SET);
    expect(objectOf(`\ufeff${DAEMON_SET.replaceAll('\n', '\r\n')}`)).toEqual(plain);
    expect(parseManifest('a: 1\r\n---\r\nb: 2\r\n...\r\n').map(({ object }) => object)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('with keys of every object reads them as fields like any other', () => {
    const object = objectOf(
      'metadata: {labels: {__proto__: x, constructor: y, toString: z}}\n__proto__: {polluted: true}',
    );
    expect(Object.keys((object as { metadata: { labels: object } }).metadata.labels)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
    expect(Object.hasOwn(object as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    objectOf('a: &x {__proto__: {polluted: true}}\nb: {<<: *x}');
    objectOf('{"__proto__": {"polluted": true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('with such keys as labels is stored and read back', () => {
    const { client } = startServer();
    const document = objectOf(
      DAEMON_SET.replace('{app: agent}}\n    spec', '{app: agent, constructor: a, toString: b}}\n    spec'),
    );
    const { template } = client.create('daemonsets', 'default', document).spec;
    expect(template.metadata?.labels).toEqual({ app: 'agent', constructor: 'a', toString: 'b' });
  });

  const mistakes: readonly (readonly [string, string, string | RegExp])[] = [
    ['a control character', 'a: b\u0000c', 'yaml: control characters are not allowed'],
    ['an escape character', 'a: "\u001b[31m"', 'yaml: control characters are not allowed'],
    ['a tab as indentation', 'a:\n\tb: 1', 'yaml: line 2: found character that cannot start any token'],
    ['an unterminated text', 'a: "b', 'found unexpected end of stream'],
    ['an unterminated list', 'a: [1, 2', /yaml: .*did not find expected/],
    ['an unknown alias', 'a: *nobody', "yaml: unknown anchor 'nobody' referenced"],
    ['an alias of itself', 'a: &a [*a]', /yaml: .*(contains itself|unknown anchor|excessive)/],
    ['a number that JSON lacks', 'a: .inf', 'json: unsupported value: +Inf'],
    ['a number that is none', 'a: .nan', 'json: unsupported value: NaN'],
    ['a map as a key', '{a: 1}: b', /yaml|map key/],
    ['a text for an object', 'just words', 'invalid object to validate'],
    ['a merge of no map', 'a: {<<: 1}', 'map merge requires map or sequence of maps as the value'],
  ];
  for (const [what, text, words] of mistakes) {
    it(`with ${what} is refused in one sentence`, () => expect(refusalOf(text)).toMatch(words));
  }

  it('that unfolds without end is refused, whatever the shape', () => {
    const names = [...'abcdefghijklmnop'];
    const lists = names.map(
      (name, index) =>
        `${name}: &${name} [${Array(10)
          .fill(index ? `*${names[index - 1]}` : 'x')
          .join(',')}]`,
    );
    expect(refusalOf(lists.join('\n'))).toContain('excessive aliasing');
    const maps = names.map((name, index) => {
      const inner = index ? `*${names[index - 1]}` : 'x';
      return `${name}: &${name} {${['p', 'q', 'r', 's', 't'].map((key) => `${key}: ${inner}`).join(', ')}}`;
    });
    expect(refusalOf(maps.join('\n'))).toContain('excessive aliasing');
    const merges = names.map(
      (name, index) =>
        `${name}: &${name} {${index ? `<<: [*${names[index - 1]}, *${names[index - 1]}], ` : ''}k${index}: 1}`,
    );
    expect(refusalOf(merges.join('\n'))).toContain('excessive aliasing');
  });

  it('that is deeper than any object is refused', () => {
    expect(refusalOf(`a: ${'{b: '.repeat(5000)}1${'}'.repeat(5000)}`)).toContain('exceeded max depth');
    expect(refusalOf(Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))).toContain(
      'yaml:',
    );
    expect(refusalOf('- '.repeat(5000))).toContain('yaml:');
    expect(refusalOf('? '.repeat(5000))).toContain('yaml:');
    expect(refusalOf('? '.repeat(500))).toContain('exceeded max depth');
    expect(refusalOf('? '.repeat(60))).toContain('invalid map key: {…}');
    expect(refusalOf(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toContain('exceeded max depth');
  });

  it('that is long is read in time: one line, many lines, many documents', () => {
    const long = 'x'.repeat(1_000_000);
    expect(objectOf(`a: ${long}`)).toEqual({ a: long });
    expect(objectOf(`a: "${'\\u00e9'.repeat(100_000)}"`)).toEqual({ a: 'é'.repeat(100_000) });
    const many = Array.from({ length: 20_000 }, (_, index) => `k${index}: v`).join('\n');
    expect(Object.keys(objectOf(many) as object)).toHaveLength(20_000);
    expect(soon(() => parseManifest(`${DAEMON_SET}---\n`.repeat(1000)))).toHaveLength(1000);
    expect(soon(() => parseManifest('---\n'.repeat(100_000)))).toEqual([]);
  });

  it('that no pattern of ours takes long for', () => {
    for (const text of [
      ' '.repeat(200_000),
      `a:${' '.repeat(200_000)}b`,
      '#'.repeat(200_000),
      `a: '${"''".repeat(100_000)}'`,
    ]) {
      soon(() => parseManifest(text));
    }
    for (const text of [
      `${'a'.repeat(100_000)}!`,
      `${'a-'.repeat(50_000)}`,
      `${'a.'.repeat(50_000)}`,
      '1'.repeat(100_000),
    ]) {
      const { client } = startServer();
      const document = { kind: 'ConfigMap', metadata: { name: text, labels: { [text]: text }, generateName: text } };
      soon(() => {
        try {
          client.create('configmaps', 'default', document);
        } catch (error) {
          if (!isApiError(error)) throw error;
        }
      });
    }
  });

  it('with bytes that are no UTF-8 is refused in the words of kubectl', () => {
    const bytes = Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]);
    expect(() => decodeManifest(bytes, 'a.yaml')).toThrow(
      'error parsing a.yaml: error converting YAML to JSON: yaml: invalid leading UTF-8 octet',
    );
    expect(decodeManifest(Buffer.from('a: ü'), 'a.yaml')).toBe('a: ü');
  });

  it('with half a character in it is stored as one text of one character', () => {
    const { client } = startServer();
    const document = parseYamlValue(DAEMON_SET.replace('NOTE', '"\\ud800"'), 'x');
    const created = client.create('daemonsets', 'default', document);
    expect(client.get('daemonsets', 'default', 'agent')).toBe(created);
    expect(created.metadata.annotations?.note).toHaveLength(1);
  });
});

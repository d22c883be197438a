import { describe, it } from 'node:test';
import { expect } from 'expect';
import { ManifestError, parseManifest, parseYamlValue } from './manifest';

const objectsOf = (text: string): unknown[] => parseManifest(text).map(({ object }) => object);

function errorOf(text: string): ManifestError {
  try {
    parseManifest(text, 'ds.yaml');
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('a manifest', () => {
  it('may hold several documents in YAML and JSON, and empty ones are skipped', () => {
    expect(objectsOf('kind: A\n---\n# nothing\n---\n{"kind": "B"}\n--- # three\nkind: C\n')).toEqual([
      { kind: 'A' },
      { kind: 'B' },
      { kind: 'C' },
    ]);
  });

  it('is expanded where it is a List', () => {
    expect(objectsOf('kind: List\nitems: [{kind: A}, {kind: PodList, items: [{kind: B}]}]')).toEqual([
      { kind: 'A' },
      { kind: 'B' },
    ]);
  });

  it('is read as YAML 1.1 without base-60 numbers and timestamps', () => {
    expect(objectsOf('a: yes\nb: off\nc: 0644\nd: 80:80\ne: 2001-01-01\nf: 1_000\ng: "yes"\nh: ~')).toEqual([
      { a: true, b: false, c: 420, d: '80:80', e: '2001-01-01', f: 1000, g: 'yes', h: null },
    ]);
  });

  it('keeps the last of two equal keys, as kubectl does', () => {
    expect(objectsOf('name: a\nname: b')).toEqual([{ name: 'b' }]);
  });

  it('unfolds anchors and merge keys', () => {
    expect(objectsOf('a: &x {b: 1}\nc:\n  <<: *x\n  d: 2')).toEqual([{ a: { b: 1 }, c: { b: 1, d: 2 } }]);
  });

  it('is frozen, and the same text gives the same objects', () => {
    const first = parseManifest('a: {b: [1]}');
    expect(parseManifest('a: {b: [1]}')).toBe(first);
    const [{ object }] = first as unknown as [{ object: { a: { b: number[] } } }];
    expect(() => object.a.b.push(2)).toThrow(TypeError);
  });

  it('that cannot be read says so in the words and with the line of kubectl', () => {
    const error = errorOf('apiVersion: apps/v1\nkind: DaemonSet\n  metadata: {\n');
    expect(error.message).toBe(
      'error parsing ds.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
    );
  });

  it('counts lines of the file in the error, and of the document in the message', () => {
    const error = errorOf('kind: A\n---\nkind: B\n\tmetadata: {}\n');
    expect(error.message).toContain('yaml: line 2: found a tab character that violates indentation');
    expect(error.line).toBe(4);
    expect(error.objectsBefore).toHaveLength(1);
  });

  it('counts a leading line of dashes, but not one that ends a document', () => {
    expect(errorOf('---\nkind: A\n  b: c\n').message).toContain('yaml: line 3: mapping values');
    expect(errorOf('kind: A\n---\nkind: B\n  b: c\n').message).toContain('yaml: line 2: mapping values');
  });

  it('may have nothing but a comment behind the dashes; the document that they end is lost as well', () => {
    const error = errorOf('kind: A\n---\nkind: B\n--- kind: C\n');
    expect(error.message).toBe('error parsing ds.yaml: invalid Yaml document separator: kind: C');
    expect(error.line).toBe(4);
    expect(error.objectsBefore.map(({ object }) => object.kind)).toEqual(['A']);
  });

  it('that begins like JSON and is neither JSON nor YAML is explained as JSON', () => {
    expect(objectsOf('{kind: A, b: [c,],}')).toEqual([{ kind: 'A', b: ['c'] }]);
    expect(errorOf('{"kind": "A" "b": 1}').message).toBe(
      `error parsing ds.yaml: json: offset 14: invalid character '"' after object key:value pair`,
    );
    expect(errorOf('{"kind": "A"').message).toBe('error parsing ds.yaml: unexpected EOF');
  });

  it('that is no object is refused', () => {
    expect(errorOf('- a\n- b').message).toContain('invalid object to validate');
  });

  it('cannot exhaust memory or stack', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let index = 1; index < 9; index++) {
      const [name, before] = ['abcdefghi'[index], 'abcdefghi'[index - 1]];
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(errorOf(bomb.join('\n')).message).toContain('excessive aliasing');
    expect(errorOf('['.repeat(100_000)).message).toContain('exceeded max depth');
    expect(errorOf(`{"a":${'['.repeat(100_000)}`).message).toContain('exceeded max depth');
    const stairs = Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(errorOf(stairs)).toBeInstanceOf(ManifestError);
  });
});

it('a number needs a digit, as for Go', () => {
  expect(parseYamlValue('[., 1., .5, +., ._]', 'x')).toEqual(['.', 1, 0.5, '+.', '._']);
});

it('fields stand in alphabetical order, in which the server complains about them', () => {
  for (const text of ['b: {d: 1, c: [{z: 1, x: 2}]}\na: 1', '{"b":{"d":1,"c":[{"z":1,"x":2}]},"a":1}']) {
    expect(JSON.stringify(parseYamlValue(text, 'x'))).toBe('{"a":1,"b":{"c":[{"x":2,"z":1}],"d":1}}');
  }
});

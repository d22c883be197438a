import { describe, it } from 'node:test';
import { expect } from 'expect';
import { compileJsonPath, findByJsonPath } from './json-path';

const LIST = {
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } }, status: { ready: true, count: 1 } },
    { metadata: { name: 'b' }, status: { ready: false, count: 2 } },
  ],
};

const render = (template: string): string => compileJsonPath(template).render(LIST);

describe('a JSONPath template', () => {
  it('walks fields, elements and wildcards, joining results with spaces', () => {
    expect(render('{.items[*].metadata.name}')).toBe('a b');
    expect(render('{.items[0].metadata.name}-{$.items[-1].metadata.name}')).toBe('a-b');
    expect(render('{.items[0:1].metadata.name}{..count}')).toBe('a1 2');
  });

  it('reaches keys with dots by escape or brackets', () => {
    expect(render('{.items[0].metadata.labels.app\\.kubernetes\\.io/name}')).toBe('x');
    expect(render("{.items[0].metadata.labels['app.kubernetes.io/name']}")).toBe('x');
  });

  it('repeats its body for each element of a range', () => {
    expect(render('{range .items[*]}{.metadata.name}{"\\t"}{.status.ready}{"\\n"}{end}')).toBe('a\ttrue\nb\tfalse\n');
  });

  it('filters by comparison and by presence', () => {
    expect(render('{.items[?(@.status.count>1)].metadata.name}')).toBe('b');
    expect(render('{.items[?(@.metadata.name=="a")].status.count}')).toBe('1');
    expect(render('{.items[?(@.metadata.labels)].metadata.name}')).toBe('a');
  });

  it('prints objects as JSON and nothing for what is missing', () => {
    expect(render('{.items[1].status}|{.items[0].nope.x}')).toBe('{"count":2,"ready":false}|');
  });

  it('ends with an error beyond the end of a list, and shows what it was given', () => {
    expect(() => compileJsonPath('{[2]}').render(['a', 1])).toThrow(
      'error executing jsonpath "{[2]}": Error executing template: array index out of bounds: index 2, length 2. ' +
        'Printing more information for debugging the template:\n\ttemplate was:\n\t\t{[2]}\n' +
        '\tobject given to jsonpath engine was:\n\t\t[]interface {}{"a", 1}\n\n\n',
    );
    expect(() => render('{.items[0].metadata[0]}')).toThrow('map[string]interface {} is not array or slice');
    expect(() => findByJsonPath('.items[-3]')(LIST)).toThrow('array index out of bounds: index -1, length 2');
    expect(render('{.items[1:].metadata.name}{.items[2:2].x}')).toBe('b');
  });

  it('needs a dot before the first field', () => {
    expect(() => render('{items}')).toThrow('Error executing template: unrecognized identifier items. ');
  });

  it('means the current object by a dollar sign, and goes on after a space', () => {
    expect(render('{range .items[*]}{$.metadata.name}{end}')).toBe('ab');
    expect(render('{.items[0] .metadata .name}')).toBe('a');
  });

  it('goes over what follows a range without an end once more, outside of it', () => {
    expect(render('{range .items[*]}{.metadata.name}-')).toBe('a-b--');
    expect(() => render('{.items[0].metadata.name}{end}')).toThrow('not in range, nothing to end');
  });

  it('that cannot be read is refused', () => {
    expect(() => render('{.items')).toThrow('error parsing jsonpath {.items, unclosed action');
  });

  it('may be a bare expression where one value is wanted', () => {
    expect(findByJsonPath('metadata.name')(LIST.items[0])).toEqual(['a']);
    expect(findByJsonPath('{.status.count}')(LIST.items[1])).toEqual([2]);
  });
});

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
    expect(render('{.items[1].status}|{.items[5].x}')).toBe('{"count":2,"ready":false}|');
  });

  it('that cannot be read is refused', () => {
    expect(() => render('{.items')).toThrow('error parsing jsonpath {.items, unclosed action');
  });

  it('may be a bare expression where one value is wanted', () => {
    expect(findByJsonPath('metadata.name')(LIST.items[0])).toEqual(['a']);
    expect(findByJsonPath('{.status.count}')(LIST.items[1])).toEqual([2]);
  });
});

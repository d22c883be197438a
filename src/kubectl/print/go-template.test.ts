import { describe, it } from 'node:test';
import { expect } from 'expect';
import { compileGoTemplate } from './go-template';

const OBJECT = {
  items: [
    { metadata: { name: 'a', labels: { tier: 'web', 'app.io/x': 'y' } }, count: 3 },
    { metadata: { name: 'b' }, count: 0 },
  ],
};

const render = (template: string): string => compileGoTemplate(template)(OBJECT);

describe('a Go template', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['prints fields in a loop', '{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
    ['numbers the items', '{{range $i, $e := .items}}{{$i}}={{$e.metadata.name}} {{end}}', '0=a 1=b '],
    ['reads keys with dots', '{{index (index .items 0).metadata.labels "app.io/x"}}', 'y'],
    ['chooses', '{{range .items}}{{if .count}}{{.count}}{{else}}none{{end}},{{end}}', '3,none,'],
    ['goes on choosing', '{{with .nope}}x{{else with .items}}{{len .}}{{end}}', '2'],
    ['pipes into functions', '{{.items | len | printf "%03d|%q|" 7}}', '007|"2"|'],
    ['compares', '{{range .items}}{{if and (gt .count 1) (eq .metadata.name "a" "z")}}hit{{end}}{{end}}', 'hit'],
    ['leaves out spaces', 'x  {{- /* nothing */ -}}  y {{ "z" -}}  !', 'xy z!'],
    ['says where there is nothing', '{{.nope}}', '<no value>'],
    ['prints maps as Go does', '{{(index .items 0).metadata.labels}}', 'map[app.io/x:y tier:web]'],
    ['leaves loops', '{{range .items}}{{.metadata.name}}{{break}}{{end}}', 'a'],
    ['keeps variables', '{{$n := len .items}}{{range .items}}{{$n}}{{end}}', '22'],
    [
      'walks maps in the order of their keys',
      '{{range $k, $v := (index .items 0).metadata}}{{$k}} {{end}}',
      'labels name ',
    ],
    ['knows what exists', '{{exists . "items" 0 "metadata"}} {{exists . "nope"}}', 'true false'],
  ];
  for (const [claim, template, expected] of cases) {
    it(claim, () => {
      expect(render(template)).toBe(expected);
    });
  }

  it('that cannot be read is a sentence', () => {
    expect(() => render('{{range .items}}')).toThrow('unexpected EOF');
    expect(() => render('{{.a')).toThrow('unclosed action');
    expect(() => render('{{frob .}}')).toThrow('function "frob" not defined');
    expect(() => render('{{.a.b.c}}')).toThrow('nil pointer evaluating interface {}.b');
    expect(() => render('{{index .items 7}}')).toThrow('error calling index: index out of range: 7');
  });
});

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import vm from 'node:vm';
import { expect } from 'expect';
import { diffTables, printDifference, type TableDifference } from '../harness/table-diff';
import { parseCatalogue } from './catalogue';
import { collectReport } from './collect';
import { embedJson, renderHtml } from './html';
import { assemblePageParts, loadPageParts, SCRIPTS, STYLES } from './page-parts';
import { runSample, type SampleFeature, sampleTimeline } from './report-samples';

const HOSTILE = '</script><img src=x onerror="alert(1)"><!-- <script>';

function render(features: readonly SampleFeature[], timeline?: unknown): string {
  return renderHtml(collectReport(runSample(features, { timeline, statusOf: () => 'FAILED' }), [], { stable: true }));
}

test('a hostile name changes nothing: the page has the same elements as with a harmless one', () => {
  const source = (name: string) =>
    `@${name.replace(/\s/g, '')}\nFeature: ${name}\n  ${name}\n\n  Scenario: ${name}\n    Given ${name}\n      | ${name} |\n`;
  const tags = (html: string) => (html.match(/<[a-z!/][^\s>]*/gi) ?? []).join(' ');
  const timeline = { ...(sampleTimeline() as object), refusals: [[0, 'x', HOSTILE]] };
  const harmless = { ...(sampleTimeline() as object), refusals: [[0, 'x', 'y']] };
  expect(tags(render([{ uri: 'a.feature', source: source(HOSTILE) }], timeline))).toBe(
    tags(render([{ uri: 'a.feature', source: source('harmless') }], harmless)),
  );
});

test('the model comes back from the page as it was', () => {
  const model = { name: `${HOSTILE} \u2028\u2029 日本語 🚀 \\u003c` };
  const embedded = embedJson(JSON.stringify(model));
  expect(embedded).not.toMatch(/[<>\u2028\u2029]/);
  expect(JSON.parse(embedded)).toEqual(model);
});

test('no code of the page writes HTML or runs text', () => {
  for (const file of SCRIPTS) {
    expect(readPage(file)).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/);
  }
});

test('the page needs nothing from anywhere, and its own policy admits exactly its script', () => {
  const html = render([{ uri: 'a.feature', source: 'Feature: F\n  Scenario: S\n    Given x\n' }]);
  expect(html).not.toMatch(/(?:src|href)="(?!#|data:)/);
  expect(html).not.toMatch(/url\((?!#)|@import/);
  const script = html.slice(html.lastIndexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
  const hash = createHash('sha256').update(script).digest('base64');
  expect(html).toContain(`script-src 'sha256-${hash}'`);
  const style = html.slice(html.indexOf('<style>') + '<style>'.length, html.indexOf('</style>'));
  expect(html).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(html).not.toMatch(/unsafe-inline|\sstyle="/);
  expect(script).not.toContain('</');
});

test('the page says the verdict before any script has run', () => {
  const html = render([{ uri: 'a.feature', source: 'Feature: F\n  Scenario: Broken <b>\n    Given x\n' }]);
  expect(html).toMatch(/<main class="static">.*1 failed.*Broken &#60;b&#62;.*npx everynode run a\.feature:2/);
});

test('the same run gives the same bytes', () => {
  const feature = { uri: 'a.feature', source: 'Feature: F\n  Scenario: S\n    Given x\n  Scenario: T\n    Given y\n' };
  const page = (backwards: boolean) =>
    renderHtml(collectReport(runSample([feature], { backwards, timeline: sampleTimeline() }), [], { stable: true }));
  expect(page(true)).toBe(page(false));
});

test('a thousand scenarios with a rollout each are at most 5 MB', () => {
  const scenario = (i: number) => `
  Scenario: The rollout number ${i} replaces the pods of the nodes one after the other
    Given a cluster with nodes:
      | name | labels | taints |
      | node1 | zone=a | |
      | node2 | zone=b | |
    And the DaemonSet "node-agent" is fully rolled out with:
      | image          | agent:v1 |
      | maxUnavailable | 1        |
    When "node-agent" rolls out image "agent:v2"
    Then at every moment at most 1 node was without a ready pod of "node-agent"
    And the pods of "node-agent" are:
      | node  | image    |
      | node1 | agent:v2 |
`;
  const source = `Feature: Many\n${Array.from({ length: 1000 }, (_, i) => scenario(i)).join('')}`;
  const envelopes = runSample([{ uri: 'features/many.feature', source }], { timeline: sampleTimeline(5) });
  const html = renderHtml(collectReport(envelopes));
  expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
});

test('every file of the page is part of it', () => {
  const files = readdirSync(join(__dirname, 'page'));
  expect(files.filter((file) => ![...SCRIPTS, ...STYLES, 'dark.css'].includes(file))).toEqual([]);
});

test('no rule of the style speaks of a class that no script gives', () => {
  const code = SCRIPTS.map(readPage).join('\n') + readFileSync(join(__dirname, 'html.ts'), 'utf8');
  const rules = STYLES.map(readPage)
    .join('\n')
    .replace(/\{[^{}]*\}|\/\*[\s\S]*?\*\//g, ' ');
  const names = new Set([...rules.matchAll(/\.([a-z][\w-]*)/gi)].map((match) => match[1] as string));
  // Some names are put together from a prefix and a state, a change or a number.
  const isMade = (name: string) => /^(is|change|line|part|pod|rev|level)-\w/.test(name);
  expect([...names].filter((name) => !isMade(name) && !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

test('a requirement links to its proof, and a source that is no address is text', () => {
  const catalogue = parseCatalogue(
    '- {id: DS-A-001, area: a, sentence: "<i> MUST.", source: "javascript:alert(1)"}',
    'c',
  );
  const html = renderHtml(collectReport([], catalogue));
  expect(html).not.toContain('<i>');
  expect(html).not.toMatch(/href="javascript/);
});

function readPage(file: string): string {
  return readFileSync(join(__dirname, 'page', file), 'utf8');
}

/** The functions of a page script that know nothing of a browser. */
function loadPage<T>(files: readonly string[], names: readonly string[]): T {
  return vm.runInNewContext(`${files.map(readPage).join('\n')}\n;({${names.join(',')}})`, { URLSearchParams }) as T;
}

// biome-ignore lint/suspicious/noExplicitAny: the page scripts are plain JavaScript
type Loose = any;

const query = loadPage<Loose>(['query.js'], ['compileQuery', 'readAddress', 'writeAddress']);
const moment = loadPage<Loose>(
  ['moment.js'],
  ['momentsOf', 'readMoment', 'makeScale', 'assignLanes', 'resolveBudget', 'crowdOf'],
);

test('a query wants all its words, and combines tags', () => {
  const finds = (text: string, tags: string[] = []) => query.compileQuery(text)('a taint removes the pod', tags);
  expect(finds('taint pod')).toBe(true);
  expect(finds('taint node')).toBe(false);
  expect(finds('@a and not @b', ['@a'])).toBe(true);
  expect(finds('@a and not @b', ['@a', '@b'])).toBe(false);
  expect(finds('(@x or @a) pod', ['@a'])).toBe(true);
  expect(finds('@DS-PLACE', ['@DS-PLACE-004'])).toBe(true);
  for (const unfinished of ['@a and', 'not', '(', '@a or (', 'not @']) expect(() => finds(unfinished)).not.toThrow();
});

test('an address survives being written and read', () => {
  const address = {
    view: 'features',
    id: 'a/节点 ~2?',
    q: '@a & b',
    states: ['failed'],
    changes: ['broken', 'slower'],
    level: 'core',
    differ: true,
    area: 'x y',
    feature: 'a/节点',
    step: 3,
    t: 2000,
  };
  expect({ ...query.readAddress(query.writeAddress(address)) }).toEqual(address);
  expect(query.readAddress('#/features/%E0%A4%A').id).toBe('');
  expect(query.readAddress('#/nonsense').view).toBe('summary');
});

test('a moment of a rollout shows the pods, the revisions and the writes of that moment', () => {
  const timeline = sampleTimeline(3);
  const read = (atMs: number) => {
    const reading = moment.readMoment(timeline, atMs);
    return {
      pods: reading.pods.map((entry: Loose) => `${entry.node} ${entry.pod.name} ${entry.state}`),
      revisions: reading.revisions.map((entry: Loose) => [entry.number, entry.pods]),
    };
  };
  expect(read(1999)).toEqual({
    pods: ['node1 agent-a1 P', 'node2 agent-a2 P', 'node3 agent-a3 P'],
    revisions: [[1, 3]],
  });
  expect(read(6000).pods).toEqual(['node1 agent-b1 P', 'node2 agent-a2 R', 'node3 agent-a3 R']);
  expect(read(14_000)).toEqual({
    pods: ['node1 agent-b1 R', 'node2 agent-b2 R', 'node3 agent-b3 F'],
    revisions: [
      [2, 3],
      [1, 0],
    ],
  });
});

test('a picture gives a long silence little room, and every time a place in order', () => {
  const { toX, toTime, shortened } = moment.makeScale([0, 1000, 2000, 3000, 303_000, 304_000], 0, 1000);
  const xs: number[] = [0, 500, 1000, 2000, 3000, 150_000, 303_000, 304_000].map(toX);
  expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  expect((xs[6] ?? 0) - (xs[4] ?? 0)).toBeLessThan(750);
  expect(shortened.map((gap: number[]) => gap[2])).toEqual([300_000]);
  expect(toTime(toX(2500))).toBeCloseTo(2500, 3);
});

test('pods that overlap in time have lanes of their own', () => {
  const pods = [{ states: [0, 'R'], to: 10 }, { states: [5, 'P'] }, { states: [10, 'P'] }];
  expect(moment.assignLanes(pods, 20).map((entry: Loose) => entry.lane)).toEqual([0, 1, 0]);
});

test('counting the bars of a picture gives what the crowd of a large cluster gives', () => {
  const { columns, samples } = moment.crowdOf(sampleTimeline(4));
  const last = samples.at(-1);
  expect(Object.fromEntries(columns.map((column: Loose, i: number) => [column.join(''), last[i + 1]]))).toMatchObject({
    '0R': 0,
    '1R': 3,
    '1F': 1,
  });
});

test('a share of the nodes is rounded up, as the controller does', () => {
  expect(moment.resolveBudget('25%', 5)).toBe(2);
  expect(moment.resolveBudget('1', 5)).toBe(1);
});

test('the difference between two templates goes over rollbacks, and back again', () => {
  const graph = loadPage<Loose>(['moment.js', 'revision-graph.js'], ['templateDifference', 'rolloutsOf']);
  const timeline = {
    revisions: [
      {
        set: 0,
        numbers: [
          [0, 1],
          [30, 4],
        ],
        changes: [],
      },
      { set: 0, numbers: [[10, 2]], changes: [['image', 'v1', 'v2']] },
      {
        set: 0,
        numbers: [[20, 3]],
        changes: [
          ['image', 'v2', 'v3'],
          ['cpu', '', '1'],
        ],
      },
      // Made after the rollback, and so compared with the first.
      { set: 0, numbers: [[40, 5]], changes: [['image', 'v1', 'v4']] },
    ],
  };
  const difference = (from: number, to: number) =>
    JSON.parse(JSON.stringify(graph.templateDifference(timeline, from, to)));
  expect(difference(2, 0)).toEqual([
    ['image', 'v3', 'v1'],
    ['cpu', '1', ''],
  ]);
  expect(difference(2, 3)).toEqual([
    ['image', 'v3', 'v4'],
    ['cpu', '1', ''],
  ]);
  expect(difference(1, 1)).toEqual([]);
  expect(
    graph.rolloutsOf(timeline, 0).map((rollout: Loose) => [rollout.number, rollout.index, rollout.isRollback]),
  ).toEqual([
    [1, 0, false],
    [2, 1, false],
    [3, 2, false],
    [4, 0, true],
    [5, 3, false],
  ]);
});

test('the tables of a failure are read as they were printed', () => {
  const { readDifference } = loadPage<Loose>(['failure.js'], ['readDifference']);
  const difference = diffTables(
    ['node', 'image'],
    [
      ['a', 'v1'],
      ['b', 'v1'],
      ['x', ''],
    ],
    [
      ['a', 'v1'],
      ['b', 'v2'],
    ],
  );
  const lines = `the pods differ:\n${printDifference(difference as TableDifference)}\nwhy`.split('\n');
  const read = JSON.parse(JSON.stringify(readDifference(lines, 1)));
  const cell = (text: string, differs = false) => ({ text, differs });
  expect(read.columns).toEqual(['node', 'image']);
  expect(read.pairs).toEqual([
    [
      [cell('a'), cell('v1')],
      [cell('a'), cell('v1')],
    ],
    [
      [cell('b'), cell('v1', true)],
      [cell('b'), cell('v2', true)],
    ],
    [[cell('x', true), cell('', true)], null],
  ]);
  expect(lines[read.end]).toBe('why');
  expect(readDifference(['wanted got', '| a | b |  | a |'], 0)).toBeUndefined();
});

test('every sentence of the frame exists in three languages', () => {
  const { STRINGS } = loadPage<{ STRINGS: Record<string, string[]> }>(['strings.js'], ['STRINGS']);
  for (const [key, row] of Object.entries(STRINGS)) {
    expect({ key, languages: row.filter((text) => text.trim() !== '').length }).toEqual({ key, languages: 3 });
  }
  const used = SCRIPTS.flatMap((file) =>
    [...readPage(file).matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] as string),
  );
  expect(used.filter((key) => !(key in STRINGS))).toEqual([]);
});

test('the sources have no page that was put together before: what is edited is what is shown', () => {
  expect(loadPageParts()).toEqual(assemblePageParts());
});

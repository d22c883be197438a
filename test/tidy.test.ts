/** What no linter knows: the catalogue, the phrases and the documents agree with one another and with the code. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { expect } from 'expect';
import { isRequirementId, readCatalogue } from '../src/report/catalogue';
import { type DryRun, dryRunFeatures } from './tidy/dry-run';
import { findUnusedExports } from './tidy/exports';
import { findMissingFiles } from './tidy/named-files';
import { ROOT, readRepositoryFiles, stripProse } from './tidy/repository-files';

const code = readRepositoryFiles(/\.ts$/, ['src', 'steps']).filter(({ path }) => !path.startsWith('src/report/page/'));
const production = code.filter(({ path }) => !/\.test\.ts$|\/test-[a-z-]+\.ts$|-samples\.ts$/.test(path));

describe('the features', () => {
  let dryRun: DryRun | undefined;
  const features = () => (dryRun ??= dryRunFeatures());
  const catalogue = readCatalogue(join(ROOT, 'features/catalogue.yaml'));

  test('every step means exactly one phrase', () => {
    expect(features().undefinedSteps).toEqual([]);
    expect(features().ambiguousSteps).toEqual([]);
  });

  test('every phrase is defined once and used by a scenario', () => {
    const { phrases, unusedPhrases } = features();
    expect(phrases.filter((phrase, index) => phrases.indexOf(phrase) !== index)).toEqual([]);
    expect(unusedPhrases).toEqual([]);
  });

  test('every requirement has a scenario or says why it has none', () => {
    const covered = new Set(features().scenarios.flatMap(({ tags }) => tags));
    expect(catalogue.length).toBeGreaterThan(0);
    expect(catalogue.filter(({ id, gap }) => gap === undefined && !covered.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test('every scenario has exactly one requirement, and it is in the catalogue', () => {
    const known = new Set(catalogue.map(({ id }) => id));
    const wrong = features().scenarios.filter(({ tags }) => {
      const ids = tags.filter(isRequirementId);
      return ids.length !== 1 || !known.has(ids[0] as string);
    });
    expect(wrong.map(({ label, tags }) => `${label} [${tags.join(' ')}]`)).toEqual([]);
  });
});

describe('the documents', () => {
  test('docs/steps.md is what `npm run steps` writes', () => {
    const printed = spawnSync(process.execPath, ['bin/everynode.js', 'steps', '--markdown'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(printed.stderr).toBe('');
    expect(readFileSync(join(ROOT, 'docs/steps.md'), 'utf8')).toBe(printed.stdout);
  });

  test('they name only files that exist', () => {
    const documents = readRepositoryFiles(/\.md$/).filter(({ path }) => !path.startsWith('test/parity/golden/'));
    expect(documents.flatMap(findMissingFiles)).toEqual([]);
  });

  test('every script of package.json is in the README or CONTRIBUTING', () => {
    const text = ['README.md', 'CONTRIBUTING.md']
      .filter((file) => existsSync(join(ROOT, file)))
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .join('\n');
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    // npm calls this one itself.
    const named = Object.keys(scripts).filter((name) => name !== 'prepack');
    expect(named.filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(text))).toEqual([]);
  });
});

describe('the code', () => {
  /** What would make the engine depend on the machine, and what to use instead. */
  const FORBIDDEN_IN_ENGINE: readonly (readonly [RegExp, string])[] = [
    [/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, 'take the time from Clock'],
    [/\bMath\.random\b|\brandomUUID\b/, 'take choices from Random and names from Ids'],
    [/\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/, 'put an event on the EventLoop'],
    [/\blocaleCompare\b|\btoLocale\w+/, 'compare with < and >'],
    [/\basync\b|\bawait\b|\bnew Promise\b/, 'stay synchronous: put an event on the EventLoop'],
  ];
  const ENGINE = /^src\/(api|kernel|apiserver|machinery|controllers|scheduler|kubelet|kubectl|simulation)\//;
  /** The port is asynchronous, so its implementation is. */
  const AT_THE_EDGE = new Set(['src/simulation/simulated-cluster.ts']);

  test('the engine takes time, chance and order only from the kernel', () => {
    const found = production
      .filter(({ path }) => ENGINE.test(path) && !AT_THE_EDGE.has(path))
      .flatMap(({ path, text }) => {
        const lines = stripProse(text).split('\n');
        return FORBIDDEN_IN_ENGINE.flatMap(([pattern, instead]) =>
          lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${instead}`] : [])),
        );
      });
    expect(found).toEqual([]);
  });

  test('every exported symbol is used by another file', () => {
    const readers = readRepositoryFiles(/\.(ts|js)$/, ['test', 'bench', 'bin']);
    const publicSurface = new Set(['src/index.ts', 'src/cli/progress-formatter.ts', 'src/report/formatter.ts']);
    const files = production.filter(({ path }) => !publicSurface.has(path));
    const all = [...readers, ...code.filter(({ path }) => !files.some((file) => file.path === path))];
    expect(findUnusedExports(files, all)).toEqual([]);
  });

  /** Files with more than 350 lines, and why each is one file all the same. */
  const LONG_FILES: Readonly<Record<string, string>> = {};

  test('a file of more than 350 lines has a stated reason', () => {
    const long = production.filter(({ text }) => text.split('\n').length > 350).map(({ path }) => path);
    expect(long.filter((path) => LONG_FILES[path] === undefined)).toEqual([]);
    expect(Object.keys(LONG_FILES).filter((path) => !long.includes(path))).toEqual([]);
  });

  test('files are named after what they hold', () => {
    // Upstream's own word for what the scheduler knows of a node.
    const fieldWords = new Set(['src/scheduler/node-info.ts']);
    const vague = /(^|[-/])(utils?|helpers?|managers?|data|info|misc|common)(\.|$)/;
    expect(production.map(({ path }) => path).filter((path) => vague.test(path) && !fieldWords.has(path))).toEqual([]);
    expect(production.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path))).toEqual([]);
  });

  test('no file names a package registry or a folder of somebody’s machine', () => {
    // Put together here, so that this file does not name them itself.
    const hosts = ['npmjs.org', 'npmjs.com', 'npmmirror.com', 'yarnpkg.com'].map((host) => `registry.${host}`);
    const folders = ['work', 'home', 'Users', 'tmp'].map(
      (folder) => new RegExp(`(?<![\\w.$}-])/${folder}/(?!bash)[\\w-]`),
    );
    const files = readRepositoryFiles(/\.(ts|js|cjs|mjs|json|md|yaml|yml|feature|html|css|npmrc)$|\.ci\/run$/).filter(
      ({ path }) => !path.startsWith('test/parity/golden/') && !path.startsWith('features/manifests/'),
    );
    const found = files.filter(
      ({ text }) => hosts.some((host) => text.includes(host)) || folders.some((folder) => folder.test(text)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

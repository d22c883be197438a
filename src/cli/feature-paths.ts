/** The paths a user names: do they exist, and do they hold features? Asked before anything slow is loaded. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { findNearest } from '../harness/suggest';
import { snapToScenario } from './scenario-line';
import { UsageError } from './usage-error';

const FEATURE_FILE = /\.feature(\.md)?$/;

export interface FeaturePaths {
  /** What can run: a folder as the files in it, everything else as it was written. */
  readonly found: readonly string[];
  /** One message for each path that cannot. */
  readonly problems: readonly string[];
}

/**
 * Sorts the paths of the command line (`folder`, `file`, `file:line`, `@rerun.txt`, or a glob) into those that can run
 * and those that cannot.
 * @throws UsageError when none can run.
 */
export function resolveFeaturePaths(cwd: string, paths: readonly string[]): FeaturePaths {
  const asked = paths.length === 0 ? ['features'] : paths;
  const found: string[] = [];
  const problems: string[] = [];
  for (const path of asked) {
    const answer = expandPath(cwd, path, paths.length === 0);
    if (typeof answer === 'string') problems.push(answer);
    else found.push(...answer);
  }
  if (found.length === 0) throw new UsageError(problems.join('\n'));
  return { found, problems };
}

/** Gives the paths to run, or a sentence that says why there are none. */
function expandPath(cwd: string, path: string, isDefault: boolean): readonly string[] | string {
  // Globs and rerun files are expanded by Cucumber.
  if (/[*?{}[\]]/.test(path) || basename(path).startsWith('@')) return [path];
  const file = resolve(cwd, path.replace(/(:\d+)+$/, ''));
  if (!existsSync(file)) {
    if (isDefault) {
      return 'There is no folder "features" here. `everynode init` writes one with an example; `everynode run PATH` runs another folder.';
    }
    return `There is no file or folder "${path}".${suggestNeighbour(file)}`;
  }
  if (statSync(file).isDirectory()) {
    const features = listFeatures(file);
    if (features.length > 0) return features.map((feature) => relative(cwd, feature));
    return `The folder "${path}" holds no .feature file. \`everynode init\` writes an example.`;
  }
  if (!FEATURE_FILE.test(file)) return `"${path}" is not a feature file: its name does not end in .feature.`;
  return snapLines(path, file);
}

/** `a.feature:7:20` with each line moved to the title of the scenario it lies in; a sentence for a line that is not there. */
function snapLines(path: string, file: string): readonly string[] | string {
  const lines = /(:\d+)+$/.exec(path)?.[0];
  if (lines === undefined) return [path];
  const text = readFileSync(file, 'utf8');
  const last = text.trimEnd().split('\n').length;
  const beyond = lines
    .slice(1)
    .split(':')
    .find((line) => Number(line) > last);
  if (beyond !== undefined)
    return `"${path.slice(0, -lines.length)}" has no line ${beyond}: it ends with line ${last}.`;
  const snapped = lines.replace(/\d+/g, (line) => String(snapToScenario(text, Number(line))));
  return [path.slice(0, -lines.length) + snapped];
}

function suggestNeighbour(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) return '';
  const candidates = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || extname(entry.name) === '.feature')
    .map((entry) => entry.name);
  const nearest = findNearest(basename(file), candidates);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** Every feature file in a folder, at any depth; folders of installed packages do not count. */
function listFeatures(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFeatures(join(folder, entry.name));
      return FEATURE_FILE.test(entry.name) ? [join(folder, entry.name)] : [];
    });
}

/** A user's own step definitions, found where people put them: `steps/`, and a `steps` folder under `features/`. */
import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface OwnSteps {
  /** JavaScript, loaded with `import`: CommonJS and modules alike. */
  readonly importPaths: readonly string[];
  /** TypeScript, loaded with `require` through ts-node. */
  readonly requirePaths: readonly string[];
}

const JAVASCRIPT = new Set(['.js', '.cjs', '.mjs']);
const TYPESCRIPT = new Set(['.ts', '.cts']);

/** Looks in the working folder only; where it finds nothing, the built-in steps stand alone. */
export function findOwnSteps(cwd: string): OwnSteps {
  const files = [...listFiles(join(cwd, 'steps')), ...listStepFolders(join(cwd, 'features'))];
  const isStepFile = (file: string) => !/\.d\.ts$|\.test\.[a-z]+$/.test(file);
  return {
    importPaths: files.filter((file) => JAVASCRIPT.has(extname(file)) && isStepFile(file)),
    requirePaths: files.filter((file) => TYPESCRIPT.has(extname(file)) && isStepFile(file)),
  };
}

function listStepFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.name === 'steps' || entry.name === 'step_definitions' ? listFiles(path) : listStepFolders(path);
    });
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path);
      return [path];
    });
}

/** The repository's own files, read once for the checks that look at text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

export interface RepositoryFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const NOT_OURS = new Set(['node_modules', '.git', 'dist', 'reports']);

/** Every text file under the given folders (default: the whole repository), sorted by path. */
export function readRepositoryFiles(extension: RegExp, folders: readonly string[] = ['.']): RepositoryFile[] {
  return folders
    .flatMap((folder) => listFiles(join(ROOT, folder)))
    .map((file) => relative(ROOT, file).replaceAll('\\', '/'))
    .filter((path) => extension.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Code without comments and without the content of strings, so that a word in prose is not taken for a call. */
export function stripProse(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (match) =>
    match.replace(/[^\n]/g, ' '),
  );
}

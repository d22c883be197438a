/** Which files a document names, by link or in backquotes, that do not exist. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RepositoryFile } from './repository-files';
import { ROOT } from './repository-files';

/** Written by a run or a build; a document may name them. */
const GENERATED = /^(reports|dist|node_modules)\//;

/** `document: file` for each file that is named and missing. Fenced blocks are examples and not read. */
export function findMissingFiles(document: RepositoryFile): string[] {
  const prose = document.text.replace(/^```[\s\S]*?^```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] as string);
  const quoted = [...prose.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] as string).filter(looksLikeFile);
  return [...links.filter((link) => !/^[a-z]+:/.test(link)), ...quoted]
    .map((name) => name.replace(/(:\d+)+$/, ''))
    .filter((name) => !GENERATED.test(name))
    .filter((name) => !existsSync(join(ROOT, name)) && !existsSync(join(ROOT, dirname(document.path), name)))
    .map((name) => `${document.path}: ${name}`);
}

/** A path with a folder of ours in front, such as `src/kernel/clock.ts` or `features/`. */
function looksLikeFile(text: string): boolean {
  return (
    /^\.?[\w-]+(\/[\w.-]+)*\/?$|^[\w.-]+(\/[\w.-]+)+$/.test(text) &&
    text.includes('/') &&
    existsSync(join(ROOT, text.split('/')[0] ?? ''))
  );
}

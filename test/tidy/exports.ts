/** Finds exports that serve nobody. By name, not by type: quick, and wrong only in favour of the code. */
import type { RepositoryFile } from './repository-files';
import { stripProse } from './repository-files';

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(const enum|const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/**
 * `path: name` for each export of `files` that neither `files` nor `readers` use elsewhere. A type may also serve the
 * signatures of its own file.
 */
export function findUnusedExports(files: readonly RepositoryFile[], readers: readonly RepositoryFile[]): string[] {
  const mentions = new Map<string, Set<string>>();
  for (const file of [...files, ...readers]) {
    for (const word of new Set(listWords(file.text))) {
      const paths = mentions.get(word) ?? new Set<string>();
      mentions.set(word, paths.add(file.path));
    }
  }
  return files.flatMap((file) =>
    [...file.text.matchAll(EXPORT)]
      .map(([, kind, name]) => ({ kind: kind as string, name: name as string }))
      .filter(({ kind, name }) => {
        if ((mentions.get(name)?.size ?? 0) > 1) return false;
        const isType = kind === 'interface' || kind === 'type';
        return !isType || listWords(file.text).filter((word) => word === name).length < 2;
      })
      .map(({ name }) => `${file.path}: ${name}`),
  );
}

function listWords(code: string): readonly string[] {
  return stripProse(code).match(/\b\w+\b/g) ?? [];
}

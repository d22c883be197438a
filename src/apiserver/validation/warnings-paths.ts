/**
 * Files of one volume that would lie over one another, and projected volumes with an empty source.
 * Upstream: pkg/api/pod/warnings.go:warningsForOverlappingVirtualPaths, v1.36.
 */
import type { Fields } from '../object-fields';
import { quoteGo } from '../schema/go-text';
import { listOf, structOf, textOf } from './fields';

interface FilePath {
  readonly path: string;
  /** Which part of a projected volume it comes from; empty in other volumes. */
  readonly origin: string;
}

/** One warning for each pair, volume by volume. */
export function warnAboutOverlappingPaths(spec: Fields): string[] {
  return listOf(spec.volumes).flatMap((volume) => {
    const name = quoteGo(textOf(volume.name));
    const warnings: string[] = [];
    const configMap = structOf(volume.configMap);
    const secret = structOf(volume.secret);
    const downward = structOf(volume.downwardAPI);
    const projected = structOf(volume.projected);
    const warn = (what: string, files: readonly FilePath[]) => {
      for (const overlap of findOverlaps(files)) {
        warnings.push(`volume ${name} (${what}): overlapping paths: ${overlap}`);
      }
    };
    if (configMap) warn(`ConfigMap ${quoteGo(textOf(configMap.name))}`, pathsOf(configMap, ''));
    if (secret) warn(`Secret ${quoteGo(textOf(secret.secretName))}`, pathsOf(secret, ''));
    if (downward) warn('DownwardAPI', pathsOf(downward, ''));
    if (projected) {
      for (const source of listOf(projected.sources)) {
        if (Object.keys(source).length === 0) warnings.push(`volume ${name} (Projected) has no sources provided`);
      }
      warn('Projected', listOf(projected.sources).flatMap(projectedPaths));
    }
    return warnings;
  });
}

const pathsOf = (source: Fields, origin: string): FilePath[] =>
  listOf(source.items).map((item) => ({ path: textOf(item.path), origin }));

/** The files of one source; of several kinds in one source, which is an error, only the first counts. */
function projectedPaths(source: Fields): FilePath[] {
  const configMap = structOf(source.configMap);
  const secret = structOf(source.secret);
  const downward = structOf(source.downwardAPI);
  const token = structOf(source.serviceAccountToken);
  const bundle = structOf(source.clusterTrustBundle);
  if (configMap?.items) return pathsOf(configMap, `ConfigMap ${quoteGo(textOf(configMap.name))}`);
  if (secret?.items) return pathsOf(secret, `Secret ${quoteGo(textOf(secret.name))}`);
  if (downward?.items) return pathsOf(downward, 'DownwardAPI');
  if (token) return [{ path: textOf(token.path), origin: 'ServiceAccountToken' }];
  if (bundle) {
    const shown = textOf(bundle.name ?? bundle.signerName);
    return [{ path: textOf(bundle.path), origin: `ClusterTrustBundle ${quoteGo(shown)}` }];
  }
  return [];
}

/** Each pair of which one is the other or a directory above it, the later one first. */
function findOverlaps(files: readonly FilePath[]): string[] {
  const seen: FilePath[] = [];
  return files.flatMap(({ path: given, origin }) => {
    const file = { path: given.replace(/\/+$/, ''), origin };
    const overlaps = file.path === '' ? [] : seen.filter((other) => liesOver(file.path, other.path));
    seen.push(file);
    return overlaps.map((other) => `${describe(file)} with ${describe(other)}`);
  });
}

const liesOver = (a: string, b: string): boolean =>
  b !== '' && (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`));

const describe = ({ path, origin }: FilePath): string => quoteGo(path) + (origin === '' ? '' : ` (${origin})`);

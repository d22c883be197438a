/** The manifests that are spoilt: those that the features apply, and those in the shape of well-known DaemonSets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../../src/api/manifest';
import type { Json } from './mutations';

const FOLDERS = [join(__dirname, '../../features/manifests'), join(__dirname, 'manifests')];

/** Every object of these files, in the order of their names. */
export function readCorpus(): readonly Json[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .flatMap((file) => parseManifest(readFileSync(join(folder, file), 'utf8'), file))
      .map(({ object }) => object as Json),
  );
}

/** The version of the package that this file belongs to. */
import { join } from 'node:path';

/** From the sources as well as from the built package; undefined where the package cannot be found. */
export function readEngineVersion(): string | undefined {
  for (const up of ['../..', '../../..']) {
    try {
      const { name, version } = require(join(__dirname, up, 'package.json')) as { name?: string; version?: string };
      if (name === 'everynode') return version;
    } catch {
      // Not there: one folder further up.
    }
  }
  return undefined;
}

/** Where the package stands: the same from its sources and from the one file that `npm run build` makes of them. */
import { dirname, join } from 'node:path';

/** The folder with our `package.json`. */
export const PACKAGE_ROOT = dirname(require.resolve('everynode/package.json'));

/** Path of a file in `bin/`: Cucumber loads our steps, formatters and plugins itself. */
export function pathInBin(name: string): string {
  return join(PACKAGE_ROOT, 'bin', name);
}

/** The version of the package that this file belongs to. */
export function readEngineVersion(): string {
  return (require('everynode/package.json') as { version: string }).version;
}

import { isUtf8 } from 'node:buffer';
import { ManifestError } from './manifest';

/**
 * The text of a manifest file. Throws `ManifestError` for bytes that are not UTF-8, as Go's YAML reader does, instead of
 * putting other characters in their place.
 */
export function decodeManifest(bytes: Buffer, source: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const why = 'error converting YAML to JSON: yaml: invalid leading UTF-8 octet';
  throw new ManifestError(`error parsing ${source}: ${why}`, source, undefined, undefined);
}

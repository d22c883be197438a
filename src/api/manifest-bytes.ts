import { ManifestError } from './manifest';

/** Keeps a byte order mark, which the reader of the manifest knows. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a manifest file. Throws `ManifestError` for bytes that are not UTF-8, as Go's YAML reader does, instead of
 * putting other characters in their place.
 */
export function decodeManifest(bytes: Buffer, source: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    const why = 'error converting YAML to JSON: yaml: invalid leading UTF-8 octet';
    throw new ManifestError(`error parsing ${source}: ${why}`, source, undefined, undefined);
  }
}

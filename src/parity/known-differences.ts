/** The list of traces that are known to go differently here, each with its reason. They stay visible and still count. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { TraceFileError } from './trace';

/** Reads the list: reason by trace id. Empty if there is no such file. Throws `TraceFileError`. */
export function readKnownDifferences(path: string): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  if (!existsSync(path)) return reasons;
  let entries: unknown;
  try {
    entries = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new TraceFileError(`${path}: not YAML: ${(error as Error).message}`);
  }
  for (const entry of (entries ?? []) as readonly { trace?: unknown; reason?: unknown }[]) {
    if (typeof entry?.trace !== 'string' || typeof entry.reason !== 'string') {
      throw new TraceFileError(`${path}: each entry has a "trace" and a "reason"`);
    }
    reasons.set(entry.trace, entry.reason);
  }
  return reasons;
}

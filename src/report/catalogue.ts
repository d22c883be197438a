/** Reads the list of requirements: what a user of a DaemonSet may rely on. */
import { existsSync, readFileSync } from 'node:fs';
import type { Envelope } from '@cucumber/messages';
import { parse } from 'yaml';
import { bodyOf } from './attachments';
import type { RequirementLevel } from './model';

export interface Requirement {
  /** `DS-<AREA>-<three digits>`, never reused. */
  readonly id: string;
  readonly area: string;
  /** One sentence with MUST or SHOULD. */
  readonly sentence: string;
  readonly level: RequirementLevel;
  readonly source: string;
  readonly since?: string;
  readonly gap?: string;
}

/** The catalogue of a run travels with its messages, so that a report built from them alone has its requirements. */
export const CATALOGUE_MEDIA_TYPE = 'application/vnd.everynode.catalogue+json';

/** `DS-PLACE-004`, `API-ERR-01`, `KCTL-UNDO-2`: capitals in at least one group, then a number. */
const ID = /^[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d+[a-z]?$/;

/** Whether a tag (without its `@`) is spelt like a requirement id. */
export function isRequirementId(text: string): boolean {
  return ID.test(text);
}

/** Reads a catalogue file; a file that does not exist is an empty catalogue. Throws with every mistake it finds. */
export function readCatalogue(path: string): readonly Requirement[] {
  return existsSync(path) ? parseCatalogue(readFileSync(path, 'utf8'), path) : [];
}

/** The catalogue that the run attached to its messages; undefined when it attached none. */
export function attachedCatalogue(envelopes: readonly Envelope[]): readonly Requirement[] | undefined {
  for (let index = envelopes.length - 1; index >= 0; index -= 1) {
    const attachment = envelopes[index]?.attachment;
    if (attachment?.mediaType === CATALOGUE_MEDIA_TYPE) return JSON.parse(bodyOf(attachment)) as Requirement[];
  }
  return undefined;
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

/** Parses a catalogue. `path` appears in messages only. */
export function parseCatalogue(text: string, path: string): readonly Requirement[] {
  const list = parseYaml(text, path) ?? [];
  if (!Array.isArray(list)) throw new Error(`${path}: expected a list of requirements`);
  const mistakes: string[] = [];
  const seen = new Set<string>();
  const requirements = list.map((entry: unknown, index) => {
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const textOf = (name: string) => (fields[name] === undefined ? '' : String(fields[name]).trim());
    const label = textOf('id') || `entry ${index + 1}`;
    if (!isRequirementId(textOf('id'))) mistakes.push(`${label}: the id should look like DS-PLACE-004`);
    if (seen.has(textOf('id'))) mistakes.push(`${label}: the id is there twice`);
    seen.add(textOf('id'));
    for (const name of ['area', 'sentence']) if (!textOf(name)) mistakes.push(`${label}: ${name} is missing`);
    const level = textOf('level') || 'extended';
    if (level !== 'core' && level !== 'extended') mistakes.push(`${label}: level is core or extended, not ${level}`);
    return {
      id: textOf('id'),
      area: textOf('area'),
      sentence: textOf('sentence').replace(/\s+/g, ' '),
      level: level === 'core' ? 'core' : 'extended',
      source: textOf('source'),
      ...(textOf('since') ? { since: textOf('since') } : {}),
      ...(textOf('gap') ? { gap: textOf('gap').replace(/\s+/g, ' ') } : {}),
    } satisfies Requirement;
  });
  if (mistakes.length > 0) throw new Error(`${path}:\n  ${mistakes.join('\n  ')}`);
  return requirements;
}

/**
 * The short spellings that features use for taints, labels, durations and the like, as kubectl writes them where it
 * has a spelling. Parameter types and table cells read the same functions. All throw `ScenarioError`.
 */
import type { IntOrString } from '../api/apps';
import type { NodeSelectorRequirement, NodeSelectorTerm, Taint, TaintEffect, Toleration } from '../api/core';
import type { StringMap } from '../api/meta';
import { ScenarioError } from './scenario-error';
import { suggest } from './suggest';

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DURATION_PART = /(\d+(?:\.\d+)?) ?(ms|milliseconds?|seconds?|minutes?|hours?|s|m|h)(?: |$|(?=\d))/gy;

/** A taint that is to go: by key, and only with this effect where one is written. */
export interface TaintKey {
  readonly key: string;
  readonly effect?: TaintEffect;
}

function parseEffect(text: string, whole: string): TaintEffect {
  if (!EFFECTS.includes(text)) {
    throw new ScenarioError(`"${text}" in the taint "${whole}" is not an effect.${suggest(text, EFFECTS)}`);
  }
  return text as TaintEffect;
}

/** `dedicated=db:NoSchedule` or `maintenance:NoExecute`. */
export function parseTaint(text: string): Taint {
  const colon = text.lastIndexOf(':');
  if (colon < 0) throw new ScenarioError(`the taint "${text}" has no effect; write key=value:NoSchedule`);
  const effect = parseEffect(text.slice(colon + 1), text);
  const { key, value } = splitPair(text.slice(0, colon));
  return value === undefined ? { key, effect } : { key, value, effect };
}

/** `maintenance`, `maintenance:NoExecute`; a value may be written and is ignored, as kubectl does. */
export function parseTaintKey(text: string): TaintKey {
  const colon = text.lastIndexOf(':');
  const { key } = splitPair(colon < 0 ? text : text.slice(0, colon));
  return colon < 0 ? { key } : { key, effect: parseEffect(text.slice(colon + 1), text) };
}

/** `disktype=ssd` or `gpu=`. */
export function parseLabel(text: string): { readonly key: string; readonly value: string } {
  const { key, value } = splitPair(text);
  if (value === undefined) throw new ScenarioError(`the label "${text}" has no value; write ${text}= for an empty one`);
  return { key, value };
}

function splitPair(text: string): { key: string; value: string | undefined } {
  const equals = text.indexOf('=');
  return equals < 0 ? { key: text, value: undefined } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** The parts of a comma-separated cell; none for an empty cell. */
export function parseList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

/** `disktype=ssd, zone=a`. */
export function parseLabels(text: string): StringMap {
  const labels = parseList(text).map(parseLabel);
  return Object.fromEntries(labels.map(({ key, value }) => [key, value]));
}

export function parseTaints(text: string): readonly Taint[] {
  return parseList(text).map(parseTaint);
}

/** `30s`, `1h30m`, `10 seconds`, `500ms`: milliseconds. */
export function parseDuration(text: string): number {
  let totalMs = 0;
  DURATION_PART.lastIndex = 0;
  while (DURATION_PART.lastIndex < text.length) {
    const part = DURATION_PART.exec(text);
    if (!part) throw new ScenarioError(`"${text}" is not a duration; write 30s, 5m, 1h30m or 10 seconds`);
    const unit = part[2] as string;
    const unitMs = UNIT_MS[unit] ?? UNIT_MS[unit.startsWith('milli') ? 'ms' : (unit[0] as string)];
    totalMs += Number(part[1]) * (unitMs as number);
  }
  return totalMs;
}

/** Milliseconds as people write them: `500ms`, `12s`, `2.5s`, `1m30s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${durationMs}ms`;
  const hours = Math.floor(durationMs / 3_600_000);
  const minutes = Math.floor((durationMs % 3_600_000) / 60_000);
  const seconds = (durationMs % 60_000) / 1000;
  const parts = [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', seconds ? `${seconds}s` : ''];
  return parts.join('');
}

/** `1` as a number, `25%` as text. Anything else is passed on as text: the API server is the one to refuse it. */
export function parseIntOrPercent(text: string): IntOrString {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

export function parseInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new ScenarioError(`"${text}" is not a whole number`);
  return Number(text);
}

/** `true` or `false`; an empty cell is false. */
export function parseBoolean(text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false' || text === '') return false;
  throw new ScenarioError(`"${text}" is neither true nor false`);
}

/**
 * `dedicated=db:NoSchedule` tolerates that value, `dedicated:NoSchedule` any value, `dedicated` any effect as well,
 * `everything` every taint; `… for 30s` sets tolerationSeconds.
 */
export function parseToleration(text: string): Toleration {
  const [, taint = text, lasting] = /^(.*?)(?: for (.+))?$/.exec(text) ?? [];
  const seconds = lasting === undefined ? {} : { tolerationSeconds: parseDuration(lasting) / 1000 };
  if (taint === 'everything') return { operator: 'Exists', ...seconds };
  const colon = taint.lastIndexOf(':');
  const effect = colon < 0 ? {} : { effect: parseEffect(taint.slice(colon + 1), taint) };
  const { key, value } = splitPair(colon < 0 ? taint : taint.slice(0, colon));
  const match = value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value };
  return { ...(key === '' ? {} : { key }), ...match, ...effect, ...seconds };
}

export function parseTolerations(text: string): readonly Toleration[] {
  return parseList(text).map(parseToleration);
}

const REQUIREMENT =
  /\s*(?:(?<notKey>![^\s,!=<>]+)|(?<key>[^\s,!=<>]+)(?:\s+(?<set>in|notin)\s+\((?<values>[^)]*)\)|\s*(?<sign>!=|==|=|>|<)\s*(?<value>[^\s,]*))?)\s*(?:,|$)/gy;

/** `zone in (a, b), disktype=ssd, !gpu, cores > 4`, as in kubectl's `-l`; ` or ` between alternatives (terms). */
export function parseNodeAffinity(text: string): readonly NodeSelectorTerm[] {
  return text.split(/ or /).map((term) => ({ matchExpressions: parseRequirements(term) }));
}

function parseRequirements(text: string): readonly NodeSelectorRequirement[] {
  const requirements: NodeSelectorRequirement[] = [];
  REQUIREMENT.lastIndex = 0;
  while (REQUIREMENT.lastIndex < text.length) {
    const groups = REQUIREMENT.exec(text)?.groups;
    if (!groups) throw new ScenarioError(`"${text}" is not a node affinity; write: zone in (a, b), disktype=ssd, !gpu`);
    requirements.push(toRequirement(groups));
  }
  return requirements;
}

const OPERATOR_OF_SIGN: Readonly<Record<string, string>> = {
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

function toRequirement(groups: Readonly<Record<string, string | undefined>>): NodeSelectorRequirement {
  if (groups.notKey) return { key: groups.notKey.slice(1), operator: 'DoesNotExist' };
  const key = groups.key as string;
  if (groups.set)
    return { key, operator: groups.set === 'in' ? 'In' : 'NotIn', values: parseList(groups.values ?? '') };
  if (groups.sign) return { key, operator: OPERATOR_OF_SIGN[groups.sign] as string, values: [groups.value ?? ''] };
  return { key, operator: 'Exists' };
}

/** What a pod asks of its node. */
export interface PodRequests {
  readonly cpu?: string;
  readonly memory?: string;
  readonly hostPort?: number;
}

/** `2 cpu and 1Gi memory and host port 9100`, in any order. */
export function parseRequests(text: string): PodRequests {
  return Object.assign({}, ...text.split(' and ').map(parseRequest)) as PodRequests;
}

function parseRequest(text: string): PodRequests {
  const port = /^host port (\d+)$/.exec(text);
  if (port) return { hostPort: Number(port[1]) };
  const [, amount, resource] = /^(\S+) (cpu|memory)$/.exec(text) ?? [];
  if (!amount) throw new ScenarioError(`"${text}" is not a request; write: 2 cpu and 1Gi memory and host port 9100`);
  return resource === 'cpu' ? { cpu: amount } : { memory: amount };
}

/** `node1, node2 and node3`. */
export function parseNodeNames(text: string): readonly string[] {
  return text.split(/,? and |, ?/).map(unquote);
}

/** Takes the quotes off a word that needed them. */
export function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** Splits a command line as a shell does: spaces, single and double quotes, backslashes. */
export function splitCommandLine(line: string): readonly string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/g)) {
    words.push(
      token.replace(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    );
  }
  return words;
}

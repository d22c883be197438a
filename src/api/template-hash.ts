/**
 * What identifies a pod template: its hash, and the data of its ControllerRevision. Both follow the template exactly as
 * the API shows it (DS-HASH-10), so one wrong default upstream or here gives another hash.
 * Upstream: pkg/controller/controller_utils.go (ComputeHash), pkg/controller/daemon/update.go (getPatch, Match), v1.36.
 */
import type { PodTemplateSpec } from './core';
import layout from './schema/pod-template-1.36.json';
import { compileLayout, type Form, sortByBytes } from './template-layout';

export interface RevisionData {
  readonly spec: { readonly template: Readonly<Record<string, unknown>> };
}

/** What was derived from a template so far. */
interface Derived {
  /** FNV-1a state after the dump. */
  state?: number;
  hashes?: Map<number, string>;
  data?: RevisionData;
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const FNV_START = 2166136261;
const FNV_PRIME = 16777619;
/** The key of the hash without a collision count among the others, which are 0 or more. */
const NO_COLLISION_COUNT = -1;

const derivedOf = new WeakMap<object, Derived>();
const serialized = new WeakMap<object, string>();

let compiledForm: Form | undefined;

/** Compiled on first use: a run that touches no DaemonSet pays nothing. */
function templateForm(): Form {
  compiledForm ??= compileLayout(layout);
  return compiledForm;
}

/** Remembers by identity what follows from a template; only for frozen ones, which cannot change behind our back. */
function derive(template: PodTemplateSpec): Derived {
  let derived = derivedOf.get(template);
  if (!derived) {
    derived = {};
    if (Object.isFrozen(template)) derivedOf.set(template, derived);
  }
  return derived;
}

/** The text whose hash names the template: every field of every type, in order, as Go prints them. DS-HASH-04 */
export function dumpPodTemplate(template: PodTemplateSpec): string {
  return `(${layout.root})${templateForm().dump(template)}`;
}

/** The hash in `controller-revision-hash` and in the revision's name. An absent collision count is not 0. DS-HASH-01 */
export function computeTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const derived = derive(template);
  derived.hashes ??= new Map();
  const key = collisionCount ?? NO_COLLISION_COUNT;
  let hash = derived.hashes.get(key);
  if (hash === undefined) {
    derived.state ??= addBytes(FNV_START, Buffer.from(dumpPodTemplate(template)));
    const state =
      collisionCount === undefined ? derived.state : addBytes(derived.state, collisionBytes(collisionCount));
    hash = encodeSafely(String(state));
    derived.hashes.set(key, hash);
  }
  return hash;
}

function addBytes(start: number, bytes: Uint8Array): number {
  let state = start;
  for (const byte of bytes) state = Math.imul(state ^ byte, FNV_PRIME);
  return state >>> 0;
}

/** Eight bytes, though only four carry the number. DS-HASH-02 */
function collisionBytes(collisionCount: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(collisionCount >>> 0);
  return bytes;
}

/** Spells digits with letters that form no words. DS-HASH-03 */
function encodeSafely(digits: string): string {
  let text = '';
  for (let index = 0; index < digits.length; index++) {
    text += HASH_ALPHABET[digits.charCodeAt(index) % HASH_ALPHABET.length];
  }
  return text;
}

/**
 * The data of the template's ControllerRevision: a strategic-merge patch that restores the template. Frozen, and the same
 * object for the same frozen template. DS-REV-04, DS-REV-05
 */
export function revisionData(template: PodTemplateSpec): RevisionData {
  const derived = derive(template);
  if (!derived.data) {
    const fields = templateForm().toJson(template) as Record<string, unknown>;
    derived.data = freezeDeeply({ spec: { template: { $patch: 'replace', ...fields } } });
  }
  return derived.data;
}

function freezeDeeply<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freezeDeeply(member);
  }
  return value;
}

/** Revision data as the bytes that upstream stores and compares: keys sorted, no spaces, Go's escapes. DS-REV-04 */
export function serializeRevisionData(data: unknown): string {
  if (typeof data !== 'object' || data === null) return serializeJson(data);
  let text = serialized.get(data);
  if (text === undefined) {
    text = serializeJson(data);
    if (Object.isFrozen(data)) serialized.set(data, text);
  }
  return text;
}

/** True if both revisions stand for the same template, byte for byte. DS-REV-03 */
export function isSameRevisionData(a: unknown, b: unknown): boolean {
  return a === b || serializeRevisionData(a) === serializeRevisionData(b);
}

const ESCAPED: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function serializeJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(serializeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = sortByBytes(Object.keys(fields).filter((key) => fields[key] !== undefined));
  return `{${keys.map((key) => `${quote(key)}:${serializeJson(fields[key])}`).join(',')}}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPED[character] as string);
}

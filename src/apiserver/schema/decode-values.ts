/**
 * Turns raw JSON values into values of Go types: known fields only, in Go's order, canonical quantities, nothing that
 * `omitempty` would leave out. Every object made here is frozen, so a part that comes back unchanged is recognised and
 * not walked again.
 */
import { canonicalQuantity, QuantityError } from '../../api/quantity';
import { isFrozenDeep } from '../freeze';
import { DecodeFailure, type DecodeSession } from './decode-session';
import { quoteGo } from './go-text';
import type { Codec, FieldCodec, StructCodec } from './type-table';

type Raw = Readonly<Record<string, unknown>>;

/** Frozen parts that decoding (or defaulting) has made, with the type they were made as. */
const decodedAs = new WeakMap<object, Codec>();
/** What decoding made of the frozen parts that senders share between documents, such as what all nodes report alike. */
const decodedFrom = new WeakMap<object, object>();

const MAX_QUANTITY_TEXT = 256;
const MAX_RAW_DEPTH = 1000;
const TIME_LAYOUT = '2006-01-02T15:04:05Z07:00';
const TIME_SHAPE = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;
const BASE64_SHAPE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Notes that a frozen object is what decoding would make of it. */
export function rememberDecoded(part: object, codec: Codec): void {
  if (Object.isFrozen(part)) decodedAs.set(part, codec);
}

export function isDecodedAs(part: object, codec: Codec): boolean {
  return decodedAs.get(part) === codec;
}

/** The value a JSON value stands for; undefined for null, for absence and after a recorded mismatch. */
export function decodeValue(codec: Codec, raw: unknown, session: DecodeSession): unknown {
  if (raw === null || raw === undefined) return undefined;
  switch (codec.kind) {
    case 'string':
      return typeof raw === 'string' ? raw : session.recordMismatch(raw, codec.goType);
    case 'bool':
      return typeof raw === 'boolean' ? raw : session.recordMismatch(raw, codec.goType);
    case 'integer':
      if (typeof raw === 'number' && Number.isInteger(raw) && raw >= codec.lowest && raw <= codec.highest) {
        return raw === 0 ? 0 : raw;
      }
      return session.recordMismatch(raw, codec.goType);
    case 'list':
      return decodeList(codec, raw, session);
    case 'map':
      return decodeMap(codec, raw, session);
    case 'struct':
      return decodeStruct(codec, raw, session);
    case 'quantity':
      return decodeQuantity(raw);
    case 'int-or-string':
      return decodeIntOrString(raw, session);
    case 'time':
      return decodeTime(raw, session);
    case 'bytes':
      return decodeBytes(raw, session);
    case 'raw':
      return decodeRaw(raw);
  }
}

function decodeStruct(codec: StructCodec, raw: unknown, session: DecodeSession): object | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    session.recordMismatch(raw, codec.goType);
    return undefined;
  }
  if (decodedAs.get(raw) === codec) return raw;
  // Read in the document's order, so that complaints come in it; written in Go's order.
  const values: unknown[] = new Array(codec.fields.length).fill(undefined);
  for (const key of Object.keys(raw)) {
    const field = codec.byJson.get(key);
    if (field === undefined) {
      session.recordUnknownField(key);
      continue;
    }
    const value = (raw as Raw)[key];
    if (value === null || value === undefined) continue;
    if (field.isPart && typeof value === 'object') {
      const known = decodedAs.get(value) === field.codec ? value : decodedFrom.get(value);
      if (known && decodedAs.get(known) === field.codec) {
        values[field.index] = known;
        continue;
      }
    }
    const outer = session.enterField(codec.structName, key);
    const decoded = decodeValue(field.codec, value, session);
    session.leaveField(outer);
    if (field.isPart && session.remembersParts && decoded) {
      decodedAs.set(decoded as object, field.codec);
      if (session.isClean && isFrozenDeep(value)) decodedFrom.set(value as object, decoded as object);
    }
    values[field.index] = decoded;
  }
  return assembleStruct(codec, values);
}

/** The struct of these values (by field index) as it prints: without what is empty. Frozen. */
export function assembleStruct(codec: StructCodec, values: readonly unknown[]): object {
  const object: Record<string, unknown> = {};
  for (const field of codec.fields) {
    const value = values[field.index];
    if (value === undefined) {
      if (field.always) object[field.json] = field.pointer ? null : zeroValue(field.codec);
    } else if (field.pointer || field.always || !isEmpty(value, field)) object[field.json] = value;
  }
  return Object.freeze(object);
}

function isEmpty(value: unknown, field: FieldCodec): boolean {
  switch (field.codec.kind) {
    case 'list':
      return (value as unknown[]).length === 0;
    case 'map':
      for (const _key in value as object) return false;
      return true;
    default:
      return value === '' || value === 0 || value === false;
  }
}

const zeroStructs = new Map<StructCodec, object>();

/** What Go prints for a value nobody set. */
function zeroValue(codec: Codec): unknown {
  switch (codec.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'integer':
    case 'int-or-string':
      return 0;
    case 'quantity':
      return '0';
    case 'struct': {
      let zero = zeroStructs.get(codec);
      if (!zero) {
        zero = assembleStruct(codec, []);
        zeroStructs.set(codec, zero);
        decodedAs.set(zero, codec);
      }
      return zero;
    }
    default:
      return null;
  }
}

function decodeList(codec: Codec & { kind: 'list' }, raw: unknown, session: DecodeSession): unknown {
  if (!Array.isArray(raw)) return session.recordMismatch(raw, codec.goType);
  if (decodedAs.get(raw) === codec) return raw;
  const list: unknown[] = new Array(raw.length);
  for (let index = 0; index < raw.length; index++) {
    session.enterElement(index);
    list[index] = decodeValue(codec.element, raw[index], session) ?? zeroValue(codec.element);
    session.leaveElement();
  }
  return Object.freeze(list);
}

function decodeMap(codec: Codec & { kind: 'map' }, raw: unknown, session: DecodeSession): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return session.recordMismatch(raw, codec.goType);
  if (decodedAs.get(raw) === codec) return raw;
  const map: Record<string, unknown> = {};
  for (const key of Object.keys(raw)) {
    const value = decodeValue(codec.value, (raw as Raw)[key], session) ?? zeroValue(codec.value);
    // Plain assignment would set the prototype.
    if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true });
    else map[key] = value;
  }
  return Object.freeze(map);
}

function decodeQuantity(raw: unknown): string {
  const isText = typeof raw === 'string' || typeof raw === 'number';
  const text = isText ? String(raw).trim() : '!';
  try {
    return canonicalQuantity(text.length > MAX_QUANTITY_TEXT ? '!' : text);
  } catch (error) {
    // API-DEC-05
    if (error instanceof QuantityError) throw new DecodeFailure(error.message);
    throw error;
  }
}

function decodeIntOrString(raw: unknown, session: DecodeSession): string | number {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number' && Number.isInteger(raw) && Math.abs(raw) < 2 ** 31) return raw === 0 ? 0 : raw;
  return session.failMismatch(raw, 'int32');
}

/** Many objects carry the same few times. */
const validTimes = new Set<string>();
const MAX_REMEMBERED_TIMES = 1000;

function decodeTime(raw: unknown, session: DecodeSession): string {
  if (typeof raw !== 'string') return session.failMismatch(raw, 'string');
  if (validTimes.has(raw)) return raw;
  const shown = raw.slice(0, 64);
  if (!TIME_SHAPE.test(raw)) {
    const rest = /^\d{4}-/.test(raw) ? shown.slice(5) : shown;
    const element = /^\d{4}-/.test(raw) ? '01' : '2006';
    throw new DecodeFailure(
      `parsing time ${quoteGo(shown)} as ${quoteGo(TIME_LAYOUT)}: cannot parse ${quoteGo(rest)} as ${quoteGo(element)}`,
    );
  }
  if (Number.isNaN(Date.parse(raw))) throw new DecodeFailure(`parsing time ${quoteGo(shown)}: day out of range`);
  if (validTimes.size >= MAX_REMEMBERED_TIMES) validTimes.clear();
  validTimes.add(raw);
  return raw;
}

function decodeBytes(raw: unknown, session: DecodeSession): unknown {
  if (typeof raw !== 'string') return session.recordMismatch(raw, '[]uint8');
  const text = raw.replace(/[\r\n]/g, '');
  if (BASE64_SHAPE.test(text)) return text;
  const good = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  throw new DecodeFailure(`illegal base64 data at input byte ${good}`);
}

/** Free-form JSON: kept as it is, but frozen throughout and of bounded depth. */
function decodeRaw(raw: unknown): unknown {
  return freezeRaw(raw, 0);
}

function freezeRaw(raw: unknown, depth: number): unknown {
  if (depth > MAX_RAW_DEPTH) throw new DecodeFailure('exceeded max depth');
  if (typeof raw !== 'object' || raw === null) return raw;
  if (Object.isFrozen(raw) && decodedAs.has(raw)) return raw;
  let copy: object;
  if (Array.isArray(raw)) copy = raw.map((element) => freezeRaw(element, depth + 1));
  else {
    copy = Object.fromEntries(
      Object.entries(raw)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, freezeRaw(value, depth + 1)]),
    );
  }
  return Object.freeze(copy);
}

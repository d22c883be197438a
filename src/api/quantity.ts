/**
 * Resource quantities (`100m`, `1.5Gi`, `12e6`), exact: a whole number times a power of ten.
 * Upstream: apimachinery pkg/api/resource/quantity.go, suffix.go and amount.go, v1.36.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** The value is `unscaled` × 10^`scale`. */
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** The text it was read from, where upstream takes that text for canonical (not always rightly, API-QTY-05). */
  readonly text: string;
  /** Upstream keeps it as an arbitrary-precision decimal, not as a 64-bit amount. Shows in the template hash. */
  readonly isBigDecimal: boolean;
}

/** Text that is not a quantity; the message is the API server's own. API-QTY-03 */
export class QuantityError extends Error {
  override name = 'QuantityError';
}

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const WRONG_NUMBER = 'unable to parse numeric part of quantity';

const DECIMAL_SUFFIXES = new Map<string, number>([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const SUFFIX_OF_EXPONENT = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));

/** Digits that always fit into 64 bits. */
const SAFE_DIGITS = 18;
const NANO = -9;
const INT64_MAX = 2n ** 63n - 1n;
/** Beyond this no text is a sensible amount, and arithmetic on it would not end. */
const MAX_EXPONENT = 10_000;

export const ZERO_QUANTITY: Quantity = {
  unscaled: 0n,
  scale: 0,
  format: 'DecimalSI',
  text: '0',
  isBigDecimal: false,
};

const parsed = new Map<string, Quantity>([['0', ZERO_QUANTITY]]);
const REMEMBERED = 10_000;

/** Reads a quantity; a JSON number is read by its decimal text. Throws `QuantityError`. API-QTY-01 */
export function parseQuantity(input: string | number): Quantity {
  const text = typeof input === 'number' ? String(input) : input;
  let quantity = parsed.get(text);
  if (!quantity) {
    quantity = Object.freeze(readQuantity(text));
    if (parsed.size >= REMEMBERED) parsed.clear();
    parsed.set(text, quantity);
  }
  return quantity;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Suffix {
  const binary = suffix === '' ? -1 : BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const decimal = DECIMAL_SUFFIXES.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined || Math.abs(Number(exponent)) > MAX_EXPONENT) throw new QuantityError(WRONG_SUFFIX);
  return { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

function readQuantity(text: string): Quantity {
  if (text === '') throw new QuantityError(WRONG_FORMAT);
  const parts =
    /^(?<sign>[+-]?)0*(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<suffix>[eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(
      text,
    )?.groups;
  if (!parts) throw new QuantityError(WRONG_FORMAT);
  const { sign, whole = '', fraction = '', suffix = '' } = parts;
  const { base, exponent, format } = readSuffix(suffix);
  const digits = (whole || '0') + fraction;
  const magnitude = BigInt(digits);
  const signed = sign === '-' ? -magnitude : magnitude;
  if (base === 10) {
    const scale = exponent - fraction.length;
    if (digits.length <= SAFE_DIGITS && scale >= NANO) {
      const isCanonical = scale % 3 === 0 && !digits.endsWith('000') && digits[0] !== '0';
      return { unscaled: signed, scale, format, text: isCanonical ? text : '', isBigDecimal: false };
    }
    return bigDecimal(signed, scale, format);
  }
  // Upstream's own estimate of how many digits are left before 64 bits overflow.
  const room = 15 - digits.length - Math.trunc((exponent * 3) / 10) - 1;
  const shifted = magnitude << BigInt(exponent);
  if (fraction === '' && room >= 0 && shifted <= INT64_MAX) {
    const isCanonical = (magnitude & 7n) !== 0n;
    const unscaled = sign === '-' ? -shifted : shifted;
    return { unscaled, scale: 0, format, text: isCanonical ? text : '', isBigDecimal: false };
  }
  if (whole === '' && fraction === '' && !/[0-9]/.test(text)) throw new QuantityError(WRONG_NUMBER);
  return bigDecimal(signed << BigInt(exponent), -fraction.length, format);
}

/** Upstream's slow path: rounds away from zero to nano, caps binary amounts at 64 bits. API-QTY-02 */
function bigDecimal(signed: bigint, scale: number, format: QuantityFormat): Quantity {
  if (signed === 0n) return { unscaled: 0n, scale, format, text: '', isBigDecimal: true };
  let unscaled = rescale(signed < 0n ? -signed : signed, scale, NANO);
  let finalScale = NANO;
  let finalFormat = format;
  if (format === 'BinarySI') {
    if (unscaled > INT64_MAX * 10n ** 9n) {
      unscaled = INT64_MAX;
      finalScale = 0;
    } else if (unscaled < 10n ** 9n) finalFormat = 'DecimalSI';
  }
  return {
    unscaled: signed < 0n ? -unscaled : unscaled,
    scale: finalScale,
    format: finalFormat,
    text: '',
    isBigDecimal: true,
  };
}

/** The whole number that `unscaled` × 10^`scale` is at another scale, rounded away from zero. */
function rescale(unscaled: bigint, scale: number, toScale: number): bigint {
  if (scale >= toScale) return unscaled * 10n ** BigInt(scale - toScale);
  const divisor = 10n ** BigInt(toScale - scale);
  const quotient = unscaled / divisor;
  const rest = unscaled % divisor;
  if (rest === 0n) return quotient;
  return unscaled > 0n ? quotient + 1n : quotient - 1n;
}

/** The quantity as the API prints it. API-QTY-04, API-QTY-05 */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== '') return quantity.text;
  const { unscaled, scale, format } = quantity;
  if (unscaled === 0n) return '0';
  if (format === 'BinarySI') {
    const whole = rescale(unscaled, scale, 0);
    const isWhole = rescale(whole, 0, Math.min(scale, 0)) === rescale(unscaled, scale, Math.min(scale, 0));
    if (isWhole && (whole <= -1024n || whole >= 1024n)) return formatBinary(whole);
  }
  return formatDecimal(unscaled, scale, format);
}

function formatBinary(whole: bigint): string {
  let amount = whole;
  let power = 0;
  while (amount % 1024n === 0n && power < BINARY_SUFFIXES.length - 1) {
    amount /= 1024n;
    power += 1;
  }
  return `${amount}${BINARY_SUFFIXES[power]}`;
}

function formatDecimal(unscaled: bigint, scale: number, format: QuantityFormat): string {
  let amount = unscaled;
  let exponent = scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent += 1;
  }
  // The exponent becomes the next lower multiple of three.
  const surplus = ((exponent % 3) + 3) % 3;
  amount *= 10n ** BigInt(surplus);
  exponent -= surplus;
  const suffix = format === 'DecimalExponent' ? undefined : SUFFIX_OF_EXPONENT.get(exponent);
  if (suffix !== undefined) return `${amount}${suffix}`;
  return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
}

/** The canonical spelling of a quantity's text. Throws `QuantityError`. */
export function canonicalQuantity(text: string | number): string {
  return formatQuantity(parseQuantity(text));
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const scale = Math.min(a.scale, b.scale);
  const left = rescale(a.unscaled, a.scale, scale);
  const right = rescale(b.unscaled, b.scale, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum; it keeps the family of `a`, unless `a` is zero. API-QTY-06 */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const unscaled = rescale(a.unscaled, a.scale, scale) + rescale(b.unscaled, b.scale, scale);
  const format = a.unscaled === 0n ? b.format : a.format;
  return { unscaled, scale, format, text: '', isBigDecimal: a.isBigDecimal || b.isBigDecimal };
}

/** Rounded up to a multiple of 1m, as the API server does to requests, limits and capacities. API-QTY-02 */
export function roundUpToMilli(quantity: Quantity): Quantity {
  if (quantity.scale >= -3) return quantity;
  const unscaled = rescale(quantity.unscaled, quantity.scale, -3);
  if (unscaled * 10n ** BigInt(-3 - quantity.scale) === quantity.unscaled) return quantity;
  return { ...quantity, unscaled, scale: -3, text: '' };
}

const values = new Map<string, number>();
const milliValues = new Map<string, number>();

/** The amount in whole units, rounded up (bytes for memory). Takes the text as well. API-QTY-06 */
export function value(quantity: Quantity | string | number): number {
  return typeof quantity === 'object' ? scaledNumber(quantity, 0) : recall(values, String(quantity), 0);
}

/** The amount in thousandths, rounded up (milli-CPU for cpu). Takes the text as well. API-QTY-06 */
export function milliValue(quantity: Quantity | string | number): number {
  return typeof quantity === 'object' ? scaledNumber(quantity, -3) : recall(milliValues, String(quantity), -3);
}

function recall(numbers: Map<string, number>, text: string, scale: number): number {
  let number = numbers.get(text);
  if (number === undefined) {
    number = scaledNumber(parseQuantity(text), scale);
    if (numbers.size >= REMEMBERED) numbers.clear();
    numbers.set(text, number);
  }
  return number;
}

function scaledNumber(quantity: Quantity, scale: number): number {
  return Number(rescale(quantity.unscaled, quantity.scale, scale));
}

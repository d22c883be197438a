/** Hexadecimal digits by table: `toString(16)` leaves the optimised code, and every object takes several of them. */

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Four digits for a whole number below 65,536. */
function toHex16(value: number): string {
  return (BYTES[value >>> 8] as string) + (BYTES[value & 0xff] as string);
}

/** Eight digits for a whole number below 2^32. */
export function toHex32(value: number): string {
  return toHex16(value >>> 16) + toHex16(value & 0xffff);
}

const DIGITS = Buffer.from('0123456789abcdef');

/** Writes four digits for a whole number below 65,536 into `text`, from `at` on. */
export function writeHex16(text: Uint8Array, at: number, value: number): void {
  text[at] = DIGITS[value >>> 12] as number;
  text[at + 1] = DIGITS[(value >>> 8) & 15] as number;
  text[at + 2] = DIGITS[(value >>> 4) & 15] as number;
  text[at + 3] = DIGITS[value & 15] as number;
}

/** Hexadecimal digits by table: `toString(16)` leaves the optimised code, and every object takes several of them. */

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Four digits for a whole number below 65,536. */
export function toHex16(value: number): string {
  return (BYTES[value >>> 8] as string) + (BYTES[value & 0xff] as string);
}

/** Eight digits for a whole number below 2^32. */
export function toHex32(value: number): string {
  return toHex16(value >>> 16) + toHex16(value & 0xffff);
}

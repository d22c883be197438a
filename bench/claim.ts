/** A figure that the README promises, and whether this machine kept it. */

/** Prints the claim with its verdict; the process ends with 1 when it does not hold. */
export function judgeClaim(claim: string, measured: number, atMost: number): void {
  const holds = measured <= atMost;
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}: ${claim}: ${measured.toFixed(2)} (at most ${atMost})\n`);
  if (!holds) process.exitCode = 1;
}

export function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

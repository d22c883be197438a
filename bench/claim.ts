/** A figure that the README promises, and whether this machine kept it. */

/** Prints the claim with its verdict; the process ends with 1 when it does not hold. */
export function judgeClaim(claim: string, measured: number, atMost: number): void {
  const holds = measured <= atMost;
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}: ${claim}: ${measured.toFixed(2)} (at most ${atMost})\n`);
  if (!holds) process.exitCode = 1;
}

/** The least disturbed of several runs: other work on the machine only ever adds time. */
export function findBest(timesMs: readonly number[]): number {
  return Math.min(...timesMs);
}

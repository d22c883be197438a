/** Waits for a claim in the cluster's own time. */
import type { Cluster } from './cluster';
import { formatDuration } from './notation';
import { ClaimError } from './scenario-error';
import type { Workload } from './workload';

/** Long enough for a slow start behind a back-off, short enough to end. */
const DEFAULT_WITHIN_MS = 10 * 60_000;

/** Lets time pass until the claim holds. Throws `ClaimError` with `words` if it never does. */
export async function waitUntil(
  cluster: Cluster,
  words: string,
  claim: () => boolean | Promise<boolean>,
  about?: Workload,
  withinMs: number = DEFAULT_WITHIN_MS,
): Promise<void> {
  if (await cluster.eventually(claim, withinMs)) return;
  throw new ClaimError(`${words}: it did not happen within ${formatDuration(withinMs)}`, about);
}

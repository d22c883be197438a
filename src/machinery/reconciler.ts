/** Runs a reconcile function over a work queue: success forgets earlier failures, failure means another try later. */
import type { ActorContext } from './actor';
import { WorkQueue } from './work-queue';

/** `reconcile` throws to be tried again. Every error counts: what it was is told in the journal (DS-QUEUE-03). */
export function createReconcileQueue(context: ActorContext, name: string, reconcile: (key: string) => void): WorkQueue {
  const queue = new WorkQueue(context.loop, name, (key) => {
    try {
      reconcile(key);
    } catch (error) {
      if (!(error instanceof Error) || isOurMistake(error)) throw error;
      context.journal.decide(name, key, `${key} failed with : ${error.message}`);
      queue.addRateLimited(key);
      return;
    }
    queue.forget(key);
  });
  return queue;
}

/** A fault of this program, not of the cluster it simulates: it must not be retried quietly. */
function isOurMistake(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

/** What a kubectl command needs from the world around it. */
import type { ApiClient } from '../api/client';

export interface KubectlEnvironment {
  readonly client: ApiClient;
  /** Milliseconds since the Unix epoch on the cluster's clock. */
  nowMs(): number;
  /** The text of a file. Throws if there is none. */
  readFile(path: string): string;
  /** Names in a directory; undefined if the path is no directory. */
  listDirectory?(path: string): readonly string[] | undefined;
  readonly stdin?: string;
  /**
   * Lets virtual time pass until the condition holds or `timeoutMs` is over; returns whether it holds. May return false
   * before that where nothing is left that could make it hold.
   */
  waitUntil(isDone: () => boolean, timeoutMs: number): boolean;
  /** Lets so much virtual time pass, whatever happens in it. */
  sleep(ms: number): void;
}

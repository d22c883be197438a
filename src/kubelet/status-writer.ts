/** Requests of a kubelet about its pods, repeated until the API server takes them. Upstream: pkg/kubelet/status/status_manager.go, v1.36. */
import type { Pod, PodStatus } from '../api/core';
import { isApiError } from '../api/errors';
import type { ActorContext } from '../machinery/actor';
import type { PodRecord } from './pod-record';

/** TIME-KUB-03; the first few retries of a refused request are part of the work at hand. */
const RETRY_MS = 10_000;
const PROMPT_RETRIES = 4;
const IN_BACKGROUND = { background: true } as const;

export class StatusWriter {
  readonly #context: ActorContext;

  constructor(context: ActorContext) {
    this.#context = context;
  }

  /**
   * Writes a status. False if the API server refuses: it is tried again then, and `afterwards` runs when that has worked.
   */
  write(record: PodRecord, makeStatus: (pod: Pod) => PodStatus, afterwards: () => void, attempt = 0): boolean {
    const { client } = this.#context;
    const { namespace = '', name, uid } = record.pod.metadata;
    let { pod } = record;
    for (;;) {
      try {
        record.pod = client.updateStatus('pods', namespace, {
          apiVersion: pod.apiVersion,
          kind: pod.kind,
          metadata: pod.metadata,
          spec: pod.spec,
          status: makeStatus(pod),
        });
        record.written = record.pod.status;
        return true;
      } catch (error) {
        if (!isApiError(error)) throw error;
        if (error.reason === 'NotFound') return true;
        // Somebody else wrote meanwhile: the status belongs on top of that.
        const newer = error.reason === 'Conflict' ? this.#read(namespace, name) : undefined;
        if (newer && newer.metadata.uid !== uid) return true;
        if (newer && newer !== pod) {
          pod = newer;
          continue;
        }
        this.#retry(record, attempt, () => {
          if (this.write(record, makeStatus, afterwards, attempt + 1)) afterwards();
        });
        return false;
      }
    }
  }

  // KUBELET-TERM-05, API-DEL-07: the last act is a deletion without grace.
  remove(record: PodRecord, attempt = 0): void {
    const { namespace = '', name, uid } = record.pod.metadata;
    try {
      this.#context.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isApiError(error)) throw error;
      if (error.reason === 'NotFound' || error.reason === 'Conflict') return;
      this.#retry(record, attempt, () => this.remove(record, attempt + 1));
    }
  }

  #retry(record: PodRecord, attempt: number, again: () => void): void {
    const options = attempt >= PROMPT_RETRIES ? IN_BACKGROUND : undefined;
    record.timer?.cancel();
    record.timer = this.#context.loop.schedule(
      RETRY_MS,
      'kubelet',
      record.pod.metadata.name,
      () => {
        record.timer = undefined;
        again();
      },
      options,
    );
  }

  #read(namespace: string, name: string): Pod | undefined {
    try {
      return this.#context.client.get('pods', namespace, name);
    } catch (error) {
      if (!isApiError(error)) throw error;
      return undefined;
    }
  }
}

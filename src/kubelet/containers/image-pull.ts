/**
 * Pulling the image of one container, and waiting after a failure.
 * Upstream: pkg/kubelet/images/image_manager.go, pullImage, v1.36.
 */

// TIME-KUB-05, TIME-KUB-01
const FIRST_WINDOW_MS = 10_000;
const LONGEST_WINDOW_MS = 300_000;
const SYNC_MS = 10_000;

export interface PullRefusal {
  readonly reason: 'ErrImagePull' | 'ImagePullBackOff';
  readonly message: string;
  /** When the kubelet looks again. */
  readonly retryAtMs: number;
  /** False once the pod has been seen waiting: from then on only back-offs follow. */
  readonly isNews: boolean;
}

export class ImagePull {
  readonly #image: string;
  readonly #failsForMs: number;
  #firstAttemptMs: number | undefined;
  #failedAtMs = 0;
  #windowMs = 0;
  #isPresent = false;
  #hasBackedOff = false;

  /** `failsForMs`: from the first attempt on; 0: never fails. */
  constructor(image: string, failsForMs: number) {
    this.#image = image;
    this.#failsForMs = failsForMs;
  }

  /** Undefined if the image is there (KUBELET-IMAGE-01). */
  attempt(nowMs: number): PullRefusal | undefined {
    if (this.#isPresent) return undefined;
    this.#firstAttemptMs ??= nowMs;
    const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${this.#image}": failed to resolve reference "${this.#image}": not found`;
    const isBlocked = nowMs < this.#failedAtMs + this.#windowMs;
    if (!isBlocked && nowMs - this.#firstAttemptMs >= this.#failsForMs) {
      this.#isPresent = true;
      return undefined;
    }
    const isNews = !this.#hasBackedOff;
    if (isBlocked) {
      // KUBELET-IMAGE-03: the first sync at or after the end of the window.
      const restMs = this.#failedAtMs + this.#windowMs - nowMs;
      this.#hasBackedOff = true;
      const message = `Back-off pulling image "${this.#image}": ErrImagePull: ${why}`;
      return {
        reason: 'ImagePullBackOff',
        message,
        retryAtMs: nowMs + Math.ceil(restMs / SYNC_MS) * SYNC_MS,
        isNews: false,
      };
    }
    // KUBELET-IMAGE-02
    this.#failedAtMs = nowMs;
    this.#windowMs = this.#windowMs === 0 ? FIRST_WINDOW_MS : Math.min(2 * this.#windowMs, LONGEST_WINDOW_MS);
    return { reason: 'ErrImagePull', message: why, retryAtMs: nowMs + SYNC_MS, isNews };
  }
}

/**
 * Pulling the image of one container, and waiting after a failure.
 * Upstream: pkg/kubelet/images/image_manager.go, pullImage, v1.36.
 */
import type { Container } from '../../api/core';
import type { ContainerBehaviour } from '../../api/pod-behaviour';
import { complaintAboutImage } from './image-name';

// TIME-KUB-05, TIME-KUB-01
const FIRST_WINDOW_MS = 10_000;
const LONGEST_WINDOW_MS = 300_000;
const SYNC_MS = 10_000;

export interface PullRefusal {
  readonly reason: 'ErrImagePull' | 'ImagePullBackOff' | 'ErrImageNeverPull' | 'InvalidImageName';
  readonly message: string;
  /** What is told of it: type, reason and message of an event. */
  readonly incident: readonly ['Normal' | 'Warning', string, string];
  /** When the kubelet looks again. */
  readonly retryAtMs: number;
  /** False once the pod has been seen waiting: from then on only back-offs follow. */
  readonly isNews: boolean;
}

export class ImagePull {
  readonly #image: string;
  readonly #failsForMs: number;
  readonly #isLeftOut: boolean;
  #firstAttemptMs: number | undefined;
  #failedAtMs = 0;
  #windowMs = 0;
  #isPresent = false;
  #hasBackedOff = false;

  constructor(
    { image = '', imagePullPolicy }: Container,
    { pullFailsForMs = 0, isAbsent = false }: ContainerBehaviour,
  ) {
    this.#image = image;
    this.#failsForMs = pullFailsForMs;
    this.#isLeftOut = isAbsent && imagePullPolicy === 'Never';
  }

  /** Undefined if the image is there (KUBELET-IMAGE-01). */
  attempt(nowMs: number): PullRefusal | undefined {
    if (this.#isPresent) return undefined;
    const hopeless = this.#precheck(nowMs + SYNC_MS);
    if (hopeless) return hopeless;
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
        incident: ['Normal', 'BackOff', `Back-off pulling image "${this.#image}"`],
        retryAtMs: nowMs + Math.ceil(restMs / SYNC_MS) * SYNC_MS,
        isNews: false,
      };
    }
    // KUBELET-IMAGE-02
    this.#failedAtMs = nowMs;
    this.#windowMs = this.#windowMs === 0 ? FIRST_WINDOW_MS : Math.min(2 * this.#windowMs, LONGEST_WINDOW_MS);
    const incident = ['Warning', 'Failed', `Failed to pull image "${this.#image}": ${why}`] as const;
    return { reason: 'ErrImagePull', message: why, incident, retryAtMs: nowMs + SYNC_MS, isNews };
  }

  // KUBELET-IMAGE-01
  /** What keeps the kubelet from pulling at all. */
  #precheck(retryAtMs: number): PullRefusal | undefined {
    const image = this.#image;
    const badName = image === '' ? undefined : complaintAboutImage(image);
    if (badName !== undefined) {
      const incident = ['Warning', 'InspectFailed', badName] as const;
      return { reason: 'InvalidImageName', message: badName, incident, retryAtMs, isNews: false };
    }
    if (!this.#isLeftOut) return undefined;
    const message = `Container image "${image}" is not present with pull policy of Never`;
    const incident = ['Warning', 'ErrImageNeverPull', message] as const;
    return { reason: 'ErrImageNeverPull', message, incident, retryAtMs, isNews: false };
  }
}

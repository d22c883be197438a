/** Upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go, v1.36. API-ADM-06 */
import type { Toleration } from '../../api/core';

const DEFAULT_SECONDS = 300;

const NOT_READY = makeToleration('node.kubernetes.io/not-ready');
const UNREACHABLE = makeToleration('node.kubernetes.io/unreachable');

function makeToleration(key: string): Toleration {
  return Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: DEFAULT_SECONDS });
}

/**
 * Lets a pod stay five minutes on a node that is lost, unless it says itself how long. Changes `spec`, which is the
 * caller's own copy.
 */
export function addDefaultTolerations(spec: Record<string, unknown>): void {
  const tolerations = (spec.tolerations as readonly Toleration[] | undefined) ?? [];
  let toleratesNotReady = false;
  let toleratesUnreachable = false;
  for (const { key, effect } of tolerations) {
    if (effect && effect !== 'NoExecute') continue;
    if (!key || key === NOT_READY.key) toleratesNotReady = true;
    if (!key || key === UNREACHABLE.key) toleratesUnreachable = true;
  }
  if (toleratesNotReady && toleratesUnreachable) return;
  spec.tolerations = [
    ...tolerations,
    ...(toleratesNotReady ? [] : [NOT_READY]),
    ...(toleratesUnreachable ? [] : [UNREACHABLE]),
  ];
}

/** Upstream: plugin/pkg/admission/nodetaint/admission.go, v1.36. API-ADM-05 */
import type { Taint } from '../../api/core';
import type { ObjectDraft } from '../draft';

const NOT_READY: Taint = Object.freeze({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });

/** Keeps pods off a new node until its conditions have been read. */
export function taintNewNode(draft: ObjectDraft): void {
  const taints = (draft.spec?.taints as readonly Taint[] | undefined) ?? [];
  if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return;
  draft.spec = { ...draft.spec, taints: [...taints, NOT_READY] };
}

/**
 * Adopting and releasing objects by their controller reference.
 * Upstream: pkg/controller/controller_ref_manager.go, v1.36.
 */
import type { ApiClient } from '../api/client';
import { aggregateMessage, isApiError } from '../api/errors';
import { type KubernetesObject, keyOf, type OwnerReference } from '../api/meta';
import type { ResourceName } from '../api/resources';

/** Several errors as one: a single one speaks for itself, equal messages are merged (DS-ACT-10). */
export function aggregateError(errors: readonly Error[]): Error | undefined {
  return errors.length === 0 ? undefined : new Error(aggregateMessage(errors.map((error) => error.message)));
}

export interface ClaimRules<T extends KubernetesObject> {
  readonly client: ApiClient;
  readonly resource: ResourceName;
  /** The kind as refusals name it: `Pod`, `ControllerRevision`. */
  readonly kind: string;
  readonly owner: OwnerReference;
  readonly ownerIsTerminating: boolean;
  readonly selects: (object: T) => boolean;
  /** Throws if the owner, read live, must not adopt any more. Asked once per pass, before the first adoption. */
  readonly checkMayAdopt: () => void;
  /** Told of the stored object after an adoption. */
  readonly adopted?: (object: T) => void;
}

/** One claim pass. `owned` and `orphans` are candidates from the cache; the result is what the owner may manage. */
export function claimObjects<T extends KubernetesObject>(
  rules: ClaimRules<T>,
  owned: Iterable<T>,
  orphans: Iterable<T>,
): { readonly claimed: T[]; readonly error: Error | undefined } {
  const claimed: T[] = [];
  const errors: Error[] = [];
  const verdict = rememberVerdict(rules.checkMayAdopt);
  const attempt = (object: T, act: () => boolean) => {
    try {
      if (act()) claimed.push(object);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
    }
  };
  for (const object of owned) {
    attempt(object, () => {
      if (rules.selects(object)) return true; // DS-OWN-03
      if (!rules.ownerIsTerminating) release(rules, object); // DS-OWN-04
      return false;
    });
  }
  for (const object of orphans) {
    attempt(object, () => {
      // DS-OWN-05
      if (rules.ownerIsTerminating || object.metadata.deletionTimestamp || !rules.selects(object)) return false;
      return adopt(rules, object, verdict);
    });
  }
  return { claimed, error: aggregateError(errors) };
}

// DS-OWN-06: one live read answers for the whole pass.
function rememberVerdict(check: () => void): () => string | undefined {
  let verdict: { readonly refusal: string | undefined } | undefined;
  return () => {
    if (!verdict) {
      try {
        check();
        verdict = { refusal: undefined };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        verdict = { refusal: error.message };
      }
    }
    return verdict.refusal;
  };
}

// DS-OWN-08
function adopt<T extends KubernetesObject>(
  rules: ClaimRules<T>,
  object: T,
  verdict: () => string | undefined,
): boolean {
  const refusal = verdict();
  if (refusal !== undefined) {
    throw new Error(`can't adopt ${rules.kind} ${keyOf(object)} (${object.metadata.uid}): ${refusal}`);
  }
  const patch = { metadata: { ownerReferences: [rules.owner], uid: object.metadata.uid } };
  try {
    const stored = patchObject(rules, object, patch);
    rules.adopted?.(stored);
    return true;
  } catch (error) {
    if (isApiError(error, 'NotFound')) return false; // DS-OWN-10
    throw error;
  }
}

// DS-OWN-09
function release<T extends KubernetesObject>(rules: ClaimRules<T>, object: T): void {
  const ownerReferences = [{ $patch: 'delete', uid: rules.owner.uid }];
  try {
    patchObject(rules, object, { metadata: { uid: object.metadata.uid, ownerReferences } });
  } catch (error) {
    if (isApiError(error, 'NotFound') || isApiError(error, 'Invalid')) return; // DS-OWN-10
    throw error;
  }
}

function patchObject<T extends KubernetesObject>(rules: ClaimRules<T>, object: T, patch: unknown): T {
  const { namespace, name } = object.metadata;
  return rules.client.patch(rules.resource, namespace ?? '', name, patch, {
    type: 'strategic',
  }) as KubernetesObject as T;
}

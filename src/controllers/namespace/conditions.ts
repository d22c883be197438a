/**
 * What a terminating namespace says about what is still in it.
 * Upstream: pkg/controller/namespace/deletion/status_condition_utils.go, v1.36. API-NS-04
 */

/** What remains of one resource in the namespace. */
export interface Remainder {
  /** `pods.` or `daemonsets.apps`: resource and group, with the dot even where the group is empty. */
  readonly groupResource: string;
  readonly count: number;
  /** Of each finalizer, how many objects it keeps. */
  readonly finalizers: ReadonlyMap<string, number>;
}

export interface NamespaceCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

type Verdict = Omit<NamespaceCondition, 'lastTransitionTime'>;

const ALWAYS: readonly Verdict[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    status: 'False',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    status: 'False',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    status: 'False',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
];

/** The conditions for what remains; one whose verdict is as before keeps its time. */
export function describeContent(
  remainders: readonly Remainder[],
  before: readonly NamespaceCondition[],
  now: string,
): readonly NamespaceCondition[] {
  const verdicts = [...ALWAYS, describeRemaining(remainders), describeFinalizers(remainders)];
  return verdicts.map((verdict) => {
    const known = before.find(({ type }) => type === verdict.type);
    return { ...verdict, lastTransitionTime: known?.status === verdict.status ? known.lastTransitionTime : now };
  });
}

function describeRemaining(remainders: readonly Remainder[]): Verdict {
  const texts = remainders.map(({ groupResource, count }) => `${groupResource} has ${count} resource instances`).sort();
  const type = 'NamespaceContentRemaining';
  if (texts.length === 0) {
    return { type, status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' };
  }
  const message = `Some resources are remaining: ${texts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeResourcesRemain', message };
}

function describeFinalizers(remainders: readonly Remainder[]): Verdict {
  const counts = new Map<string, number>();
  for (const { finalizers } of remainders) {
    for (const [name, count] of finalizers) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const type = 'NamespaceFinalizersRemaining';
  if (counts.size === 0) {
    const message = 'All content-preserving finalizers finished';
    return { type, status: 'False', reason: 'ContentHasNoFinalizers', message };
  }
  const texts = [...counts].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const message = `Some content in the namespace has finalizers remaining: ${texts.join(', ')}`;
  return { type, status: 'True', reason: 'SomeFinalizersRemain', message };
}

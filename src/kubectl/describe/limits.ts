/** ResourceQuotas and LimitRanges in words. Upstream: describe.go, describeQuota, describeLimitRangeSpec, v1.36. */
import type { LimitRangeItem } from '../../api/limit-range';
import type { KubernetesObject, StringMap } from '../../api/meta';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';

type Quota = KubernetesObject & { readonly status?: { readonly hard?: StringMap; readonly used?: StringMap } };

type LimitRange = KubernetesObject & { readonly spec?: { readonly limits?: readonly LimitRangeItem[] } };

export function describeQuota(_: Session, { object }: Selected): string {
  return `Name:\t${object.metadata.name}\nNamespace:\t${object.metadata.namespace ?? ''}\n${describeUsage(object as Quota, '')}`;
}

function describeUsage({ status }: Quota, indent: string): string {
  const { hard = {}, used = {} } = status ?? {};
  const rows = Object.keys(hard)
    .sort()
    .map((resource) => `${indent}${resource}\t${used[resource] ?? '0'}\t${hard[resource]}\n`);
  const line = indent === '' ? '--------\t----\t----' : '  --------\t---\t---';
  return `${indent}Resource\tUsed\tHard\n${line}\n${rows.join('')}`;
}

const COLUMNS: readonly (keyof LimitRangeItem)[] = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'];

export function describeLimitRange(_: Session, { object }: Selected): string {
  return `Name:\t${object.metadata.name}\nNamespace:\t${object.metadata.namespace ?? ''}\n${titleLimits('')}${describeLimits(object as LimitRange, '')}`;
}

function describeLimits({ spec }: LimitRange, indent: string): string {
  const rows = (spec?.limits ?? []).flatMap((limit) => {
    const lists = COLUMNS.map((column) => (limit[column] ?? {}) as StringMap);
    const resources = [...new Set(lists.flatMap((list) => Object.keys(list)))].sort();
    return resources.map((resource) => {
      const cells = lists.map((list) => list[resource] ?? '-');
      return `${indent}${limit.type}\t${resource}\t${cells.join('\t')}\n`;
    });
  });
  return rows.join('');
}

function titleLimits(indent: string): string {
  return (
    `${indent}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n` +
    `${indent}----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n`
  );
}

/** What is set for a namespace, at the end of its description. */
export function describeNamespaceLimits(session: Session, namespace: string): string {
  const quotas = session.client.list('resourcequotas', { namespace }).items;
  const ranges = session.client.list('limitranges', { namespace }).items;
  return (
    (quotas.length === 0
      ? '\nNo resource quota.\n'
      : `\nResource Quotas\n${quotas.map((quota) => `  Name:\t${quota.metadata.name}\n${describeUsage(quota as Quota, '  ')}`).join('')}`) +
    (ranges.length === 0
      ? '\nNo LimitRange resource.\n'
      : `\nResource Limits\n${titleLimits(' ')}${ranges.map((range) => describeLimits(range as LimitRange, ' ')).join('')}`)
  );
}

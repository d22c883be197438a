/**
 * Namespaces, ServiceAccounts, ConfigMaps, Secrets and PodDisruptionBudgets in words.
 * Upstream: describe.go, v1.36.
 */
import type { Namespace } from '../../api/core';
import { formatSelector } from '../../api/label-selector-text';
import type { KubernetesObject, StringMap } from '../../api/meta';
import type { PodDisruptionBudget } from '../../api/policy';
import { formatLines } from '../print/describe-lines';
import { formatTimestamp } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';
import { describeHeading } from './heading';
import { describeNamespaceLimits } from './limits';

type WithData = KubernetesObject & {
  readonly data?: StringMap;
  readonly binaryData?: StringMap;
  readonly type?: string;
};

const sortedEntries = (map: StringMap = {}): readonly (readonly [string, string])[] =>
  Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1));

const sizeOf = (base64: string): number => Buffer.from(base64, 'base64').length;

export function describeNamespace(session: Session, { object, name }: Selected): string {
  const { status } = object as Namespace;
  return (
    `${describeHeading(object)}Status:\t${status?.phase ?? ''}\n` +
    describeNamespaceConditions(status?.conditions) +
    describeNamespaceLimits(session, name)
  );
}

/** What deletion still waits for. */
function describeNamespaceConditions(conditions: NonNullable<Namespace['status']>['conditions'] = []): string {
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    ({ type, status, lastTransitionTime, reason = '', message = '' }) =>
      `  ${type}\t${status}\t${formatTimestamp(lastTransitionTime)}\t${reason}\t${message}\n`,
  );
  return (
    'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n' +
    `  ----\t------\t------------------\t------\t-------\n${rows.join('')}`
  );
}

/** Secrets that it may mount are no longer shown since 1.35. */
export function describeServiceAccount(session: Session, selected: Selected, showsEvents: boolean): string {
  const { imagePullSecrets = [] } = selected.object as KubernetesObject & {
    readonly imagePullSecrets?: readonly { readonly name?: string }[];
  };
  return (
    describeHeading(selected.object) +
    formatLines(
      'Image pull secrets',
      imagePullSecrets.map(({ name = '' }) => name),
    ) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

export function describeConfigMap(session: Session, selected: Selected, showsEvents: boolean): string {
  const { data, binaryData } = selected.object as WithData;
  return (
    `${describeHeading(selected.object)}\nData\n====\n` +
    sortedEntries(data)
      .map(([key, value]) => `${key}:\n----\n${value}\n\n`)
      .join('') +
    '\nBinaryData\n====\n' +
    sortedEntries(binaryData)
      .map(([key, value]) => `${key}: ${sizeOf(value)} bytes\n`)
      .join('') +
    `\n${showsEvents ? describeEvents(session, selected) : ''}`
  );
}

/** Values of a Secret are never shown, but for tokens, which upstream prints. */
export function describeSecret(_: Session, { object }: Selected): string {
  const { data, type = 'Opaque' } = object as WithData;
  const isToken = type === 'kubernetes.io/service-account-token';
  const lines = sortedEntries(data).map(([key, value]) =>
    isToken && key === 'token'
      ? `${key}:\t${Buffer.from(value, 'base64').toString('utf8')}\n`
      : `${key}:\t${sizeOf(value)} bytes\n`,
  );
  return `${describeHeading(object)}\nType:\t${type}\n\nData\n====\n${lines.join('')}`;
}

export function describeDisruptionBudget(session: Session, selected: Selected, showsEvents: boolean): string {
  const { metadata, spec, status } = selected.object as PodDisruptionBudget;
  const limit =
    spec.minAvailable !== undefined
      ? `Min available:\t${spec.minAvailable}\n`
      : spec.maxUnavailable !== undefined
        ? `Max unavailable:\t${spec.maxUnavailable}\n`
        : '';
  return (
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}\n${limit}` +
    `Selector:\t${spec.selector ? formatSelector(spec.selector) : '<unset>'}\nStatus:\n` +
    `    Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}\n    Current:\t${status?.currentHealthy ?? 0}\n` +
    `    Desired:\t${status?.desiredHealthy ?? 0}\n    Total:\t${status?.expectedPods ?? 0}\n` +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

/**
 * Namespaces, ServiceAccounts, ConfigMaps, Secrets and PodDisruptionBudgets in words.
 * Upstream: describe.go, v1.36.
 */
import { formatSelector } from '../../api/label-selector-text';
import type { KubernetesObject, StringMap } from '../../api/meta';
import type { PodDisruptionBudget } from '../../api/policy';
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
  const { status } = object as KubernetesObject & { readonly status?: { readonly phase?: string } };
  return `${describeHeading(object)}Status:\t${status?.phase ?? ''}\n${describeNamespaceLimits(session, name)}`;
}

export function describeServiceAccount(session: Session, selected: Selected, showsEvents: boolean): string {
  const { imagePullSecrets, secrets } = selected.object as KubernetesObject & {
    readonly imagePullSecrets?: readonly { readonly name?: string }[];
    readonly secrets?: readonly { readonly name?: string }[];
  };
  const list = (title: string, references: readonly { readonly name?: string }[] = []): string =>
    `${title}:\t${references.map(({ name }) => name).join(`\n\t`) || '<none>'}\n`;
  return (
    describeHeading(selected.object) +
    list('Image pull secrets', imagePullSecrets) +
    list('Mountable secrets', secrets) +
    list('Tokens') +
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

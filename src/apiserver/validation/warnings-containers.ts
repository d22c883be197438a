/** Warnings about containers: variables that hide others, odd amounts, ports that overlap. Clauses API-WARN-02, -03. */
import { milliValue } from '../../api/quantity';
import type { Fields } from '../object-fields';
import { quoteGo } from '../schema/go-text';
import { listOf, numberOf, structOf, textOf } from './fields';

interface Located {
  readonly container: Fields;
  readonly path: string;
}

/** Init containers first, as the server visits them. */
function locateContainers(spec: Fields, path: string): Located[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listOf(spec[list]).map((container, index) => ({ container, path: `${path}.${list}[${index}]` })),
  );
}

/** `profiles`: what the annotations of the pod say of a container that its own fields should say. */
export function warnAboutContainers(
  spec: Fields,
  path: string,
  profiles?: (container: Fields) => readonly string[],
): string[] {
  return locateContainers(spec, path).flatMap(({ container, path: at }) => [
    ...(profiles?.(container) ?? []),
    ...FRACTIONAL.flatMap((resource) =>
      ['limits', 'requests'].flatMap((list) =>
        warnAboutFractions(structOf(structOf(container.resources)?.[list]), `${at}.resources.${list}`, [resource]),
      ),
    ),
    ...warnAboutHiddenVariables(listOf(container.env), `${at}.env`),
  ]);
}

const FRACTIONAL = ['memory', 'ephemeral-storage'] as const;

/** Amounts of bytes that are no whole number. */
export function warnAboutFractions(
  amounts: Fields | undefined,
  path: string,
  resources: readonly string[] = FRACTIONAL,
): string[] {
  return resources.flatMap((resource) => {
    const amount = textOf(amounts?.[resource]);
    if (amount === '' || milliValue(amount) % 1000 === 0) return [];
    return [`${path}[${resource}]: fractional byte value "${amount}" is invalid, must be an integer`];
  });
}

/** A variable may be given twice if the second builds on the first: `A=x`, `A=$(A)y`. */
function warnAboutHiddenVariables(variables: readonly Fields[], path: string): string[] {
  const seen = new Set<string>();
  return variables.flatMap((variable, index) => {
    const name = textOf(variable.name);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const value = textOf(variable.value);
    const buildsOnIt = !variable.valueFrom && value !== reference && value.includes(reference);
    const why = `hides previous definition of ${quoteGo(name)}, which may be dropped when using apply`;
    return buildsOnIt ? [] : [`${path}[${index}]: ${why}`];
  });
}

interface LocatedPort {
  readonly port: Fields;
  readonly path: string;
}

/** API-WARN-02 */
export function warnAboutPorts(spec: Fields, path: string): string[] {
  const warnings: string[] = [];
  const byPort = new Map<string, LocatedPort[]>();
  for (const { container, path: containerPath } of locateContainers(spec, path)) {
    listOf(container.ports).forEach((port, index) => {
      const at = `${containerPath}.ports[${index}]`;
      if (textOf(port.hostIP) !== '' && numberOf(port.hostPort) === 0) {
        warnings.push(`${at}: hostIP set without hostPort: ${describePort(port)}`);
      }
      const key = `${numberOf(port.containerPort)}/${textOf(port.protocol)}`;
      const others = byPort.get(key) ?? [];
      for (const other of others) {
        const kind = describeOverlap(port, other.port);
        if (kind) warnings.push(`${at}: ${kind} port definition with ${other.path}`);
      }
      byPort.set(key, [...others, { port, path: at }]);
    });
  }
  return [...warnings, ...warnAboutPortNames(spec, path)];
}

/** As Go's `%+v` prints a port. */
function describePort(port: Fields): string {
  const [name, protocol, hostIP] = [textOf(port.name), textOf(port.protocol), textOf(port.hostIP)];
  const [hostPort, containerPort] = [numberOf(port.hostPort), numberOf(port.containerPort)];
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function describeOverlap(port: Fields, other: Fields): string | undefined {
  const [hostPort, otherHostPort] = [numberOf(port.hostPort), numberOf(other.hostPort)];
  const [hostIP, otherHostIP] = [textOf(port.hostIP), textOf(other.hostIP)];
  if (hostIP === otherHostIP && hostPort === otherHostPort) return 'duplicate';
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping';
  const oneIsOpen = (hostIP === '') !== (otherHostIP === '');
  return hostPort === otherHostPort && oneIsOpen ? 'dangerously ambiguous' : undefined;
}

/** The same name in two containers; within one it is an error. */
function warnAboutPortNames(spec: Fields, path: string): string[] {
  const firstPaths = new Map<string, string>();
  return locateContainers(spec, path).flatMap(({ container, path: containerPath }) =>
    listOf(container.ports).flatMap((port, index) => {
      const name = textOf(port.name);
      const at = `${containerPath}.ports[${index}]`;
      const first = firstPaths.get(name);
      if (name === '') return [];
      if (first === undefined) {
        firstPaths.set(name, at);
        return [];
      }
      return [
        `${at}: duplicate port name ${quoteGo(name)} with ${first}, services and probes that select ports by name will use ${first}`,
      ];
    }),
  );
}

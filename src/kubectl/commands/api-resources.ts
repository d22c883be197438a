/** `kubectl api-resources`. KUBECTL-APIRES-01. */
import { apiVersionOf, RESOURCES } from '../../api/resources';
import { defineFlag, defineSwitch } from '../flags';
import { alignColumns, TABLE_LAYOUT } from '../print/tabwriter';
import type { Command } from '../session';

export const apiResources: Command = {
  name: 'api-resources',
  usage: 'kubectl api-resources [--namespaced=true|false] [--api-group=GROUP] [-o name]',
  flags: [
    defineSwitch('namespaced'),
    defineFlag('api-group'),
    defineFlag('output', 'text', 'o'),
    defineSwitch('no-headers'),
  ],
  run(session) {
    const { flags } = session;
    const shown = RESOURCES.filter(
      ({ namespaced, group }) =>
        (!flags.has('namespaced') || namespaced === flags.isOn('namespaced')) &&
        (!flags.has('api-group') || group === flags.text('api-group')),
    );
    const sorted = [...shown].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
    if (flags.text('output') === 'name') {
      for (const { resource, group } of sorted) session.print(group === '' ? resource : `${resource}.${group}`);
      return;
    }
    const rows = sorted.map((definition) =>
      [
        definition.resource,
        definition.shortNames.join(','),
        apiVersionOf(definition),
        String(definition.namespaced),
        definition.kind,
      ].join('\t'),
    );
    const header = flags.isOn('no-headers') ? [] : ['NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND'];
    session.write(`${alignColumns([...header, ...rows].join('\n'), TABLE_LAYOUT)}\n`);
  },
};

function sortKey({ group, resource }: { readonly group: string; readonly resource: string }): string {
  return `${group}\u0000${resource}`;
}

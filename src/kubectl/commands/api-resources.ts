/** `kubectl api-resources`. KUBECTL-APIRES-01. Upstream: kubectl pkg/cmd/apiresources/apiresources.go, v1.36. */
import { apiVersionOf, RESOURCES, type ResourceDefinition } from '../../api/resources';
import { CommandError, usageError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { alignColumns, TABLE_LAYOUT } from '../print/tabwriter';
import { isInAllCategory } from '../resource-types';
import type { Command } from '../session';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export const apiResources: Command = {
  name: 'api-resources',
  usage: 'kubectl api-resources [--namespaced=true|false] [--api-group=GROUP] [--sort-by=name|kind] [-o wide|name]',
  flags: [
    defineSwitch('namespaced'),
    defineFlag('api-group'),
    defineFlag('categories', 'list'),
    defineFlag('verbs', 'list'),
    defineFlag('sort-by'),
    defineFlag('output', 'text', 'o'),
    defineSwitch('no-headers'),
    defineSwitch('cached'),
  ],
  run(session) {
    const { flags, positional } = session;
    if (positional.length > 0) {
      throw usageError('api-resources', `unexpected arguments: [${positional.join(' ')}]`);
    }
    const output = flags.text('output');
    if (!['', 'wide', 'name'].includes(output)) throw new CommandError(`--output ${output} is not available`);
    const shown = RESOURCES.filter(
      (definition) =>
        (!flags.has('namespaced') || definition.namespaced === flags.isOn('namespaced')) &&
        (!flags.has('api-group') || definition.group === flags.text('api-group')) &&
        flags.list('verbs').every((verb) => verbsOf(definition).includes(verb)) &&
        flags.list('categories').every((category) => categoriesOf(definition).includes(category)),
    );
    const keyOf = sortKeyFor(flags.text('sort-by'));
    const sorted = [...shown].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
    if (output === 'name') {
      for (const { resource, group } of sorted) session.print(group === '' ? resource : `${resource}.${group}`);
      return;
    }
    const isWide = output === 'wide';
    const rows = sorted.map((definition) =>
      [
        definition.resource,
        definition.shortNames.join(','),
        apiVersionOf(definition),
        String(definition.namespaced),
        definition.kind,
        ...(isWide ? [verbsOf(definition).join(','), categoriesOf(definition).join(',')] : []),
      ].join('\t'),
    );
    const titles = [
      'NAME',
      'SHORTNAMES',
      'APIVERSION',
      'NAMESPACED',
      'KIND',
      ...(isWide ? ['VERBS', 'CATEGORIES'] : []),
    ];
    const header = flags.isOn('no-headers') ? [] : [titles.join('\t')];
    session.write(`${alignColumns([...header, ...rows].join('\n'), TABLE_LAYOUT)}\n`);
  },
};

/** Namespaces can only be deleted one by one. */
function verbsOf({ resource }: ResourceDefinition): readonly string[] {
  return resource === 'namespaces' ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS;
}

function categoriesOf({ resource }: ResourceDefinition): readonly string[] {
  return isInAllCategory(resource) ? ['all'] : [];
}

function sortKeyFor(field: string): (definition: ResourceDefinition) => string {
  if (field === 'name') return ({ resource }) => resource;
  if (field === 'kind') return ({ kind }) => kind;
  if (field !== '') throw new CommandError('--sort-by accepts only name or kind');
  return ({ group, resource }) => `${group}\u0000${resource}`;
}

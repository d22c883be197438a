import { it } from 'node:test';
import { expect } from 'expect';
import { RESOURCES } from '../../api/resources';
import { tableOf } from './registry';

it('every resource of the cluster has a table that begins with its name, but for events', () => {
  const firsts = RESOURCES.map(({ resource }) => tableOf(resource)?.[0]?.title);
  expect([...new Set(firsts)].sort()).toEqual(['LAST SEEN', 'NAME']);
});

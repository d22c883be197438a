/** Owners in the server's words. Clause API-META-06; upstream: apimachinery pkg/api/validation/objectmeta.go, v1.36. */
import { test } from 'node:test';
import { expect } from 'expect';
import { makePod, refusalOf, startServer } from '../testing';

function complaintAbout(...ownerReferences: object[]): string {
  const { client } = startServer();
  const refusal = refusalOf(() => client.create('pods', 'default', makePod('web', {}, { ownerReferences })));
  return refusal.message.replace('Pod "web" is invalid: ', '');
}

const owner = { apiVersion: 'v1', kind: 'Node', name: 'a', uid: '1' };

test('an owner without kind, name or uid is refused, on a path without its index', () => {
  expect(complaintAbout({ apiVersion: '', kind: '', name: 'a', uid: '1' })).toBe(
    '[metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty, ' +
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty]',
  );
});

test('two owners cannot both be the controller', () => {
  const controllers = [owner, { ...owner, name: 'b', uid: '2' }].map((each) => ({ ...each, controller: true }));
  expect(complaintAbout(...controllers)).toBe(
    `metadata.ownerReferences: Invalid value: ${JSON.stringify(controllers)}: Only one reference can have Controller ` +
      'set to true. Found "true" in references for Node/a and Node/b',
  );
});

test('an event owns nothing', () => {
  const event = { ...owner, kind: 'Event' };
  expect(complaintAbout(event)).toBe(
    `metadata.ownerReferences: Invalid value: ${JSON.stringify(event)}: /v1, Kind=Event is disallowed from being an owner`,
  );
});

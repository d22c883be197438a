/** `kubectl auth can-i`: everybody may do everything here. Upstream: kubectl pkg/cmd/auth/cani.go, v1.36. */
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { ALL_NAMESPACES_FLAG } from '../resource-arguments';
import { findResourceType } from '../resource-types';
import type { Command } from '../session';

const KNOWN_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate approve sign escalate attest *'.split(
    ' ',
  ),
);

export const authCanI: Command = {
  name: 'auth can-i',
  usage: 'kubectl auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: [ALL_NAMESPACES_FLAG, defineSwitch('quiet', 'q'), defineSwitch('list'), defineFlag('subresource')],
  run(session) {
    const [verb, resource] = session.positional;
    if (session.flags.isOn('list')) throw new CommandError('auth can-i --list is not simulated: everything is allowed');
    if (verb === undefined || resource === undefined || session.positional.length > 2) {
      throw new CommandError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const word = resource.split('/')[0] as string;
    const definition = findResourceType(word);
    if (!resource.startsWith('/') && word !== '*' && definition === undefined) {
      session.complain(`Warning: the server doesn't have a resource type '${word}'\n`);
    }
    if (definition !== undefined && !definition.namespaced && !session.flags.isOn('all-namespaces')) {
      const group = definition.group === '' ? '' : ` group '${definition.group}'`;
      session.complain(`Warning: resource '${definition.resource}' is not namespace scoped${group && ` in${group}`}\n`);
    }
    if (!KNOWN_VERBS.has(verb)) session.complain(`Warning: verb '${verb}' is not a known verb\n`);
    if (!session.flags.isOn('quiet')) session.print('yes');
  },
};

/** `kubectl set serviceaccount`. Upstream: kubectl pkg/cmd/set/set_serviceaccount.go, v1.36. */
import { CommandError } from '../command-error';
import type { Command } from '../session';
import { changeTargets, findSetTargets, SET_FLAGS } from './set-targets';

export const setServiceAccount: Command = {
  name: 'set serviceaccount',
  usage: 'kubectl set serviceaccount (TYPE NAME | TYPE/NAME) SERVICE_ACCOUNT',
  flags: SET_FLAGS,
  run(session) {
    const account = session.positional.at(-1);
    if (account === undefined) throw new CommandError('serviceaccount is required');
    changeTargets(session, findSetTargets(session, session.positional.slice(0, -1)), {
      manager: 'kubectl-set',
      operation: 'serviceaccount updated',
      refusal: 'failed to patch ServiceAccountName',
      separator: ' ',
      // Unlike its siblings this command sends the patch, and tells of it, even where nothing changes.
      isAlwaysSent: true,
      // The deprecated field is kept equal by the server's defaults, so both are sent.
      change: (spec) =>
        spec.serviceAccountName === account ? spec : { ...spec, serviceAccountName: account, serviceAccount: account },
    });
  },
};

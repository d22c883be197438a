/** `--cascade` and the grace period flags. KUBECTL-DELETE-03, KUBECTL-DELETE-05. */
import type { PropagationPolicy } from '../api/client';
import { CommandError } from './command-error';
import { defineFlag } from './flags';
import type { Session } from './session';

export const CASCADE_FLAG = defineFlag('cascade', 'text', undefined, 'background');

/** Undefined where the flag is absent. Upstream: kubectl pkg/cmd/delete/delete_flags.go, parseCascadingFlag, v1.36. */
export function readPropagationPolicy(session: Session): PropagationPolicy | undefined {
  if (!session.flags.has('cascade')) return undefined;
  const value = session.flags.text('cascade');
  switch (value) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    case 'true':
    case 'false': {
      const replacement = value === 'true' ? 'background' : 'orphan';
      session.complain(
        `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${replacement}.`,
      );
      return value === 'true' ? 'Background' : 'Orphan';
    }
    default:
      throw new CommandError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

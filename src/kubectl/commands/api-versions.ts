/** `kubectl api-versions`. Upstream: kubectl pkg/cmd/apiresources/apiversions.go, v1.36. */
import { apiVersionOf, RESOURCES } from '../../api/resources';
import { usageError } from '../command-error';
import type { Command } from '../session';

export const apiVersions: Command = {
  name: 'api-versions',
  usage: 'kubectl api-versions',
  flags: [],
  run(session) {
    const { positional } = session;
    if (positional.length > 0) throw usageError('api-versions', `unexpected arguments: [${positional.join(' ')}]`);
    for (const version of [...new Set(RESOURCES.map(apiVersionOf))].sort()) session.print(version);
  },
};

/** `kubectl apply view-last-applied`. Upstream: kubectl pkg/cmd/apply/apply_view_last_applied.go, v1.36. */
import { readLastApplied } from '../apply-object';
import { throwCollected, usageError } from '../command-error';
import { defineFlag } from '../flags';
import { FILE_FLAGS, hasFiles, readFiles } from '../manifest-files';
import { encodeJsonIndented } from '../print/go-text';
import { encodeYaml } from '../print/yaml';
import { ALL_FLAG, type Fetched, fetchSelection, readSelection, SELECTOR_FLAG } from '../resource-arguments';
import type { Command, Session } from '../session';

export const applyViewLastApplied: Command = {
  name: 'apply view-last-applied',
  usage: 'kubectl apply view-last-applied (TYPE NAME | TYPE/NAME | -f FILENAME) [-o yaml|json]',
  flags: [...FILE_FLAGS, SELECTOR_FLAG, ALL_FLAG, defineFlag('output', 'text', 'o')],
  run(session) {
    const { objects, errors } = fetch(session);
    throwCollected(errors);
    const format = session.flags.text('output', 'yaml');
    for (const { object } of objects) {
      // An object that was never applied shows nothing, and is no error.
      const applied = readLastApplied(object);
      if (applied === undefined) continue;
      if (format === 'yaml') session.write(encodeYaml(applied));
      else if (format === 'json') session.print(encodeJsonIndented(applied, '  '));
      else {
        const mistake = `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`;
        throw usageError('apply view-last-applied', mistake);
      }
    }
  },
};

function fetch(session: Session): Fetched {
  if (!hasFiles(session)) {
    return fetchSelection(session, readSelection(session, session.positional, { allowsTypeAlone: true }));
  }
  const { objects, errors } = readFiles(session, session.positional);
  const fetched = fetchSelection(session, { by: 'name', targets: objects });
  return { objects: fetched.objects, errors: [...errors, ...fetched.errors] };
}

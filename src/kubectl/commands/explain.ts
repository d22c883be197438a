/** `kubectl explain`. KUBECTL-EXPLAIN-01, -02. Upstream: kubectl pkg/cmd/explain/explain.go, v1.36. */
import { apiVersionOf, type ResourceDefinition } from '../../api/resources';
import { CommandError } from '../command-error';
import { printExplanation, printHeading } from '../explain/print-explanation';
import { defineFlag, defineSwitch } from '../flags';
import { findResourceType, resolveResourceType } from '../resource-types';
import type { Command } from '../session';

export const explain: Command = {
  name: 'explain',
  usage: 'kubectl explain TYPE[.FIELD…] [--recursive] [--api-version=GROUP/VERSION]',
  flags: [defineSwitch('recursive', 'r'), defineFlag('api-version'), defineFlag('output', 'text', 'o')],
  run(session) {
    const { flags, positional } = session;
    const [subject] = positional;
    if (subject === undefined) {
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    if (positional.length > 1) throw new CommandError('We accept only this format: explain RESOURCE\n');
    const format = flags.text('output', 'plaintext');
    if (format !== 'plaintext') {
      throw new CommandError(
        format === 'plaintext-openapiv2'
          ? 'explain --output=plaintext-openapiv2 is not simulated; simulated is: plaintext'
          : `unrecognized format: ${format}`,
      );
    }
    const { definition, path } = readSubject(subject);
    const version = flags.text('api-version');
    if (version !== '' && version !== apiVersionOf(definition)) {
      throw new CommandError(`couldn't find resource for "${version}, Kind=${definition.kind}"`);
    }
    // The heading is printed before the field is looked for, also upstream.
    session.write(printHeading(definition));
    const text = printExplanation(definition.kind, path, flags.isOn('recursive'));
    if (text === undefined) throw new CommandError(`field "${path.at(-1)}" does not exist`);
    session.write(text);
  },
};

/** `ds.spec.template`, `daemonsets.apps.spec`: the type may carry its group. */
function readSubject(subject: string): { readonly definition: ResourceDefinition; readonly path: readonly string[] } {
  const [word = '', ...path] = subject.replace(/\.$/, '').split('.');
  const definition = findResourceType(word) ?? resolveResourceType(word);
  const group = definition.group === '' ? [] : definition.group.split('.');
  const hasGroup = group.length > 0 && group.every((part, index) => path[index] === part);
  return { definition, path: hasGroup ? path.slice(group.length) : path };
}

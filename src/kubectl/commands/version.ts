/** `kubectl version`: of what is simulated. Upstream: kubectl pkg/cmd/version/version.go, v1.36. */
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { encodeJsonIndented } from '../print/go-text';
import { encodeYaml } from '../print/yaml';
import type { Command } from '../session';

const GIT_VERSION = 'v1.36.2';
const KUSTOMIZE_VERSION = 'v5.8.1';

export const version: Command = {
  name: 'version',
  usage: 'kubectl version [--client] [-o json|yaml]',
  flags: [defineSwitch('client'), defineFlag('output', 'text', 'o')],
  run(session) {
    if (session.positional.length > 0) throw new CommandError(`extra arguments: [${session.positional.join(' ')}]`);
    const format = session.flags.text('output');
    const isClientOnly = session.flags.isOn('client');
    if (!['', 'json', 'yaml'].includes(format)) throw new CommandError("--output must be 'yaml' or 'json'");
    if (format === '') {
      session.print(`Client Version: ${GIT_VERSION}`);
      session.print(`Kustomize Version: ${KUSTOMIZE_VERSION}`);
      if (!isClientOnly) session.print(`Server Version: ${GIT_VERSION}`);
      return;
    }
    const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(GIT_VERSION) ?? [];
    const info = { major, minor, gitVersion: GIT_VERSION };
    const versions = {
      clientVersion: info,
      kustomizeVersion: KUSTOMIZE_VERSION,
      ...(isClientOnly ? {} : { serverVersion: info }),
    };
    if (format === 'yaml') session.print(encodeYaml(versions));
    else session.print(encodeJsonIndented(versions, '  '));
  },
};

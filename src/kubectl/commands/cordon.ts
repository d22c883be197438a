/** `kubectl cordon` and `uncordon`. KUBECTL-DRAIN-01, -02. Upstream: kubectl pkg/cmd/drain/drain.go, v1.36. */
import type { Node } from '../../api/core';
import { resourceDefinition } from '../../api/resources';
import { throwCollected, usageError, withPrefix } from '../command-error';
import { fetchSelection, readSelection, SELECTOR_FLAG, type Selected } from '../resource-arguments';
import { printName } from '../resource-types';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG } from '../write-flags';

export const cordon: Command = {
  name: 'cordon',
  usage: 'kubectl cordon NODE…',
  flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
  run: (session) => setSchedulable(session, true),
};

export const uncordon: Command = {
  name: 'uncordon',
  usage: 'kubectl uncordon NODE…',
  flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
  run: (session) => setSchedulable(session, false),
};

function setSchedulable(session: Session, isCordon: boolean): void {
  const { objects, errors } = findNodes(session);
  throwCollected(errors);
  const failures: unknown[] = [];
  for (const node of objects) {
    try {
      setUnschedulable(session, node, isCordon);
    } catch (error) {
      failures.push(error);
    }
  }
  throwCollected(failures);
}

/** The nodes that cordon, uncordon and drain are about. */
export function findNodes(session: Session): {
  readonly objects: readonly Selected[];
  readonly errors: readonly unknown[];
} {
  const { command, positional } = session;
  if (positional.length === 0 && !session.flags.has('selector')) {
    throw usageError(command, `USAGE: ${command} NODE [flags]`);
  }
  if (positional.length > 0 && session.flags.text('selector') !== '') {
    throw usageError(command, 'error: cannot specify both a node name and a --selector option');
  }
  const words = positional.some((word) => word.includes('/')) ? positional : ['nodes', ...positional];
  return fetchSelection(session, readSelection(session, words));
}

/** Sets `spec.unschedulable` and prints the line about it. The taint is the node lifecycle controller's work. */
export function setUnschedulable(session: Session, selected: Selected, isCordon: boolean): void {
  const node = selected.object as Node;
  const definition = resourceDefinition('nodes');
  const verb = isCordon ? 'cordon' : 'uncordon';
  const line = `${printName(definition, selected.name)} `;
  if ((node.spec.unschedulable ?? false) === isCordon) {
    session.print(`${line}already ${verb}ed${session.dryRunSuffix}`);
    return;
  }
  if (session.dryRun !== 'client') {
    const patch = { spec: { unschedulable: isCordon ? true : null } };
    try {
      session.call((client) =>
        client.patch('nodes', '', selected.name, patch, { ...session.writeOptions('kubectl'), type: 'strategic' }),
      );
    } catch (error) {
      throw withPrefix(`unable to ${verb} node "${selected.name}": `, error);
    }
  }
  session.print(`${line}${verb}ed${session.dryRunSuffix}`);
}

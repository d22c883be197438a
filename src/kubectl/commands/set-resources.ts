/** `kubectl set resources`. KUBECTL-SET-06. Upstream: kubectl pkg/cmd/set/set_resources.go, v1.36. */
import type { Container, ResourceList } from '../../api/core';
import { equalValues } from '../../api/three-way-patch';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag } from '../flags';
import type { Command } from '../session';
import {
  changeContainers,
  changeTargets,
  findSetTargets,
  hasSelectedContainer,
  SET_FLAGS,
  selectsContainer,
} from './set-targets';

export const setResources: Command = {
  name: 'set resources',
  usage: 'kubectl set resources (TYPE NAME | TYPE/NAME) [--limits=…] [--requests=…] [-c CONTAINER]',
  flags: [...SET_FLAGS, defineFlag('limits'), defineFlag('requests')],
  run(session) {
    const { flags } = session;
    const targets = findSetTargets(session, session.positional);
    throwCollected(targets.errors);
    if (!flags.has('limits') && !flags.has('requests')) {
      throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const limits = parseResourceList(flags.text('limits'));
    const requests = parseResourceList(flags.text('requests'));
    changeTargets(session, targets, {
      manager: 'kubectl-set',
      operation: 'resource requirements updated',
      refusal: 'failed to patch resources update to pod template',
      separator: ' ',
      change: (spec, _, problems) => {
        if (!hasSelectedContainer(session, spec)) {
          problems.push(new CommandError(`error: unable to find container named ${session.flags.text('containers')}`));
        }
        return changeContainers(
          spec,
          (container) =>
            selectsContainer(session, container.name) ? changeResources(container, limits, requests) : container,
          true,
        );
      },
    });
  },
};

const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EPTGMk]i?|Ki|[munp]|[eE][+-]?\d+)?$/;
const QUANTITY_CHARACTERS = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/;

function parseResourceList(text: string): ResourceList | undefined {
  if (text === '') return undefined;
  const list: Record<string, string> = {};
  for (const statement of text.split(',')) {
    const parts = statement.split('=');
    if (parts.length !== 2) throw new CommandError(`invalid argument syntax ${statement}, expected <resource>=<value>`);
    const [name = '', quantity = ''] = parts;
    if (!QUANTITY_CHARACTERS.test(quantity)) {
      throw new CommandError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
    if (!QUANTITY.test(quantity)) throw new CommandError("unable to parse quantity's suffix");
    list[name] = quantity;
  }
  return list;
}

function changeResources(
  container: Container,
  limits: ResourceList | undefined,
  requests: ResourceList | undefined,
): Container {
  const before = container.resources ?? {};
  const resources = {
    ...before,
    ...(limits ? { limits: { ...before.limits, ...limits } } : {}),
    ...(requests ? { requests: { ...before.requests, ...requests } } : {}),
  };
  return equalValues(before, resources) ? container : { ...container, resources };
}

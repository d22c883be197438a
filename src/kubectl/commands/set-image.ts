/** `kubectl set image`. KUBECTL-SET-01 to -03. Upstream: kubectl pkg/cmd/set/set_image.go, v1.36. */
import type { PodSpec } from '../../api/core';
import { CommandError } from '../command-error';
import type { Command } from '../session';
import { changeContainers, changeTargets, findSetTargets, SET_FLAGS, splitSetArguments } from './set-targets';

export const setImage: Command = {
  name: 'set image',
  usage: 'kubectl set image (TYPE NAME | TYPE/NAME) CONTAINER=IMAGE…',
  flags: SET_FLAGS,
  run(session) {
    const { resources, pairs } = splitSetArguments(session.positional, (word) => word.includes('='), 'image');
    const targetsGiven = resources.length > 0 || session.flags.has('filename');
    if (
      targetsGiven &&
      resources.some((word) => word.includes('/')) &&
      !resources.every((word) => word.includes('/'))
    ) {
      findSetTargets(session, resources);
    }
    if (targetsGiven && pairs.length === 0) throw new CommandError('at least one image update is required');
    const images = parsePairs(pairs);
    if (images.has('*') && images.size > 1) {
      throw new CommandError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    }
    changeTargets(session, findSetTargets(session, resources), {
      manager: 'kubectl-set',
      operation: 'image updated',
      refusal: 'failed to patch image update to pod template',
      change: (spec, _, problems) => changeImages(spec, images, problems),
    });
  },
};

function parsePairs(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function changeImages(spec: PodSpec, images: ReadonlyMap<string, string>, problems: unknown[]): PodSpec {
  const everything = images.get('*');
  const names = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  if (everything === undefined) {
    for (const name of images.keys()) {
      if (!names.has(name)) problems.push(new CommandError(`unable to find container named "${name}"`));
    }
  }
  return changeContainers(
    spec,
    (container) => {
      const image = everything ?? images.get(container.name);
      return image === undefined || image === container.image ? container : { ...container, image };
    },
    true,
  );
}

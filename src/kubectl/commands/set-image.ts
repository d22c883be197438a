/** `kubectl set image`. KUBECTL-SET-01 to -03. Upstream: kubectl pkg/cmd/set/set_image.go, v1.36. */
import type { PodSpec } from '../../api/core';
import { CommandError, throwCollected } from '../command-error';
import type { Command } from '../session';
import { changeContainers, changeTargets, findSetTargets, SET_FLAGS, splitSetArguments } from './set-targets';

export const setImage: Command = {
  name: 'set image',
  usage: 'kubectl set image (TYPE NAME | TYPE/NAME) CONTAINER=IMAGE…',
  flags: SET_FLAGS,
  run(session) {
    const { resources, pairs } = splitSetArguments(session.positional, isImagePair, 'image');
    const targets = findSetTargets(session, resources);
    throwCollected(targets.errors);
    if (pairs.length === 0) throw new CommandError('at least one image update is required');
    const images = parsePairs(pairs);
    if (images.has('*') && images.size > 1) {
      throw new CommandError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    }
    changeTargets(session, targets, {
      manager: 'kubectl-set',
      operation: 'image updated',
      refusal: 'failed to patch image update to pod template',
      change: (spec, _, problems) => changeImages(spec, images, problems),
    });
  },
};

/** A dash at the end makes a pair, which then is none. Upstream: cmdutil.GetResourcesAndPairs. */
function isImagePair(word: string): boolean {
  return (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
}

function parsePairs(pairs: readonly string[]): ReadonlyMap<string, string> {
  const wrong = pairs.filter((pair) => !pair.includes('='));
  if (wrong.length > 0) throw new CommandError(`invalid image format: ${wrong.join(', ')}`);
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
      if (!names.has(name)) problems.push(new CommandError(`error: unable to find container named "${name}"`));
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

/**
 * Whether a kubelet can make anything of an image's name.
 * Upstream: pkg/kubelet/images/image_manager.go, applyDefaultImageTag, v1.36, and the grammar of github.com/distribution/reference.
 */
import type { Container, Pod } from '../../api/core';

const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const PATH_PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*(?::${TAG})?(?:@${DIGEST})?$`);

/** Pods share the containers of their template, so these are looked at once. */
const judged = new WeakMap<readonly Container[], boolean>();

/** What is wrong with the name, in the kubelet's words; undefined: nothing. */
export function complaintAboutImage(image: string): string | undefined {
  const why = judge(image);
  if (why === undefined) return undefined;
  return `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": ${why}`;
}

/** True if a container of the pod, init containers aside, cannot be pulled because its image has no possible name. */
export function hasInvalidImage({ spec: { containers } }: Pod): boolean {
  let isInvalid = judged.get(containers);
  if (isInvalid === undefined) {
    isInvalid = containers.some(({ image }) => image !== undefined && judge(image) !== undefined);
    judged.set(containers, isInvalid);
  }
  return isInvalid;
}

function judge(image: string): string | undefined {
  const repository = repositoryOf(image);
  if (repository !== repository.toLowerCase()) {
    return `invalid reference format: repository name (${repository}) must be lowercase`;
  }
  return REFERENCE.test(image) ? undefined : 'invalid reference format';
}

/** The part between registry and tag: `library/nginx` for `nginx:1.25`. */
function repositoryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const rest = slash >= 0 && isRegistry ? image.slice(slash + 1) : image;
  const path = isRegistry || slash >= 0 ? rest : `library/${rest}`;
  return path.replace(/[:@].*$/s, '');
}

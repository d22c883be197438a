/**
 * Prefers nodes that have pulled the images already, weighed by size and by how many nodes have them.
 * Upstream: framework/plugins/imagelocality/image_locality.go, v1.36.
 */
import type { Node, Pod } from '../../api/core';
import type { SchedulerPlugin } from '../framework';
import type { NodeCache } from '../node-info';

const MEBI = 1024 * 1024;
/** Images smaller than this make no difference. */
const LEAST_BYTES = 23 * MEBI;
const MOST_BYTES_PER_CONTAINER = 1000 * MEBI;

// SCHED-SCORE-04
export const imageLocality: SchedulerPlugin = {
  name: 'ImageLocality',
  weight: 1,
  looksAtOneNode: true,
  events: [],
  score(pod, feasible, nodes) {
    if (nodes.nodesWithImage.size === 0) return undefined;
    const images = imagesOf(pod);
    return feasible.map(({ node }) => scoreOf(images, node, nodes));
  },
  mayHelp: () => false,
};

function imagesOf({ spec }: Pod): readonly string[] {
  const ofVolumes = (spec.volumes ?? []).flatMap((volume) => {
    const { image } = volume as { readonly image?: { readonly reference?: string } };
    return image ? [image.reference ?? ''] : [];
  });
  const ofContainers = [...(spec.initContainers ?? []), ...spec.containers].map(({ image }) => image ?? '');
  return [...ofContainers, ...ofVolumes].map(withTag);
}

/** An image without a tag is the latest. */
function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

function scoreOf(images: readonly string[], node: Node | undefined, nodes: NodeCache): number {
  let sum = 0;
  for (const image of images) {
    const held = node?.status.images?.find(({ names }) => names?.includes(image));
    if (held) sum += Math.trunc(((held.sizeBytes ?? 0) * (nodes.nodesWithImage.get(image) ?? 0)) / nodes.count);
  }
  const most = MOST_BYTES_PER_CONTAINER * images.length;
  const clamped = Math.min(Math.max(sum, LEAST_BYTES), most);
  return Math.floor((100 * (clamped - LEAST_BYTES)) / (most - LEAST_BYTES));
}

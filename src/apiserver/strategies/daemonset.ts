/** Upstream: pkg/registry/apps/daemonset/strategy.go and pkg/apis/apps/v1/conversion.go, v1.36. */
import { TEMPLATE_GENERATION_ANNOTATION } from '../../api/apps';
import { ApiError } from '../../api/errors';
import type { ObjectDraft } from '../draft';
import { quoteGo } from '../schema/go-text';
import { areSemanticallyEqual } from '../semantic-equality';
import type { ResourceStrategy } from './strategy';

/** The counters that the API always shows. DS-API-01 */
const NO_STATUS = Object.freeze({
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
});

const INTEGER = /^[+-]?[0-9]+$/;

/** The template generation lives in an annotation only. API-DS-02 */
function readTemplateGeneration({ metadata }: ObjectDraft): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];
  if (text === undefined) return 0;
  if (!INTEGER.test(text)) {
    throw new ApiError(
      'BadRequest',
      `DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing ${quoteGo(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

function setTemplateGeneration({ metadata }: ObjectDraft, generation: number): void {
  const text = String(generation);
  if (metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION] === text) return;
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION_ANNOTATION]: text };
}

export const daemonSetStrategy: ResourceStrategy = {
  countsGenerations: true,
  hasStatusSubresource: true,
  prepareCreate(draft) {
    draft.status = NO_STATUS;
    setTemplateGeneration(draft, Math.max(1, readTemplateGeneration(draft))); // API-DS-01
  },
  prepareUpdate(draft, before) {
    readTemplateGeneration(draft); // An annotation that is no number is refused even where it does not count.
    const isSameTemplate = areSemanticallyEqual(draft.spec?.template, before.spec?.template);
    setTemplateGeneration(draft, readTemplateGeneration(before) + (isSameTemplate ? 0 : 1)); // DS-API-03, API-DS-03
  },
  prepareStatusUpdate(draft, before) {
    setTemplateGeneration(draft, readTemplateGeneration(before));
  },
};

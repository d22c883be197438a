/** A PriorityClass in words. KUBECTL-DESC-15. */
import { formatAnnotationLines } from '../print/describe-lines';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { describeEvents } from './events';

interface PriorityClassFields {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
  readonly description?: string;
}

export function describePriorityClass(session: Session, selected: Selected, showsEvents: boolean): string {
  const { metadata } = selected.object;
  const {
    value = 0,
    globalDefault = false,
    preemptionPolicy,
    description = '',
  } = selected.object as PriorityClassFields;
  return (
    `Name:\t${metadata.name}\nValue:\t${value}\nGlobalDefault:\t${globalDefault}\n` +
    `PreemptionPolicy:\t${preemptionPolicy ?? 'PreemptLowerPriority'}\nDescription:\t${description}\n` +
    formatAnnotationLines('Annotations', metadata.annotations) +
    (showsEvents ? describeEvents(session, selected) : '')
  );
}

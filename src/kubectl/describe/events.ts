/** The events at the end of a description. KUBECTL-DESC-06. Upstream: describe.go, DescribeEvents, v1.36. */
import type { EventObject } from '../../api/core';
import { formatEventAge } from '../print/time-text';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';

/** Events without it, which newer components record, come first. Upstream: kubectl pkg/util/event, SortableEvents. */
const timeOf = (event: EventObject): string => event.lastTimestamp ?? '';

/** Lines about the object's events, oldest first; for a node those that name it instead of a uid count too. */
export function describeEvents(session: Session, { object, definition, namespace, name }: Selected): string {
  const { items } = session.client.list('events', namespace ? { namespace } : {});
  const events = items
    .filter(({ involvedObject }) => {
      if (involvedObject.kind !== definition.kind || involvedObject.name !== name) return false;
      return (
        involvedObject.uid === undefined || involvedObject.uid === object.metadata.uid || involvedObject.uid === name
      );
    })
    .sort((left, right) => (timeOf(left) < timeOf(right) ? -1 : timeOf(left) > timeOf(right) ? 1 : 0));
  if (events.length === 0) return 'Events:\t<none>\n';
  const header = 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n';
  return header + events.map((event) => formatEvent(event, session.nowMs)).join('');
}

function formatEvent(event: EventObject, nowMs: number): string {
  const from = event.source?.component || event.reportingComponent || '';
  const age = formatEventAge(event, nowMs);
  const { fieldPath } = event.involvedObject;
  const message = (fieldPath ? `${fieldPath}: ` : '') + (event.message ?? '').trim();
  return `  ${event.type ?? ''}\t${event.reason ?? ''}\t${age}\t${from}\t${message}\n`;
}

/** `kubectl events`. KUBECTL-EVENTS-01. Upstream: kubectl pkg/cmd/events, v1.36. */
import type { EventObject } from '../../api/core';
import { defineFlag, defineSwitch } from '../flags';
import { alignColumns, TABLE_LAYOUT } from '../print/tabwriter';
import { ageOf } from '../print/time-text';
import { ALL_NAMESPACES_FLAG } from '../resource-arguments';
import { resolveResourceType } from '../resource-types';
import type { Command, Session } from '../session';

export const events: Command = {
  name: 'events',
  usage: 'kubectl events [--for TYPE/NAME] [--types=Normal,Warning] [-A]',
  flags: [
    ALL_NAMESPACES_FLAG,
    defineFlag('for'),
    defineFlag('types', 'list'),
    defineSwitch('no-headers'),
    defineFlag('output', 'text', 'o'),
  ],
  run(session) {
    const isEverywhere = session.flags.isOn('all-namespaces');
    const { items } = session.client.list('events', isEverywhere ? {} : { namespace: session.namespace });
    const selected = [...items]
      .filter(matcherFor(session))
      .sort((left, right) => (timeOf(left) < timeOf(right) ? -1 : 1));
    if (selected.length === 0) {
      session.complain(isEverywhere ? 'No events found.' : `No events found in ${session.namespace} namespace.`);
      return;
    }
    const rows = selected.map((event) =>
      [
        ...(isEverywhere ? [event.metadata.namespace ?? ''] : []),
        lastSeen(event, session.nowMs),
        event.type ?? '',
        event.reason ?? '',
        `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
        (event.message ?? '').trim(),
      ].join('\t'),
    );
    const titles = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    const header = session.flags.isOn('no-headers')
      ? []
      : [[...(isEverywhere ? ['NAMESPACE'] : []), ...titles].join('\t')];
    session.write(`${alignColumns([...header, ...rows].join('\n'), TABLE_LAYOUT)}\n`);
  },
};

const timeOf = (event: EventObject): string => event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? '';

function lastSeen(event: EventObject, nowMs: number): string {
  const last = ageOf(timeOf(event) || undefined, nowMs);
  const count = event.count ?? 1;
  return count > 1 ? `${last} (x${count} over ${ageOf(event.firstTimestamp, nowMs)})` : last;
}

function matcherFor(session: Session): (event: EventObject) => boolean {
  const types = session.flags.list('types').map((type) => type.toLowerCase());
  const subject = session.flags.text('for');
  const [type = '', name = ''] = subject.split('/');
  const kind = subject === '' ? undefined : resolveResourceType(type).kind;
  return (event) =>
    (types.length === 0 || types.includes((event.type ?? '').toLowerCase())) &&
    (kind === undefined || (event.involvedObject.kind === kind && event.involvedObject.name === name));
}

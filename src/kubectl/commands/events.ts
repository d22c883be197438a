/** `kubectl events`. KUBECTL-EVENTS-01. Upstream: kubectl pkg/cmd/events, v1.36. */
import type { EventObject } from '../../api/core';
import { resourceDefinition } from '../../api/resources';
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { cutAtLineBreak } from '../print/object-table';
import { OUTPUT_FLAGS, printValue, readOutputFormat, showManagedFields } from '../print/result';
import { alignColumns, TABLE_LAYOUT } from '../print/tabwriter';
import { formatEventAge } from '../print/time-text';
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
    ...OUTPUT_FLAGS,
    defineSwitch('watch', 'w'),
    defineFlag('chunk-size', 'integer'),
  ],
  run(session) {
    checkFlags(session);
    const isEverywhere = session.flags.isOn('all-namespaces');
    const { items } = session.client.list('events', isEverywhere ? {} : { namespace: session.namespace });
    const selected = [...items].filter(matcherFor(session)).sort((left, right) => timeMsOf(left) - timeMsOf(right));
    if (selected.length === 0) {
      session.complain(isEverywhere ? 'No events found.' : `No events found in ${session.namespace} namespace.`);
      return;
    }
    const format = readOutputFormat(session);
    if (format.name === 'name') {
      for (const { metadata } of selected) session.print(`event/${metadata.name}`);
      return;
    }
    if (format.name !== '') {
      const items = selected.map((event) => showManagedFields(session, resourceDefinition('events'), event));
      printValue(session, format, { apiVersion: 'v1', items, kind: 'EventList', metadata: {} });
      return;
    }
    const rows = selected.map((event) =>
      [
        ...(isEverywhere ? [event.metadata.namespace ?? ''] : []),
        formatEventAge(event, session.nowMs),
        cutAtLineBreak(event.type ?? ''),
        cutAtLineBreak(event.reason ?? ''),
        `${cutAtLineBreak(event.involvedObject.kind ?? '')}/${cutAtLineBreak(event.involvedObject.name ?? '')}`,
        cutAtLineBreak((event.message ?? '').trim()),
      ].join('\t'),
    );
    const titles = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    const header = session.flags.isOn('no-headers')
      ? []
      : [[...(isEverywhere ? ['NAMESPACE'] : []), ...titles].join('\t')];
    session.write(`${alignColumns([...header, ...rows].join('\n'), TABLE_LAYOUT)}\n`);
  },
};

function checkFlags({ flags }: Session): void {
  const subject = flags.text('for');
  if (subject !== '' && !subject.includes('/')) throw new CommandError('--for must be in resource/name form');
  if (subject.split('/').length > 2) {
    throw new CommandError('arguments in resource/name form may not have more than one slash');
  }
  if (flags.list('types').some((type) => !['normal', 'warning'].includes(type.toLowerCase()))) {
    throw new CommandError('valid --types are Normal or Warning');
  }
  if (flags.isOn('watch')) {
    throw new CommandError('events --watch is not simulated; use events, or get events --watch');
  }
}

/** Upstream: cmd/events, eventTime. */
function timeMsOf({ series, lastTimestamp, eventTime }: EventObject): number {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime;
  return time ? Date.parse(time) : 0;
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

// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// What the cluster looked like at one moment: status, revisions, pods, events, writes.

function drawMoment(timeline, reading) {
  const step = timeline.steps[reading.step];
  const parts = [];
  parts.push(
    h(
      'p',
      { class: 'now' },
      step
        ? [
            h('b', { class: 'step-number' }, reading.step + 1),
            ' ',
            h('span', { class: 'keyword' }, step[1]),
            ' ',
            step[2],
          ]
        : '',
    ),
  );
  const columns = h('div', { class: 'columns' });
  if (reading.status.some((entry) => entry.sample)) columns.append(block(t('status'), drawStatus(reading.status)));
  if (timeline.revisions.length > 0) columns.append(block(t('revisions'), drawRevisions(timeline, reading)));
  columns.append(block(t('pods'), drawPods(timeline, reading)));
  columns.append(block(t('events'), drawEvents(timeline, reading)));
  if (reading.writes.length > 0) columns.append(block(t('writes'), drawWrites(reading.writes)));
  if (reading.refusals.length > 0) {
    const rows = reading.refusals
      .slice(-4)
      .map(([atMs, actor, message]) =>
        h('li', null, h('time', null, showShort(atMs)), h('span', null, h('b', null, actor), ' ', message)),
      );
    columns.append(block(t('refusals'), h('ul', { class: 'log' }, rows)));
  }
  parts.push(columns);
  return parts;
}

function block(title, body) {
  return h('section', { class: 'block' }, h('h4', null, title), body);
}

function drawStatus(entries) {
  const names = ['desired', 'current', 'ready', 'updated', 'available', 'unavailable', 'misscheduled'];
  return h(
    'div',
    null,
    entries
      .filter((entry) => entry.sample)
      .map(({ key, sample }) => [
        entries.length > 1 ? h('p', { class: 'key' }, key) : null,
        h(
          'dl',
          { class: 'counters' },
          names.map((name, i) =>
            i === 5 || (i === 6 && !sample[7])
              ? null
              : h(
                  'div',
                  null,
                  h('dt', null, t(name)),
                  h('dd', { class: i > 1 && i < 5 && sample[i + 1] < sample[1] ? 'low' : null }, sample[i + 1]),
                ),
          ),
        ),
      ]),
  );
}

function drawPods(timeline, reading) {
  if (timeline.crowd) {
    const sample = lastAt(timeline.crowd.samples, reading.atMs);
    const rows = timeline.crowd.columns
      .map(([revision, state], i) => ({ revision, state, count: sample ? sample[i + 1] : 0 }))
      .filter((row) => row.count > 0)
      .sort((a, b) => a.revision - b.revision || b.count - a.count);
    return simpleTable(
      [t('revision'), t('state'), t('pods')],
      rows.map((row) => [revisionName(timeline, row.revision), podState(row.state), row.count.toLocaleString('en')]),
    );
  }
  if (reading.pods.length === 0) return h('p', { class: 'soft' }, t('none'));
  return simpleTable(
    [t('node'), t('revision'), t('state')],
    reading.pods.map(({ node, pod, state }) => [
      h('span', { title: pod.name }, node || '–'),
      pod.set < 0 ? pod.name : revisionName(timeline, pod.revision),
      [
        podState(state),
        pod.why && (state === 'F' || state === 'P') ? h('span', { class: 'soft' }, ` ${pod.why}`) : null,
      ],
    ]),
  );
}

function podState(state) {
  return h('span', { class: `pod-state pod-${state}` }, t(`pod${state}`));
}

function revisionName(timeline, index) {
  const revision = timeline.revisions[index];
  if (!revision) return t('noRevision');
  const name = revision.images.map(shortImage).join(', ') || revision.hash;
  return h('span', { class: 'revision' }, h('i', { class: `swatch ${revisionClass(index)}` }), name);
}

function drawEvents(timeline, reading) {
  if (reading.events.length === 0) return h('p', { class: 'soft' }, t('none'));
  return h(
    'ul',
    { class: 'log' },
    reading.events
      .slice(-8)
      .reverse()
      .map(([atMs, warning, reason, about, message, count]) =>
        h(
          'li',
          { class: warning ? 'warning' : null },
          h('time', null, showShort(atMs)),
          h(
            'span',
            null,
            [h('b', null, reason), ' ', h('span', { class: 'soft' }, about), message ? ` ${message}` : ''],
            count > 1 ? ` ×${count}` : '',
          ),
        ),
      ),
    timeline.eventsOmitted
      ? h('li', { class: 'soft' }, h('span'), h('span', null, t('omitted', { n: timeline.eventsOmitted })))
      : null,
  );
}

function drawWrites(writes) {
  return h(
    'ul',
    { class: 'writes' },
    writes
      .slice(0, 8)
      .map(([actor, count]) => h('li', null, h('span', null, actor), h('b', null, count.toLocaleString('en')))),
  );
}

function simpleTable(head, rows) {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': head.join(', ') },
    h(
      'table',
      { class: 'plain' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          head.map((cell) => h('th', { scope: 'col' }, cell)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            null,
            row.map((cell) => h('td', null, cell)),
          ),
        ),
      ),
    ),
  );
}

// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see html.ts
// The picture with its scrubber: what the cluster looked like at any moment.

/** A figure for a timeline; `onMoment` hears where the reader looks, `atMs` says where to begin. */
function timelineView(timeline, { atMs, onMoment }) {
  const moments = momentsOf(timeline);
  let moment = Math.min(atMs === undefined ? timeline.endMs : atMs, timeline.endMs);
  let picture;
  let timer;
  const canvas = h('div', { class: 'canvas' });
  const panel = h('div', { class: 'moment' });
  const range = h('input', { type: 'range', min: 0, max: moments.length - 1, step: 1, 'aria-label': t('moment') });
  const clock = h('output', { class: 'clock' });
  const playButton = h('button', { type: 'button', class: 'quiet', onclick: () => togglePlay() }, t('play'));

  const show = (next, tell) => {
    moment = Math.max(0, Math.min(next, timeline.endMs));
    let index = 0;
    while (index < moments.length - 1 && moments[index + 1] <= moment) index += 1;
    range.value = String(index);
    const reading = readMoment(timeline, moment);
    const step = timeline.steps[reading.step];
    range.setAttribute('aria-valuetext', `${showTime(moment)}${step ? `, ${step[1]} ${step[2]}` : ''}`);
    clock.textContent = showTime(moment);
    picture.setMoment(moment);
    panel.replaceChildren(...drawMoment(timeline, reading));
    if (tell) onMoment(moment);
  };
  const togglePlay = () => {
    if (timer) {
      clearInterval(timer);
      timer = undefined;
    } else {
      if (Number(range.value) >= moments.length - 1) show(0);
      timer = setInterval(
        () => {
          const next = Number(range.value) + 1;
          if (!range.isConnected || next >= moments.length) togglePlay();
          else show(moments[next], next === moments.length - 1);
        },
        Math.max(60, Math.min(500, 9000 / moments.length)),
      );
    }
    playButton.textContent = t(timer ? 'pause' : 'play');
  };
  range.addEventListener('input', () => show(moments[Number(range.value)], true));
  const toMoment = (event) => {
    const box = picture.svg.getBoundingClientRect();
    const time = picture.toTime(event.clientX - box.left);
    // Snap to a change close by, so that a mouse finds the exact instant.
    const near = moments.reduce((best, other) => (Math.abs(other - time) < Math.abs(best - time) ? other : best));
    const hair = Math.abs(picture.toTime(event.clientX - box.left + 4) - time);
    show(Math.abs(near - time) <= hair ? near : time, event.type === 'pointerup');
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    toMoment(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons === 1) toMoment(event);
  });
  canvas.addEventListener('pointerup', toMoment);

  let drawnWidth = 0;
  const draw = () => {
    const width = Math.max(280, Math.floor(canvas.clientWidth || 720));
    if (width === drawnWidth) return;
    drawnWidth = width;
    picture = drawPicture(timeline, width);
    canvas.replaceChildren(picture.svg);
    show(moment);
  };
  const figure = h(
    'figure',
    { class: 'timeline' },
    drawLegend(timeline),
    canvas,
    h('div', { class: 'scrub' }, playButton, range, clock),
    panel,
  );
  // Drawn once it has a width, and again whenever that changes.
  new ResizeObserver(draw).observe(canvas);
  return figure;
}

function drawLegend(timeline) {
  const legend = h('figcaption', { class: 'legend' });
  const severalSets = timeline.sets.length > 1;
  timeline.revisions.slice(0, 8).forEach((revision, index) => {
    const name = revision.images.map(shortImage).join(', ') || revision.hash;
    const set = severalSets ? `${timeline.sets[revision.set].key.replace(/^default\//, '')} ` : '';
    legend.append(h('span', null, h('i', { class: `swatch ${revisionClass(index)}` }), `${set}${name}`));
  });
  legend.append(
    h('span', null, h('i', { class: 'swatch hatched' }), t('podS')),
    h('span', null, h('i', { class: 'swatch failing' }), t('podF')),
    h('span', null, h('i', { class: 'swatch leaving' }), t('podT')),
  );
  if (timeline.crowd) legend.append(h('span', null, t('crowd', { n: timeline.nodeCount.toLocaleString('en') })));
  return legend;
}

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
  if (reading.revisions.length > 0) columns.append(block(t('revisions'), drawRevisions(reading.revisions)));
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

function drawRevisions(revisions) {
  return h(
    'ol',
    { class: 'history' },
    revisions.map(({ index, revision, number, pods }) =>
      h(
        'li',
        null,
        h(
          'span',
          { class: 'line' },
          h('i', { class: `swatch ${revisionClass(index)}` }),
          h('b', null, number),
          h('span', { class: 'grow' }, revision.images.join(', ')),
          h('span', { class: 'soft' }, t('podCount', { n: pods })),
        ),
        revision.cause ? h('span', { class: 'soft' }, revision.cause) : null,
        revision.changes.map(([path, before, after]) =>
          h(
            'span',
            { class: 'change' },
            h('code', null, path),
            before ? h('del', null, before) : null,
            after ? h('ins', null, after) : null,
          ),
        ),
      ),
    ),
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

// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// The picture with its scrubber: what the cluster looked like at any moment.

/** A figure for a timeline; `onMoment` hears where the reader looks, `atMs` says where to begin. */
function timelineView(timeline, { atMs, onMoment }) {
  const moments = momentsOf(timeline);
  let moment = Math.min(atMs === undefined ? timeline.endMs : atMs, timeline.endMs);
  let picture;
  let timer;
  const canvas = h('div', { class: 'canvas' });
  const panel = h('div', { class: 'moment' });
  const range = h('input', {
    type: 'range',
    min: 0,
    max: moments.length - 1,
    step: 1,
    'aria-label': t('moment'),
    title: t('momentHint'),
  });
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
  // Page keys go from step to step; the arrow keys, which the slider knows itself, from change to change.
  range.addEventListener('keydown', (event) => {
    if (event.key !== 'PageUp' && event.key !== 'PageDown') return;
    event.preventDefault();
    const times = [...new Set([0, ...timeline.steps.map((step) => step[0]), timeline.endMs])];
    const next =
      event.key === 'PageDown' ? times.find((time) => time > moment) : times.filter((time) => time < moment).pop();
    if (next !== undefined) show(next, true);
  });
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
  const hasBudget = timeline.sets.some((set) => set.strategy.some((strategy) => strategy[1] === 'RollingUpdate'));
  const hasSurge = timeline.sets.some((set) => set.strategy.some((strategy) => resolveBudget(strategy[3], 100) > 0));
  for (const [name, word, isThere] of [
    ['desired', t('desired'), timeline.sets.length > 0],
    ['fewest', t('budget'), hasBudget],
    ['most', t('surge'), hasSurge],
  ]) {
    if (isThere) legend.append(h('span', null, h('i', { class: `line-sample line-${name}` }), word));
  }
  if (timeline.crowd) legend.append(h('span', null, t('crowd', { n: timeline.nodeCount.toLocaleString('en') })));
  return legend;
}

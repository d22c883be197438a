// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Draws a timeline as SVG: steps above, nodes and their pods, the number of pods against the budget below.
const ROW = { lane: 16, gap: 8, steps: 30, axis: 26, chart: 64, crowdChart: 200 };
const REVISION_COLOURS = 6;
let pictureCount = 0;

function revisionClass(index) {
  return index < 0 ? 'rev-none' : `rev-${index % REVISION_COLOURS}`;
}

/** The whole picture for a width in pixels; `atMs` moves with `setMoment`. */
function drawPicture(timeline, width) {
  pictureCount += 1;
  const id = `p${pictureCount}`;
  const narrow = width < 520;
  const longest = Math.max(4, ...timeline.nodes.map((row) => row.name.length));
  const left = Math.min(narrow ? 74 : 150, 14 + longest * 7);
  const right = width - 10;
  const moments = momentsOf(timeline);
  const scale = makeScale(moments, left + 4, right - 14);
  const svg = s('svg', { class: 'picture', width, role: 'img', tabindex: -1 });
  svg.append(drawPatterns(id, timeline));
  const grid = s('g', { class: 'grid' });
  svg.append(grid);
  let y = ROW.steps;
  if (timeline.crowd && timeline.nodes.length > 0) {
    svg.append(s('text', { x: 0, y: y + 12, class: 'note' }, t('troubled')));
    y += 20;
  }
  const tops = [];
  for (const row of timeline.nodes) {
    tops.push(y);
    y = drawRow(svg, row, timeline, { id, y, left, right, scale });
  }
  tops.push(y);
  timeline.nodes.forEach((row, i) => {
    drawNodeMarks(svg, row, { y: tops[i], height: tops[i + 1] - tops[i], scale });
  });
  const rowsEnd = y;
  const chartHeight = timeline.crowd ? ROW.crowdChart : ROW.chart;
  if (timeline.sets.length > 0) y = drawChart(svg, timeline, { id, y: y + 14, left, right, scale, chartHeight });
  drawSteps(svg, timeline, scale, y);
  drawAxis(grid, svg, scale, moments, { y, left, right, rowsEnd });
  const height = y + ROW.axis;
  svg.setAttribute('height', height);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('aria-label', t('timelineOf', { time: showTime(timeline.endMs) }));
  const cursor = s('g', { class: 'cursor' }, s('line', { y1: ROW.steps - 6, y2: y }), s('circle', { cy: y, r: 4.5 }));
  svg.append(cursor);
  return {
    svg,
    toTime: (x) => scale.toTime(x),
    setMoment(atMs) {
      cursor.setAttribute('transform', `translate(${scale.toX(atMs)} 0)`);
    },
  };
}

function drawPatterns(id, timeline) {
  const defs = s('defs');
  const indexes = [-1, ...timeline.revisions.keys()];
  const classes = new Set(indexes.map(revisionClass));
  for (const name of classes) {
    defs.append(
      s(
        'pattern',
        { id: `${id}-${name}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        s('rect', { width: 6, height: 6, class: `hatch-back ${name}` }),
        s('rect', { width: 2.2, height: 6, class: `hatch-line ${name}` }),
      ),
    );
  }
  defs.append(
    s(
      'pattern',
      { id: `${id}-fail`, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      s('rect', { width: 7, height: 7, class: 'fail-back' }),
      s('path', { d: 'M0 3.5h7M3.5 0v7', class: 'fail-line' }),
    ),
  );
  return defs;
}

function drawRow(svg, row, timeline, { id, y, left, right, scale }) {
  const placed = assignLanes(row.pods, timeline.endMs);
  const lanes = Math.max(1, ...placed.map((entry) => entry.lane + 1));
  const height = lanes * ROW.lane + ROW.gap;
  const from = scale.toX(row.from);
  const to = row.to === undefined ? right : scale.toX(row.to);
  const group = s('g', { class: 'row' });
  group.append(
    s('rect', { x: from, y: y + 1, width: Math.max(1, to - from), height: height - 2, rx: 3, class: 'lane' }),
  );
  const most = Math.floor((left - 8) / 6.6);
  const label = row.name.length > most ? `…${row.name.slice(-(most - 1))}` : row.name || '–';
  group.append(
    s('text', { x: left - 6, y: y + height / 2 + 4, class: 'node-name' }, label, s('title', null, row.name)),
  );
  for (const { pod, lane } of placed) {
    group.append(drawPod(pod, timeline, { id, y: y + ROW.gap / 2 + lane * ROW.lane, scale, right }));
  }
  svg.append(group);
  return y + height;
}

/** Drawn above all rows: where something changed about a node. */
function drawNodeMarks(svg, row, { y, height, scale }) {
  for (const [atMs, text] of row.marks) {
    const x = scale.toX(atMs);
    const isGood = /^(Ready$|uncordoned|joined|−taint)/.test(text);
    svg.append(
      s(
        'path',
        { d: `M${x} ${y + 1}v${height - 7}l-4.5 7h9l-4.5 -7`, class: isGood ? 'node-mark good' : 'node-mark' },
        s('title', null, `${showTime(atMs)}  ${row.name}: ${text}`),
      ),
    );
  }
}

function drawPod(pod, timeline, { id, y, scale, right }) {
  const end = pod.to === undefined ? timeline.endMs : pod.to;
  const colour = revisionClass(pod.revision);
  const group = s('g', { class: `pod ${colour}` });
  const revision = timeline.revisions[pod.revision];
  const image = revision ? revision.images.map(shortImage).join(', ') : '';
  group.append(s('title', null, [pod.name, image, pod.why].filter(Boolean).join(' · ')));
  let widest;
  for (let i = 0; i < pod.states.length; i += 2) {
    const state = pod.states[i + 1];
    const x = scale.toX(pod.states[i]);
    const until = i + 2 < pod.states.length ? pod.states[i + 2] : end;
    const last = i + 2 >= pod.states.length;
    const width = Math.max(
      last && pod.to === undefined ? 3 : 1,
      (last && pod.to === undefined ? right : scale.toX(until)) - x,
    );
    const fillOf = state === 'F' ? `url(#${id}-fail)` : state === 'P' || state === 'S' ? `url(#${id}-${colour})` : null;
    const attributes = { x, y: y + 1, width, height: ROW.lane - 2, rx: 2, class: `part-${state}` };
    group.append(s('rect', fillOf ? { ...attributes, fill: fillOf } : attributes));
    if (state === 'R' && (!widest || width > widest.width)) widest = { x, width };
    if (state === 'F' && width > 11) group.append(s('text', { x: x + 4, y: y + 12, class: 'fail-mark' }, '!'));
  }
  const label = image || pod.name;
  if (widest && widest.width > label.length * 6.3 + 10) {
    group.append(s('text', { x: widest.x + 6, y: y + 11.8, class: 'pod-label' }, label));
  }
  return group;
}

/** `registry.example/team/agent:v2@sha256:…` as people say it: `agent:v2`. */
function shortImage(image) {
  return image.replace(/^.*\//, '').replace(/@sha256:(\w{7})\w*/, '@$1');
}

function drawSteps(svg, timeline, scale, bottom) {
  const byTime = new Map();
  timeline.steps.forEach(([atMs, keyword, text], index) => {
    if (!byTime.has(atMs)) byTime.set(atMs, []);
    byTime.get(atMs).push({ keyword, text, index });
  });
  let lastX = Number.NEGATIVE_INFINITY;
  for (const [atMs, steps] of byTime) {
    const x = scale.toX(atMs);
    const first = steps[0].index + 1;
    const last = steps[steps.length - 1].index + 1;
    const label = first === last ? `${first}` : `${first}–${last}`;
    const isWhen = steps.some((step) => step.keyword === 'When');
    const width = label.length * 7 + 10;
    const group = s('g', { class: isWhen ? 'step-mark when' : 'step-mark' });
    group.append(s('line', { x1: x, x2: x, y1: ROW.steps - 8, y2: bottom }));
    const at = Math.max(x - width / 2, lastX + 2, 0);
    group.append(s('rect', { x: at, y: 3, width, height: 18, rx: 9 }));
    group.append(s('text', { x: at + width / 2, y: 16 }, label));
    group.append(s('title', null, steps.map((step) => `${step.index + 1}. ${step.keyword} ${step.text}`).join('\n')));
    lastX = at + width;
    svg.append(group);
  }
}

function drawAxis(grid, svg, scale, moments, { y, left, right }) {
  svg.append(s('line', { x1: left, x2: right, y1: y, y2: y, class: 'axis' }));
  let lastX = Number.NEGATIVE_INFINITY;
  for (const moment of moments) {
    const x = scale.toX(moment);
    const label = moment === 0 ? '0' : showShort(moment);
    const half = label.length * 3.4;
    if (x - half < lastX + 12 || x + half > right + 10) continue;
    lastX = x + half;
    grid.append(s('line', { x1: x, x2: x, y1: ROW.steps, y2: y, class: 'tick' }));
    svg.append(s('text', { x, y: y + 16, class: 'tick-label' }, label));
  }
  for (const [from, to, gap] of scale.shortened) {
    const middle = (from + to) / 2;
    const mark = s('g', { class: 'shortened' }, s('title', null, showTime(gap)));
    mark.append(s('path', { d: `M${middle - 5} ${y + 4}l3-8M${middle + 1} ${y + 4}l3-8` }));
    svg.append(mark);
  }
}

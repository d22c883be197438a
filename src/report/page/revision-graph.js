// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// The revision history of a DaemonSet as a small graph: templates as dots, changes as arrows, rollbacks as arrows back.

const GRAPH = { gap: 104, radius: 13, edge: 46, label: 34 };

/** What the DaemonSet was told to run, in order: every creation of a revision, and every return to an old one. */
function rolloutsOf(timeline, set) {
  const rollouts = [];
  timeline.revisions.forEach((revision, index) => {
    if (revision.set !== set) return;
    revision.numbers.forEach(([atMs, number], i) => {
      rollouts.push({ atMs, index, number, isRollback: i > 0 });
    });
  });
  return rollouts.sort((a, b) => a.number - b.number || a.atMs - b.atMs);
}

/** The revision that a new one was compared with: the one with the highest number when it was made. */
function baseOf(timeline, index) {
  const { set, numbers } = timeline.revisions[index];
  let base = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let other = 0; other < index; other += 1) {
    const revision = timeline.revisions[other];
    const number = revision.set === set && lastAt(revision.numbers, numbers[0][0]);
    if (number && number[1] > highest) {
      base = other;
      highest = number[1];
    }
  }
  return base;
}

/** Fields in which the template of one revision differs from that of another: path, value there, value here. */
function templateDifference(timeline, from, to) {
  const chainOf = (index) => {
    const chain = [];
    for (let i = index; i >= 0; i = baseOf(timeline, i)) chain.push(i);
    return chain;
  };
  const up = chainOf(from);
  const down = chainOf(to);
  const shared = up.find((index) => down.includes(index));
  const steps = [
    ...up
      .slice(0, shared === undefined ? undefined : up.indexOf(shared))
      .flatMap((index) => timeline.revisions[index].changes.map(([path, before, after]) => [path, after, before])),
    ...down
      .slice(0, shared === undefined ? undefined : down.indexOf(shared))
      .reverse()
      .flatMap((index) => timeline.revisions[index].changes),
  ];
  const joined = new Map();
  for (const [path, before, after] of steps) {
    joined.set(path, [joined.has(path) ? joined.get(path)[0] : before, after]);
  }
  return [...joined].filter(([, [before, after]]) => before !== after).map(([path, values]) => [path, ...values]);
}

/** The graph at a moment: what is yet to come is pale, what the history has dropped is hollow. */
function revisionGraph(timeline, set, atMs) {
  const rollouts = rolloutsOf(timeline, set);
  const indexes = [...new Set(rollouts.map(({ index }) => index))].sort((a, b) => a - b);
  const xOf = (index) => GRAPH.edge + indexes.indexOf(index) * GRAPH.gap;
  const spans = rollouts
    .slice(1)
    .map(({ index }, i) => Math.abs(indexes.indexOf(index) - indexes.indexOf(rollouts[i].index)));
  const rise = Math.max(0, ...spans.map((span) => (span > 1 || rollouts.length > indexes.length ? 10 + span * 9 : 0)));
  const y = rise + GRAPH.radius + 4;
  const width = xOf(indexes[indexes.length - 1]) + GRAPH.edge;
  const height = y + GRAPH.radius + GRAPH.label;
  const words = rollouts.map(({ index, number }) => `${number}: ${imageWords(timeline.revisions[index])}`).join(' → ');
  const svg = s('svg', {
    class: 'revision-graph',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': words,
  });
  rollouts.slice(1).forEach((rollout, i) => {
    svg.append(drawChange(xOf(rollouts[i].index), xOf(rollout.index), y, rollout, rollout.atMs > atMs));
  });
  const current = rollouts.filter((rollout) => rollout.atMs <= atMs).pop();
  for (const index of indexes) {
    const revision = timeline.revisions[index];
    const number = lastAt(revision.numbers, atMs);
    const isGone = revision.to !== undefined && revision.to <= atMs;
    const state = !number ? 'later' : isGone ? 'gone' : current?.index === index ? 'current' : 'kept';
    const group = s('g', { class: `revision-dot ${state} ${revisionClass(index)}` });
    const x = xOf(index);
    group.append(s('title', null, `${revision.hash} ${revision.images.join(', ')}`));
    if (state === 'current') group.append(s('circle', { cx: x, cy: y, r: GRAPH.radius + 3.5, class: 'ring' }));
    group.append(s('circle', { cx: x, cy: y, r: GRAPH.radius }));
    group.append(s('text', { x, y: y + 4, class: 'number' }, (number || revision.numbers[0])[1]));
    group.append(s('text', { x, y: y + GRAPH.radius + 18, class: 'name' }, cut(imageWords(revision), 15)));
    svg.append(group);
  }
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('revisions') }, svg);
}

/** A straight arrow to the next dot; an arc over others; an arc back for a rollback. */
function drawChange(from, to, y, { isRollback, number }, isLater) {
  const back = to < from;
  const near = Math.abs(to - from) <= GRAPH.gap;
  const group = s('g', { class: `revision-change${isRollback ? ' rollback' : ''}${isLater ? ' later' : ''}` });
  const side = back ? -1 : 1;
  if (near && !isRollback) {
    const end = to - side * (GRAPH.radius + 7);
    group.append(s('path', { d: `M${from + side * (GRAPH.radius + 6)} ${y}H${end}` }), arrowHead(end, y, 0));
  } else {
    const top = y - GRAPH.radius - 2;
    const rise = 10 + (Math.abs(to - from) / GRAPH.gap) * 9;
    const shift = side * 5;
    const end = to - shift;
    group.append(
      s('path', {
        d: `M${from + shift} ${top}C${from + shift} ${top - rise} ${end} ${top - rise} ${end} ${top - 5}`,
      }),
      arrowHead(end, top, 90),
    );
  }
  if (isRollback) group.append(s('title', null, t('rollbackTo', { n: number })));
  return group;
}

function arrowHead(x, y, turn) {
  return s('path', { class: 'head', d: 'M0 0l-8 -4v8z', transform: `translate(${x} ${y}) rotate(${turn})` });
}

function imageWords(revision) {
  return revision.images.map(shortImage).join(', ') || revision.hash;
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The graph of each DaemonSet with its rollouts below, newest first: what changed, and which nodes run it. */
function drawRevisions(timeline, reading) {
  const sets = [...new Set(timeline.revisions.map((revision) => revision.set))];
  return sets.map((set) => {
    const rollouts = rolloutsOf(timeline, set);
    const past = rollouts.filter((rollout) => rollout.atMs <= reading.atMs);
    return h(
      'div',
      { class: 'set-history' },
      sets.length > 1 ? h('p', { class: 'key' }, timeline.sets[set].key) : null,
      revisionGraph(timeline, set, reading.atMs),
      h('ol', { class: 'history' }, [...past.keys()].map((i) => rolloutRow(timeline, reading, past, i)).reverse()),
    );
  });
}

function rolloutRow(timeline, reading, past, i) {
  const { index, number, isRollback } = past[i];
  const revision = timeline.revisions[index];
  const isLatest = past.slice(i + 1).every((later) => later.index !== index);
  const changes = i === 0 ? [] : templateDifference(timeline, past[i - 1].index, index);
  const entry = reading.revisions.find((other) => other.index === index);
  return h(
    'li',
    null,
    h(
      'span',
      { class: 'line' },
      h('i', { class: `swatch ${revisionClass(index)}` }),
      h('b', null, number),
      h('span', { class: 'grow' }, revision.images.join(', ')),
      isRollback ? h('span', { class: 'rollback-word' }, `↩ ${t('rollback')}`) : null,
      isLatest
        ? h(
            'span',
            { class: 'soft' },
            entry
              ? entry.pods === 1
                ? t('onePod')
                : t('podCount', { n: entry.pods.toLocaleString('en') })
              : t('gone'),
          )
        : null,
    ),
    isLatest ? nodesOf(reading, index) : null,
    revision.cause && !isRollback ? h('span', { class: 'soft' }, revision.cause) : null,
    changes.map(([path, before, after]) =>
      h(
        'span',
        { class: 'change' },
        h('code', null, path),
        before ? [' ', h('del', null, before)] : null,
        after ? [' ', h('ins', null, after)] : null,
      ),
    ),
  );
}

/** The nodes that run a revision, as many as fit a line. */
function nodesOf(reading, index) {
  const names = [...new Set(reading.pods.filter(({ pod }) => pod.revision === index).map(({ node }) => node))];
  if (names.length === 0 || reading.isCrowd) return null;
  const rest = names.length - 8;
  return h(
    'span',
    { class: 'on-nodes' },
    names.slice(0, 8).join(', '),
    rest > 0 ? ` ${t('morePods', { n: rest })}` : '',
  );
}

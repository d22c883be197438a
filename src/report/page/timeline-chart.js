// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// The chart below the rows: how many pods, against what the DaemonSet wants and its budget allows.

/** Pods by revision, ready ones first, as a stack of steps; desired number and budget as lines. */
function drawChart(svg, timeline, { id, y, left, right, scale, chartHeight }) {
  const crowd = crowdOf(timeline);
  const order = [...crowd.columns.keys()].sort((a, b) => rank(crowd.columns[a]) - rank(crowd.columns[b]));
  const desired = timeline.sets.flatMap((set) => set.status.map((sample) => sample[1]));
  const totals = crowd.samples.map((sample) => sample.slice(1).reduce((sum, count) => sum + count, 0));
  const top = Math.max(1, ...desired, ...totals);
  const toY = (count) => y + chartHeight - (count / top) * (chartHeight - 6);
  const group = s('g', { class: 'chart' });
  for (const [position, column] of order.entries()) {
    const [revision, state] = crowd.columns[column];
    const below = order.slice(0, position);
    const upper = [];
    const lower = [];
    crowd.samples.forEach((sample, index) => {
      const base = below.reduce((sum, other) => sum + sample[other + 1], 0);
      const x = scale.toX(sample[0]);
      const next = index + 1 < crowd.samples.length ? scale.toX(crowd.samples[index + 1][0]) : right;
      upper.push(
        `${round1(x)} ${round1(toY(base + sample[column + 1]))}`,
        `${round1(next)} ${round1(toY(base + sample[column + 1]))}`,
      );
      lower.push(`${round1(x)} ${round1(toY(base))}`, `${round1(next)} ${round1(toY(base))}`);
    });
    const colour = revisionClass(revision);
    const hatch = state === 'F' ? `url(#${id}-fail)` : state === 'P' || state === 'S' ? `url(#${id}-${colour})` : null;
    const attributes = { d: `M${upper.join('L')}L${lower.reverse().join('L')}Z`, class: `${colour} part-${state}` };
    group.append(s('path', hatch ? { ...attributes, fill: hatch } : attributes));
  }
  if (timeline.sets.length > 0) drawBudget(group, timeline.sets, { scale, right, toY, top });
  group.append(s('text', { x: left - 6, y: y + 10, class: 'node-name' }, String(top)));
  group.append(s('text', { x: left - 6, y: y + chartHeight, class: 'node-name' }, '0'));
  svg.append(group);
  return y + chartHeight;
}

/** Desired, fewest and most, summed over the sets; the last two only where a rolling update sets them. */
function drawBudget(group, sets, { scale, right, toY, top }) {
  const times = [...new Set(sets.flatMap((set) => [...set.status, ...set.strategy]).map((row) => row[0]))];
  times.sort((a, b) => a - b);
  const lines = { desired: [], fewest: [], most: [] };
  times.forEach((atMs, index) => {
    const budget = budgetAt(sets, atMs);
    if (!budget) return;
    const next = index + 1 < times.length ? scale.toX(times[index + 1]) : right;
    for (const [name, line] of Object.entries(lines)) {
      if (budget[name] === undefined) continue;
      const at = round1(toY(Math.max(0, Math.min(budget[name], top))));
      line.push(`${line.length ? 'L' : 'M'}${round1(scale.toX(atMs))} ${at}L${round1(next)} ${at}`);
    }
  });
  const titles = { desired: t('desired'), fewest: t('budget'), most: t('surge') };
  for (const [name, parts] of Object.entries(lines)) {
    if (parts.length > 0)
      group.append(s('path', { d: parts.join(''), class: `line-${name}` }, s('title', null, titles[name])));
  }
}

/** What the sets want at a moment, and what their budgets allow; undefined before any set has a status. */
function budgetAt(sets, atMs) {
  const rows = sets
    .filter((set) => set.to === undefined || set.to > atMs)
    .map((set) => [lastAt(set.status, atMs), lastAt(set.strategy, atMs)])
    .filter(([sample, strategy]) => sample && strategy);
  if (rows.length === 0) return undefined;
  const sum = (count) => rows.reduce((total, [sample, strategy]) => total + count(sample[1], strategy), 0);
  const isRolling = rows.some(([sample, strategy]) => strategy[1] === 'RollingUpdate' && sample[1] > 0);
  const fewest = sum((desired, [, type, most]) =>
    type === 'RollingUpdate' ? desired - resolveBudget(most, desired) : 0,
  );
  const most = sum((desired, strategy) => desired + resolveBudget(strategy[3], desired));
  const desired = sum((count) => count);
  return {
    desired,
    ...(isRolling ? { fewest } : {}),
    ...(isRolling && most > desired ? { most } : {}),
  };
}

function rank([revision, state]) {
  return 'RSPCTF'.indexOf(state) * 100 + revision;
}

function round1(value) {
  return Math.round(value * 10) / 10;
}

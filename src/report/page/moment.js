// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Reads a timeline at one moment. Pure: these functions know nothing of the page.

/** The times at which something changed, ascending and once each. */
function momentsOf(timeline) {
  const times = new Set([0]);
  for (const step of timeline.steps) times.add(step[0]);
  for (const set of timeline.sets) for (const sample of set.status) times.add(sample[0]);
  for (const row of timeline.nodes) {
    for (const mark of row.marks) times.add(mark[0]);
    for (const pod of row.pods) {
      for (let i = 0; i < pod.states.length; i += 2) times.add(pod.states[i]);
      if (pod.to !== undefined) times.add(pod.to);
    }
  }
  for (const sample of timeline.crowd ? timeline.crowd.samples : []) times.add(sample[0]);
  times.add(timeline.endMs);
  return [...times].sort((a, b) => a - b);
}

/** The last row whose time (its first entry) is not after the moment. */
function lastAt(rows, atMs) {
  let found;
  for (const row of rows) {
    if (row[0] > atMs) break;
    found = row;
  }
  return found;
}

function podStateAt(pod, atMs) {
  if (pod.states[0] > atMs || (pod.to !== undefined && pod.to <= atMs)) return undefined;
  let state;
  for (let i = 0; i < pod.states.length && pod.states[i] <= atMs; i += 2) state = pod.states[i + 1];
  return state;
}

/** Everything that a reader may ask about a moment. */
function readMoment(timeline, atMs) {
  const pods = [];
  for (const row of timeline.nodes) {
    for (const pod of row.pods) {
      const state = podStateAt(pod, atMs);
      if (state) pods.push({ node: row.name, pod, state });
    }
  }
  let step = -1;
  timeline.steps.forEach((mark, index) => {
    if (mark[0] <= atMs) step = index;
  });
  const revisions = [];
  timeline.revisions.forEach((revision, index) => {
    const number = lastAt(revision.numbers, atMs);
    if (!number || (revision.to !== undefined && revision.to <= atMs)) return;
    revisions.push({ index, revision, number: number[1], pods: countRevision(timeline, pods, index, atMs) });
  });
  revisions.sort((a, b) => a.revision.set - b.revision.set || b.number - a.number);
  return {
    atMs,
    step,
    pods,
    isCrowd: timeline.crowd !== undefined,
    revisions,
    status: timeline.sets.map((set) => ({ key: set.key, sample: lastAt(set.status, atMs) })),
    events: timeline.events.filter((event) => event[0] <= atMs),
    refusals: timeline.refusals.filter((refusal) => refusal[0] <= atMs),
    writes: timeline.writes
      .map(([actor, points]) => [actor, sumUntil(points, atMs)])
      .filter((entry) => entry[1] > 0)
      .sort((a, b) => b[1] - a[1]),
  };
}

function countRevision(timeline, pods, index, atMs) {
  if (!timeline.crowd) return pods.filter((entry) => entry.pod.revision === index).length;
  const sample = lastAt(timeline.crowd.samples, atMs);
  return timeline.crowd.columns.reduce((sum, c, i) => sum + (sample && c[0] === index ? sample[i + 1] : 0), 0);
}

function sumUntil(points, atMs) {
  let sum = 0;
  for (let i = 0; i < points.length && points[i] <= atMs; i += 2) sum += points[i + 1];
  return sum;
}

/** Counts by revision and state over time, whichever way the timeline keeps its pods. */
function crowdOf(timeline) {
  if (timeline.crowd) return timeline.crowd;
  const columns = [];
  const columnOf = new Map();
  const changes = [];
  const change = (atMs, pod, state, by) => {
    const key = `${pod.revision}${state}`;
    if (!columnOf.has(key)) {
      columnOf.set(key, columns.length);
      columns.push([pod.revision, state]);
    }
    changes.push([atMs, columnOf.get(key), by]);
  };
  for (const row of timeline.nodes) {
    for (const pod of row.pods) {
      if (pod.set < 0) continue;
      for (let i = 0; i < pod.states.length; i += 2) {
        change(pod.states[i], pod, pod.states[i + 1], 1);
        if (i > 0) change(pod.states[i], pod, pod.states[i - 1], -1);
      }
      if (pod.to !== undefined) change(pod.to, pod, pod.states[pod.states.length - 1], -1);
    }
  }
  changes.sort((a, b) => a[0] - b[0]);
  const samples = [];
  for (const [atMs, column, by] of changes) {
    let last = samples[samples.length - 1];
    if (!last || last[0] !== atMs) {
      last = last ? [atMs, ...last.slice(1)] : [atMs, ...columns.map(() => 0)];
      samples.push(last);
    }
    last[column + 1] += by;
  }
  return { columns, samples };
}

/**
 * Virtual time to pixels. Long stretches in which nothing changes are drawn short, so that two seconds of a rollout and
 * the five quiet minutes after it fit on one line; `gaps` lists what was shortened.
 */
function makeScale(times, left, right) {
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  const sorted = gaps.filter((gap) => gap > 0).sort((a, b) => a - b);
  const unit = Math.max(200, sorted[Math.floor((sorted.length - 1) * 0.75)] || 1);
  const weights = gaps.map((gap) => (gap <= unit ? gap : unit * (1 + Math.log2(gap / unit))));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const xs = [left];
  for (const weight of weights) xs.push(xs[xs.length - 1] + (weight / total) * (right - left));
  const toX = (time) => {
    if (times.length < 2 || time <= times[0]) return left;
    let i = 0;
    while (i < times.length - 2 && times[i + 1] <= time) i += 1;
    const share = (time - times[i]) / (times[i + 1] - times[i]);
    return xs[i] + Math.min(1, share) * (xs[i + 1] - xs[i]);
  };
  const toTime = (x) => {
    if (times.length < 2 || x <= left) return times[0] || 0;
    let i = 0;
    while (i < times.length - 2 && xs[i + 1] <= x) i += 1;
    const share = xs[i + 1] > xs[i] ? (x - xs[i]) / (xs[i + 1] - xs[i]) : 1;
    return times[i] + Math.min(1, share) * (times[i + 1] - times[i]);
  };
  const shortened = gaps.flatMap((gap, i) => (gap > 6 * unit ? [[xs[i], xs[i + 1], gap]] : []));
  return { toX, toTime, shortened };
}

/** Places bars that overlap in time on lanes of their own. */
function assignLanes(pods, endMs) {
  const lanes = [];
  return pods
    .slice()
    .sort((a, b) => a.states[0] - b.states[0])
    .map((pod) => {
      let lane = lanes.findIndex((until) => until <= pod.states[0]);
      if (lane < 0) lane = lanes.push(0) - 1;
      lanes[lane] = pod.to === undefined ? endMs + 1 : pod.to;
      return { pod, lane };
    });
}

/** `25%` of the desired number, or the number itself; a share of the budget counts upwards, as the API does. */
function resolveBudget(text, desired) {
  return text.endsWith('%') ? Math.ceil((parseFloat(text) / 100) * desired) : Number(text) || 0;
}

// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// The conformance matrix: every requirement with its proof, by area.

function requirementsView(model, address, examplesById, change) {
  const matches = compileQuery(address.q);
  const visible = model.requirements.filter((requirement) => {
    if (address.id) return requirement.id === address.id;
    if (address.states.length > 0 && !address.states.includes(requirement.state)) return false;
    if (address.area && requirement.area !== address.area) return false;
    if (address.level && requirement.level !== address.level) return false;
    if (address.changes.length > 0 && !address.changes.includes(requirement.change)) return false;
    if (address.differ && !runsDiffer(requirement)) return false;
    if (address.feature && !requirement.examples.some((id) => examplesById.get(id)?.feature.id === address.feature))
      return false;
    const tags = requirement.examples.flatMap((id) => examplesById.get(id)?.example.tags || []);
    const text = `${requirement.id} ${requirement.sentence} ${requirement.source} ${requirement.area}`.toLowerCase();
    return matches(text, [`@${requirement.id}`, ...tags]);
  });
  const areas = new Map();
  for (const requirement of visible) {
    if (!areas.has(requirement.area)) areas.set(requirement.area, []);
    areas.get(requirement.area).push(requirement);
  }
  const total = model.requirements.length;
  return h(
    'div',
    { class: 'matrix' },
    h('h1', null, t('requirements'), h('span', { class: 'soft' }, ` ${t('found', { n: visible.length, total })}`)),
    filterBar(address, change, {
      states: countBy(model.requirements, (requirement) => requirement.state),
      changes: countBy(model.requirements, (requirement) => requirement.change),
      levels: ['core', 'extended'].filter((level) => model.requirements.some((other) => other.level === level)),
      areas: model.requirements.map((requirement) => requirement.area),
      features: model.features,
      differ: model.runs ? model.requirements.filter(runsDiffer).length : undefined,
    }),
    model.runs ? runsLegend(model.runs) : null,
    visible.length === 0 ? h('p', { class: 'soft' }, t(total === 0 ? 'noRequirements' : 'nothingFound')) : null,
    [...areas].map(([area, requirements]) =>
      h(
        'section',
        null,
        h('h2', null, areaName(area)),
        h(
          'ul',
          { class: 'requirements' },
          requirements.map((requirement) => requirementRow(model, requirement, examplesById)),
        ),
      ),
    ),
  );
}

function requirementRow(model, requirement, examplesById) {
  const proofs = requirement.examples.map((id) => examplesById.get(id)).filter(Boolean);
  return h(
    'li',
    { class: `requirement is-${requirement.state}`, id: requirement.id },
    h(
      'div',
      { class: 'state' },
      requirement.states ? runMarks(model, requirement.states) : stateChip(requirement.state),
      requirement.change ? changeMark(requirement.change) : null,
    ),
    h(
      'div',
      { class: 'claim' },
      h(
        'p',
        { class: 'id-line' },
        h('a', { href: writeAddress({ view: 'requirements', id: requirement.id }) }, requirement.id),
        h('span', { class: `level ${requirement.level}` }, t(requirement.level)),
        requirement.since ? h('span', { class: 'soft' }, t('since', { v: requirement.since })) : null,
      ),
      h('p', { class: 'sentence' }, mustWords(requirement.sentence)),
      requirement.gap ? h('p', { class: 'gap' }, h('b', null, `${t('gap')}: `), prose(requirement.gap)) : null,
      requirement.source
        ? h(
            'p',
            { class: 'source' },
            requirement.source
              .split(/;\s*/)
              .map((source, i) => [i > 0 ? ' · ' : '', outside(shortSource(source), sourceAddress(model, source))]),
          )
        : null,
    ),
    h(
      'ul',
      { class: 'proofs' },
      proofs.map(({ example }) =>
        h(
          'li',
          null,
          h(
            'a',
            { href: writeAddress({ view: 'features', id: example.id }) },
            stateIcon(example.state, true),
            h('span', null, example.name),
          ),
          example.states && runsDiffer(example) ? runMarks(model, example.states) : null,
        ),
      ),
    ),
  );
}

/** Which letter is which run. */
function runsLegend(runs) {
  return h(
    'ul',
    { class: 'runs-legend' },
    runs.map((run, i) => h('li', null, h('b', { class: 'run-letter' }, runLetter(i)), ' ', run.label)),
  );
}

/** Where a source can be read: an address as it is, a path of the Kubernetes repository on the modelled release. */
function sourceAddress(model, source) {
  if (/^https?:/.test(source)) return source;
  const [, path] = /^((?:api|cmd|pkg|plugin|staging|test)\/[\w./-]+)/.exec(source) || [];
  if (!path) return undefined;
  const [, release] = /^v?(\d+\.\d+)/.exec(model.run.kubernetesVersion) || [];
  return `https://github.com/kubernetes/kubernetes/blob/${release ? `release-${release}` : 'master'}/${path}`;
}

function mustWords(sentence) {
  return sentence
    .split(/\b(MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)\b/)
    .map((part, i) => (i % 2 === 1 ? h('b', { class: 'must' }, part.toLowerCase()) : prose(part)));
}

function shortSource(source) {
  return source
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
    .replace(/^kubernetes\.io\/docs\/concepts\//, 'kubernetes.io › ')
    .replace(/^kubernetes\.io\/docs\//, 'kubernetes.io › ');
}

// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see html.ts
// The conformance matrix: every requirement with its proof, by area.

function requirementsView(model, address, examplesById, change) {
  const matches = compileQuery(address.q);
  const visible = model.requirements.filter((requirement) => {
    if (address.id) return requirement.id === address.id;
    if (address.states.length > 0 && !address.states.includes(requirement.state)) return false;
    if (address.area && requirement.area !== address.area) return false;
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
    filterBar(
      address,
      change,
      model.requirements.map((requirement) => requirement.area),
      countBy(model.requirements, (requirement) => requirement.state),
    ),
    visible.length === 0 ? h('p', { class: 'soft' }, t(total === 0 ? 'noRequirements' : 'nothingFound')) : null,
    [...areas].map(([area, requirements]) =>
      h(
        'section',
        null,
        h('h2', null, areaName(area)),
        h(
          'ul',
          { class: 'requirements' },
          requirements.map((requirement) => requirementRow(requirement, examplesById)),
        ),
      ),
    ),
  );
}

function requirementRow(requirement, examplesById) {
  const proofs = requirement.examples.map((id) => examplesById.get(id)).filter(Boolean);
  return h(
    'li',
    { class: `requirement is-${requirement.state}`, id: requirement.id },
    h('span', { class: 'state' }, stateChip(requirement.state)),
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
              .map((source, i) => [i > 0 ? ' · ' : '', outside(shortSource(source), source)]),
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
        ),
      ),
    ),
  );
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

function countBy(list, key) {
  const counts = {};
  for (const item of list) counts[key(item)] = (counts[key(item)] || 0) + 1;
  return counts;
}

/** States as toggle buttons, areas as a list. */
function filterBar(address, change, areas, counts) {
  const unique = [...new Set(areas)].filter(Boolean);
  const select = h(
    'select',
    { 'aria-label': t('area'), onchange: (event) => change({ area: event.target.value, id: '' }) },
    h('option', { value: '' }, t('anyArea')),
    unique.map((area) => h('option', { value: area, selected: area === address.area }, areaName(area))),
  );
  const active = address.q || address.states.length > 0 || address.area || address.id;
  return h(
    'div',
    { class: 'filters' },
    h(
      'div',
      { role: 'group', 'aria-label': t('state'), class: 'toggles' },
      STATE_ORDER.filter((state) => counts[state]).map((state) => {
        const on = address.states.includes(state);
        const states = on ? address.states.filter((other) => other !== state) : [...address.states, state];
        return h(
          'button',
          {
            type: 'button',
            class: `toggle is-${state}`,
            'aria-pressed': String(on),
            onclick: () => change({ states, id: '' }),
            'data-key': `state-${state}`,
          },
          stateIcon(state),
          t(state),
          h('span', { class: 'soft' }, counts[state]),
        );
      }),
    ),
    unique.length > 1 ? select : null,
    active
      ? h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            onclick: () => change({ q: '', states: [], area: '', id: '' }),
            'data-key': 'clear',
          },
          t('clear'),
        )
      : null,
  );
}

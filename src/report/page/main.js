// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Reads the model, keeps the address and the page in step.

const model = JSON.parse(document.getElementById('report-model').textContent);
const app = document.getElementById('app');
const examplesById = new Map();
const featuresById = new Map(model.features.map((feature) => [feature.id, feature]));
for (const entry of allExamples(model)) examplesById.set(entry.example.id, entry);

function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`everynode.${key}`);
    localStorage.setItem(`everynode.${key}`, value);
  } catch {
    // A browser may forbid storage to files; then the choice lasts as long as the page.
  }
  return null;
}

function chooseLanguage() {
  const kept = remember('language');
  if (LANGUAGES.some((entry) => entry[0] === kept)) return kept;
  const asked = navigator.language || 'en';
  if (!asked.startsWith('zh')) return 'en';
  return /Hant|TW|HK|MO/.test(asked) ? 'zh-Hant' : 'zh-Hans';
}

let address = readAddress(location.hash);
let searchBox;
chosen.language = chooseLanguage();
document.documentElement.dataset.theme = remember('theme') || 'auto';

/** Moves within the page. `quietly`: the address changes, what is drawn stays. */
function change(next, quietly) {
  address = { ...address, ...next };
  if (next.t === undefined && !quietly) address.t = undefined;
  const fragment = writeAddress(address);
  try {
    history.replaceState(null, '', fragment);
  } catch {
    if (!quietly) location.replace(fragment);
  }
  if (!quietly) draw();
}

function drawHeader() {
  const tab = (view) =>
    h('a', { href: writeAddress({ view }), 'aria-current': address.view === view ? 'page' : null }, t(view));
  searchBox = h('input', {
    type: 'search',
    placeholder: t('search'),
    'aria-label': t('search'),
    title: t('searchHint'),
    value: address.q,
    'data-key': 'search',
  });
  let waiting;
  searchBox.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(
      () => change({ q: searchBox.value, id: '', view: address.view === 'summary' ? 'features' : address.view }),
      120,
    );
  });
  const pick = (label, options, value, onPick) =>
    h(
      'select',
      { 'aria-label': label, onchange: (event) => onPick(event.target.value), 'data-key': label },
      options.map(([key, text]) =>
        h('option', { value: key, selected: key === value, lang: label === t('language') ? key : null }, text),
      ),
    );
  return h(
    'header',
    { class: 'top' },
    h(
      'a',
      { class: 'brand', href: '#/summary' },
      brandMark(),
      h('b', null, 'everynode'),
      h('span', { class: 'soft' }, `Kubernetes ${model.run.kubernetesVersion}`),
    ),
    h('nav', { 'aria-label': t('views') }, tab('summary'), tab('requirements'), tab('features')),
    h(
      'div',
      { class: 'tools' },
      searchBox,
      pick(t('language'), LANGUAGES, chosen.language, (value) => {
        chosen.language = value;
        remember('language', value);
        draw();
      }),
      pick(
        t('theme'),
        ['auto', 'light', 'dark'].map((name) => [name, `◐ ${t(name)}`]),
        document.documentElement.dataset.theme,
        (value) => {
          document.documentElement.dataset.theme = value;
          remember('theme', value);
        },
      ),
    ),
  );
}

/** Five nodes, one pod on each. */
function brandMark() {
  const mark = s('svg', { viewBox: '0 0 24 24', class: 'brand-mark', 'aria-hidden': 'true' });
  for (const [x, y] of [
    [12, 4.5],
    [19.5, 10],
    [16.6, 18.6],
    [7.4, 18.6],
    [4.5, 10],
  ])
    mark.append(s('circle', { cx: x, cy: y, r: 3 }));
  mark.append(s('circle', { cx: 12, cy: 12.3, r: 1.6, class: 'centre' }));
  return mark;
}

function drawView() {
  if (address.view === 'requirements') return requirementsView(model, address, examplesById, change);
  if (address.view === 'features')
    return featuresView(model, address, { features: featuresById, examples: examplesById }, change);
  return summaryView(model);
}

function draw() {
  const focused = document.activeElement?.dataset?.key;
  const caret = focused === 'search' ? document.activeElement.selectionStart : undefined;
  document.documentElement.lang = chosen.language;
  document.title = `${t('title')} · everynode`;
  const main = h('main', { id: 'main', tabindex: -1 }, drawView());
  const skip = h('button', { type: 'button', class: 'skip', onclick: () => main.focus() }, t('skip'));
  app.replaceChildren(skip, drawHeader(), main);
  if (focused) {
    const again = [...app.querySelectorAll('[data-key]')].find((element) => element.dataset.key === focused);
    again?.focus({ preventScroll: true });
    if (caret !== undefined) again?.setSelectionRange(caret, caret);
  }
}

function scrollToLink() {
  const linked = app.querySelector('[data-linked]');
  if (linked) linked.scrollIntoView({ block: 'start' });
  else window.scrollTo(0, 0);
}

window.addEventListener('hashchange', () => {
  if (location.hash !== '' && !location.hash.startsWith('#/')) return;
  address = readAddress(location.hash);
  draw();
  scrollToLink();
});

// On paper nothing can be unfolded.
let unfolded = [];
window.addEventListener('beforeprint', () => {
  unfolded = [...app.querySelectorAll('details:not([open])')];
  for (const details of unfolded) details.open = true;
});
window.addEventListener('afterprint', () => {
  for (const details of unfolded) details.open = false;
});

window.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
  event.preventDefault();
  searchBox.focus();
});

draw();
scrollToLink();

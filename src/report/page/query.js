// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// What the address says about the view, and which scenarios a query means.
const STATE_ORDER = ['failed', 'known-difference', 'no-scenario', 'not-run', 'unsupported', 'passed'];
const CHANGE_ORDER = ['broken', 'fixed', 'new', 'changed', 'slower'];
const BAR_ORDER = ['passed', 'unsupported', 'not-run', 'no-scenario', 'known-difference', 'failed'];

/** `#/features/status%2Fcounters?state=failed&t=2000` as view, id and the other words. */
function readAddress(fragment) {
  const [path, words] = fragment.replace(/^#\/?/, '').split('?');
  const slash = path.indexOf('/');
  const view = slash < 0 ? path : path.slice(0, slash);
  let id = slash < 0 ? '' : path.slice(slash + 1);
  try {
    id = decodeURIComponent(id);
  } catch {
    id = '';
  }
  const values = new URLSearchParams(words || '');
  return {
    view: ['summary', 'requirements', 'features'].includes(view) ? view : 'summary',
    id,
    q: values.get('q') || '',
    states: (values.get('state') || '').split(',').filter((state) => STATE_ORDER.includes(state)),
    changes: (values.get('change') || '').split(',').filter((change) => CHANGE_ORDER.includes(change)),
    level: ['core', 'extended'].includes(values.get('level')) ? values.get('level') : '',
    differ: values.get('differ') === '1',
    area: values.get('area') || '',
    feature: values.get('feature') || '',
    step: Number(values.get('step')) || undefined,
    t: values.has('t') ? Number(values.get('t')) || 0 : undefined,
  };
}

function writeAddress(address) {
  const words = new URLSearchParams();
  if (address.q) words.set('q', address.q);
  if (address.states && address.states.length > 0) words.set('state', address.states.join(','));
  if (address.changes && address.changes.length > 0) words.set('change', address.changes.join(','));
  if (address.level) words.set('level', address.level);
  if (address.differ) words.set('differ', '1');
  if (address.area) words.set('area', address.area);
  if (address.feature) words.set('feature', address.feature);
  if (address.step) words.set('step', String(address.step));
  if (address.t !== undefined) words.set('t', String(Math.round(address.t)));
  const id = address.id ? `/${address.id.split('/').map(encodeURIComponent).join('/')}` : '';
  const tail = words.toString();
  return `#/${address.view}${id}${tail ? `?${tail}` : ''}`;
}

/** What an address is without anything that narrows the view. */
const NO_FILTER = { q: '', id: '', states: [], changes: [], level: '', differ: false, area: '', feature: '' };

/** Whether anything narrows the view. */
function isFiltered({ q, id, states, changes, level, differ, area, feature }) {
  return Boolean(q || id || states.length || changes.length || level || differ || area || feature);
}

/** Compiles a query: tags with and, or, not and parentheses; every other word must occur in the text. */
function compileQuery(query) {
  const words = query.toLowerCase().match(/[()]|[^\s()]+/g) || [];
  const hasTags = words.some((word) => word.startsWith('@'));
  const operators = ['and', 'or', 'not', '(', ')'];
  const isTagWord = (word) => word.startsWith('@') || (hasTags && operators.includes(word));
  const texts = words.filter((word) => !isTagWord(word));
  const matchesTags = parseTags(words.filter(isTagWord));
  return (text, tags) =>
    texts.every((word) => text.includes(word)) && matchesTags(new Set(tags.map((tag) => tag.toLowerCase())));
}

/** An unfinished expression, as it is while somebody types, means what its finished part means. */
function parseTags(words) {
  let at = 0;
  const parseOr = () => {
    let left = parseAnd();
    while (words[at] === 'or') {
      at += 1;
      const before = left;
      const right = parseAnd();
      left = (tags) => before(tags) || right(tags);
    }
    return left;
  };
  const parseAnd = () => {
    let left = parseNot();
    while (at < words.length && words[at] !== 'or' && words[at] !== ')') {
      if (words[at] === 'and') at += 1;
      const before = left;
      const right = parseNot();
      left = (tags) => before(tags) && right(tags);
    }
    return left;
  };
  const parseNot = () => {
    const word = words[at];
    if (word === undefined || word === ')') return () => true;
    at += 1;
    if (word === 'not') {
      if (at >= words.length) return () => true;
      const inner = parseNot();
      return (tags) => !inner(tags);
    }
    if (word === '(') {
      const inner = parseOr();
      if (words[at] === ')') at += 1;
      return inner;
    }
    if (!word.startsWith('@')) return () => true;
    return (tags) => tags.has(word) || [...tags].some((tag) => word.length > 2 && tag.startsWith(word));
  };
  return words.length > 0 ? parseOr() : () => true;
}

/** The converters of the catalogue, and the controls of the one that is open. */
import { byId, fill, h } from '../dom.js';
import { hasParameters, loadCatalog } from '../api/catalog.js';
import { asProblem } from '../api/problem.js';
import { currentUser, sessionEvents, sessionOwner } from '../api/session.js';
import { RECIPE } from '../recipe.js';
import { areaOf, defaults } from '../schema.js';
import { converterIcon, icon } from '../ui/icon.js';
import { makeInspector } from './inspector.js';

/** @typedef {import('../api/catalog.js').Converter} Converter */

const SEARCH_FROM = 9; // converters, from which a search field helps
const GROUPS_FROM = 7;

/** @param {import('./document.js').Doc} doc @param {import('./run.js').Runner} runner @param {import('../viewer/viewer.js').Viewer} viewer */
export function showTools(doc, runner, viewer) {
  const list = byId('tool-list');
  const slot = byId('inspector-slot');
  const phone = matchMedia('(max-width: 760px)');
  const inspector = makeInspector(doc, runner, viewer);
  /** @type {Converter[]} */ let converters = [];
  /** @type {Converter|null} */ let open = null;
  /** By converter. @type {Map<string, import('./controls/form.js').Settings>} */ const settings = new Map();
  let filter = '';

  function settingsOf(/** @type {Converter} */ c) {
    const known = settings.get(c.name) ?? { values: defaults(c.parameters), pictures: {} };
    settings.set(c.name, known);
    return known;
  }

  function choose(/** @type {Converter} */ c) {
    if (!hasParameters(c)) {
      open = null;
      place();
      if (!runner.busy) runner.start({ converter: c.name, parameters: {} });
      return;
    }
    open = open === c ? null : c;
    if (open) inspector.open(c, settingsOf(c));
    place();
  }

  /** Puts the controls under their card, or above the bar on a phone. */
  function place() {
    for (const el of list.querySelectorAll('.tool')) {
      const here = el.dataset.name === open?.name;
      el.classList.toggle('is-open', here);
      if (el.hasAttribute('aria-expanded')) el.setAttribute('aria-expanded', String(here));
    }
    byId('tools').classList.toggle('has-open', Boolean(open));
    if (!open) {
      inspector.close();
      return inspector.el.remove();
    }
    const card = list.querySelector(`[data-name="${CSS.escape(open.name)}"]`);
    if (phone.matches || !card) slot.append(inspector.el);
    else card.after(inspector.el);
    if (phone.matches || !card) return;
    inspector.el.scrollIntoView({ block: 'nearest' });
    card.scrollIntoView({ block: 'nearest' }); // for a form that is longer than the window
  }

  /** An area that was cut out is done with: what is shown next is the result. */
  function finish() {
    if (!open || doc.step?.converter !== open.name || !areaOf(open.parameters)) return;
    const { name } = open, within = inspector.el.contains(document.activeElement);
    open = null;
    place();
    if (within) list.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  }

  function draw() {
    const wanted = filter.trim().toLowerCase();
    const shown = converters.filter((c) => `${c.title} ${c.summary} ${c.category ?? ''}`.toLowerCase().includes(wanted));
    const grouped = converters.length >= GROUPS_FROM;
    const rows = [];
    let group = '';
    for (const c of grouped ? byCategory(shown) : shown) {
      if (grouped && (c.category ?? '') !== group) rows.push(h('h3', { class: 'tool-group' }, group = c.category ?? ''));
      rows.push(card(c));
    }
    fill(list, rows.length ? rows : h('p', { class: 'tool-none' }, `No converter matches “${filter}”.`));
    place();
  }

  /** @param {Converter} c */
  function card(c) {
    const more = hasParameters(c);
    return h('button', {
      class: 'tool', type: 'button', testid: `converter-${c.name}`, 'data-name': c.name,
      'aria-expanded': more ? 'false' : null, 'aria-controls': more ? 'inspector' : null, title: c.summary, onclick: () => choose(c),
    },
    h('span', { class: 'tool-icon' }, converterIcon(c)),
    h('span', { class: 'tool-text' }, h('b', null, c.title), h('small', null, c.summary)),
    icon(more ? 'chevron' : 'bolt', more ? 'tool-chevron' : 'tool-bolt'));
  }

  async function load() {
    fill(list, Array.from({ length: 3 }, () => h('span', { class: 'tool skeleton', 'aria-hidden': 'true' })));
    try {
      converters = (await loadCatalog()).filter((c) => c.name !== RECIPE);
      byId('tool-search').hidden = converters.length < SEARCH_FROM;
      draw();
      fill(byId('empty-tools'), converters.slice(0, 8).map((c) => h('li', null, converterIcon(c), c.title)));
      doc.changed('catalog');
    } catch (err) {
      fill(list, h('div', { class: 'tool-none' }, h('p', null, asProblem(err).title),
        h('button', { class: 'button small', type: 'button', onclick: load }, 'Try again')));
    }
  }

  byId('tool-search').querySelector('input').addEventListener('input', (/** @type {any} */ e) => { filter = e.target.value; draw(); });
  runner.addEventListener('done', finish);
  phone.addEventListener('change', place);
  sessionEvents.addEventListener('change', note);
  note();
  load();

  // Pictures that somebody gave a converter are for nobody else to see.
  let owner = sessionOwner();
  sessionEvents.addEventListener('change', () => {
    const former = owner;
    owner = sessionOwner();
    if (former && former !== owner) for (const s of settings.values()) s.pictures = {};
    if (open && former !== owner) inspector.open(open, settingsOf(open));
  });

  return {
    /** Sets values of a converter's parameters. @param {string} name @param {Record<string, any>} values */
    set(name, values) {
      const c = converters.find((c) => c.name === name);
      if (!c) return;
      Object.assign(settingsOf(c).values, values);
      if (open === c) inspector.open(c, settingsOf(c));
    },
  };
}

/** Says where results go. */
function note() {
  fill(byId('tools-note'), icon('grid'), currentUser()
    ? h('span', null, 'Every result is kept in your ', h('a', { href: '/gallery', 'data-route': true }, 'gallery'), ', with its original.')
    : h('span', null, h('a', { href: '/login', 'data-route': true }, 'Sign in'), ' to keep originals and results in a gallery. Without an account nothing is kept.'));
}

/** @param {Converter[]} list */
function byCategory(list) {
  const order = [...new Set(list.map((c) => c.category ?? ''))];
  return [...list].sort((a, b) => order.indexOf(a.category ?? '') - order.indexOf(b.category ?? ''));
}

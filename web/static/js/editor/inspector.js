/** The open converter's controls, with what it will take and Apply. */
import { fill, h } from '../dom.js';
import { areaOf, canFit, defaults, requiredPictures } from '../schema.js';
import { Area } from './area/area.js';
import { makeFrame } from './area/frame.js';
import { makeControls } from './controls/form.js';
import { makeOutlook } from './outlook.js';

/** @typedef {import('./controls/form.js').Settings} Settings */

/**
 * @param {import('./document.js').Doc} doc @param {import('./run.js').Runner} runner
 * @param {import('../viewer/viewer.js').Viewer} viewer where an area is drawn
 */
export function makeInspector(doc, runner, viewer) {
  /** @type {import('../api/catalog.js').Converter|null} */ let converter = null;
  /** @type {Settings} */ let settings = { values: {}, pictures: {} };
  /** @type {Area|null} */ let area = null;
  const frame = makeFrame(viewer, () => run());
  const controls = h('div', { class: 'controls' });
  const outlook = makeOutlook(() => { set('fit', true); apply.focus(); });
  const missing = h('p', { class: 'inspector-missing', id: 'apply-missing', testid: 'missing', hidden: true });
  const apply = h('button', { class: 'button primary', type: 'submit', testid: 'apply' }, 'Apply');
  const update = h('button', { title: 'Make the last step anew with these settings', class: 'button', type: 'button', testid: 'update-step', onclick: () => run(doc.cursor - 1) }, 'Update');
  const reset = h('button', { class: 'link', type: 'button', testid: 'reset', onclick: resetAll }, 'Reset');
  const el = h('form', { class: 'inspector', id: 'inspector', novalidate: true, onsubmit: submit },
    controls, h('div', { class: 'inspector-foot' }, outlook.warning, missing, reset, outlook.time, h('span', { class: 'inspector-buttons' }, update, apply)));

  /** @param {Event} e */
  function submit(e) {
    e.preventDefault();
    run();
  }

  /** @param {number} [base] */
  function run(base) {
    // A field that still has the focus has not been tidied yet.
    if (document.activeElement instanceof HTMLInputElement && document.activeElement.type === 'number') document.activeElement.dispatchEvent(new Event('change'));
    if (converter && !runner.busy && !lacking().length) runner.start({ converter: converter.name, parameters: settings.values, pictures: settings.pictures, base });
  }

  function resetAll() {
    if (!converter) return;
    Object.assign(settings.values, defaults(converter.parameters));
    settings.pictures = {};
    settings.lock = undefined;
    open(converter, settings);
  }

  /** @param {string} name @param {any} value */
  function set(name, value) {
    settings.values[name] = value;
    if (converter) open(converter, settings);
  }

  /** @param {import('../api/catalog.js').Converter} c @param {Settings} s */
  function open(c, s) {
    converter = c;
    settings = s;
    el.setAttribute('aria-label', c.title);
    const names = areaOf(c.parameters);
    area = names && new Area(names, s.values, s.lock);
    look();
    fill(controls, h('p', { class: 'inspector-title' }, c.title), makeControls(c.parameters, s, refresh, area));
    refresh();
  }

  function close() {
    converter = area = null;
    frame.show(null);
  }

  /** Turns the area to the picture that is shown. */
  function look() {
    const { current } = doc;
    if (!area || !converter) return frame.show(null);
    const other = settings.picture !== current?.id;
    if (other || area.size.w !== current?.width) {
      area.show({ w: current?.width ?? 0, h: current?.height ?? 0 }, other ? defaults(converter.parameters) : null);
      settings.picture = current?.id;
    }
    frame.show(current?.width && !runner.busy ? area : null);
  }

  /** Titles of the pictures that are still to be given. @returns {string[]} */
  function lacking() {
    const schema = converter?.parameters;
    return requiredPictures(schema).filter((name) => !settings.pictures[name]).map((name) => schema.properties[name].title ?? name);
  }

  function refresh() {
    // An area is of the picture that is shown, and the last step was made of another.
    const again = doc.step && doc.step.converter === converter?.name && !area;
    if (area) settings.lock = area.lock;
    const wanted = lacking();
    update.hidden = !again;
    apply.textContent = again ? 'Apply again' : 'Apply';
    apply.disabled = update.disabled = runner.busy || wanted.length > 0;
    missing.hidden = !wanted.length;
    missing.textContent = wanted.length ? `Add first: ${wanted.join(', ').toLowerCase()}` : '';
    if (wanted.length) apply.setAttribute('aria-describedby', missing.id);
    else apply.removeAttribute('aria-describedby');
    const d = converter ? defaults(converter.parameters) : {};
    reset.classList.toggle('is-idle', (!area || area.lock === 'free') && Object.keys(d).every((k) => d[k] === settings.values[k]) && !Object.keys(settings.pictures).length);
    if (converter) outlook.show(converter, doc.current, settings.values, canFit(converter.parameters));
  }

  const renew = () => { look(); refresh(); };
  doc.addEventListener('change', renew);
  for (const name of ['start', 'done', 'failed', 'cancelled']) runner.addEventListener(name, renew);

  return { el, open, close };
}

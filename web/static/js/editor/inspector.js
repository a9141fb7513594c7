/** The open converter's controls, with Apply. */
import { fill, h } from '../dom.js';
import { defaults, makeControls } from './controls.js';

/** @param {import('./document.js').Doc} doc @param {import('./run.js').Runner} runner */
export function makeInspector(doc, runner) {
  /** @type {import('../api/catalog.js').Converter|null} */ let converter = null;
  /** @type {Record<string, any>} */ let values = {};
  const controls = h('div', { class: 'controls' });
  const apply = h('button', { class: 'button primary', type: 'submit', testid: 'apply' }, 'Apply');
  const update = h('button', { title: 'Make the last step anew with these settings', class: 'button', type: 'button', testid: 'update-step', onclick: () => run(doc.cursor - 1) }, 'Update');
  const reset = h('button', { class: 'link', type: 'button', onclick: resetAll }, 'Reset');
  const el = h('form', { class: 'inspector', id: 'inspector', novalidate: true, onsubmit: submit },
    controls, h('div', { class: 'inspector-foot' }, reset, update, apply));

  /** @param {Event} e */
  function submit(e) {
    e.preventDefault();
    run();
  }

  /** @param {number} [base] */
  function run(base) {
    // A field that still has the focus has not been tidied yet.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.dispatchEvent(new Event('change'));
    if (converter) runner.start({ converter: converter.name, parameters: values, base });
  }

  function resetAll() {
    if (!converter) return;
    Object.assign(values, defaults(converter.parameters));
    open(converter, values);
  }

  /** @param {import('../api/catalog.js').Converter} c @param {Record<string, any>} v */
  function open(c, v) {
    converter = c;
    values = v;
    el.setAttribute('aria-label', c.title);
    fill(controls, h('p', { class: 'inspector-title' }, c.title), makeControls(c.parameters, v, refresh));
    refresh();
  }

  function refresh() {
    const again = doc.step && doc.step.converter === converter?.name;
    update.hidden = !again;
    apply.textContent = again ? 'Apply again' : 'Apply';
    apply.disabled = update.disabled = runner.busy;
    const d = converter ? defaults(converter.parameters) : {};
    reset.classList.toggle('is-idle', Object.keys(d).every((k) => d[k] === values[k]));
  }

  doc.addEventListener('change', refresh);
  for (const name of ['start', 'done', 'failed', 'cancelled']) runner.addEventListener(name, refresh);

  return { el, open };
}

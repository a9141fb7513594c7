/**
 * A form drawn from a converter's JSON Schema: number and integer become a
 * slider with a field, boolean a switch, enum segments or a list, anything
 * else a text field.
 */
import { clamp, h } from '../dom.js';

/** @typedef {Record<string, any>} Values */

/** What the schema says for parameters that are not set. @param {any} schema @returns {Values} */
export function defaults(schema) {
  /** @type {Values} */
  const values = {};
  for (const [name, p] of Object.entries(schema?.properties ?? {})) {
    values[name] = p.default ?? fallback(p);
  }
  return values;
}

/** The parameters as the converter orders them; JSON objects keep no order. @param {any} schema @returns {[string, any][]} */
function ordered(schema) {
  const order = schema?.['x-order'] ?? [];
  const at = (/** @type {string} */ name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(schema?.properties ?? {}).sort(([a], [b]) => at(a) - at(b));
}

/** @param {any} p */
function fallback(p) {
  if (p.enum) return p.enum[0];
  if (p.type === 'boolean') return false;
  if (p.type === 'number' || p.type === 'integer') return p.minimum ?? 0;
  return '';
}

/**
 * @param {any} schema @param {Values} values changed in place
 * @param {() => void} changed
 * @returns {HTMLElement[]}
 */
export function makeControls(schema, values, changed) {
  return ordered(schema).map(([name, p]) => {
    const id = `param-${name}`;
    const set = (/** @type {any} */ v) => { values[name] = v; changed(); };
    if (p.enum) return choice(id, name, p, values[name], set);
    if (p.type === 'boolean') return toggle(id, name, p, values[name], set);
    if (p.type === 'number' || p.type === 'integer') return number(id, name, p, values[name], set);
    return text(id, name, p, values[name], set);
  });
}

/** @param {string} id @param {any} p */
const hint = (id, p) => p.description && h('p', { class: 'control-hint', id: `${id}-hint` }, p.description);
/** @param {string} id @param {any} p */
const described = (id, p) => (p.description ? `${id}-hint` : undefined);

/** @param {string} id @param {string} name @param {any} p @param {number} value @param {(v: number) => void} set */
function number(id, name, p, value, set) {
  const step = p.multipleOf ?? p['x-step'] ?? (p.type === 'integer' ? 1 : fine(p));
  const bounds = { min: p.minimum ?? p.exclusiveMinimum, max: p.maximum ?? p.exclusiveMaximum, step };
  const ranged = bounds.min !== undefined && bounds.max !== undefined;
  const range = ranged && h('input', { type: 'range', class: 'range', ...bounds, 'aria-label': p.title ?? name, testid: `range-${name}` });
  const field = h('input', { type: 'number', class: 'number', id, name, ...bounds, step: 'any', inputmode: 'decimal',
    'aria-describedby': described(id, p), testid: `param-${name}` });
  const show = (/** @type {number} */ v) => {
    field.value = String(v);
    if (range) { range.value = String(v); paint(range, p); }
  };
  range && range.addEventListener('input', () => {
    const v = Number(range.value);
    field.value = String(v);
    paint(range, p);
    set(v);
  });
  range && range.addEventListener('dblclick', () => { if (p.default !== undefined) { show(p.default); set(p.default); } });
  field.addEventListener('input', () => {
    if (field.value === '' || Number.isNaN(field.valueAsNumber)) return;
    if (range) { range.value = field.value; paint(range, p); }
    set(field.valueAsNumber);
  });
  field.addEventListener('change', () => {
    const v = tidy(field.valueAsNumber, step, bounds, p.default ?? 0);
    show(v);
    set(v);
  });
  show(value);
  return h('div', { class: 'control' },
    h('div', { class: 'control-head' },
      h('label', { for: id }, p.title ?? name),
      h('span', { class: 'number-box' }, field, p['x-unit'] && h('span', { class: 'unit', 'aria-hidden': 'true' }, p['x-unit']))),
    range, hint(id, p));
}

/** A step that gives about 100 stops. @param {any} p */
function fine(p) {
  const span = (p.maximum ?? 1) - (p.minimum ?? 0);
  return 10 ** Math.floor(Math.log10(Math.max(1e-6, span / 100)));
}

/** @param {number} v @param {number} step @param {{min?: number, max?: number}} b @param {number} otherwise */
function tidy(v, step, b, otherwise) {
  if (Number.isNaN(v)) return otherwise;
  const whole = Number((Math.round(v / step) * step).toPrecision(12));
  return clamp(b.min ?? -Infinity, whole, b.max ?? Infinity);
}

/** Fills the track from the neutral point (zero, where there is one) to the thumb. @param {HTMLInputElement} el @param {any} p */
function paint(el, p) {
  const [min, max] = [Number(el.min), Number(el.max)];
  const at = (/** @type {number} */ v) => ((v - min) / (max - min || 1)) * 100;
  const zero = min < 0 && max > 0 ? at(0) : 0;
  const here = at(Number(el.value));
  el.style.setProperty('--from', `${Math.min(zero, here)}%`);
  el.style.setProperty('--to', `${Math.max(zero, here)}%`);
  if (p['x-unit']) el.setAttribute('aria-valuetext', `${el.value} ${p['x-unit']}`);
}

/** @param {string} id @param {string} name @param {any} p @param {boolean} value @param {(v: boolean) => void} set */
function toggle(id, name, p, value, set) {
  const box = h('input', { type: 'checkbox', role: 'switch', class: 'switch', id, name, checked: value,
    'aria-describedby': described(id, p), testid: `param-${name}` });
  box.addEventListener('change', () => set(box.checked));
  return h('div', { class: 'control' },
    h('div', { class: 'control-head' }, h('label', { for: id }, p.title ?? name), box), hint(id, p));
}

/** @param {string} id @param {string} name @param {any} p @param {any} value @param {(v: any) => void} set */
function choice(id, name, p, value, set) {
  const label = (/** @type {any} */ v, /** @type {number} */ i) => p['x-labels']?.[i] ?? capital(String(v));
  const short = p.enum.length <= 4 && p.enum.every((/** @type {any} */ v, /** @type {number} */ i) => label(v, i).length <= 12);
  if (!short) {
    const list = h('select', { class: 'select', id, name, 'aria-describedby': described(id, p), testid: `param-${name}` },
      p.enum.map((/** @type {any} */ v, /** @type {number} */ i) => h('option', { value: i, selected: v === value }, label(v, i))));
    list.addEventListener('change', () => set(p.enum[Number(list.value)]));
    return h('div', { class: 'control' },
      h('div', { class: 'control-head' }, h('label', { for: id }, p.title ?? name)), list, hint(id, p));
  }
  const options = p.enum.map((/** @type {any} */ v, /** @type {number} */ i) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: id, value: i, checked: v === value, onchange: () => set(v), testid: `param-${name}-${v}` }),
    h('span', null, label(v, i))));
  return h('fieldset', { class: 'control', 'aria-describedby': described(id, p) },
    h('legend', { class: 'control-head' }, p.title ?? name), h('div', { class: 'segments' }, options), hint(id, p));
}

/** @param {string} id @param {string} name @param {any} p @param {string} value @param {(v: string) => void} set */
function text(id, name, p, value, set) {
  const field = h('input', { type: 'text', class: 'field', id, name, value, maxlength: p.maxLength, pattern: p.pattern,
    'aria-describedby': described(id, p), testid: `param-${name}`, oninput: () => set(field.value) });
  return h('div', { class: 'control' },
    h('div', { class: 'control-head' }, h('label', { for: id }, p.title ?? name)), field, hint(id, p));
}

/** @param {string} s */
const capital = (s) => s.replace(/^./, (c) => c.toUpperCase()).replaceAll('_', ' ');

/** A number: a slider with a field, or for a seed a field with dice. */
import { clamp, h } from '../../dom.js';
import { icon } from '../../ui/icon.js';
import { control } from './control.js';

/** @param {string} id @param {string} name @param {any} p @param {number} value @param {(v: number) => void} set */
export function number(id, name, p, value, set) {
  const step = p.multipleOf ?? p['x-step'] ?? (p.type === 'integer' ? 1 : fine(p));
  const bounds = { min: p.minimum ?? p.exclusiveMinimum, max: p.maximum ?? p.exclusiveMaximum, step };
  const dice = p.type === 'integer' && (p['x-dice'] ?? name === 'seed');
  const ranged = bounds.min !== undefined && bounds.max !== undefined && !dice;
  const range = ranged && h('input', { type: 'range', class: 'range', ...bounds, 'aria-label': p.title ?? name, testid: `range-${name}` });
  const field = h('input', { type: 'number', class: 'number', id, name, ...bounds, step: 'any', inputmode: 'decimal',
    'aria-describedby': control.described(id, p), testid: `param-${name}` });
  const show = (/** @type {number} */ v) => {
    field.value = String(v);
    if (range) { range.value = String(v); paint(range, p); }
  };
  const take = (/** @type {number} */ v) => { show(v); set(v); };
  range && range.addEventListener('input', () => take(Number(range.value)));
  range && range.addEventListener('dblclick', () => { if (p.default !== undefined) take(p.default); });
  field.addEventListener('input', () => {
    if (field.value === '' || Number.isNaN(field.valueAsNumber)) return;
    if (range) { range.value = field.value; paint(range, p); }
    set(field.valueAsNumber);
  });
  field.addEventListener('change', () => take(tidy(field.valueAsNumber, step, bounds, p.default ?? 0)));
  show(value);
  const box = h('span', { class: `number-box${dice ? ' is-wide' : ''}` }, field, p['x-unit'] && h('span', { class: 'unit', 'aria-hidden': 'true' }, p['x-unit']));
  return control(id, name, p, dice ? h('span', { class: 'seed' }, box, diceButton(name, p, take)) : box, range);
}

const MANY = 1_000_000; // numbers that a person can still read out

/** @param {string} name @param {any} p @param {(v: number) => void} take */
function diceButton(name, p, take) {
  const min = p.minimum ?? 0, max = Math.min(p.maximum ?? MANY, min + MANY);
  const what = (p.title ?? name).toLowerCase();
  return h('button', { class: 'icon-button small dice', type: 'button', testid: `dice-${name}`, 'aria-label': `Another ${what}`, title: `Another ${what}`,
    onclick: () => take(min + Math.floor(Math.random() * (max - min + 1))) }, icon('dice'));
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

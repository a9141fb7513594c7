/** One of several values: segments for a few short ones, a list for some, a picker with search for many. */
import { h } from '../../dom.js';
import { choicesOf } from '../../schema.js';
import { control } from './control.js';
import { picker } from './picker.js';

const MANY = 8; // choices, above which a list is long to look through

/** @param {string} id @param {string} name @param {any} p @param {any} value @param {(v: any) => void} set */
export function choice(id, name, p, value, set) {
  const choices = choicesOf(p);
  if (choices.length > MANY) return picker(id, name, p, choices, value, set);
  if (choices.length > 4 || choices.some((c) => c.label.length > 12)) return list(id, name, p, choices, value, set);
  const options = choices.map((c, i) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: id, value: i, checked: c.value === value, onchange: () => set(c.value), testid: `param-${name}-${c.value}` }),
    h('span', null, c.label)));
  return h('fieldset', { class: 'control', 'aria-describedby': control.described(id, p) },
    h('legend', { class: 'control-head' }, p.title ?? name), h('div', { class: 'segments' }, options), control.hint(id, p));
}

/**
 * @param {string} id @param {string} name @param {any} p @param {ReturnType<typeof choicesOf>} choices
 * @param {any} value @param {(v: any) => void} set
 */
function list(id, name, p, choices, value, set) {
  const el = h('select', { class: 'select', id, name, 'aria-describedby': control.described(id, p), testid: `param-${name}` },
    choices.map((c, i) => h('option', { value: i, selected: c.value === value }, c.label)));
  el.addEventListener('change', () => set(choices[Number(el.value)].value));
  return control(id, name, p, null, el);
}

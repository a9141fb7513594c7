/**
 * A form drawn from a converter's JSON Schema: number and integer become a
 * slider with a field, boolean a switch, enum segments, a list or a picker,
 * a picture a well, the parts of an area one group, anything else a text field.
 */
import { h } from '../../dom.js';
import { isPicture, ordered, requiredPictures } from '../../schema.js';
import { areaControls } from './area.js';
import { choice } from './choice.js';
import { control } from './control.js';
import { number } from './number.js';
import { well } from './well.js';

/**
 * What somebody has set for a converter.
 * @typedef {object} Settings
 * @property {Record<string, any>} values of all parameters but pictures
 * @property {Record<string, import('./well.js').Placed>} pictures
 * @property {boolean} [more] whether the advanced ones are unfolded
 * @property {string} [lock] the shape that an area keeps
 * @property {string} [picture] ID of the picture that an area is of
 */

/**
 * @param {any} schema @param {Settings} settings changed in place
 * @param {() => void} changed @param {import('../area/area.js').Area|null} [area] of the schema
 * @returns {HTMLElement[]}
 */
export function makeControls(schema, settings, changed, area = null) {
  /** @type {HTMLElement[]} */ const plain = area ? [areaControls(schema, area, changed)] : [], /** @type {HTMLElement[]} */ advanced = [];
  for (const [name, p] of ordered(schema)) {
    if (area && p['x-area']) continue;
    (p['x-advanced'] ? advanced : plain).push(make(schema, settings, changed, name, p));
  }
  if (!advanced.length) return plain;
  const more = h('details', { class: 'more', open: settings.more, testid: 'more-settings' },
    h('summary', null, 'More settings'), h('div', { class: 'more-body' }, advanced));
  more.addEventListener('toggle', () => { settings.more = more.open; });
  return [...plain, more];
}

/** @param {any} schema @param {Settings} settings @param {() => void} changed @param {string} name @param {any} p @returns {HTMLElement} */
function make(schema, settings, changed, name, p) {
  const { values, pictures } = settings;
  const id = `param-${name}`;
  const set = (/** @type {any} */ v) => { values[name] = v; changed(); };
  if (isPicture(p)) {
    return well(id, name, p, pictures[name] ?? null, requiredPictures(schema).includes(name), (picture) => {
      if (picture) pictures[name] = picture;
      else delete pictures[name];
      changed();
    });
  }
  if (p.enum) return choice(id, name, p, values[name], set);
  if (p.type === 'boolean') return toggle(id, name, p, values[name], set);
  if (p.type === 'number' || p.type === 'integer') return number(id, name, p, values[name], set);
  return text(id, name, p, values[name], set);
}

/** @param {string} id @param {string} name @param {any} p @param {boolean} value @param {(v: boolean) => void} set */
function toggle(id, name, p, value, set) {
  const box = h('input', { type: 'checkbox', role: 'switch', class: 'switch', id, name, checked: value,
    'aria-describedby': control.described(id, p), testid: `param-${name}` });
  box.addEventListener('change', () => set(box.checked));
  return control(id, name, p, box);
}

/** @param {string} id @param {string} name @param {any} p @param {string} value @param {(v: string) => void} set */
function text(id, name, p, value, set) {
  const field = h('input', { type: 'text', class: 'field', id, name, value, maxlength: p.maxLength, pattern: p.pattern,
    'aria-describedby': control.described(id, p), testid: `param-${name}`, oninput: () => set(field.value) });
  return control(id, name, p, null, field);
}

/** The controls of an area: shapes to keep, a unit, and where it lies in numbers. */
import { h } from '../../dom.js';
import { choicesOf } from '../../schema.js';
import { ORIGINAL } from '../area/area.js';
import { control } from './control.js';

const SHAPES = [['free', 'Free'], ['1/1', 'Square'], ['4/3', '4 : 3'], ['3/2', '3 : 2'], ['16/9', '16 : 9']].map(([value, label]) => ({ value, label }));
const PARTS = /** @type {const} */ (['x', 'y', 'width', 'height']);

/** @param {any} schema @param {import('../area/area.js').Area} area @param {() => void} changed */
export function areaControls(schema, area, changed) {
  const { names } = area;
  const fields = PARTS.map((part) => field(part, names[part], schema.properties[names[part]], area));
  const unit = names.unit && units(names.unit, schema.properties[names.unit], area);
  const el = h('div', { class: 'area-controls', testid: 'area-controls' }, shapes(schema, area),
    h('fieldset', { class: 'control' }, h('legend', { class: 'sr-only' }, 'Where it lies'), unit, h('div', { class: 'area-fields' }, fields.map((f) => f.el))));
  area.addEventListener('change', () => {
    for (const f of fields) f.show();
    changed();
  });
  return el;
}

/** @param {any} schema @param {import('../area/area.js').Area} area */
function shapes(schema, area) {
  const { aspect } = area.names, p = schema.properties[aspect ?? ''] ?? { title: 'Shape' }, name = aspect ?? 'shape';
  const [first, ...rest] = aspect ? choicesOf(p) : SHAPES;
  const options = [first, { value: ORIGINAL, label: 'Original' }, ...rest.filter((c) => c.value !== ORIGINAL)].map((c) => h('label', { class: 'pick' },
    h('input', { type: 'radio', name: `param-${name}`, value: c.value, checked: c.value === area.lock, onchange: () => area.reshape(c.value), testid: `param-${name}-${c.value}` }),
    h('span', null, c.label)));
  return h('fieldset', { class: 'control' }, h('legend', { class: 'control-head' }, p.title ?? name), h('div', { class: 'picks area-shapes' }, options));
}

/** @param {string} name @param {any} p @param {import('../area/area.js').Area} area */
function units(name, p, area) {
  return h('div', { class: 'segments', role: 'radiogroup', 'aria-label': p.title ?? name }, choicesOf(p).map((c) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: `param-${name}`, value: c.value, checked: c.value === area.values[name], onchange: () => area.measure(c.value), testid: `param-${name}-${c.value}` }),
    h('span', null, c.label))));
}

/** @param {typeof PARTS[number]} part @param {string} name @param {any} p @param {import('../area/area.js').Area} area */
function field(part, name, p, area) {
  const id = `param-${name}`;
  const unit = h('span', { class: 'unit', 'aria-hidden': 'true' });
  const input = h('input', { type: 'number', class: 'number', id, name, min: 0, step: 'any', inputmode: 'decimal', 'aria-describedby': control.described(id, p), testid: id });
  const show = () => {
    unit.textContent = area.percent ? '%' : 'px';
    if (document.activeElement !== input) input.value = String(shown(area, part));
  };
  input.addEventListener('input', () => { if (input.value !== '' && input.valueAsNumber >= 0) area.type(part, input.valueAsNumber); });
  input.addEventListener('change', () => {
    area.settle();
    input.value = String(shown(area, part));
  });
  show();
  return { show, el: h('div', { class: 'area-field' }, h('label', { for: id }, p.title ?? name), h('span', { class: 'number-box' }, input, unit), control.hint(id, p)) };
}

/** What a field says: of the box where there is one. @param {import('../area/area.js').Area} area @param {typeof PARTS[number]} part */
function shown(area, part) {
  const { rect, size } = area;
  if (!rect) return area.values[area.names[part]];
  const [pixels, n] = { x: [rect.x, size.w], y: [rect.y, size.h], width: [rect.w, size.w], height: [rect.h, size.h] }[part];
  return area.percent ? Number((pixels / n * 100).toFixed(2)) : pixels;
}

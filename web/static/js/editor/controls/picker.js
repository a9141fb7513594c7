/** One of many values: all in sight in their groups, with a search field. */
import { h } from '../../dom.js';
import { icon } from '../../ui/icon.js';
import { control } from './control.js';

/**
 * @param {string} id @param {string} name @param {any} p
 * @param {{value: any, label: string, group: string}[]} choices @param {any} value @param {(v: any) => void} set
 */
export function picker(id, name, p, choices, value, set) {
  const title = p.title ?? name;
  const none = h('p', { class: 'picker-none', hidden: true }, 'Nothing of that name.');
  const search = h('input', { type: 'search', placeholder: `Search ${choices.length}`, 'aria-label': `Search: ${title}`, testid: `search-${name}` });
  const options = choices.map((c, i) => {
    const radio = h('input', { type: 'radio', name: id, value: i, checked: c.value === value, onchange: () => set(c.value), testid: `param-${name}-${c.value}` });
    return { ...c, radio, el: h('label', { class: 'pick' }, radio, h('span', null, c.label)) };
  });
  const groups = [...new Set(options.map((o) => o.group))].map((group) => {
    const members = options.filter((o) => o.group === group);
    return { members, el: h('div', { class: 'pick-group', role: group && 'group', 'aria-label': group || null },
      group && h('p', { class: 'pick-title', 'aria-hidden': 'true' }, group), h('div', { class: 'picks' }, members.map((o) => o.el))) };
  });
  const box = h('div', { class: 'pick-box' }, groups.map((g) => g.el), none);

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    for (const o of options) o.el.hidden = !`${o.label} ${o.group}`.toLowerCase().includes(wanted);
    for (const g of groups) g.el.hidden = g.members.every((o) => o.el.hidden);
    none.hidden = groups.some((g) => !g.el.hidden);
  }

  search.addEventListener('input', filter);
  search.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => {
    const first = options.find((o) => !o.el.hidden)?.radio;
    if (e.key === 'Enter') e.preventDefault(); // it would apply
    if (!first || !['Enter', 'ArrowDown'].includes(e.key)) return;
    e.preventDefault();
    if (e.key === 'Enter') first.click();
    (e.key === 'Enter' || !options.some((o) => o.radio.checked && !o.el.hidden) ? first : options.find((o) => o.radio.checked)?.radio).focus();
  });
  // What is chosen comes into sight, without scrolling what is around.
  requestAnimationFrame(() => {
    const chosen = options.find((o) => o.radio.checked)?.el;
    if (chosen) box.scrollTop = chosen.offsetTop - (box.clientHeight - chosen.offsetHeight) / 2;
  });
  return h('fieldset', { class: 'control picker', 'aria-describedby': control.described(id, p), testid: `param-${name}` },
    h('legend', { class: 'control-head' }, title),
    h('div', { class: 'picker-body' }, h('label', { class: 'picker-search' }, icon('search'), search), box), control.hint(id, p));
}

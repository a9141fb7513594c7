/** The frame of a control: its label, what stands beside it and below it, and its hint. */
import { h } from '../../dom.js';

/**
 * @param {string} id @param {string} name @param {any} p
 * @param {any} beside on the label's line @param {...any} below
 * @returns {HTMLElement}
 */
export function control(id, name, p, beside, ...below) {
  return h('div', { class: 'control' },
    h('div', { class: 'control-head' }, h('label', { for: id }, p.title ?? name), beside), below, control.hint(id, p));
}

/** @param {string} id @param {any} p */
control.hint = (id, p) => p.description && h('p', { class: 'control-hint', id: `${id}-hint` }, p.description);

/** The ID of the hint, for aria-describedby. @param {string} id @param {any} p */
control.described = (id, p) => (p.description ? `${id}-hint` : undefined);

/** Says things to screen readers. */
import { byId } from '../dom.js';

/** @param {string} text */
export function say(text) {
  const el = byId('live');
  el.textContent = '';
  requestAnimationFrame(() => { el.textContent = text; });
}

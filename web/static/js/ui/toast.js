/** Short messages at the edge of the page, with an optional action. */
import { byId, h } from '../dom.js';
import { icon } from './icon.js';
import { say } from './live.js';

/**
 * @param {string} text
 * @param {{kind?: 'ok'|'error'|'info', action?: {label: string, run: () => void}, stay?: boolean, testid?: string}} [o]
 * @returns {() => void} takes it away
 */
export function toast(text, o = {}) {
  const kind = o.kind ?? 'ok';
  const el = h('div', { class: `toast toast-${kind}`, testid: o.testid ?? 'toast' },
    icon({ ok: 'check', error: 'alert', info: 'info' }[kind]),
    h('p', null, text),
    o.action && h('button', { class: 'link', type: 'button', onclick: () => { o.action?.run(); close(); } }, o.action.label),
    h('button', { class: 'icon-button small', type: 'button', 'aria-label': 'Dismiss', onclick: () => close() }, icon('close')));
  const timer = o.stay ? 0 : setTimeout(close, kind === 'error' ? 8000 : 4500);
  function close() {
    clearTimeout(timer);
    el.classList.add('is-leaving');
    setTimeout(() => el.remove(), 200);
  }
  byId('toasts').append(el);
  say(text);
  return close;
}

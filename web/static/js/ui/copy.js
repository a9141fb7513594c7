/** Copies text. Where the page came without TLS from another machine there is no clipboard for scripts, but the old command. */
import { h } from '../dom.js';
import { toast } from './toast.js';

/** @param {string} text @param {string} done what to say then */
export async function copy(text, done) {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else if (!command(text)) throw new Error('refused');
    toast(done);
  } catch {
    toast('This browser does not let the page copy.', { kind: 'error' });
  }
}

/** @param {string} text */
function command(text) {
  const area = h('textarea', { class: 'sr-only', 'aria-hidden': 'true' });
  area.value = text;
  const focused = document.activeElement;
  (document.querySelector('dialog[open]') ?? document.body).append(area); // what is outside of a modal dialog cannot be selected
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

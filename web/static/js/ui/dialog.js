/** Modal dialogs on <dialog>: Escape, backdrop and focus are the browser's. */
import { h } from '../dom.js';
import { icon } from './icon.js';

/**
 * Opens a dialog that removes itself when closed.
 * @param {string} title @param {{class?: string, onclose?: () => void, testid?: string}} o @param {...any} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, o, ...content) {
  const id = `dialog-${Math.random().toString(36).slice(2)}`;
  const dialog = h('dialog', { class: `dialog ${o.class ?? ''}`, 'aria-labelledby': id, testid: o.testid },
    h('header', { class: 'dialog-head' },
      h('h2', { id }, title),
      h('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', testid: 'close-dialog', onclick: () => dialog.close() }, icon('close'))),
    ...content);
  dialog.addEventListener('pointerdown', (/** @type {PointerEvent} */ e) => {
    if (e.target === dialog && outside(dialog, e)) dialog.close();
  });
  dialog.addEventListener('close', () => {
    o.onclose?.();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Closes what an account has open: its pictures, its questions. Signing in is nobody's yet. */
export function closeAccountDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open]:not(.auth)')) if (dialog instanceof HTMLDialogElement) dialog.close();
}

/** @param {HTMLElement} el @param {PointerEvent} e */
function outside(el, e) {
  const r = el.getBoundingClientRect();
  return e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom;
}

/**
 * Asks before something that cannot be undone.
 * @param {{title: string, text: string, action: string}} o
 * @returns {Promise<boolean>}
 */
export function confirmDialog(o) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog(o.title, { class: 'dialog-small', testid: 'confirm', onclose: () => resolve(answer) },
      h('p', { class: 'dialog-text' }, o.text),
      h('footer', { class: 'dialog-foot' },
        h('button', { class: 'button', type: 'button', autofocus: true, onclick: () => dialog.close() }, 'Cancel'),
        h('button', { class: 'button danger', type: 'button', testid: 'confirm-yes', onclick: () => { answer = true; dialog.close(); } }, o.action)));
  });
}

/** Deleting the account, with all its pictures. */
import { h } from '../dom.js';
import { asProblem } from '../api/problem.js';
import { currentUser, deleteAccount } from '../api/session.js';
import { openDialog } from '../ui/dialog.js';
import { toast } from '../ui/toast.js';

export function openRemoval() {
  const user = currentUser();
  if (!user) return;
  const error = h('p', { class: 'form-error', role: 'alert', testid: 'auth-error', hidden: true });
  const password = h('input', { class: 'field', id: 'removal-password', type: 'password', autocomplete: 'current-password', required: true, autofocus: true, testid: 'password' });
  const button = h('button', { class: 'button danger', type: 'submit', testid: 'confirm-delete-account' }, 'Delete account');
  const dialog = openDialog('Delete your account?', { class: 'dialog-small', testid: 'removal' },
    h('form', { class: 'auth-form', novalidate: true, onsubmit: submit },
      h('p', { class: 'dialog-text' }, `The account ${user.username} and every picture in its gallery are deleted at once. This cannot be undone.`),
      error,
      h('label', { class: 'label', for: 'removal-password' }, 'Your password'), password,
      h('footer', { class: 'dialog-foot' },
        h('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, 'Keep it'), button)));

  /** @param {Event} e */
  async function submit(e) {
    e.preventDefault();
    button.disabled = true;
    try {
      await deleteAccount(password.value);
      dialog.close();
      toast('Your account and its pictures are deleted');
    } catch (err) {
      const p = asProblem(err);
      error.textContent = p.detail || p.title;
      error.hidden = false;
      password.focus();
    } finally { button.disabled = false; }
  }
}

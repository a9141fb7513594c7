/** Sign in and register: one dialog, at /login and /register. */
import { fill, h } from '../dom.js';
import { asProblem } from '../api/problem.js';
import { signIn } from '../api/session.js';
import { behind, go } from '../router.js';
import { openDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { toast } from '../ui/toast.js';

const TEXT = {
  login: { title: 'Welcome back', submit: 'Sign in', other: 'New here?', link: 'Create an account', path: '/register',
    lead: 'Sign in to find your pictures in the gallery.' },
  register: { title: 'Create your account', submit: 'Create account', other: 'Have an account?', link: 'Sign in', path: '/login',
    lead: 'Originals and results are kept in your gallery for good. No e-mail needed.' },
};

/** @type {HTMLDialogElement|null} */
let dialog = null;

/** @param {'login'|'register'} kind */
export function openAuth(kind) {
  closeAuth();
  const t = TEXT[kind];
  const error = h('p', { class: 'form-error', role: 'alert', testid: 'auth-error', hidden: true });
  const username = h('input', { class: 'field', id: 'username', name: 'username', testid: 'username', required: true, autofocus: true,
    autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 32 });
  const password = h('input', { class: 'field', id: 'password', name: 'password', type: 'password', testid: 'password', required: true,
    autocomplete: kind === 'login' ? 'current-password' : 'new-password', maxlength: 128, 'aria-describedby': kind === 'register' ? 'password-hint' : null });
  const peek = h('button', { class: 'link field-peek', type: 'button', 'aria-pressed': 'false', onclick: () => {
    const shown = password.type === 'text';
    password.type = shown ? 'password' : 'text';
    peek.setAttribute('aria-pressed', String(!shown));
    peek.textContent = shown ? 'Show' : 'Hide';
  } }, 'Show');
  const button = h('button', { class: 'button primary wide', type: 'submit', testid: 'submit-auth' }, t.submit);
  const form = h('form', { class: 'auth-form', novalidate: true, onsubmit: submit },
    h('p', { class: 'dialog-text' }, t.lead), error,
    h('label', { class: 'label', for: 'username' }, 'Username'), username,
    h('label', { class: 'label', for: 'password' }, 'Password'), h('div', { class: 'field-box' }, password, peek),
    kind === 'register' && h('p', { class: 'control-hint', id: 'password-hint' }, 'At least 10 characters. A short sentence is a good one.'),
    button,
    h('p', { class: 'auth-other' }, t.other, ' ', h('a', { href: t.path, testid: 'auth-switch', onclick: switchOver }, t.link)));
  const opened = dialog = openDialog(t.title, { class: 'dialog-small auth', testid: 'auth-dialog', onclose: () => {
    if (dialog !== opened) return;
    dialog = null;
    if (['/login', '/register'].includes(location.pathname)) go(behind(), { replace: true });
  } }, form);

  /** @param {Event} e */
  function switchOver(e) {
    e.preventDefault();
    history.replaceState(history.state, '', t.path);
    openAuth(kind === 'login' ? 'register' : 'login');
  }

  /** @param {Event} e */
  async function submit(e) {
    e.preventDefault();
    const wrong = check(kind, username.value.trim(), password.value);
    if (wrong) return fail(wrong);
    busy(true);
    try {
      const user = await signIn(kind, username.value.trim(), password.value);
      toast(kind === 'login' ? `Welcome back, ${user?.username}` : `Your account is ready, ${user?.username}`);
      opened.close();
    } catch (err) {
      const p = asProblem(err);
      const wait = p.status === 429 && p.retryAfter ? ` Try again in ${p.retryAfter} s.` : '';
      fail((p.detail || p.title) + wait);
    } finally { busy(false); }
  }

  /** @param {boolean} on */
  function busy(on) {
    button.disabled = on;
    fill(button, on ? h('span', { class: 'dots' }) : null, t.submit);
  }

  /** @param {string} text */
  function fail(text) {
    fill(error, icon('alert'), h('span', null, text));
    error.hidden = false;
    (username.value ? password : username).focus();
  }
}

/** @param {string} kind @param {string} username @param {string} password */
function check(kind, username, password) {
  if (!username) return 'Enter your username.';
  if (!password) return 'Enter your password.';
  if (kind === 'login') return '';
  if (!/^[a-zA-Z0-9_.-]{3,32}$/.test(username)) return 'A username has 3 to 32 letters, digits, dots, dashes or underscores.';
  if ([...password].length < 10) return 'A password has at least 10 characters.';
  return '';
}

export function closeAuth() {
  const open = dialog;
  dialog = null;
  open?.close();
  open?.remove(); // at once: the next one has fields of the same names
}

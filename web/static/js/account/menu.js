/** The right end of the header: signing in, or the account's menu. */
import { byId, fill, h } from '../dom.js';
import { currentUser, hasSession, leave, sessionEvents, sessionReady, signOut } from '../api/session.js';
import { setTheme, theme } from '../theme.js';
import { showShortcuts } from '../ui/help.js';
import { icon } from '../ui/icon.js';
import { toast } from '../ui/toast.js';
import { openRemoval } from './removal.js';

export function showMenu() {
  const place = byId('account');
  const menu = byId('menu');
  /** @param {string} name @param {string} label @param {() => void} run @param {string} [testid] @param {string} [extra] */
  const item = (name, label, run, testid, extra = '') => h('button', { class: `menu-item ${extra}`, type: 'button', testid,
    onclick: () => { menu.hidePopover(); run(); } }, icon(name), label);

  /** @param {{username: string}} user */
  const who = (user) => h('div', { class: 'menu-who' }, h('span', { class: 'avatar', 'aria-hidden': 'true' }, user.username[0].toUpperCase()),
    h('div', null, h('b', { testid: 'account-name' }, user.username), h('small', null, 'Signed in')));

  const draw = () => {
    const user = currentUser();
    fill(place, user
      ? h('button', { class: 'avatar', type: 'button', popovertarget: 'menu', testid: 'account-menu', 'aria-label': `Account of ${user.username}` }, user.username[0].toUpperCase())
      : [sessionReady() && (hasSession() ? away() : h('a', { class: 'button sign-in', href: '/login', 'data-route': true, testid: 'sign-in' }, 'Sign in')),
        h('button', { class: 'icon-button', type: 'button', popovertarget: 'menu', testid: 'more-menu', 'aria-label': 'Menu' }, icon('more'))]);
    fill(menu, user && who(user), themes(), entries(user));
  };
  sessionEvents.addEventListener('change', draw);
  draw();
  menu.addEventListener('focusout', (/** @type {FocusEvent} */ e) => {
    if (e.relatedTarget instanceof Node && !menu.contains(e.relatedTarget) && !place.contains(e.relatedTarget)) menu.hidePopover();
  });
  tellOfLeaving();

  /** @param {{id: string}|null} user */
  function entries(user) {
    return h('div', { class: 'menu-list' },
      item('keyboard', 'Keyboard shortcuts', showShortcuts, 'show-shortcuts', 'for-keyboards'),
      h('a', { class: 'menu-item', href: '/api/docs' }, icon('code'), 'API documentation'),
      user && [
        item('logout', 'Sign out', goOut, 'sign-out'),
        item('trash', 'Delete account…', openRemoval, 'delete-account', 'is-danger'),
      ]);
  }
}

async function goOut() {
  if (await signOut()) toast('Signed out');
}

/** The notice of a sign-out that the server has not heard of; it goes when it has. */
function tellOfLeaving() {
  /** @type {(() => void)|null} */ let notice = null;
  sessionEvents.addEventListener('leaving', () => {
    notice?.();
    notice = toast('Signed out here, but the server could not be told, and the session is still open there. Reverie keeps trying while this page is open.',
      { kind: 'error', stay: true, testid: 'signing-out', action: { label: 'Try now', run: leave } });
  });
  sessionEvents.addEventListener('left', () => {
    if (notice && !currentUser()) toast('The session is closed on the server, too');
    notice?.();
    notice = null;
  });
}

/** Somebody is signed in, but the accounts do not answer. */
const away = () => h('span', { class: 'account-away', testid: 'account-unavailable', title: 'Accounts cannot be reached right now. Trying again…' }, icon('offline'), h('span', null, 'Account unavailable'));

function themes() {
  const options = /** @type {const} */ ([['system', 'system', 'Auto'], ['light', 'sun', 'Light'], ['dark', 'moon', 'Dark']]);
  return h('fieldset', { class: 'menu-theme' }, h('legend', { class: 'sr-only' }, 'Colours'),
    h('div', { class: 'segments' }, options.map(([value, name, label]) => h('label', { class: 'segment' },
      h('input', { type: 'radio', name: 'theme', value, checked: theme() === value, testid: `theme-${value}`, onchange: () => setTheme(value) }),
      h('span', null, icon(name), label)))));
}

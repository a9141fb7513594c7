/**
 * Who is signed in. The access token lives in memory only; the refresh token
 * is a cookie that scripts cannot read. Refresh tokens rotate, and using an old
 * one twice ends the session, so refreshes of all tabs go through one lock.
 */
import { kept } from '../storage.js';
import { sleep } from '../dom.js';
import { Problem, fromAnswer, unreachable } from './problem.js';

const HINT = 'reverie.signed-in'; // ID of the account that a refresh would bring back
const LEAVING = 'reverie.signing-out'; // set until the server has heard of a sign-out
const LOGOUT_LIMIT = 10_000;
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('reverie-session') : null;

/** @type {{user: {id: string, username: string}|null, token: string, expires: number, ready: boolean}} */
const state = { user: null, token: '', expires: 0, ready: false };
/** When somebody last signed out, here or in another tab. */
let wentOut = 0;
/**
 * Emits "change", "ended" when the server no longer knows the session,
 * "leaving" when it could not be told of a sign-out, and "left" when it was.
 */
export const sessionEvents = new EventTarget();

export const currentUser = () => state.user;
/** Whether somebody is signed in, even while the accounts cannot be reached to say who. */
export const hasSession = () => Boolean(state.user || kept.get(HINT));
/** The account that what this browser keeps may belong to, or ''. */
export const sessionOwner = () => state.user?.id ?? kept.get(HINT) ?? '';
/** Whether it is known if somebody is signed in. */
export const sessionReady = () => state.ready;

/** @param {any} pair @param {{tell?: boolean, signedIn?: boolean}} [o] */
function accept(pair, { tell = true, signedIn = false } = {}) {
  state.user = pair.user ?? state.user;
  state.token = pair.access_token;
  state.expires = pair.expires ?? Date.now() + (pair.expires_in ?? 300) * 1000;
  state.ready = true;
  kept.set(HINT, state.user?.id ?? '?');
  if (tell) channel?.postMessage({ kind: 'tokens', signedIn, pair: { user: state.user, access_token: state.token, expires: state.expires } });
  announce();
}

function forget(tell = true) {
  wentOut = Date.now();
  kept.remove(HINT); // also here: what another tab removed may be seen a little longer
  if (tell) channel?.postMessage({ kind: 'out' });
  nobody();
}

function nobody() {
  Object.assign(state, { user: null, token: '', expires: 0, ready: true });
  announce();
}

const announce = () => sessionEvents.dispatchEvent(new Event('change'));

channel?.addEventListener('message', ({ data }) => {
  if (data.kind === 'tokens' && (data.signedIn || !kept.get(LEAVING))) accept(data.pair, { tell: false });
  if (data.kind === 'out') forget(false);
});

/** @param {string} path @param {any} [body] @param {Record<string,string>} [headers] @param {RequestInit} [more] */
async function post(path, body, headers = {}, more = {}) {
  let res;
  try {
    res = await fetch(path, {
      method: 'POST', credentials: 'same-origin', ...more,
      headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch { throw unreachable(); }
  if (!res.ok) throw fromAnswer(res.status, (n) => res.headers.get(n), await res.text());
  return res.status === 204 ? null : res.json();
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
const alone = (work) => (navigator.locks ? navigator.locks.request('reverie-refresh', work) : work());

/** Asks for a new token, unless another tab got one while this one waited. */
function refresh() {
  const before = state.token, began = Date.now();
  return alone(async () => {
    if (state.token && state.token !== before && state.expires > Date.now() + 5000) return;
    if (kept.get(LEAVING) || !kept.get(HINT)) return nobody();
    try {
      const pair = await post('/api/refresh');
      if (wentOut >= began || kept.get(LEAVING)) return nobody(); // the user left while it was on its way
      accept(pair);
    } catch (err) {
      if (err instanceof Problem && (err.status === 401 || err.status === 403)) {
        forget();
        sessionEvents.dispatchEvent(new Event('ended'));
        return;
      }
      state.ready = true;
      announce();
      throw err;
    }
  });
}

/** Restores the session when the page loads; tries again while accounts are down. A sign-out that is due goes first. */
export async function restore() {
  if (kept.get(LEAVING)) {
    nobody();
    await leave();
    return;
  }
  if (!kept.get(HINT)) { state.ready = true; return announce(); }
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
    try { return await refresh(); } catch {
      await new Promise((r) => setTimeout(r, wait));
    }
  }
}

/**
 * A token that is good for the next seconds, or '' when nobody is signed in.
 * @param {string} [stale] a token that the server has just refused
 */
export async function token(stale) {
  const old = stale !== undefined && stale === state.token;
  if (state.token && !old && state.expires > Date.now() + 10_000) return state.token;
  if (state.token || kept.get(HINT)) await refresh();
  return state.token;
}

/** @param {'login'|'register'} kind @param {string} username @param {string} password */
export async function signIn(kind, username, password) {
  const pair = await alone(async () => {
    await logout().catch(() => {});
    const answer = await post(`/api/${kind}`, { username, password });
    kept.remove(LEAVING); // the cookie of the session that was left is replaced
    return answer;
  });
  accept(pair, { signedIn: true });
  return state.user;
}

/**
 * Signs out: here at once, and on the server as soon as it answers. Scripts
 * cannot delete the cookie, so until then nothing may use it.
 * @returns {Promise<boolean>} whether the server has heard of it
 */
export function signOut() {
  kept.set(LEAVING, '1');
  forget();
  return leave();
}

/** Tries what is due again. */
export const leave = async () => {
  try {
    await alone(logout);
  } catch {
    sessionEvents.dispatchEvent(new Event('leaving'));
    insist();
    return false;
  }
  sessionEvents.dispatchEvent(new Event('left'));
  return true;
};

/** Needs the lock: a logout must not overtake a refresh, whose new cookie would outlive it. */
async function logout() {
  if (!kept.get(LEAVING)) return;
  await post('/api/logout', undefined, {}, { keepalive: true, signal: AbortSignal.timeout(LOGOUT_LIMIT) });
  kept.remove(LEAVING);
  if (!state.user) channel?.postMessage({ kind: 'out' }); // to tabs whose refresh had come first
}

let insisting = false;

/** Repeats a sign-out until the server, or another tab, has seen to it. */
async function insist() {
  if (insisting) return;
  insisting = true;
  for (let wait = 2000; kept.get(LEAVING); wait = Math.min(wait * 2, 60_000)) {
    await Promise.race([sleep(wait), heard('online'), heard('storage')]);
    await alone(logout).catch(() => {});
  }
  insisting = false;
  sessionEvents.dispatchEvent(new Event('left'));
}

/** @param {string} event of the window */
const heard = (event) => new Promise((resolve) => { addEventListener(event, resolve, { once: true }); });

/** Deletes the account with all its pictures. @param {string} password */
export async function deleteAccount(password) {
  await post('/api/me', { password }, { Authorization: `Bearer ${await token()}` }, { method: 'DELETE' });
  forget();
}

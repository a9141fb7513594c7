/** Requests to the API: the token goes along, and failures become Problems. */
import { fromAnswer, unreachable, isAbort } from './problem.js';
import { token } from './session.js';

/**
 * @typedef {object} Options
 * @property {string} [method]
 * @property {boolean} [anonymous] leaves the token out
 * @property {AbortSignal} [signal]
 * @property {Record<string, string>} [headers]
 */

/**
 * Sends and returns an answer below 400. A refused token is refreshed once.
 * @param {string} path @param {Options} [options]
 * @returns {Promise<Response>}
 */
export async function request(path, options = {}) {
  const bearer = options.anonymous ? '' : await token();
  let res = await send(path, options, bearer);
  if (res.status === 401 && bearer) {
    const fresh = await token(bearer);
    if (fresh) res = await send(path, options, fresh);
  }
  if (res.status >= 400) throw fromAnswer(res.status, (n) => res.headers.get(n), await res.text());
  return res;
}

/** @param {string} path @param {Options} o @param {string} bearer */
async function send(path, o, bearer) {
  try {
    return await fetch(path, {
      method: o.method ?? 'GET', signal: o.signal, credentials: 'same-origin',
      headers: { ...o.headers, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    });
  } catch (err) {
    throw isAbort(err) ? err : unreachable();
  }
}

/** @param {string} path @param {Options} [options] */
export const getJSON = async (path, options) => (await request(path, options)).json();
/** @param {string} path @param {Options} [options] */
export const getBlob = async (path, options) => (await request(path, options)).blob();

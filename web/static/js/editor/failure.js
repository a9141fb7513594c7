/** The card that says what went wrong, and offers what helps. */
import { byId, fill, h } from '../dom.js';
import { hasSession } from '../api/session.js';
import { icon } from '../ui/icon.js';

/**
 * @typedef {object} Remedies
 * @property {() => void} retry
 * @property {() => void} retryAnonymously
 * @property {() => void} choose
 * @property {() => void} shrink
 * @property {() => void} signIn
 * @property {() => void} makeFit sends it again, to be made as small as it must be
 * @property {() => boolean} canFit whether the converter takes that wish
 */

/** @param {Remedies} remedies */
export function makeFailure(remedies) {
  const card = byId('error');
  /** @type {import('../api/problem.js').Problem|null} */
  let shown = null;

  addEventListener('online', () => { if (shown?.code === 'offline' && !card.hidden) act(remedies.retry)(); });

  /** @param {import('../api/problem.js').Problem} p @param {boolean} [canRetry] */
  function show(p, canRetry = true) {
    shown = p;
    const detail = p.detail || 'Try again in a moment.';
    fill(card,
      icon(p.code === 'offline' ? 'offline' : 'alert', 'error-icon'),
      h('div', { class: 'error-text' },
        h('strong', null, p.title),
        h('p', { testid: 'error-detail' }, detail),
        h('div', { class: 'error-actions' }, actions(p, canRetry).map(([label, run, testid], i) =>
          h('button', { class: `button small${i ? ' quiet' : ''}`, type: 'button', testid, onclick: act(run) }, label)))),
      h('button', { class: 'icon-button small', type: 'button', 'aria-label': 'Dismiss', testid: 'dismiss-error', onclick: hide }, icon('close')));
    card.dataset.code = p.reason ?? p.code;
    card.hidden = false;
  }

  /** @returns {boolean} whether there was something to hide */
  function hide() {
    const was = !card.hidden;
    shown = null;
    card.hidden = true;
    return was;
  }

  /** @param {() => void} run */
  const act = (run) => () => { hide(); run(); };

  /** @param {import('../api/problem.js').Problem} p @param {boolean} canRetry @returns {[string, () => void, string][]} */
  function actions(p, canRetry) {
    const choose = /** @type {[string, () => void, string]} */ (['Choose another', remedies.choose, 'choose-another']);
    const retry = /** @type {[string, () => void, string]} */ (['Try again', remedies.retry, 'retry']);
    switch (p.reason ?? p.code) {
      case 'too-large': return [['Shrink it to fit', remedies.shrink, 'shrink'], choose];
      case 'unsupported-image': case 'corrupt-image': case 'empty-file': return [choose];
      case 'invalid-parameters': return p.largest && remedies.canFit() ? [['Make it fit', remedies.makeFit, 'make-fit']] : [];
      case 'malformed-request': case 'unknown-converter': return [];
      case 'unauthenticated': return [['Sign in', remedies.signIn, 'error-sign-in'], ['Go on without an account', remedies.retryAnonymously, 'retry-anonymously']];
      case 'unavailable': return hasSession() && canRetry
        ? [retry, ['Convert without my account', remedies.retryAnonymously, 'retry-anonymously']] : canRetry ? [retry] : [];
    }
    return canRetry ? [retry] : [choose];
  }

  return { show, hide };
}

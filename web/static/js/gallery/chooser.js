/** A dialog with the account's pictures, to take one of them for something else. */
import { fill, h } from '../dom.js';
import { titleOf } from '../api/catalog.js';
import { listPictures, pictureBlob } from '../api/gallery.js';
import { asProblem } from '../api/problem.js';
import { resultName } from '../editor/checks.js';
import { openDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { Thumbs } from './thumbs.js';

/** @typedef {import('../api/gallery.js').Item} Item */

/** @param {string} title @returns {Promise<{blob: Blob, name: string}|null>} null when none was taken */
export function choosePicture(title) {
  return new Promise((resolve) => {
    const thumbs = new Thumbs(), abort = new AbortController();
    /** @type {{blob: Blob, name: string}|null} */ let chosen = null;
    /** @type {'result'|'original'} */ let side = 'result';
    /** @type {string|undefined} */ let next;
    const list = h('ul', { class: 'chooser-grid' });
    const note = h('p', { class: 'chooser-note', role: 'status' });
    const more = h('button', { class: 'button', type: 'button', hidden: true, onclick: () => load(next) }, 'Show more');
    const dialog = openDialog(title, { class: 'dialog-wide chooser', testid: 'chooser', onclose: () => {
      abort.abort();
      thumbs.clear();
      resolve(chosen);
    } }, sides((s) => { side = s; }), list, note, h('div', { class: 'chooser-more' }, more));
    load();

    /** @param {string} [from] */
    async function load(from) {
      more.hidden = true;
      fill(note, h('span', { class: 'dots' }), 'Loading');
      try {
        const page = await listPictures(from, abort.signal);
        next = page.next;
        list.append(...page.items.map(card));
        fill(note, list.children.length ? '' : 'Your gallery is empty.');
        more.hidden = !next;
        if (!from) list.querySelector('button')?.focus();
      } catch (err) {
        tell(err);
        more.hidden = false;
      }
    }

    /** @param {Item} item */
    function card(item) {
      const img = h('img', { alt: '', draggable: 'false' });
      const name = item.name || 'Picture';
      const el = h('li', null, h('button', { class: 'chooser-item', type: 'button', testid: 'chooser-item', title: name, onclick: () => take(item, name) },
        h('span', { class: 'card-picture skeleton' }, img), h('span', { class: 'chooser-name' }, `${name}, ${titleOf(item.converter)}`)));
      thumbs.add(el, item, img);
      return el;
    }

    /** @param {Item} item @param {string} name */
    async function take(item, name) {
      fill(note, h('span', { class: 'dots' }), 'Loading');
      try {
        const blob = await pictureBlob(item, side, abort.signal);
        chosen = { blob, name: side === 'original' ? name : resultName(name, [item.converter], blob.type) };
        dialog.close();
      } catch (err) { tell(err); }
    }

    /** @param {any} err */
    function tell(err) {
      if (abort.signal.aborted) return;
      const p = asProblem(err);
      fill(note, icon('alert'), p.code === 'offline' ? `${p.title}. Try again in a moment.` : p.detail || p.title);
    }
  });
}

/** @param {(side: 'result'|'original') => void} set */
function sides(set) {
  const option = (/** @type {'result'|'original'} */ value, /** @type {string} */ label) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: 'chooser-side', value, checked: value === 'result', onchange: () => set(value), testid: `chooser-${value}` }), h('span', null, label));
  return h('fieldset', { class: 'chooser-sides' }, h('legend', { class: 'sr-only' }, 'Which side of a picture to take'),
    h('div', { class: 'segments' }, option('result', 'Take the result'), option('original', 'Take the original')));
}

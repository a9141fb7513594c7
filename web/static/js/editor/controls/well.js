/** A place for a further picture: choose, drop, paste, or take one from the gallery. */
import { fill, h } from '../../dom.js';
import { currentUser } from '../../api/session.js';
import { choosePicture } from '../../gallery/chooser.js';
import { dimensions } from '../../format.js';
import { icon } from '../../ui/icon.js';
import { say } from '../../ui/live.js';
import { ACCEPT, refuse, renamed, shrinkToFit } from '../checks.js';
import { carriesFiles, firstFile, named } from '../intake.js';
import { makePicture, urlOf } from '../picture.js';
import { control } from './control.js';

/** @typedef {import('../picture.js').Picture & {name: string}} Placed a picture with its file's name */

/**
 * @param {string} id @param {string} name @param {any} p @param {Placed|null} placed @param {boolean} required
 * @param {(picture: Placed|null) => void} set
 */
export function well(id, name, p, placed, required, set) {
  const title = p.title ?? name;
  const input = h('input', { type: 'file', hidden: true, accept: `${ACCEPT},image/*`, 'aria-label': `${title}: file`, testid: `file-${name}` });
  const body = h('div', { class: 'well-body' });
  const note = h('p', { class: 'well-note', role: 'alert', hidden: true, testid: `note-${name}` });
  const el = h('fieldset', { class: 'control well', 'aria-describedby': control.described(id, p), testid: `well-${name}` },
    h('legend', { class: 'control-head' }, title, !required && h('small', null, 'optional')), input, body, note, control.hint(id, p));
  let turn = 0;

  /** @param {Blob} file @param {string} fileName */
  async function take(file, fileName) {
    const mine = ++turn;
    let blob = file, problem = refuse(file);
    note.hidden = true;
    if (problem?.code === 'too-large') {
      fill(body, h('p', { class: 'well-wait' }, h('span', { class: 'dots' }), 'Making it smaller'));
      const smaller = await shrinkToFit(file);
      if (smaller) { blob = smaller; fileName = renamed(fileName, smaller.type); problem = null; }
    }
    const picture = problem ? null : await makePicture(blob);
    if (mine !== turn) return;
    if (picture) put({ ...picture, name: fileName });
    else draw(`${problem?.title}. ${problem?.detail}`);
  }

  /** @param {Placed|null} picture */
  function put(picture) {
    const focused = el.contains(document.activeElement);
    turn++;
    placed = picture;
    draw();
    set(picture);
    say(picture ? `${title}: ${picture.name}` : `${title}: removed`);
    if (focused) body.querySelector('button')?.focus();
  }

  /** @param {string} [problem] */
  function draw(problem = '') {
    el.classList.toggle('is-filled', Boolean(placed));
    fill(body, placed ? filled(placed) : empty());
    fill(note, problem);
    note.hidden = !problem;
  }

  /** @param {Placed} picture */
  const filled = (picture) => [
    h('span', { class: 'well-thumb' }, picture.thumb ? h('img', { src: urlOf(picture.thumb), alt: '' }) : icon('picture')),
    h('span', { class: 'well-text' }, h('b', null, picture.name), h('small', null, dimensions(picture.width, picture.height))),
    h('button', { class: 'icon-button small', type: 'button', 'aria-label': `Remove ${picture.name}`, title: 'Remove', testid: `remove-${name}`, onclick: () => put(null) }, icon('close')),
  ];

  const empty = () => [
    h('button', { class: 'button small', type: 'button', testid: `choose-${name}`, onclick: () => input.click() }, icon('picture-plus'), 'Choose'),
    currentUser() && h('button', { class: 'button small', type: 'button', testid: `gallery-${name}`, onclick: fromGallery }, icon('grid'), 'From gallery'),
    h('small', { class: 'well-hint' }, 'or drop or paste one here'),
  ];

  async function fromGallery() {
    const chosen = await choosePicture(title);
    if (chosen) await take(chosen.blob, chosen.name);
  }

  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = ''; // the same file may be chosen again
    if (file) take(file, file.name);
  });
  const over = (/** @type {boolean} */ on) => el.classList.toggle('is-over', on);
  for (const kind of ['dragenter', 'dragover']) el.addEventListener(kind, (/** @type {DragEvent} */ e) => over(carriesFiles(e)));
  el.addEventListener('dragleave', (/** @type {DragEvent} */ e) => { if (!(e.relatedTarget instanceof Node && el.contains(e.relatedTarget))) over(false); });
  for (const kind of ['drop', 'paste']) {
    el.addEventListener(kind, (/** @type {any} */ e) => {
      over(false);
      const file = firstFile(e.dataTransfer ?? e.clipboardData);
      if (!file) return;
      e.preventDefault(); // the page would open it
      take(file, named(file).name);
    });
  }
  draw();
  return el;
}

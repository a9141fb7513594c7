/** Asks for the picture that steps are to be run on: a file, or one of the gallery. */
import { currentUser } from '../api/session.js';
import { h } from '../dom.js';
import { choosePicture } from '../gallery/chooser.js';
import { openDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { ACCEPT } from './checks.js';

/** @param {(blob: Blob, name: string) => void} take */
export function openRerun(take) {
  const input = h('input', { type: 'file', accept: `${ACCEPT},image/*`, hidden: true, testid: 'rerun-input', 'aria-label': 'Picture file', onchange: () => {
    const file = input.files?.[0];
    if (!file) return;
    dialog.close();
    take(file, file.name);
  } });
  const dialog = openDialog('Run on another picture', { class: 'dialog-small', testid: 'rerun-dialog' },
    h('p', { class: 'dialog-text' }, 'The picture is opened in the editor, and the same steps are done to it.'),
    h('div', { class: 'rerun-ways' }, input,
      h('button', { class: 'button primary', type: 'button', testid: 'rerun-file', autofocus: true, onclick: () => input.click() }, icon('picture-plus'), 'Choose a file'),
      currentUser() && h('button', { class: 'button', type: 'button', testid: 'rerun-gallery', onclick: fromGallery }, icon('grid'), 'From the gallery')));

  async function fromGallery() {
    dialog.close();
    const chosen = await choosePicture('Run on which picture?');
    if (chosen) take(chosen.blob, chosen.name);
  }
}

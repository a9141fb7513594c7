/** One picture in the gallery's grid. */
import { h } from '../dom.js';
import { titleOf } from '../api/catalog.js';
import { lineOf } from '../recipe.js';
import { icon } from '../ui/icon.js';
import { removePicture } from './removal.js';

/**
 * @param {import('../api/gallery.js').Item} item @param {import('./thumbs.js').Thumbs} thumbs
 * @param {{open: () => void, deleted: () => void}} o
 */
export function makeCard(item, thumbs, o) {
  const img = h('img', { alt: '', draggable: 'false' });
  const title = titleOf(item.converter);
  const line = lineOf(item);
  const name = item.name || 'Picture';
  const card = h('article', { class: 'card', testid: 'gallery-item', 'data-id': item.id },
    h('button', { class: 'card-open', type: 'button', testid: 'open-item', onclick: o.open },
      h('span', { class: 'sr-only' }, 'Open'),
      h('span', { class: 'card-picture skeleton' }, img),
      h('span', { class: 'card-text' }, h('b', null, name), h('small', null, [title, line].filter(Boolean).join(' ')))),
    h('button', { class: 'icon-button card-delete', type: 'button', testid: 'delete-item', 'aria-label': `Delete ${name}`, title: 'Delete',
      onclick: async () => { if (await removePicture(item)) o.deleted(); } }, icon('trash')));
  thumbs.add(card, item, img);
  return card;
}

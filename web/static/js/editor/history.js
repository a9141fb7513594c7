/** The strip of steps: every state of the picture, one click away. */
import { byId, fill, h } from '../dom.js';
import { titleOf } from '../api/catalog.js';
import { lineOf } from '../recipe.js';
import { icon } from '../ui/icon.js';
import { urlOf } from './picture.js';

/** @param {import('./document.js').Doc} doc */
export function showHistory(doc) {
  const strip = byId('history');
  strip.addEventListener('wheel', (/** @type {WheelEvent} */ e) => {
    if (e.deltaX || e.ctrlKey || strip.scrollWidth <= strip.clientWidth) return;
    e.preventDefault();
    strip.scrollLeft += e.deltaY;
  }, { passive: false });
  doc.addEventListener('change', draw);
  draw();

  function draw() {
    strip.hidden = !doc.source;
    if (!doc.source) return strip.replaceChildren();
    const cards = [step(0, doc.source, 'Original', '')];
    doc.steps.forEach((s, i) => {
      cards.push(step(i + 1, s.picture, titleOf(s.converter), lineOf(s)));
    });
    if (doc.pending) {
      cards.splice(doc.pending.base + 1);
      cards.push(h('li', { class: 'step is-pending', 'aria-hidden': 'true' },
        h('span', { class: 'step-thumb' }, h('span', { class: 'dots' })), h('span', { class: 'step-text' }, h('b', null, titleOf(doc.pending.converter)))));
    }
    const focused = strip.contains(document.activeElement);
    fill(strip, cards);
    const here = strip.querySelector('[aria-current]');
    const last = strip.querySelector('.is-pending') ?? here;
    last?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (focused) here?.focus();
  }

  /** @param {number} index @param {import('./picture.js').Picture} picture @param {string} title @param {string} line */
  function step(index, picture, title, line) {
    const current = index === doc.cursor;
    const thumb = picture.thumb ? h('img', { src: urlOf(picture.thumb), alt: '' }) : icon('picture');
    return h('li', { class: `step${index > doc.cursor ? ' is-undone' : ''}` },
      h('button', {
        class: 'step-button', type: 'button', testid: `step-${index}`, 'aria-current': current ? 'step' : null,
        title: [title, line].filter(Boolean).join(' '), onclick: () => doc.go(index),
      }, h('span', { class: 'step-thumb' }, thumb), h('span', { class: 'step-text' }, h('b', null, title), line && h('small', null, line))));
  }
}

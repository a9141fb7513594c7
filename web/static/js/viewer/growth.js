/** Previews of a picture that is being made: each fades in over the one before, on the picture's place. */
import { h } from '../dom.js';

const FADE = 900; // ms, no less than the transitions in stage.css take

export function makeGrowth() {
  const el = h('div', { class: 'growth' });
  let count = 0;

  return {
    el,
    /** Whether there is one to see. */
    get on() { return count > 0; },
    /** @param {HTMLImageElement} img decoded @param {{width: number, height: number}} place size of the picture there */
    show(img, place) {
      const skew = img.naturalWidth * place.height / (img.naturalHeight * place.width);
      img.className = `layer growth-layer${Math.abs(skew - 1) > 0.03 ? ' is-contained' : ''}`;
      img.draggable = false;
      img.dataset.testid = 'preview-image';
      img.alt = 'Preview of the result';
      for (const old of el.children) old.removeAttribute('data-testid');
      el.append(img);
      count++;
      img.getBoundingClientRect(); // so that it fades in from where it starts
      img.classList.add('is-shown');
      later([...el.children].slice(0, -1));
    },
    /** Fades what is shown away, and shows what is below. */
    clear() {
      if (!count) return;
      count = 0;
      for (const img of el.children) {
        img.removeAttribute('data-testid');
        img.classList.add('is-over');
      }
      later([...el.children]);
    },
  };
}

/** Takes layers away when they are no longer to be seen. @param {Element[]} layers */
function later(layers) {
  setTimeout(() => {
    for (const img of layers) {
      img.remove();
      URL.revokeObjectURL(img.getAttribute('src') ?? '');
    }
  }, FADE);
}

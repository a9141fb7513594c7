/** The divider between before and after: an ARIA slider over the stage. */
import { clamp, h } from '../dom.js';

const LEAST = 44; // pixels of height to take hold of
const LOW = 120; // below which labels would cover the picture

/**
 * @param {(share: number) => void} moved with the share of the picture left of the divider, 0 to 1
 */
export function makeSplit(moved) {
  const before = h('span', { class: 'split-label split-before' }, 'Before');
  const after = h('span', { class: 'split-label split-after' }, 'After');
  const el = h('div', {
    class: 'split', role: 'slider', tabindex: 0, testid: 'compare', hidden: true,
    'aria-label': 'Compare before and after', 'aria-orientation': 'horizontal',
    'aria-valuemin': 0, 'aria-valuemax': 100,
  }, h('span', { class: 'split-line' }), h('span', { class: 'split-knob' }, h('span', { class: 'split-grip' })), before, after);
  let share = 0.5;

  const set = (/** @type {number} */ value) => {
    share = clamp(0, value, 1);
    describe();
    moved(share);
  };
  const describe = () => {
    const percent = Math.round(share * 100);
    el.setAttribute('aria-valuenow', String(percent));
    el.setAttribute('aria-valuetext', `${percent} % before, ${100 - percent} % after`);
  };

  el.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => {
    const step = e.shiftKey ? 0.1 : 0.02;
    const to = { ArrowLeft: share - step, ArrowDown: share - step, ArrowRight: share + step, ArrowUp: share + step,
      PageUp: share + 0.1, PageDown: share - 0.1, Home: 0, End: 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    e.stopPropagation();
    set(to);
  });

  el.addEventListener('pointerdown', (/** @type {PointerEvent} */ e) => {
    e.preventDefault();
    e.stopPropagation();
    el.focus({ preventScroll: true });
    el.setPointerCapture(e.pointerId);
    el.classList.add('is-held');
  });
  el.addEventListener('pointermove', (/** @type {PointerEvent} */ e) => {
    if (el.hasPointerCapture(e.pointerId)) el.dispatchEvent(new CustomEvent('drag', { detail: e.clientX }));
  });
  for (const end of ['pointerup', 'pointercancel']) el.addEventListener(end, () => el.classList.remove('is-held'));

  describe();
  return {
    el, set,
    get share() { return share; },
    /**
     * Puts the divider at x, over the visible part of the picture, and hides labels that have no room.
     * @param {number} x @param {{left: number, width: number, top: number, height: number}} area in the stage
     */
    place(x, area) {
      const height = Math.max(LEAST, area.height);
      el.style.transform = `translate(${x}px, ${area.top - (height - area.height) / 2}px)`;
      el.style.height = `${height}px`;
      el.classList.toggle('is-low', area.height < LOW);
      before.classList.toggle('is-out', x - area.left < before.offsetWidth + 16);
      after.classList.toggle('is-out', area.left + area.width - x < after.offsetWidth + 16);
    },
  };
}

/** The box over the picture that shows an area: eight handles, moved by pointer and by keys. */
import { clamp, h } from '../../dom.js';

/** @typedef {import('./rect.js').Side} Side */

/** @type {[string, string, Side][]} in the order of the Tab key */
const HANDLES = [
  ['nw', 'Top left corner', { x: -1, y: -1 }], ['n', 'Top edge', { x: 0, y: -1 }], ['ne', 'Top right corner', { x: 1, y: -1 }],
  ['e', 'Right edge', { x: 1, y: 0 }], ['se', 'Bottom right corner', { x: 1, y: 1 }], ['s', 'Bottom edge', { x: 0, y: 1 }],
  ['sw', 'Bottom left corner', { x: -1, y: 1 }], ['w', 'Left edge', { x: -1, y: 0 }],
];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const BIG_STEP = 10; // pixels of the picture
const LINGER = 900; // ms that the lines stay after a key

/** @param {import('../../viewer/viewer.js').Viewer} viewer @param {() => void} submit on Enter */
export function makeFrame(viewer, submit) {
  /** @type {import('./area.js').Area|null} */ let area = null;
  /** @type {{id: number, x: number, y: number, first: PointerEvent, rect: import('./rect.js').Rect}|null} */ let drag = null;
  let linger = 0;
  const slider = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {string} */ label, /** @type {any[]} */ ...inside) =>
    h('div', { class: `area-${kind}`, role: 'slider', tabindex: 0, 'aria-label': label, 'aria-valuemin': 0, testid: `area-${name}`, 'data-side': name }, inside);
  const size = h('span', { class: 'area-size', 'aria-hidden': 'true' });
  const box = slider('box', 'box', 'Area, to move', h('span', { class: 'area-thirds' }, ['x1', 'x2', 'y1', 'y2'].map((l) => h('i', { class: l }))), size);
  const handles = HANDLES.map(([name, label, side]) => ({ side, el: slider(name, 'handle', label) }));
  const hole = h('div', { class: 'area-hole' });
  const shade = h('div', { class: 'area-shade' }, hole);
  const el = h('div', { class: 'area', role: 'group', 'aria-label': 'Area of the picture', testid: 'area' }, shade, box, handles.map((x) => x.el));

  for (const { el: part, side } of [{ el: box, side: /** @type {Side} */ ({ x: 0, y: 0 }) }, ...handles]) {
    part.addEventListener('pointerdown', (/** @type {PointerEvent} */ e) => take(e, part));
    part.addEventListener('pointermove', (/** @type {PointerEvent} */ e) => {
      if (drag?.id !== e.pointerId) return;
      const { scale } = viewer.camera;
      area?.drag(drag.rect, side, (e.clientX - drag.x) / scale, (e.clientY - drag.y) / scale);
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) part.addEventListener(end, (/** @type {PointerEvent} */ e) => { if (drag?.id === e.pointerId) drop(); });
    part.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => press(e, side));
  }

  /** @param {PointerEvent} e @param {HTMLElement} part */
  function take(e, part) {
    if (drag) { // a second finger: both pinch
      const { first, rect } = drag;
      drop();
      if (area) area.rect = rect;
      viewer.hold(first);
      viewer.hold(e);
      return;
    }
    if (e.button !== 0 || !area?.rect) return;
    e.preventDefault();
    part.focus({ preventScroll: true });
    part.setPointerCapture(e.pointerId);
    drag = { id: e.pointerId, x: e.clientX, y: e.clientY, first: e, rect: area.rect };
    el.classList.add('is-held');
  }

  function drop() {
    drag = null;
    el.classList.remove('is-held');
  }

  /** @param {KeyboardEvent} e @param {Side} side */
  function press(e, side) {
    if (e.ctrlKey || e.metaKey || e.altKey || !area?.rect) return;
    if (e.key === 'Enter') { e.preventDefault(); return submit(); }
    if (e.key === 'Escape' && drag) {
      const { rect } = drag;
      drop();
      area.rect = rect;
      return e.stopPropagation();
    }
    const arrow = ARROWS[e.key];
    if (!arrow || drag) return;
    e.preventDefault();
    e.stopPropagation();
    let [dx, dy] = arrow.map((/** @type {number} */ d) => d * (e.shiftKey ? BIG_STEP : 1));
    // A corner that keeps its shape goes along the diagonal.
    if (area.shape && side.x && side.y) [dx, dy] = dx ? [dx, side.y * side.x * dx / area.shape] : [side.x * side.y * dy * area.shape, dy];
    area.drag(area.rect, side, dx, dy);
    el.classList.add('is-held');
    clearTimeout(linger);
    linger = setTimeout(() => { if (!drag) el.classList.remove('is-held'); }, LINGER);
  }

  function draw() {
    const r = area?.rect, c = viewer.camera;
    box.hidden = !r;
    for (const x of handles) x.el.hidden = !r;
    hole.hidden = !r;
    const seen = c.visible;
    lay(shade, seen.left, seen.top, seen.width, seen.height);
    if (!r || !area) return;
    const left = crisp(c.x + r.x * c.scale), top = crisp(c.y + r.y * c.scale);
    const width = crisp(c.x + (r.x + r.w) * c.scale) - left, height = crisp(c.y + (r.y + r.h) * c.scale) - top;
    lay(hole, left - seen.left, top - seen.top, width, height);
    lay(box, left, top, width, height);
    const least = Math.min(width, height);
    el.classList.toggle('is-small', least < 88);
    el.style.setProperty('--in', `${clamp(1, Math.floor(least / 4), 4)}px`);
    el.style.setProperty('--arm', `${clamp(5, Math.floor(least / 4), 20)}px`);
    for (const { el: handle, side } of handles) {
      handle.style.transform = `translate(${left + (side.x + 1) / 2 * width}px, ${top + (side.y + 1) / 2 * height}px)`;
      if (!side.x) handle.style.setProperty('--long', `${width}px`);
      if (!side.y) handle.style.setProperty('--long', `${height}px`);
    }
    size.textContent = `${r.w} × ${r.h}`;
    describe(r, area.size);
  }

  /** @param {import('./rect.js').Rect} r @param {import('./rect.js').Size} all */
  function describe(r, all) {
    const text = `${r.w} × ${r.h} pixels, ${r.x} from the left, ${r.y} from the top`;
    tell(box, r.x, all.w - r.w, text);
    for (const { el: handle, side } of handles) {
      handle.setAttribute('aria-orientation', side.x ? 'horizontal' : 'vertical');
      if (side.x) tell(handle, side.x < 0 ? r.x : r.x + r.w, all.w, text);
      else tell(handle, side.y < 0 ? r.y : r.y + r.h, all.h, text);
    }
  }

  viewer.addEventListener('render', () => { if (area) draw(); });

  return {
    /** Shows an area, or with null none. @param {import('./area.js').Area|null} next */
    show(next) {
      if (next !== area) {
        area?.removeEventListener('change', draw);
        next?.addEventListener('change', draw);
        area = next;
        drop();
      }
      if (!area && el.contains(document.activeElement)) viewer.stage.focus({ preventScroll: true });
      viewer.frame(area ? el : null);
      if (area) draw();
    },
  };
}

/** @param {HTMLElement} el @param {number} now @param {number} max @param {string} text */
function tell(el, now, max, text) {
  el.setAttribute('aria-valuenow', String(now));
  el.setAttribute('aria-valuemax', String(max));
  el.setAttribute('aria-valuetext', text);
}

/** On a pixel of the screen, so that lines are sharp. @param {number} v */
const crisp = (v) => Math.round(v * devicePixelRatio) / devicePixelRatio;

/** @param {HTMLElement} el @param {number} x @param {number} y @param {number} w @param {number} h */
function lay(el, x, y, w, h) {
  el.style.transform = `translate(${x}px, ${y}px)`;
  el.style.width = `${w}px`;
  el.style.height = `${h}px`;
}

/** The stage: one picture, or two over each other with a divider, or one that is being made; zoom and pan. */
import { h } from '../dom.js';
import { Camera } from './camera.js';
import { listen } from './gestures.js';
import { makeGrowth } from './growth.js';
import { makeSplit } from './split.js';

/**
 * @typedef {object} View
 * @property {string} url
 * @property {number} width
 * @property {number} height
 * @property {string} alt
 */

const FRAME_ROOM = 22; // CSS pixels to take hold of an edge that is the picture's

/** Emits "render", and "shown" when a picture is there. */
export class Viewer extends EventTarget {
  camera = new Camera();
  #base = h('img', { class: 'layer layer-base', alt: '', draggable: 'false', hidden: true });
  #top = h('img', { class: 'layer', alt: '', draggable: 'false', testid: 'result-image', hidden: true });
  #growth = makeGrowth();
  #sheet = h('div', { class: 'sheet' }, this.#base, this.#top, this.#growth.el);
  #split = makeSplit(() => this.#render());
  #comparing = true;
  #peeking = false;
  #hasBase = false;
  #turn = 0;
  /** @type {HTMLElement|null} */ #frame = null;

  /** @param {HTMLElement} stage @param {{name?: string}} [o] */
  constructor(stage, o = {}) {
    super();
    this.stage = stage;
    stage.classList.add('stage');
    stage.tabIndex = 0;
    stage.setAttribute('role', 'group');
    stage.setAttribute('aria-label', o.name ?? 'Picture. Plus and minus zoom, arrow keys move.');
    stage.prepend(this.#sheet, this.#split.el);
    this.#split.el.addEventListener('drag', (/** @type {CustomEvent} */ e) => this.#splitAt(e.detail - stage.getBoundingClientRect().left));
    /** Takes a finger that went down on a control over the picture. @type {(e: PointerEvent) => void} */
    this.hold = listen(stage, {
      camera: this.camera,
      render: () => this.#render(),
      toggleZoomAt: (x, y) => this.toggleZoom(x, y),
      splits: () => this.comparing,
      splitAt: (x) => this.#splitAt(x),
    });
    new ResizeObserver(() => {
      this.camera.resize({ w: stage.clientWidth, h: stage.clientHeight });
      this.#render();
    }).observe(stage);
  }

  /** Room for what floats over the stage. @param {Partial<Camera['inset']>} inset */
  set inset(inset) {
    Object.assign(this.camera.inset, inset);
    if (this.camera.fitted) this.camera.fit();
    this.#render();
  }

  /** Shows a picture, over a base to compare it with. Waits until both are decoded. @param {View|null} view @param {View|null} [base] */
  async show(view, base = null) {
    const turn = ++this.#turn;
    if (view) await Promise.allSettled([view, base].map((v) => v && ready(v.url)));
    if (turn !== this.#turn) return;
    const changed = !view || view.width !== this.camera.picture.w || view.height !== this.camera.picture.h;
    put(this.#top, view);
    put(this.#base, base);
    this.#hasBase = Boolean(base);
    if (changed) {
      this.camera.picture = { w: view?.width ?? 0, h: view?.height ?? 0 };
      this.camera.stage = { w: this.stage.clientWidth, h: this.stage.clientHeight };
      this.camera.fit();
    }
    this.#render();
    this.dispatchEvent(new Event('shown'));
  }

  /** Shows what the picture is becoming, or with null the picture again. @param {HTMLImageElement|null} img decoded */
  grow(img) {
    if (img) this.#growth.show(img, { width: this.camera.picture.w, height: this.camera.picture.h });
    else this.#growth.clear();
    this.stage.classList.toggle('is-growing', this.growing);
    this.#render();
  }
  get growing() { return this.#growth.on; }

  /** Lays something over the picture, in the divider's place, with room for it on all sides; or takes it away. @param {HTMLElement|null} el */
  frame(el) {
    if (el === this.#frame) return;
    this.#frame?.remove();
    this.#frame = el;
    if (el) this.#sheet.after(el);
    this.camera.margin = el ? FRAME_ROOM : 0;
    this.#peeking = this.#peeking && !el;
    if (this.camera.fitted) this.camera.fit();
    else this.camera.pan(0, 0);
    this.#render();
  }

  get canCompare() { return this.#hasBase && !this.#frame; }
  get comparing() { return this.canCompare && this.#comparing && !this.#peeking && !this.growing; }
  set comparing(on) { this.#comparing = on; this.#render(); }
  /** Shows the base alone while true, or the picture without what it is becoming. */
  set peek(/** @type {boolean} */ on) {
    this.#peeking = on && this.canCompare;
    this.stage.classList.toggle('is-peeking', on);
    this.#render();
  }

  /** Draws the divider over the picture from a side, so that before and after come into sight. @param {number} [from] */
  reveal(from = 1) {
    const to = this.#split.share < 0.05 || this.#split.share > 0.85 ? 0.5 : this.#split.share;
    if (!this.comparing || matchMedia('(prefers-reduced-motion: reduce)').matches) { this.#split.set(to); return; }
    const start = performance.now(), turn = this.#turn;
    const stop = () => { held = true; };
    let held = false;
    for (const name of ['pointerdown', 'keydown']) this.stage.addEventListener(name, stop, { once: true, capture: true });
    const frame = (/** @type {number} */ now) => {
      const t = Math.min(1, Math.max(0, now - start) / 550);
      if (held || turn !== this.#turn) return;
      this.#split.set(from + (to - from) * (1 - (1 - t) ** 3));
      if (t < 1) requestAnimationFrame(frame);
    };
    frame(start);
  }

  /** 100 means that a picture pixel is a pixel of the screen. */
  get percent() { return Math.round(this.camera.scale * devicePixelRatio * 100); }
  fit() { this.camera.fit(); this.#render(); }
  actual() { this.camera.zoomTo(1 / devicePixelRatio); this.#render(); }
  /** @param {number} factor */
  zoom(factor) { this.camera.zoomTo(this.camera.scale * factor); this.#render(); }
  /** @param {number} [x] @param {number} [y] */
  toggleZoom(x, y) {
    const actual = 1 / devicePixelRatio;
    if (!this.camera.fitted) this.camera.fit();
    else this.camera.zoomTo(this.camera.scale < actual * 0.95 ? actual : actual * 2, x, y);
    this.#render();
  }

  /** @param {number} x in the stage */
  #splitAt(x) {
    const { left, width } = this.camera.visible;
    this.#split.set((x - left) / width);
  }

  #render() {
    const c = this.camera;
    this.#sheet.hidden = !c.picture.w;
    this.#sheet.style.transform = `translate(${c.x}px, ${c.y}px)`;
    this.#sheet.style.width = `${c.width}px`;
    this.#sheet.style.height = `${c.height}px`;
    this.#sheet.classList.toggle('is-pixels', c.scale * devicePixelRatio >= 3);
    this.stage.classList.toggle('can-pan', c.roams);
    this.#split.el.hidden = !this.comparing || !c.picture.w;
    if (this.comparing) {
      const area = c.visible;
      const x = area.left + this.#split.share * area.width;
      this.#split.place(x, area);
      const cut = Math.min(c.width, Math.max(0, x - c.x));
      this.#top.style.clipPath = `inset(0 0 0 ${cut}px)`;
      this.#base.style.clipPath = `inset(0 ${c.width - cut}px 0 0)`;
    } else {
      this.#top.style.clipPath = this.#peeking ? 'inset(100%)' : 'none';
      this.#base.style.clipPath = this.#peeking ? 'none' : 'inset(100%)';
    }
    this.dispatchEvent(new Event('render'));
  }
}

/** @param {HTMLImageElement} img @param {View|null} view */
function put(img, view) {
  img.hidden = !view;
  if (!view) return img.removeAttribute('src');
  if (img.getAttribute('src') !== view.url) img.src = view.url;
  img.alt = view.alt;
}

/** @param {string} url */
async function ready(url) {
  const img = new Image();
  img.src = url;
  await img.decode();
}

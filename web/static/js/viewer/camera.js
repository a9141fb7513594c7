/** Where the picture lies in the stage: pure geometry, in CSS pixels. */
import { clamp } from '../dom.js';

const TINY = 240; // pixels on the long side, to which icons and the like are shown larger

export class Camera {
  /** Stage and picture sizes. */
  stage = { w: 0, h: 0 };
  picture = { w: 0, h: 0 };
  /** CSS pixels per picture pixel, and the picture's top left corner. */
  scale = 1;
  x = 0;
  y = 0;
  /** Whether the picture follows the stage's size. */
  fitted = true;
  /** Room around a fitted picture, by side. */
  inset = { top: 0, right: 0, bottom: 0, left: 0 };
  /** Room that there is on every side at least. */
  margin = 0;

  get width() { return this.picture.w * this.scale; }
  get height() { return this.picture.h * this.scale; }
  /** Whether there is anything to pan to. */
  get roams() { return this.width > this.stage.w + 0.5 || this.height > this.stage.h + 0.5; }

  /** The scale at which all of the picture is seen. Small ones stay as they are, tiny ones grow by whole pixels. */
  get fitScale() {
    const { stage: s, picture: p } = this, i = this.#room;
    if (!p.w || !p.h) return 1;
    const room = Math.min((s.w - i.left - i.right) / p.w, (s.h - i.top - i.bottom) / p.h);
    return Math.max(0.01, Math.min(room, Math.max(1, Math.floor(TINY / Math.max(p.w, p.h)))));
  }
  get #room() {
    const { inset: i, margin: m } = this;
    return { top: Math.max(m, i.top), right: Math.max(m, i.right), bottom: Math.max(m, i.bottom), left: Math.max(m, i.left) };
  }
  get maxScale() { return Math.max(16, this.fitScale * 2); }
  get minScale() { return Math.min(this.fitScale, 0.1); }

  fit() {
    this.fitted = true;
    this.scale = this.fitScale;
    this.#settle();
  }

  /** Zooms so that the point (px, py) of the stage stays. @param {number} scale @param {number} [px] @param {number} [py] */
  zoomTo(scale, px = this.stage.w / 2, py = this.stage.h / 2) {
    const next = clamp(this.minScale, scale, this.maxScale);
    const ratio = next / this.scale;
    this.x = px - (px - this.x) * ratio;
    this.y = py - (py - this.y) * ratio;
    this.scale = next;
    this.fitted = Math.abs(next - this.fitScale) < 1e-4;
    this.#settle();
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#settle();
  }

  /** @param {{w: number, h: number}} stage */
  resize(stage) {
    const dx = (stage.w - this.stage.w) / 2, dy = (stage.h - this.stage.h) / 2;
    this.stage = stage;
    if (this.fitted) this.fit();
    else this.pan(dx, dy);
  }

  /** A picture smaller than the room is centred, a larger one leaves no gap. */
  #settle() {
    const s = this.stage, i = this.#room;
    this.x = settle(this.x, this.width, s.w, i.left, i.right);
    this.y = settle(this.y, this.height, s.h, i.top, i.bottom);
  }

  /** The part of the stage that the picture covers. */
  get visible() {
    const left = clamp(0, this.x, this.stage.w), right = clamp(0, this.x + this.width, this.stage.w);
    const top = clamp(0, this.y, this.stage.h), bottom = clamp(0, this.y + this.height, this.stage.h);
    return { left, width: Math.max(1, right - left), top, height: Math.max(1, bottom - top) };
  }
}

/** @param {number} at @param {number} size @param {number} room @param {number} before @param {number} after */
function settle(at, size, room, before, after) {
  const free = room - before - after;
  if (size <= free) return before + (free - size) / 2;
  return clamp(room - after - size, at, before);
}

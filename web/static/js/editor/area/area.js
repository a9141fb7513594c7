/**
 * The part of the picture that a converter is asked for: what its parameters
 * mean in pixels of the picture as it is shown, and the other way round. The
 * server's package catalog (Area) has the rules. Emits "change".
 */
import { clamp } from '../../dom.js';
import { middle, moved, reshaped, resized, same, whole } from './rect.js';

/** @typedef {import('./rect.js').Rect} Rect */

/** A choice that is the page's own: it keeps the picture's shape, and tells the server a box of that shape. */
export const ORIGINAL = 'original';

export class Area extends EventTarget {
  /** Of the picture, 0 × 0 while there is none to see. @type {import('./rect.js').Size} */
  size = { w: 0, h: 0 };
  /** @type {string} */ lock = 'free';

  /**
   * @param {NonNullable<ReturnType<typeof import('../../schema.js').areaOf>>} names
   * @param {Record<string, any>} values changed in place
   * @param {string} [lock] where it is not what the values say
   */
  constructor(names, values, lock) {
    super();
    this.names = names;
    this.values = values;
    const told = names.aspect ? values[names.aspect] : 'free';
    this.lock = lock && told === 'free' ? lock : told;
  }

  get percent() { return this.names.unit ? this.values[this.names.unit] === 'percent' : false; }
  /** Whether nothing is cut off but what the shape takes. */
  get untouched() { return ['x', 'y', 'width', 'height'].every((part) => !this.values[this.names[part]]); }

  /** Width / height that is kept, 0 for none. */
  get shape() {
    if (this.lock === ORIGINAL) return this.size.w / this.size.h || 0;
    const [a, b] = this.lock.split('/').map(Number);
    return a / b || 0;
  }

  /** What the server would keep; null where it would refuse, or the picture cannot be seen. @returns {Rect|null} */
  get rect() {
    const [x0, x1] = this.#span('x', 'width', this.size.w), [y0, y1] = this.#span('y', 'height', this.size.h);
    const r = { x: Math.max(0, x0), y: Math.max(0, y0), w: Math.min(this.size.w, x1) - Math.max(0, x0), h: Math.min(this.size.h, y1) - Math.max(0, y0) };
    return r.w > 0 && r.h > 0 ? middle(r, this.lock === ORIGINAL ? 0 : this.shape) : null;
  }

  /** @param {'x'|'y'} from @param {'width'|'height'} length @param {number} n */
  #span(from, length, n) {
    const unit = this.percent ? n / 100 : 1;
    const a = this.values[this.names[from]] * unit, b = this.values[this.names[length]] ? this.values[this.names[length]] * unit : n;
    const start = Math.floor(a + 0.5);
    return [start, Math.max(Math.floor(a + b + 0.5), start + 1)];
  }

  /** @param {Rect} r */
  set rect(r) {
    if (this.rect && same(r, this.rect)) return;
    this.#write(r);
    this.changed();
  }

  /** All of the picture is told as such, so that the numbers fit the next one as well. @param {Rect} r */
  #write(r) {
    const { names, values, size } = this;
    const all = same(r, middle(whole(size), this.lock === ORIGINAL ? 0 : this.shape));
    const [x, y, w, h] = all ? [0, 0, 0, 0] : [r.x, r.y, r.w, r.h];
    values[names.x] = this.#told(x, size.w);
    values[names.y] = this.#told(y, size.h);
    values[names.width] = this.#told(w, size.w);
    values[names.height] = this.#told(h, size.h);
  }

  /** @param {number} pixels @param {number} n */
  #told(pixels, n) { return this.percent ? Number((pixels / n * 100).toFixed(4)) : pixels; }

  /** Moves the box or one of its edges. @param {Rect} from @param {import('./rect.js').Side} side @param {number} dx in pixels of the picture @param {number} dy */
  drag(from, side, dx, dy) { this.rect = resized(from, side, dx, dy, this.size, this.shape); }

  /** Takes a number that somebody typed: all that the field's neighbours do is to keep the shape. @param {'x'|'y'|'width'|'height'} part @param {number} value in the unit */
  type(part, value) {
    const { names, values, size, shape } = this, n = { x: size.w, width: size.w, y: size.h, height: size.h }[part];
    const was = this.rect;
    values[names[part]] = value;
    if (shape && was && value > 0 && (part === 'width' || part === 'height')) {
      const pixels = clamp(1, Math.round(this.percent ? value / 100 * n : value), n);
      const width = Math.min(part === 'width' ? pixels : pixels * shape, size.w, size.h * shape);
      const grown = resized({ ...was, x: 0, y: 0 }, { x: 1, y: 1 }, width - was.w, width / shape - was.h, size, shape);
      this.#write(moved({ ...grown, x: was.x, y: was.y }, 0, 0, size));
    }
    this.changed();
  }

  /** Puts what was typed into the picture. */
  settle() {
    const { names, values, size } = this;
    if (!this.rect && size.w) {
      values[names.x] = Math.min(values[names.x], this.#told(size.w - 1, size.w));
      values[names.y] = Math.min(values[names.y], this.#told(size.h - 1, size.h));
    }
    if (this.rect) this.#write(this.rect);
    this.changed();
  }

  /** @param {string} lock a choice of the converter, or ORIGINAL */
  reshape(lock) {
    const { names, values } = this, was = this.rect, touched = !this.untouched;
    this.lock = lock;
    if (names.aspect) values[names.aspect] = lock === ORIGINAL ? 'free' : lock;
    if (touched && was) this.#write(reshaped(was, this.shape, this.size));
    this.changed();
  }

  /** Tells the same box in another unit. @param {string} unit */
  measure(unit) {
    const was = this.untouched ? null : this.rect;
    if (this.names.unit) this.values[this.names.unit] = unit;
    if (was) this.#write(was);
    this.changed();
  }

  /** Takes over a picture. @param {import('./rect.js').Size} size @param {Record<string, any>|null} initial values to begin anew with */
  show(size, initial) {
    this.size = size;
    if (initial) for (const part of /** @type {const} */ (['x', 'y', 'width', 'height'])) this.values[this.names[part]] = initial[this.names[part]];
    this.changed();
  }

  changed() { this.dispatchEvent(new Event('change')); }
}

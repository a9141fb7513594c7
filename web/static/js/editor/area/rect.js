/** Rectangles of whole picture pixels: pure geometry. A shape is width / height, or 0 for any. */
import { clamp } from '../../dom.js';

/**
 * @typedef {{x: number, y: number, w: number, h: number}} Rect
 * @typedef {{w: number, h: number}} Size
 * @typedef {{x: -1|0|1, y: -1|0|1}} Side which edges a handle moves; 0, 0 is the whole box
 */

/** @param {Size} size @returns {Rect} */
export const whole = ({ w, h }) => ({ x: 0, y: 0, w, h });

/** @param {Rect} a @param {Rect} b */
export const same = (a, b) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

/** The largest size of a shape within a size, rounded as package picture does. @param {Size} s @param {number} shape @returns {Size} */
function inscribed({ w, h }, shape) {
  const [iw, ih] = w > h * shape ? [h * shape, h] : [w, w / shape];
  return { w: clamp(1, Math.floor(iw + 0.5), w), h: clamp(1, Math.floor(ih + 0.5), h) };
}

/** The largest part of a shape about the middle. @param {Rect} r @param {number} shape @returns {Rect} */
export function middle(r, shape) {
  if (!shape) return r;
  const { w, h } = inscribed(r, shape);
  return { x: r.x + Math.floor((r.w - w) / 2), y: r.y + Math.floor((r.h - h) / 2), w, h };
}

/** A size of a shape near a wanted width, of which middle leaves all. @param {number} width @param {number} shape @param {Size} most @returns {Size} */
function settled(width, shape, most) {
  const w = clamp(1, Math.round(width), most.w);
  let now = inscribed({ w, h: clamp(1, Math.round(w / shape), most.h) }, shape);
  for (let i = 0; i < 4; i++) now = inscribed(now, shape);
  return now;
}

/** @param {Rect} r @param {number} dx @param {number} dy @param {Size} size @returns {Rect} */
export const moved = (r, dx, dy, size) => ({ ...r, x: clamp(0, Math.round(r.x + dx), size.w - r.w), y: clamp(0, Math.round(r.y + dy), size.h - r.h) });

/** The box with a handle moved by so many pixels. @param {Rect} r @param {Side} side @param {number} dx @param {number} dy @param {Size} size @param {number} shape @returns {Rect} */
export function resized(r, side, dx, dy, size, shape) {
  if (!side.x && !side.y) return moved(r, dx, dy, size);
  if (shape) return resizedTo(r, side, dx, dy, size, shape);
  const [x0, x1] = span(r.x, r.x + r.w, side.x, dx, size.w), [y0, y1] = span(r.y, r.y + r.h, side.y, dy, size.h);
  return { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
}

/** @param {number} from @param {number} to @param {number} side @param {number} d @param {number} room */
function span(from, to, side, d, room) {
  if (side < 0) from = clamp(0, Math.round(from + d), to - 1);
  if (side > 0) to = clamp(from + 1, Math.round(to + d), room);
  return [from, to];
}

/** Keeps the shape: the opposite corner stays, or the middle of the opposite edge. @param {Rect} r @param {Side} side @param {number} dx @param {number} dy @param {Size} size @param {number} shape @returns {Rect} */
function resizedTo(r, side, dx, dy, size, shape) {
  const width = r.w + side.x * dx, height = r.h + side.y * dy;
  const wanted = side.x && side.y ? (width + height * shape) / 2 : side.x ? width : height * shape;
  const most = { w: room(r.x, r.w, side.x, size.w), h: room(r.y, r.h, side.y, size.h) };
  const now = settled(Math.min(wanted, most.w, most.h * shape), shape, most);
  return { x: start(r.x, r.w, now.w, side.x, size.w), y: start(r.y, r.h, now.h, side.y, size.h), ...now };
}

/** How long an edge can get. @param {number} from @param {number} length @param {number} side @param {number} all */
function room(from, length, side, all) {
  if (side < 0) return from + length;
  return side > 0 ? all - from : Math.min(all, 2 * Math.min(from + length / 2, all - from - length / 2));
}

/** Where a box begins that was so long and is now so long. @param {number} from @param {number} was @param {number} is @param {number} side @param {number} all */
const start = (from, was, is, side, all) => clamp(0, Math.round(side < 0 ? from + was - is : side > 0 ? from : from + (was - is) / 2), all - is);

/** The box in another shape: about as large, about the same middle. @param {Rect} r @param {number} shape @param {Size} size @returns {Rect} */
export function reshaped(r, shape, size) {
  if (!shape) return r;
  const now = settled(Math.min(Math.sqrt(r.w * r.h * shape), size.w, size.h * shape), shape, size);
  return { x: start(r.x, r.w, now.w, 0, size.w), y: start(r.y, r.h, now.h, 0, size.h), ...now };
}

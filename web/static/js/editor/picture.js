/** A picture in the page: bytes, size in pixels, a small thumbnail. */
import { uuid } from '../storage.js';
import { countFrames } from './frames.js';

/**
 * @typedef {object} Picture
 * @property {string} id
 * @property {Blob} blob
 * @property {string} type
 * @property {number} width 0 when this browser cannot show it
 * @property {number} height
 * @property {number} frames 1 for a still
 * @property {Blob|null} thumb
 */

const THUMB = 192; // pixels on the long side

/** @param {Blob} blob @returns {Promise<Picture>} */
export async function makePicture(blob) {
  const base = { id: uuid(), blob, type: blob.type, frames: await countFrames(blob) };
  const url = URL.createObjectURL(blob);
  try {
    const img = await decode(url);
    const [width, height] = [img.naturalWidth, img.naturalHeight];
    return { ...base, width, height, thumb: await shrink(img, THUMB) };
  } catch {
    return { ...base, width: 0, height: 0, thumb: null };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {string} url @returns {Promise<HTMLImageElement>} */
export async function decode(url) {
  const img = new Image();
  img.src = url;
  await img.decode();
  return img;
}

/** @param {HTMLImageElement} img @param {number} side */
async function shrink(img, side) {
  const scale = Math.min(1, side / Math.max(img.naturalWidth, img.naturalHeight));
  const canvas = draw(img, scale);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
}

/** @param {HTMLImageElement} img @param {number} scale */
export function draw(img, scale) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(img.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(img.naturalHeight * scale));
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(img, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Object URLs, one a blob, until released. */
const urls = new Map();

/** @param {Blob} blob */
export function urlOf(blob) {
  if (!urls.has(blob)) urls.set(blob, URL.createObjectURL(blob));
  return urls.get(blob);
}

/** Frees the picture's URLs. @param {Picture} p */
export function release(p) {
  for (const blob of [p.blob, p.thumb]) {
    if (!blob || !urls.has(blob)) continue;
    URL.revokeObjectURL(urls.get(blob));
    urls.delete(blob);
  }
}

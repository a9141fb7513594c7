/** What can be said about a file before it is sent. The server has the last word. */
import { Problem } from '../api/problem.js';
import { extension } from '../format.js';
import { countFrames } from './frames.js';
import { decode, draw } from './picture.js';

/** Bytes that the server takes at most: 5 MiB. */
export const LIMIT = 5_242_880;

export const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif,image/tiff,image/bmp';

/** @param {number} size */
export function tooLarge(size) {
  return new Problem({
    code: 'too-large', status: 413, title: 'This picture is too large',
    detail: `It has ${exactSize(size)}; Reverie takes up to 5 MiB.`,
  });
}

/** In MiB, rounded up, so that a byte too many never reads as 5.0. @param {number} size */
const exactSize = (size) => `${(Math.ceil(size / 1048576 * 100) / 100).toFixed(2)} MiB`;

/** Why a file is refused at once, or null. @param {File|Blob} file @returns {Problem|null} */
export function refuse(file) {
  if (file.size === 0) {
    return new Problem({ code: 'empty-file', title: 'This file is empty', detail: 'It has no bytes. Choose another picture.' });
  }
  if (file.type === 'image/svg+xml' || (file.type && !file.type.startsWith('image/') && file.type !== 'application/octet-stream')) {
    return new Problem({
      code: 'unsupported-image', status: 415, title: 'Not a picture Reverie takes',
      detail: `This is ${file.type}. Choose a JPEG, PNG, WebP, GIF, TIFF or BMP picture.`,
    });
  }
  return file.size > LIMIT ? tooLarge(file.size) : null;
}

/**
 * Makes a picture small enough: first by JPEG quality, then by its size in
 * pixels. Null when this browser cannot read it, and for an animation, of which only one
 * frame would be left.
 * @param {Blob} blob @returns {Promise<Blob|null>}
 */
export async function shrinkToFit(blob) {
  const url = URL.createObjectURL(blob);
  try {
    if (await countFrames(blob) > 1) return null;
    const img = await decode(url);
    const alpha = blob.type === 'image/png' || blob.type === 'image/webp';
    for (const scale of [1, 0.8, 0.64, 0.5, 0.35, 0.25]) {
      const canvas = draw(img, scale);
      for (const [type, quality] of alpha ? [['image/webp', 0.92], ['image/webp', 0.8]] : [['image/jpeg', 0.92], ['image/jpeg', 0.84]]) {
        const out = await new Promise((resolve) => canvas.toBlob(resolve, String(type), Number(quality)));
        if (out && out.size <= LIMIT) return out;
      }
    }
    return null;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The name with the ending of its type. @param {string} name @param {string} type */
export const renamed = (name, type) => `${name.replace(/\.[^.]*$/, '')}.${extension(type)}`;

/** "holiday.jpg" + ["grayscale"] → "holiday-grayscale.jpg". @param {string} name @param {string[]} steps @param {string} type */
export function resultName(name, steps, type) {
  const stem = name.replace(/\.[^.]*$/, '').slice(0, 80) || 'picture';
  const tail = steps.length > 3 ? [`${steps.length}-steps`] : steps;
  return `${[stem, ...tail].join('-')}.${extension(type)}`;
}


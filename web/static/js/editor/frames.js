/**
 * How many frames a picture file has, from its blocks alone: a conversion of an
 * animation costs as much for each. A GIF, PNG or WebP that is no animation, or is
 * damaged, and a file of another format count as one frame.
 */

/** @param {Blob} blob @returns {Promise<number>} */
export async function countFrames(blob) {
  const head = await bytes(blob.slice(0, 12));
  if (starts(head, 'GIF8')) return gif(await bytes(blob));
  if (starts(head, 'RIFF') && starts(head, 'WEBP', 8)) return webp(await bytes(blob));
  return starts(head, '\x89PNG') ? apng(await bytes(blob)) : 1;
}

/** @param {Blob} blob */
const bytes = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** @param {Uint8Array} b @param {string} text @param {number} [at] */
const starts = (b, text, at = 0) => [...text].every((c, i) => b[at + i] === c.charCodeAt(0));

/** Image descriptors of a GIF (GIF89a specification, appendix A). @param {Uint8Array} b */
function gif(b) {
  let at = 13 + table(b[10]), frames = 0;
  const skipBlocks = () => {
    while (b[at]) at += b[at] + 1;
    at++;
  };
  while (at < b.length) {
    const kind = b[at++];
    if (kind === 0x21) at++; // an extension and its label
    else if (kind === 0x2c) {
      frames++;
      at += 9 + table(b[at + 8]) + 1;
    } else break;
    skipBlocks();
  }
  return Math.max(frames, 1);
}

/** Bytes of a colour table. @param {number} fields */
const table = (fields) => (fields & 0x80 ? 3 << (1 + (fields & 7)) : 0);

/** The count that an APNG states before its pixels (PNG, 11.3.6.1). @param {Uint8Array} b */
function apng(b) {
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  for (let at = 8; at + 12 <= b.length && !starts(b, 'IDAT', at + 4); at += 12 + view.getUint32(at)) {
    if (starts(b, 'acTL', at + 4)) return Math.max(view.getUint32(at + 8), 1);
  }
  return 1;
}

/** Frames of an animated WebP (RFC 9649, 2.7.1). @param {Uint8Array} b */
function webp(b) {
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  let frames = 0;
  for (let at = 12, size = 0; at + 8 <= b.length; at += 8 + size + (size & 1)) {
    size = view.getUint32(at + 4, true);
    if (starts(b, 'ANMF', at)) frames++;
  }
  return Math.max(frames, 1);
}

/** The POST of a picture. XMLHttpRequest, because fetch tells no upload progress. */
import { unreachable } from './problem.js';

/**
 * @typedef {{status: number, header: (name: string) => string|null, body: Blob}} Answer
 *
 * An abort stops an upload that is under way. One that comes after the last
 * byte cannot take the picture back, so the answer is waited for and given to
 * `onLate`, which can cancel what it started.
 *
 * @param {string} path
 * @param {FormData} body
 * @param {Record<string, string>} headers
 * @param {{signal?: AbortSignal, onUpload?: (share: number) => void, onLate?: (answer: Answer) => void}} o
 * @returns {Promise<Answer>}
 */
export function upload(path, body, headers, o) {
  return new Promise((resolve, reject) => {
    if (o.signal?.aborted) return reject(o.signal.reason);
    const xhr = new XMLHttpRequest();
    let sent = false;
    xhr.open('POST', path);
    xhr.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (e) => e.lengthComputable && o.onUpload?.(e.loaded / e.total);
    xhr.upload.onload = () => { sent = true; o.onUpload?.(1); };
    const stop = () => {
      reject(o.signal?.reason);
      if (!sent) xhr.abort();
    };
    const over = () => o.signal?.removeEventListener('abort', stop);
    xhr.onload = () => {
      over();
      const answer = { status: xhr.status, header: (/** @type {string} */ n) => xhr.getResponseHeader(n), body: xhr.response };
      if (o.signal?.aborted) o.onLate?.(answer);
      else resolve(answer);
    };
    xhr.onerror = () => { over(); reject(unreachable()); };
    o.signal?.addEventListener('abort', stop, { once: true });
    xhr.send(body);
  });
}

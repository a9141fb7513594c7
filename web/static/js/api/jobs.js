/** A conversion from picture to picture: POST, then polling until it ends. */
import { sleep } from '../dom.js';
import { getBlob, request } from './http.js';
import { Problem, fromAnswer, isAbort, retryAfter } from './problem.js';
import { token } from './session.js';
import { upload } from './upload.js';

/** First polls come quickly, then, and for long jobs at once, as the server's Retry-After asks. */
const POLLS = [60, 120, 250, 500, 1000];
const ATTEMPTS = 4;
const LOST_AFTER = 90_000; // a server that is away for longer has let the job expire

/**
 * @typedef {object} Order
 * @property {Blob} blob
 * @property {string} name of the file, for the gallery
 * @property {string} converter
 * @property {Record<string, any>} parameters
 * @property {Record<string, {blob: Blob, name: string}>} [pictures] further pictures, by parameter
 * @property {string} key Idempotency-Key: sending the order again finds the same job
 * @property {string} [jobId] set when the job is known already
 * @property {boolean} [anonymous]
 *
 * @typedef {object} Update
 * @property {'uploading'|'queued'|'running'|'waiting'} phase
 * @property {number} [progress] 0 to 1
 * @property {string} [jobId]
 * @property {string} [preview] where the latest preview is
 * @property {number} [estimate] seconds that all of it takes
 * @property {Problem} [problem] why it waits
 *
 * @typedef {{blob: Blob, provenance?: string}} Result the picture, and where it is told how it was made
 */

/**
 * Converts, and tells how far it is. Throws a Problem or an AbortError.
 * @param {Order} order @param {(u: Update) => void} tell @param {AbortSignal} signal
 * @returns {Promise<Result>}
 */
export async function convert(order, tell, signal) {
  let id = order.jobId;
  if (!id) {
    const answer = await submit(order, tell, signal);
    if (answer.status === 200) return { blob: answer.body, provenance: describedBy(answer.header) };
    const job = JSON.parse(await answer.body.text());
    id = String(job.id);
    tell(updateOf(job, id));
  }
  return poll(id, order, tell, signal);
}

/** @param {Order} order @param {(u: Update) => void} tell @param {AbortSignal} signal */
async function submit(order, tell, signal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(order, tell, signal);
    } catch (err) {
      if (!(err instanceof Problem) || !err.passing || attempt === ATTEMPTS) throw err;
      if (err.code === 'offline' && navigator.onLine === false) throw err;
      const wait = err.retryAfter ?? 2 ** (attempt - 1);
      if (wait > 15) throw err;
      tell({ phase: 'waiting', problem: err });
      await sleep(wait * 1000, signal);
    }
  }
}

/** @param {Order} order @param {(u: Update) => void} tell @param {AbortSignal} signal */
async function post(order, tell, signal) {
  const form = new FormData();
  for (const [name, value] of Object.entries(order.parameters)) form.set(name, String(value));
  form.set('file', order.blob, order.name);
  for (const [name, p] of Object.entries(order.pictures ?? {})) form.set(name, p.blob, p.name);
  const path = `/api/jobs?${new URLSearchParams({ converter: order.converter })}`;
  const send = (/** @type {string} */ bearer) => upload(path, form, {
    Prefer: 'wait=2', 'Idempotency-Key': order.key,
    ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
  }, {
    signal,
    onUpload: (share) => tell(share < 1 ? { phase: 'uploading', progress: share } : { phase: 'queued' }),
    onLate: (answer) => cancelAnswered(answer, order.anonymous),
  });
  tell({ phase: 'uploading', progress: 0 });
  const bearer = order.anonymous ? '' : await token();
  let answer = await send(bearer);
  if (answer.status === 401 && bearer) {
    const fresh = await token(bearer);
    if (fresh) answer = await send(fresh);
  }
  if (answer.status >= 400) throw fromAnswer(answer.status, answer.header, await answer.body.text());
  return answer;
}

/** @param {string} id @param {Order} order @param {(u: Update) => void} tell @param {AbortSignal} signal */
async function poll(id, order, tell, signal) {
  let lastAnswer = Date.now();
  for (let n = 0; ; n++) {
    let wait = 1000;
    try {
      const res = await request(`/api/jobs/${encodeURIComponent(id)}`, { signal, anonymous: order.anonymous });
      lastAnswer = Date.now();
      if (res.status === 200) return { blob: await res.blob(), provenance: describedBy((name) => res.headers.get(name)) };
      tell(updateOf(await res.json(), id));
      wait = pause(n, (name) => res.headers.get(name));
    } catch (err) {
      if (isAbort(err) || !(err instanceof Problem) || !err.passing) throw gone(err);
      if (Date.now() - lastAnswer > LOST_AFTER) throw err;
      tell({ phase: 'waiting', jobId: id, problem: err });
      wait = (err.retryAfter ?? 2) * 1000;
    }
    await sleep(wait, signal);
  }
}

/** Milliseconds until the next poll. @param {number} n @param {(name: string) => string|null} header */
function pause(n, header) {
  const asked = Math.max(250, (retryAfter(header) ?? 1) * 1000);
  return asked > 1000 ? asked : POLLS[n] ?? asked; // a long wait is no guess: it comes from the job's estimate
}

/** @param {any} job @param {string} jobId @returns {Update} */
const updateOf = (job, jobId) => ({
  phase: job.state === 'running' ? 'running' : 'queued', progress: job.progress, jobId,
  preview: job.links?.preview, estimate: job.estimate_seconds,
});

/** @param {(name: string) => string|null} header */
const describedBy = (header) => header('Link')?.match(/<([^>]+)>[^,]*;\s*rel="?describedby\b/)?.[1];

/** @param {any} err */
function gone(err) {
  if (!(err instanceof Problem) || err.status !== 404) return err;
  return new Problem({
    code: 'job-gone', status: 404, title: 'The result has expired',
    detail: 'Results wait on the server for a short time only, and this one was not fetched in time. Run it again: the picture is still here.',
  });
}

/** @param {import('./upload.js').Answer} answer @param {boolean} [anonymous] */
function cancelAnswered(answer, anonymous) {
  const at = answer.header('Location') ?? answer.header('Content-Location');
  const id = at?.match(/\/api\/jobs\/([^/?#]+)$/)?.[1];
  if (id) cancel(decodeURIComponent(id), anonymous);
}

/** A preview of a job that works. @param {string} link @param {boolean} [anonymous] @param {AbortSignal} [signal] */
export const preview = (link, anonymous, signal) => getBlob(link, { anonymous, signal });

/** Cancels on the server, best effort. @param {string} id @param {boolean} [anonymous] */
export async function cancel(id, anonymous) {
  try { await request(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE', anonymous }); } catch { /* it expires by itself */ }
}

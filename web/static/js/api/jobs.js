/** A conversion from picture to picture: POST, then polling until it ends. */
import { sleep } from '../dom.js';
import { request } from './http.js';
import { Problem, fromAnswer, isAbort } from './problem.js';
import { token } from './session.js';
import { upload } from './upload.js';

/** First polls come quickly, then as the server's Retry-After asks. */
const POLLS = [60, 120, 250, 500, 1000];
const ATTEMPTS = 4;
const LOST_AFTER = 90_000; // a server that is away for longer has let the job expire

/**
 * @typedef {object} Order
 * @property {Blob} blob
 * @property {string} name of the file, for the gallery
 * @property {string} converter
 * @property {Record<string, any>} parameters
 * @property {string} key Idempotency-Key: sending the order again finds the same job
 * @property {string} [jobId] set when the job is known already
 * @property {boolean} [anonymous]
 *
 * @typedef {object} Update
 * @property {'uploading'|'queued'|'running'|'waiting'} phase
 * @property {number} [progress] 0 to 1
 * @property {string} [jobId]
 * @property {Problem} [problem] why it waits
 */

/**
 * Converts, and tells how far it is. Throws a Problem or an AbortError.
 * @param {Order} order @param {(u: Update) => void} tell @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
export async function convert(order, tell, signal) {
  let id = order.jobId;
  if (!id) {
    const answer = await submit(order, tell, signal);
    if (answer.status === 200) return answer.body;
    const job = JSON.parse(await answer.body.text());
    id = String(job.id);
    tell({ phase: phaseOf(job), progress: job.progress, jobId: id });
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
    let wait = POLLS[n] ?? 1000;
    try {
      const res = await request(`/api/jobs/${encodeURIComponent(id)}`, { signal, anonymous: order.anonymous });
      lastAnswer = Date.now();
      if (res.status === 200) return await res.blob();
      const job = await res.json();
      tell({ phase: phaseOf(job), progress: job.progress, jobId: id });
      if (n >= POLLS.length) wait = Math.max(250, Number(res.headers.get('Retry-After') ?? 1) * 1000);
    } catch (err) {
      if (isAbort(err) || !(err instanceof Problem) || !err.passing) throw gone(err);
      if (Date.now() - lastAnswer > LOST_AFTER) throw err;
      tell({ phase: 'waiting', jobId: id, problem: err });
      wait = (err.retryAfter ?? 2) * 1000;
    }
    await sleep(wait, signal);
  }
}

/** @param {any} job @returns {'queued'|'running'} */
const phaseOf = (job) => (job.state === 'running' ? 'running' : 'queued');

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

/** Cancels on the server, best effort. @param {string} id @param {boolean} [anonymous] */
export async function cancel(id, anonymous) {
  try { await request(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE', anonymous }); } catch { /* it expires by itself */ }
}

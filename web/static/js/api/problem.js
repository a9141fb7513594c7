/** Failures as the API tells them (RFC 9457), and those of the way to it. */

/** A failed request. `code` is the last segment of the problem's type. */
export class Problem extends Error {
  /** @param {{code: string, status?: number, title: string, detail?: string, retryAfter?: number, reason?: string, jobStatus?: string, largest?: Record<string, any>}} p */
  constructor(p) {
    super(p.detail || p.title);
    this.name = 'Problem';
    this.code = p.code;
    this.status = p.status ?? 0;
    this.title = p.title;
    this.detail = p.detail ?? '';
    /** Seconds, when the server named them. */
    this.retryAfter = p.retryAfter;
    /** Why a job failed, as a code. */
    this.reason = p.reason;
    /** Set when a job failed, as opposed to the platform. */
    this.jobStatus = p.jobStatus;
    /** What would have fitted, when a job is refused for the time that it would take. */
    this.largest = p.largest;
  }

  /** Whether the same request may work in a moment. */
  get passing() {
    if (this.jobStatus) return false;
    return this.code === 'offline' || [408, 425, 429, 502, 503, 504].includes(this.status);
  }
}

/** @param {(name: string) => string|null} header */
export function retryAfter(header) {
  const seconds = Number(header('Retry-After') ?? NaN);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/**
 * A Problem from an answer that is no success.
 * @param {number} status @param {(name: string) => string|null} header @param {string} text
 */
export function fromAnswer(status, header, text) {
  /** @type {any} */ let doc = {};
  try { doc = JSON.parse(text) ?? {}; } catch { /* a proxy's page, or nothing */ }
  const code = String(doc.type ?? '').split('/').pop() || `http-${status}`;
  return new Problem({
    code, status,
    title: doc.title || `The server answered ${status}`,
    detail: doc.detail,
    reason: doc.reason,
    largest: doc.largest,
    retryAfter: retryAfter(header),
    jobStatus: header('Job-Status') ?? undefined,
  });
}

/** The server was not reached. */
export function unreachable() {
  const off = navigator.onLine === false;
  return new Problem({
    code: 'offline',
    title: off ? 'You are offline' : 'Reverie cannot be reached',
    detail: off ? 'Your picture is safe in this browser. It goes on when the connection is back.'
      : 'The server does not answer. Your picture is safe in this browser; try again in a moment.',
  });
}

/** What went wrong, as a Problem, whatever was thrown. @param {any} err */
export function asProblem(err) {
  if (err instanceof Problem) return err;
  return new Problem({ code: 'page', title: 'Something went wrong in the page', detail: String(err?.message ?? err) });
}

/** @param {any} err */
export const isAbort = (err) => err?.name === 'AbortError';

/** The card that shows a conversion under way. */
import { byId, fill, h } from '../dom.js';
import { titleOf } from '../api/catalog.js';
import { duration, roughly } from '../format.js';
import { say } from '../ui/live.js';
import { Eta } from './eta.js';

const QUIET = 140; // ms before it shows: a fast conversion does not flicker
const LONG = 5; // seconds left, from which they are told
const SPOKEN = 25; // percent between two words to screen readers

/** @param {import('./run.js').Runner} runner */
export function showProgress(runner) {
  const card = byId('progress');
  const bar = h('div', { class: 'bar', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': 0, 'aria-valuemax': 100 }, h('span', { class: 'bar-fill' }));
  const title = h('strong');
  const state = h('span', { class: 'progress-state', testid: 'progress-state' });
  const clock = h('span', { class: 'progress-clock', testid: 'progress-clock' });
  fill(card,
    h('div', { class: 'progress-row' }, title, clock),
    bar,
    h('div', { class: 'progress-row' }, state, h('button', { class: 'link', type: 'button', testid: 'cancel', onclick: () => runner.stop() }, 'Cancel')));
  let timer = 0, tick = 0, eta = new Eta(), spoken = 0, told = false;

  runner.addEventListener('start', (e) => {
    const pending = e instanceof CustomEvent ? e.detail : null;
    title.textContent = titleOf(pending.converter);
    eta = new Eta();
    spoken = 0;
    told = false;
    show({ phase: pending.jobId ? 'running' : 'uploading' });
    document.body.classList.add('is-converting');
    timer = window.setTimeout(() => { card.hidden = false; say(`${titleOf(pending.converter)} is running`); }, QUIET);
    const count = () => { clock.textContent = left() ?? duration(Date.now() - pending.started); };
    count();
    tick = window.setInterval(count, 100);
  });
  runner.addEventListener('update', (e) => e instanceof CustomEvent && show(e.detail));
  for (const end of ['done', 'failed', 'cancelled']) {
    runner.addEventListener(end, () => {
      clearTimeout(timer);
      clearInterval(tick);
      card.hidden = true;
      document.body.classList.remove('is-converting');
    });
  }

  /** The time that is left, where it is long enough to be worth telling. */
  function left() {
    const seconds = eta.left(Date.now());
    if (seconds === undefined || (!told && seconds < LONG)) return undefined;
    told = true; // one clock until the end
    return seconds < 1 ? 'almost done' : `${roughly(seconds)} left`;
  }

  /** @param {import('../api/jobs.js').Update} u */
  function show(u) {
    const percent = Math.round((u.progress ?? 0) * 100);
    const known = u.phase === 'uploading' ? percent > 0 : u.phase === 'running' && percent > 0;
    if (u.phase === 'running' && u.jobId) eta.note(u.progress ?? 0, Date.now(), u.estimate);
    card.dataset.phase = u.phase;
    state.textContent = {
      uploading: percent ? `Uploading ${percent} %` : 'Uploading',
      queued: 'Queued: waiting for a worker',
      running: percent ? `Running ${percent} %` : 'Running',
      waiting: u.problem?.code === 'offline' ? 'No connection. Trying again…' : 'The server is busy. Trying again…',
    }[u.phase];
    if (u.phase === 'running' && told && percent >= spoken + SPOKEN) {
      spoken = percent - percent % SPOKEN;
      say(`${percent} %`);
    }
    bar.classList.toggle('is-unknown', !known);
    bar.style.setProperty('--share', known ? `${percent}%` : '100%');
    if (known) bar.setAttribute('aria-valuenow', String(percent));
    else bar.removeAttribute('aria-valuenow');
  }
}

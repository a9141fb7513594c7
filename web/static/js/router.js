/** Paths of the page: / and /gallery are views, /login and /register dialogs over them. */

export const routes = new EventTarget();

/** @param {string} path @param {{replace?: boolean}} [o] */
export function go(path, o = {}) {
  if (path === location.pathname + location.search) return;
  history[o.replace ? 'replaceState' : 'pushState']({ from: location.pathname + location.search }, '', path);
  routes.dispatchEvent(new Event('change'));
}

/** Where to go when a dialog of the path is closed. */
export const behind = () => (['/', '/gallery'].includes(history.state?.from) ? history.state.from : '/');

addEventListener('popstate', () => routes.dispatchEvent(new Event('change')));

document.addEventListener('click', (e) => {
  if (e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  const link = e.target instanceof Element ? e.target.closest('a[data-route]') : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  e.preventDefault();
  go(link.pathname);
});

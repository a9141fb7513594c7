/** The start: session, editor, gallery and menus, and which of them is seen. */
import { closeAuth, openAuth } from './account/dialog.js';
import { showMenu } from './account/menu.js';
import { currentUser, restore, sessionEvents } from './api/session.js';
import { byId } from './dom.js';
import { openFile, resume, runOn, startEditor } from './editor/editor.js';
import { Gallery } from './gallery/page.js';
import { behind, go, routes } from './router.js';
import { toast } from './ui/toast.js';

const TITLES = { '/': 'Reverie', '/gallery': 'Gallery · Reverie', '/login': 'Sign in · Reverie', '/register': 'Create an account · Reverie' };

const gallery = new Gallery(byId('gallery'), {
  use: (blob, name) => { go('/'); openFile(blob, name); },
  run: (blob, name, steps) => { go('/'); runOn(blob, name, steps); },
});

function show() {
  const path = location.pathname;
  const dialog = path === '/login' || path === '/register';
  if (dialog && currentUser()) return go(behind(), { replace: true });
  const view = dialog ? behind() : path === '/gallery' ? '/gallery' : '/';
  document.title = TITLES[path] ?? TITLES['/'];
  byId('editor').hidden = view !== '/';
  byId('gallery').hidden = view !== '/gallery';
  document.body.dataset.view = view === '/' ? 'editor' : 'gallery';
  for (const link of document.querySelectorAll('.nav a')) {
    const here = link.getAttribute('href') === view;
    if (here) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (view === '/gallery') gallery.enter();
  else gallery.leave();
  if (dialog) openAuth(path === '/login' ? 'login' : 'register');
  else closeAuth();
}

routes.addEventListener('change', show);
sessionEvents.addEventListener('change', () => { if (currentUser() && ['/login', '/register'].includes(location.pathname)) show(); });
sessionEvents.addEventListener('ended', () => toast('Your session has ended.', { kind: 'info', action: { label: 'Sign in', run: () => go('/login') } }));
showMenu();
const restored = startEditor().catch((err) => console.error('the editor did not start', err));
show();
await Promise.allSettled([restored, Promise.race([restore(), new Promise((r) => setTimeout(r, 3000))])]);
resume();

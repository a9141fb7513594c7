/** Dark, light, or as the system has it; early.js applies the choice before the first paint. */
import { kept } from './storage.js';

const KEY = 'reverie.theme';

/** @returns {'system'|'light'|'dark'} */
export const theme = () => /** @type {any} */ (kept.get(KEY) ?? 'system');

/** @param {'system'|'light'|'dark'} choice */
export function setTheme(choice) {
  if (choice === 'system') kept.remove(KEY);
  else kept.set(KEY, choice);
  apply();
}

function apply() {
  const choice = theme();
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

addEventListener('storage', (e) => { if (e.key === KEY) apply(); });

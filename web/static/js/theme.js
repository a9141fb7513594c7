/** Dark, light, or as the system has it; early.js applies the choice before the first paint. */

const KEY = 'reverie.theme';

/** @returns {'system'|'light'|'dark'} */
export const theme = () => /** @type {any} */ (localStorage.getItem(KEY) ?? 'system');

/** @param {'system'|'light'|'dark'} choice */
export function setTheme(choice) {
  if (choice === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply();
}

function apply() {
  const choice = theme();
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

addEventListener('storage', (e) => { if (e.key === KEY) apply(); });

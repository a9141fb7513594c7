/** Small things kept in the browser; where storage is switched off, nothing is kept and nothing breaks. */

/** @param {() => Storage} area */
const safely = (area) => ({
  /** @param {string} key @returns {string|null} */
  get(key) { try { return area().getItem(key); } catch { return null; } },
  /** @param {string} key @param {string} value */
  set(key, value) { try { area().setItem(key, value); } catch { /* not kept */ } },
  /** @param {string} key */
  remove(key) { try { area().removeItem(key); } catch { /* was not kept */ } },
});

/** For all tabs, until deleted. */
export const kept = safely(() => localStorage);
/** For this tab, over reloads. */
export const tab = safely(() => sessionStorage);

/** 128 random bits; crypto.randomUUID is missing where the page came without TLS from another machine. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

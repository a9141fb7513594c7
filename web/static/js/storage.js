/** Small things kept in the browser; where storage is switched off, for as long as the page lives. */

/** @param {() => Storage} area */
function safely(area) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  return {
    /** @param {string} key @returns {string|null} */
    get(key) { try { return area().getItem(key); } catch { return memory.get(key) ?? null; } },
    /** @param {string} key @param {string} value */
    set(key, value) { try { area().setItem(key, value); } catch { memory.set(key, value); } },
    /** @param {string} key */
    remove(key) { try { area().removeItem(key); } catch { memory.delete(key); } },
  };
}

/** For all tabs, until deleted. */
export const kept = safely(() => localStorage);
/** For this tab, over reloads. */
export const tab = safely(() => sessionStorage);

/** 128 random bits; crypto.randomUUID is missing where the page came without TLS from another machine. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

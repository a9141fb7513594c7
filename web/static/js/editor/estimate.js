/** What a conversion will take, from the cost that its converter states. Pure arithmetic. */

/**
 * @typedef {{parameter: string, scale?: number, offset?: number, table?: Record<string, number>}} Factor
 *
 * @typedef {object} Cost in units of its own; only their number per second counts
 * @property {string} [unit]
 * @property {number} per_megapixel
 * @property {Factor[]} [factors] by which the parameters multiply it
 * @property {number} [overhead] of each frame
 * @property {string} [cap_parameter] says how many megapixels are worked on at most
 * @property {Windows} [windows] where more is worked on than the picture
 * @property {number} per_second
 * @property {number} [budget_seconds] more is refused
 *
 * @typedef {object} Windows pixels are worked on in windows with a border, at several sizes
 * @property {string} [sizes] the parameter that says how many sizes @property {number} [count] without one
 * @property {number} ratio of a size to the next @property {number} repeat of its steps @property {number} smallest
 * @property {number} border @property {number} overlap of windows of a part @property {number} grid @property {number} least
 * @property {number} again @property {number} [most] megapixels of a window @property {string} [by] @property {Record<string, number>} [table]
 *
 * @typedef {object} Estimate
 * @property {number} seconds
 * @property {number} budget Infinity when there is none
 * @property {boolean} over
 * @property {Record<string, number>|null} largest what would fit: megapixels, width and height, or a parameter's value
 */

/** @typedef {{width: number, height: number, frames?: number}} Size frames: of an animation, each of which is converted */

/**
 * @param {Cost} cost @param {Size} size of the picture
 * @param {Record<string, any>} values @param {any} [schema] of the parameters
 * @returns {Estimate}
 */
export function estimate(cost, size, values, schema) {
  const seconds = costOf(cost, size, values) / cost.per_second;
  const budget = cost.budget_seconds || Infinity;
  const over = seconds > budget;
  return { seconds, budget, over, largest: over ? largest(cost, size, values, schema) : null };
}

/** @param {Cost} cost @param {Size} size @param {Record<string, any>} values */
function costOf(cost, { width, height, frames = 1 }, values) {
  const cap = cost.cap_parameter ? Number(values[cost.cap_parameter]) : Infinity;
  let megapixels = Math.min(width * height / 1e6, cap);
  if (cost.windows) {
    const scale = Math.min(1, Math.sqrt(cap * 1e6 / (width * height)));
    megapixels = windowed(cost.windows, Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale)), values);
  }
  const rate = (cost.factors ?? []).reduce((product, f) => product * factor(f, values[f.parameter]), cost.per_megapixel);
  return Math.max(frames, 1) * ((cost.overhead ?? 0) + rate * megapixels);
}

/** @param {Factor} f @param {any} value */
const factor = (f, value) => (f.table ? f.table[String(value)] ?? 1 : (f.scale ?? 1) * Number(value) + (f.offset ?? 0));

/**
 * The megapixels of all windows at all sizes, as the description of Windows has it.
 * @param {Windows} w @param {number} width @param {number} height @param {Record<string, any>} values
 */
function windowed(w, width, height, values) {
  const count = w.sizes ? Number(values[w.sizes]) : w.count ?? 1;
  const most = (w.by ? w.table?.[String(values[w.by])] ?? 1 : w.most ?? 1) * 1e6;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const [a, b] = [width, height].map((n) => Math.max(1, Math.round(n / w.ratio ** i)));
    if (i > 0 && Math.min(a, b) < w.smallest) break;
    sum += w.repeat ** i * cut(w, a, b, most);
  }
  return sum / 1e6;
}

/** @param {Windows} w @param {number} width @param {number} height @param {number} most pixels of a window */
function cut(w, width, height, most) {
  const up = (/** @type {number} */ n) => Math.ceil(n / w.grid) * w.grid;
  let [tileWidth, tileHeight, border, again] = [width, height, w.border, 1];
  for (let nx = 1, ny = 1; ;) {
    const pixels = up(tileWidth + border) * up(tileHeight + border);
    if (pixels <= most || Math.max(tileWidth, tileHeight) <= w.least) {
      return again * pixels * Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight);
    }
    [border, again] = [w.overlap, w.again];
    if (tileWidth >= tileHeight) nx++;
    else ny++;
    [tileWidth, tileHeight] = [up(Math.ceil(width / nx)), up(Math.ceil(height / ny))];
  }
}

const MOST = 1000; // values that are tried

/** @param {Cost} cost @param {Size} size @param {Record<string, any>} values @param {any} schema */
function largest(cost, size, values, schema) {
  const room = (cost.budget_seconds ?? Infinity) * cost.per_second;
  const long = Math.max(size.width, size.height);
  const sized = (/** @type {number} */ n) => ({ ...size, width: Math.max(1, Math.floor(size.width * n / long)), height: Math.max(1, Math.floor(size.height * n / long)) });
  /** @type {Record<string, number>} */
  const fits = {};
  let [low, high] = [0, long]; // of the longer side: the largest that fits, and the least that does not
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (costOf(cost, sized(middle), values) <= room) low = middle;
    else high = middle;
  }
  if (low > 0) {
    const { width, height } = sized(low);
    Object.assign(fits, { megapixels: width * height / 1e6, width, height });
  }
  const names = (cost.factors ?? []).map((f) => f.parameter);
  for (const name of cost.windows?.sizes ? [...names, cost.windows.sizes] : names) {
    const p = schema?.properties?.[name];
    if (p?.type !== 'integer') continue;
    const least = p.minimum ?? 1;
    let value = Math.min(values[name], least + MOST);
    while (value >= least && costOf(cost, size, { ...values, [name]: value }) > room) value--;
    if (value >= least) fits[name] = value;
  }
  return Object.keys(fits).length ? fits : null;
}

/** "1100 × 825 would fit, or steps up to 8". @param {Record<string, any>} fits @param {any} [schema] */
export function whatFits(fits, schema) {
  const { megapixels, width, height, ...rest } = fits;
  const size = width && height ? `${width} × ${height}` : megapixels ? `${Number(megapixels.toPrecision(2))} megapixels` : '';
  const others = Object.entries(rest).filter(([, v]) => typeof v === 'number')
    .map(([name, v]) => `${(schema?.properties?.[name]?.title ?? name).toLowerCase()} up to ${v}`);
  const all = [size, ...others].filter(Boolean);
  return all.length ? `${all[0]} would fit${all.slice(1).map((s) => `, or ${s}`).join('')}` : '';
}

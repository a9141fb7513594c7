/** The editor page: its parts, put together. */
import { byId, sleep } from '../dom.js';
import { asProblem } from '../api/problem.js';
import { converter } from '../api/catalog.js';
import { sessionEvents, sessionOwner } from '../api/session.js';
import { go } from '../router.js';
import { canFit } from '../schema.js';
import { closeAccountDialogs } from '../ui/dialog.js';
import { showShortcuts } from '../ui/help.js';
import { say } from '../ui/live.js';
import { refuse, renamed, shrinkToFit } from './checks.js';
import { Doc } from './document.js';
import { saveAs } from './save-as.js';
import { makeFailure } from './failure.js';
import { showHistory } from './history.js';
import { listenForFiles, pick } from './intake.js';
import { listenForKeys } from './keys.js';
import { fileNameAt, showOrigin } from './origin.js';
import { attach, forgetOthers } from './persist.js';
import { makePicture } from './picture.js';
import { showPreviews } from './preview.js';
import { showProgress } from './progress.js';
import { showRecipe } from './recipe.js';
import { Runner } from './run.js';
import { showStage } from './stage.js';
import { showTools } from './tools.js';

export const doc = new Doc();
const runner = new Runner(doc);
/** A file that was refused for its size; the error card can shrink it. @type {{blob: Blob, name: string}|null} */
let refused = null;
/** @type {ReturnType<typeof showTools>|undefined} */ let tools;
/** Resolves when the last document is back. */
let attached = Promise.resolve();
/** Counts the files that were opened: the last one wins, however long it takes to decode. */
let turn = 0;

const failure = makeFailure({
  retry: () => runner.retry(),
  retryAnonymously: () => runner.retry({ anonymous: true }),
  choose: pick,
  shrink,
  signIn: () => go('/login'),
  makeFit: () => {
    tools?.set(runner.last?.converter ?? '', { fit: true });
    runner.retry({ parameters: { ...runner.last?.parameters, fit: true } });
  },
  canFit: () => canFit(converter(runner.last?.converter ?? '')?.parameters),
});

/** Sets the page up; resolves when the last document is back. */
export async function startEditor() {
  const viewer = showStage(doc);
  showHistory(doc);
  showProgress(runner);
  showPreviews(doc, runner, viewer);
  tools = showTools(doc, runner, viewer);
  showOrigin(doc);
  const recipe = showRecipe(doc, runner, runOn);
  showButtons();
  listenForFiles((file) => { go('/'); openFile(file, file.name); });
  listenForKeys({ doc, viewer, runner, download, dismiss: failure.hide, help: showShortcuts, recipe: recipe.open, active: () => !byId('editor').hidden });
  runner.addEventListener('start', () => failure.hide());
  runner.addEventListener('failed', (e) => {
    refused = null;
    if (e instanceof CustomEvent) failure.show(e.detail);
    byId('no-preview').hidden = true;
  });
  watchOwner();
  attached = attach(doc, sessionOwner());
  await attached;
}

/** Goes on with a conversion that a reload interrupted. */
export const resume = () => runner.resume();

/** Opens a picture, or says why not. @param {Blob} blob @param {string} name */
export async function openFile(blob, name) {
  const mine = ++turn, owner = sessionOwner();
  const problem = refuse(blob);
  if (problem) {
    refused = problem.code === 'too-large' ? { blob, name } : null;
    return failure.show(problem, false);
  }
  failure.hide();
  runner.stop();
  const picture = await makePicture(blob);
  if (mine !== turn) return;
  const focused = document.activeElement;
  doc.open(picture, name, owner);
  if (focused && !focused.checkVisibility()) byId('stage').focus({ preventScroll: true });
  say(`${name} is open`);
}

/** Opens a picture and runs steps on it. @param {Blob} blob @param {string} name @param {import('../recipe.js').Segment[]} steps */
export async function runOn(blob, name, [first, ...then]) {
  await openFile(blob, name);
  const here = () => first && doc.source?.blob === blob;
  while (here() && runner.busy) await sleep(20); // what was under way is being stopped
  if (here()) runner.start({ converter: first.converter, parameters: first.parameters, then });
}

async function shrink() {
  const input = refused ?? { blob: doc.current?.blob, name: doc.name };
  if (!input.blob) return;
  say('Shrinking the picture');
  const smaller = await shrinkToFit(input.blob);
  if (!smaller) {
    return failure.show(asProblem(new Error('This browser cannot make the picture smaller. Choose another one.')), false);
  }
  refused = null;
  await openFile(smaller, renamed(input.name, smaller.type));
}

function showButtons() {
  const [undo, redo, save] = ['undo', 'redo', 'download'].map(byId);
  undo.onclick = () => doc.go(doc.cursor - 1);
  redo.onclick = () => doc.go(doc.cursor + 1);
  save.onclick = download;
  byId('replace').onclick = pick;
  byId('close').onclick = () => { close(); byId('main').focus(); };
  for (const button of document.querySelectorAll('[data-pick]')) {
    button.addEventListener('click', () => byId(button.getAttribute('data-pick') ?? '').click());
  }
  doc.addEventListener('change', (e) => {
    undo.disabled = !doc.canUndo;
    redo.disabled = !doc.canRedo;
    save.disabled = doc.cursor === 0;
    if (e instanceof CustomEvent && e.detail === 'open') failure.hide();
  });
}

function close() {
  turn++;
  refused = null;
  runner.stop();
  failure.hide();
  doc.close();
}

function download() {
  const picture = doc.current;
  if (!picture || doc.cursor === 0) return;
  saveAs(picture.blob, fileNameAt(doc, doc.cursor));
}

/**
 * What belongs to an account is gone from this browser when the account is:
 * signed out of here or in another tab, ended, deleted, or another one's turn.
 */
function watchOwner() {
  let owner = sessionOwner();
  sessionEvents.addEventListener('change', async () => {
    const former = owner;
    owner = sessionOwner();
    if (!former || former === owner) return;
    turn++;
    refused = null;
    closeAccountDialogs();
    leaveOthers();
    await attached.catch(() => {});
    leaveOthers();
    await forgetOthers(sessionOwner()).catch(() => {});
  });
}

/** Closes the document if it is another account's. */
function leaveOthers() { if (doc.owner && doc.owner !== sessionOwner()) close(); }


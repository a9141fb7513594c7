/** Deleting a picture, after asking. */
import { deletePicture } from '../api/gallery.js';
import { asProblem } from '../api/problem.js';
import { confirmDialog } from '../ui/dialog.js';
import { toast } from '../ui/toast.js';

/** @param {import('../api/gallery.js').Item} item @returns {Promise<boolean>} whether it is gone */
export async function removePicture(item) {
  const sure = await confirmDialog({
    title: 'Delete this picture?', action: 'Delete',
    text: `${item.name || 'The picture'}, original and result, is deleted from your gallery at once. This cannot be undone.`,
  });
  if (!sure) return false;
  try {
    await deletePicture(item.id);
  } catch (err) {
    const p = asProblem(err);
    if (p.status !== 404) {
      toast(p.code === 'offline' ? `${p.title}. The picture was not deleted.` : p.detail || p.title, { kind: 'error' });
      return false;
    }
  }
  toast('Picture deleted');
  return true;
}

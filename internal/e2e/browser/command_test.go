package browser

import (
	"encoding/hex"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheCommandMakesTheSameBytes runs what "Copy as curl" copies.
func TestTheCommandMakesTheSameBytes(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if _, missing := exec.LookPath("curl"); err != nil || missing != nil {
		t.Fatal("this test needs a shell and curl")
	}
	p := open(t, "/")
	picture, guide := photo(t, 320, 200), plain(t, color.NRGBA{250, 230, 20, 255})
	p.drop(file(t, "it's a \"holiday\".jpg", picture))
	p.click("converter-daydream")
	p.give("guide", file(t, "guide.png", guide))
	p.click("dice-seed")
	p.click("apply")
	p.step(1)
	p.click("origin")
	eval[bool](p, `(navigator.clipboard.writeText = async (text) => { window.copied = text; }, true)`)
	p.click("copy-curl")
	p.until(`Boolean(window.copied)`)

	dir := t.TempDir()
	for name, data := range map[string][]byte{"it's a \"holiday\".jpg": picture, "guide.png": guide} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := eval[string](p, `window.copied`)
	cmd := exec.CommandContext(t.Context(), shell, "-c", command)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v: %s", command, err, out)
	}
	made, err := os.ReadFile(filepath.Join(dir, "it's a \"holiday\"-daydream.jpg"))
	if err != nil {
		t.Fatalf("%s\n%v", command, err)
	}
	if shown := p.kept(); shown != hex.EncodeToString(made) {
		t.Errorf("the command makes %d bytes, the page has %d others", len(made), len(shown)/2)
	}
	p.calm()
}

// kept is what IndexedDB has of the last step's picture, in hexadecimal.
func (p *page) kept() string {
	p.t.Helper()
	return eval[string](p, `new Promise((resolve, reject) => {
		const open = indexedDB.open('reverie');
		open.onerror = () => reject(open.error);
		open.onsuccess = () => {
			const tx = open.result.transaction(['docs', 'blobs']);
			tx.objectStore('docs').getAll().onsuccess = (docs) => {
				const id = docs.target.result[0].steps.at(-1).picture.id;
				tx.objectStore('blobs').get(id).onsuccess = (blob) => resolve(blob.target.result.blob.arrayBuffer());
			};
			tx.oncomplete = () => open.result.close();
		};
	}).then((b) => Array.from(new Uint8Array(b), (v) => v.toString(16).padStart(2, '0')).join(''))`)
}

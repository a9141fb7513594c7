package picture_test

import (
	"context"
	"sync"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
)

// Many that each want most of the memory get it, one after the other, and one
// that keeps a little of it leaves the rest.
func TestShares(t *testing.T) {
	most := picture.Budget() / 4 * 3
	first, err := picture.AcquireBytes(t.Context(), most)
	if err != nil {
		t.Fatal(err)
	}
	kept := first.Split(picture.Budget() / 5)
	first.Release()
	first.Release()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := picture.AcquireBytes(t.Context(), most)
			if err != nil {
				t.Error(err)
				return
			}
			s.Release()
		})
	}
	wg.Wait()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := picture.AcquireBytes(gone, picture.Budget()); err == nil {
		t.Error("somebody who left gets a share")
	}
	rest := kept.Split(1 << 40) // no more than there is
	kept.Release()
	rest.Release()
	rest.Release()
	all, err := picture.AcquireBytes(t.Context(), picture.Budget())
	if err != nil {
		t.Fatal(err)
	}
	all.Release()
}

package convert

import (
	"context"
	"sync"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
)

func (s *shares) bytes() (n int64) {
	for _, p := range s.pieces {
		n += p.bytes
	}
	return n
}

// TestWhatIsKeptOfAShare is enough, little more than enough, and all in the end.
func TestWhatIsKeptOfAShare(t *testing.T) {
	for _, all := range []int64{1, 5, 1000, 64 << 20} {
		for _, want := range []int64{1, all / 17, all / 16, all / 3, all/2 + 1, all - 1, all, 2 * all} {
			var kept, back int64
			s := &shares{}
			for left, i := all, 0; left > 0; i++ {
				n := (left + 1) / 2
				if i == halvings {
					n = left
				}
				s.pieces = append(s.pieces, piece{n, func() { back += n }})
				left -= n
			}
			release := s.keep(want)
			s.release()
			kept = all - back
			if kept < min(want, all) || kept > min(want, all)+all/16+1 {
				t.Errorf("of %d, for %d, %d are kept", all, want, kept)
			}
			release()
			release()
			if back != all {
				t.Errorf("of %d, %d are given back", all, back)
			}
		}
	}
}

// TestSharesDoNotWaitForEachOther: many that each want most of the memory get it,
// one after the other, and one that keeps a little of it leaves the rest.
func TestSharesDoNotWaitForEachOther(t *testing.T) {
	most := picture.Budget() / 4 * 3
	first, err := takeShares(t.Context(), most)
	if err != nil {
		t.Fatal(err)
	}
	if first.bytes() != most {
		t.Errorf("%d of %d bytes", first.bytes(), most)
	}
	defer first.keep(1 << 20)()
	first.release()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := takeShares(t.Context(), most)
			if err != nil {
				t.Error(err)
				return
			}
			s.release()
		})
	}
	wg.Wait()
	all, err := takeShares(t.Context(), most)
	if err != nil {
		t.Fatal(err)
	}
	defer all.release()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := takeShares(gone, most); err == nil {
		t.Error("somebody who left gets a share")
	}
}

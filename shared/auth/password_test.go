package auth

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

var cheap = Params{Memory: 64, Time: 1, Threads: 1}

func TestHashAndVerify(t *testing.T) {
	ctx, h := context.Background(), NewHasher(DefaultParams)
	hash, err := h.Hash(ctx, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash = %s", hash)
	}
	again, _ := h.Hash(ctx, "correct horse battery")
	if again == hash {
		t.Error("two hashes of one password are equal")
	}
	for password, want := range map[string]bool{"correct horse battery": true, "correct horse batterz": false, "": false} {
		ok, stale, err := h.Verify(ctx, hash, password)
		if err != nil || ok != want || stale {
			t.Errorf("Verify(%q) = %v, %v, %v", password, ok, stale, err)
		}
	}
}

func TestVerifyTellsStaleHashes(t *testing.T) {
	ctx := context.Background()
	hash, err := NewHasher(cheap).Hash(ctx, "some password")
	if err != nil {
		t.Fatal(err)
	}
	h := NewHasher(Params{Memory: 128, Time: 1, Threads: 1})
	if ok, stale, err := h.Verify(ctx, hash, "some password"); !ok || !stale || err != nil {
		t.Errorf("right password: %v, %v, %v", ok, stale, err)
	}
	if ok, stale, err := h.Verify(ctx, hash, "wrong password"); ok || stale || err != nil {
		t.Errorf("wrong password: %v, %v, %v", ok, stale, err)
	}
}

// The reference implementation's test vector for version 0x13:
// echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
func TestVerifyReferenceVector(t *testing.T) {
	const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, _, err := NewHasher(DefaultParams).Verify(context.Background(), hash, "password"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}

func TestPasswordsAreNormalised(t *testing.T) {
	ctx, h := context.Background(), NewHasher(cheap)
	hash, _ := h.Hash(ctx, "pássword caf\u00e9")
	if ok, _, _ := h.Verify(ctx, hash, "pa\u0301ssword cafe\u0301"); !ok {
		t.Error("the decomposed form of the same password is refused")
	}
}

func TestHasherGivesUpWithContext(t *testing.T) {
	h := NewHasher(cheap)
	for range hashesAtOnce {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "some password"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Hash = %v", err)
	}
	if err := h.Waste(ctx, "some password"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Waste = %v", err)
	}
	<-h.slots
	if err := h.Waste(context.Background(), "some password"); err != nil {
		t.Errorf("with a free slot: %v", err)
	}
}

// Whoever finds the queue full is told at once, and has not taken a place.
func TestHasherBoundsItsQueue(t *testing.T) {
	h := NewHasher(cheap)
	for range hashesAtOnce {
		h.slots <- struct{}{}
	}
	ctx := context.Background()
	results := make(chan error)
	const asked = 600
	for range asked {
		go func() { results <- h.Waste(ctx, "some password") }()
	}
	// Those of the running ones are held here, without a place.
	for range asked - hashesAtOnce - hashesWaiting {
		err := <-results
		if !fault.Is(err, fault.TooManyRequests) || fault.From(err).RetryAfter <= 0 {
			t.Fatal(err)
		}
	}
	<-h.slots
	<-h.slots
	for range hashesAtOnce + hashesWaiting {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if len(h.places) != 0 || len(h.slots) != 0 {
		t.Errorf("%d places and %d slots are taken", len(h.places), len(h.slots))
	}
}

// Twenty-four at once would take 456 MiB if nothing held them back.
func TestHasherBoundsMemory(t *testing.T) {
	h := NewHasher(DefaultParams)
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() { _ = h.Waste(context.Background(), "some password") })
	}
	var peak uint64
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
		select {
		case <-done:
			if peak > 200<<20 {
				t.Errorf("heap of %d MiB", peak>>20)
			}
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func TestParsePHCRefuses(t *testing.T) {
	const salt, hash = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for name, s := range map[string]string{
		"empty":            "",
		"bcrypt":           "$2b$10$abcdefghijklmnopqrstuv",
		"argon2i":          "$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + hash,
		"version":          "$argon2id$v=16$m=64,t=1,p=1$" + salt + "$" + hash,
		"no version":       "$argon2id$m=64,t=1,p=1$" + salt + "$" + hash,
		"order":            "$argon2id$v=19$t=1,m=64,p=1$" + salt + "$" + hash,
		"no passes":        "$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + hash,
		"no lanes":         "$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + hash,
		"many lanes":       "$argon2id$v=19$m=65536,t=1,p=256$" + salt + "$" + hash,
		"little memory":    "$argon2id$v=19$m=7,t=1,p=1$" + salt + "$" + hash,
		"too much memory":  "$argon2id$v=19$m=4294967295,t=1,p=1$" + salt + "$" + hash,
		"too many passes":  "$argon2id$v=19$m=64,t=4000000000,p=1$" + salt + "$" + hash,
		"negative":         "$argon2id$v=19$m=-64,t=1,p=1$" + salt + "$" + hash,
		"short salt":       "$argon2id$v=19$m=64,t=1,p=1$c29t$" + hash,
		"padded":           "$argon2id$v=19$m=64,t=1,p=1$" + salt + "=$" + hash,
		"no hash":          "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$",
		"something behind": "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + hash + "$x",
	} {
		if _, err := parsePHC(s); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		if p.params.Memory > maxMemory || p.params.Time > maxTime {
			t.Fatalf("%q costs too much: %+v", s, p.params)
		}
		if again, err := parsePHC(p.String()); err != nil || again.String() != p.String() {
			t.Fatalf("%q does not come back: %q, %v", s, p, err)
		}
	})
}

package web

import (
	"net/http/httptest"
	"testing"
)

// The first visitor of a fresh process waits for all files to be packed.
func BenchmarkFirstVisit(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		all, err := loadAssets(Config{}.withDefaults().Static)
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range all.files {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
			a.write(httptest.NewRecorder(), r, 200)
		}
	}
}

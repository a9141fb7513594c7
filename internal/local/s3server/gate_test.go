package s3server

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestGateWaitsForRequestsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		if !g.enter() {
			t.Fatal("an open gate refused a request")
		}
		time.AfterFunc(time.Second, g.leave)
		began := time.Now()
		if err := g.shut(t.Context()); err != nil || time.Since(began) != time.Second {
			t.Errorf("shut after %v: %v", time.Since(began), err)
		}
		if g.enter() {
			t.Error("a shut gate let a request in")
		}
	})
}

func TestGateGivesUpWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		g.enter()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := g.shut(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		g.leave()
	})
}

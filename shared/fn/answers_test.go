package fn

import (
	"context"
	"errors"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
)

// asked is a request whose answer is counted by a, and its end.
func asked(ctx context.Context, a *Answers) (handler.Request, func()) {
	ctx, done := a.With(ctx, nil)
	var req handler.Request
	req.WithContext(ctx)
	return req, done
}

func TestAnswersWaitForEachOther(t *testing.T) {
	a := NewAnswers(100, time.Millisecond)
	first, done := asked(t.Context(), a)
	if err := Hold(first, 60); err != nil {
		t.Fatal(err)
	}
	second, done2 := asked(t.Context(), a)
	if err := Hold(second, 60); !fault.Is(err, fault.Unavailable) || !fault.Passing(err) {
		t.Errorf("beyond what there is: %v", err)
	}
	if err := Hold(second, 40); err != nil {
		t.Errorf("the rest: %v", err)
	}
	done()
	done() // which changes nothing
	if err := Hold(second, 60); err != nil {
		t.Errorf("after the first was written: %v", err)
	}
	if err := Hold(first, 60); err == nil {
		t.Error("there are more than there is room for")
	}
	done2()
	third, done3 := asked(t.Context(), a)
	defer done3()
	if err := Hold(third, 1000); err != nil {
		t.Errorf("one that is larger than all: %v", err)
	}
}

// TestAnAnswerThatWasGivenUp holds nothing, however late it comes.
func TestAnAnswerThatWasGivenUp(t *testing.T) {
	a := NewAnswers(100, time.Millisecond)
	late, done := asked(t.Context(), a)
	done()
	for range 3 {
		if err := Hold(late, 100); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNobodyWaitsForWhoLeft: the end of a request is the end of its wait.
func TestNobodyWaitsForWhoLeft(t *testing.T) {
	a := NewAnswers(100, time.Hour)
	first, done := asked(t.Context(), a)
	defer done()
	if err := Hold(first, 100); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	left, done2 := asked(gone, a)
	defer done2()
	if err := Hold(left, 100); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWithoutAnEndNothingIsCounted(t *testing.T) {
	for range 3 {
		if err := Hold(handler.Request{}, answersSize); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnAnswersOwnShare is kept as long as the answer counts, and given back once.
func TestAnAnswersOwnShare(t *testing.T) {
	a := NewAnswers(100, time.Millisecond)
	taken, own := 0, 0
	ctx, done := a.With(t.Context(), func(_ context.Context, n int64) (func(), error) {
		taken += int(n)
		return func() { taken -= int(n) }, nil
	})
	var req handler.Request
	req.WithContext(ctx)
	if err := Hold(req, 30); err != nil || taken != 30 {
		t.Errorf("%v, a share of %d", err, taken)
	}
	if err := HoldOwn(req, 30, func() { own++ }); err != nil || own != 0 || taken != 30 {
		t.Errorf("%v, given back %d times, beside a share of %d", err, own, taken)
	}
	if err := HoldOwn(req, 100, func() { own++ }); err == nil || own != 0 {
		t.Errorf("beyond what there is: %v, given back %d times", err, own)
	}
	done()
	done()
	if taken != 0 || own != 1 {
		t.Errorf("in the end a share of %d, given back %d times", taken, own)
	}
	if err := HoldOwn(handler.Request{}, 30, func() { own++ }); err != nil || own != 2 {
		t.Errorf("uncounted: %v, given back %d times", err, own)
	}
}

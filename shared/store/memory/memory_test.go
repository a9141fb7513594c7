package memory_test

import (
	"testing"

	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
	"github.com/reverie-image/reverie/shared/store/storetest"
)

func TestContract(t *testing.T) {
	b := memory.New()
	storetest.Run(t, func(*testing.T) store.Bucket { return b })
}

package lsp

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// V2.6: of versions that come while an older one is looked at, only the newest is looked
// at in its turn.
func TestOldVersionsArePassedOver(t *testing.T) {
	t.Parallel()
	s := testServer(t, `{}`, `{}`)
	s.opts.Searches = 50 * time.Millisecond
	d := s.put("p.maa", large(3))
	looked := make([]atomic.Int32, 20)
	d.shop.turn.Lock()
	for i := range looked {
		version := *d
		version.policy = sync.OnceValue(func() *analysis { looked[i].Add(1); return d.policy() })
		s.changed(&version)
	}
	d.shop.turn.Unlock()
	s.working.Wait()
	for i := range looked {
		if got, want := looked[i].Load(), int32((i+1)/len(looked)); got != want {
			t.Errorf("version %d: got %d looks, want %d", i, got, want)
		}
	}
}

// V2.6: one search runs at a time; one that waits ends with its context, and what was
// searched waits for none.
func TestSearchesWaitTheirTurn(t *testing.T) {
	t.Parallel()
	s := testServer(t, `{}`, `{}`)
	known, other := s.put("known.maa", large(3)).policy(), s.put("other.maa", large(3)).policy()
	want, err := s.search(t.Context(), known)
	if err != nil {
		t.Fatal(err)
	}
	s.searching <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := s.search(ctx, other); err == nil {
		t.Errorf("got %v of a search during another one, want an error", got)
	}
	if got, err := s.search(t.Context(), known); err != nil || got != want {
		t.Errorf("got %v and %v, want what was found before", got, err)
	}
	<-s.searching
	if got, err := s.search(t.Context(), other); err != nil || got.all.HasErrors() {
		t.Errorf("got %v and %v, want findings without an error", got, err)
	}
	if len(s.searching) != 0 {
		t.Error("the search kept its turn")
	}
}

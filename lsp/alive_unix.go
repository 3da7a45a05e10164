//go:build unix

package lsp

import (
	"context"
	"errors"
	"syscall"
	"time"
)

// watchClient leaves when the process of the client is gone (V2.11).
func (s *server) watchClient(pid *int64) {
	if pid == nil || *pid <= 0 {
		return
	}
	s.work(func(ctx context.Context) {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if errors.Is(syscall.Kill(int(*pid), 0), syscall.ESRCH) {
					s.stop()
				}
			}
		}
	})
}

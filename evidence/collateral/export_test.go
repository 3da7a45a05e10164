package collateral

import (
	"context"
	"time"
)

// SetWait has a Client tell how long it would wait, instead of waiting.
func SetWait(c *Client, wait func(ctx context.Context, pause time.Duration) error) { c.wait = wait }

// Wait is how a Client waits.
var Wait = wait

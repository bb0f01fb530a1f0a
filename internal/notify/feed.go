package notify

import (
	"context"
	"time"
)

// Feed is a channel with news of its own, of which a pack says what is told to whom: reports of
// standing queries, for example. The hall does the rest as with webhooks: one node sends, what fails
// is tried again after [Backoff], every attempt is on record.
//
// A feed has at most one delivery to a target that has not ended, so what is told arrives in order.
// Such a delivery is never given up: what comes after it waits. It ends when it was answered with
// 2xx, or when Message says that it is not to be sent.
type Feed interface {
	// Channel of its deliveries; nobody else uses it.
	Channel() Channel
	// Plan says what is to be told by now, as steps of a consumer for each target. A step that was
	// not written down is given again. Several nodes may plan at once: one step of each is written.
	Plan(ctx context.Context, now time.Time) ([]Pass, error)
	// Message makes what a delivery sends, the same each time.
	Message(ctx context.Context, d Delivery) (Message, error)
}

// Message is what is sent to an address.
type Message struct {
	URL    string
	Header map[string]string // beside User-Agent
	Body   []byte
	Drop   string // not "": it is not sent and never will be, for this reason
}

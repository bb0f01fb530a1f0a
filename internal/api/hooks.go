package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/notify"
)

// Webhook is an address that is told of events.
type Webhook struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Kinds   []string  `json:"kinds" doc:"Kinds of events; empty: all."`
	Label   string    `json:"label,omitempty"`
	Created time.Time `json:"created"`
	Secret  string    `json:"secret,omitempty" doc:"Signs what is sent (Standard Webhooks, HMAC-SHA-256). Shown once, in the answer to making it."`
	Links   links     `json:"links"`
}

type links map[string]string

type webhookInput struct {
	Body struct {
		URL   string   `json:"url" required:"true" maxLength:"2000" doc:"https address that takes POST."`
		Kinds []string `json:"kinds,omitempty" maxItems:"64" doc:"Kinds of events, e.g. accepted, granted; none: all." pattern:"^[a-z_]{1,60}$"`
		Label string   `json:"label,omitempty" maxLength:"200"`
	}
}

type webhookID struct {
	ID string `path:"id" maxLength:"40"`
}

type webhookOutput struct {
	Location string `header:"Location"`
	Body     Webhook
}

type deliveriesInput struct {
	Paging
	ID string `path:"id" maxLength:"40"`
}

type deliveryID struct {
	ID string `path:"id" maxLength:"40"`
	N  int64  `path:"n" minimum:"0" doc:"Leaf of the event."`
}

// Delivery is one event on its way to a webhook.
type Delivery struct {
	N        int64                `json:"n" doc:"Leaf of the event."`
	Kind     string               `json:"kind"`
	State    notify.DeliveryState `json:"state" doc:"waiting, sent, dead after ten failures, or dropped."`
	Attempts int                  `json:"attempts"`
	Created  time.Time            `json:"created"`
	Next     *time.Time           `json:"next,omitempty" doc:"Next attempt."`
	Ended    *time.Time           `json:"ended,omitempty"`
	Status   int                  `json:"status,omitempty" doc:"Last answer."`
	Problem  string               `json:"problem,omitempty"`
	Tries    []Try                `json:"tries,omitempty"`
	Href     string               `json:"href"`
}

// Try is one attempt.
type Try struct {
	No      int       `json:"no"`
	At      time.Time `json:"at"`
	Status  int       `json:"status,omitempty"`
	Problem string    `json:"problem,omitempty"`
	Millis  int64     `json:"milliseconds"`
}

func (s *Service) webhookRoutes() {
	may, write := need{verb: access.UseAPI}, need{access.UseAPI, true}
	create := op("POST", "/webhooks", "create-webhook", "Webhooks", "Be told of events 建立推送")
	create.DefaultStatus = http.StatusCreated
	create.Description = "Events come as CloudEvents 1.0 (structured JSON), signed as Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature. " +
		"They may come twice under the same id. Failures are tried again after 30 s, 2 min, 8 min, … up to a day; ten failures end it, replay starts anew."
	handle(s, create, write, s.createWebhook)
	handle(s, op("GET", "/webhooks", "list-webhooks", "Webhooks", "Your webhooks 推送清单"), may, s.listWebhooks)
	remove := op("DELETE", "/webhooks/{id}", "end-webhook", "Webhooks", "End a webhook 停止推送")
	handle(s, remove, write, func(ctx context.Context, c caller, in *webhookID) (*struct{}, error) {
		if _, err := s.webhook(ctx, c, in.ID); err != nil {
			return nil, err
		}
		return nil, s.Notices.EndWebhook(ctx, s.Division, in.ID, s.Wall.Now())
	})
	handle(s, op("GET", "/webhooks/{id}/deliveries", "list-deliveries", "Webhooks", "What was sent and what waits 推送记录"), may, s.listDeliveries)
	handle(s, op("GET", "/webhooks/{id}/deliveries/{n}", "get-delivery", "Webhooks", "A delivery with its attempts 一条推送"), may,
		func(ctx context.Context, c caller, in *deliveryID) (*struct{ Body Delivery }, error) {
			if _, err := s.webhook(ctx, c, in.ID); err != nil {
				return nil, err
			}
			return s.delivery(ctx, in)
		})
	handle(s, op("POST", "/webhooks/{id}/deliveries/{n}/replay", "replay-delivery", "Webhooks", "Send a delivery again 重新推送"), write,
		func(ctx context.Context, c caller, in *deliveryID) (*struct{ Body Delivery }, error) {
			if _, err := s.webhook(ctx, c, in.ID); err != nil {
				return nil, err
			}
			if err := s.Notices.Replay(ctx, s.Division, notify.ByWebhook, in.ID, in.N, s.Wall.Now()); err != nil {
				return nil, err
			}
			return s.delivery(ctx, in)
		})
}

// account is the owner of a webhook: the account of the token.
func (c caller) account() string {
	if c.token != nil {
		return c.token.Account.String()
	}
	return ""
}

// webhook gives one of the caller's own; another's does not exist.
func (s *Service) webhook(ctx context.Context, c caller, id string) (notify.Webhook, error) {
	w, err := s.Notices.Webhook(ctx, s.Division, id)
	if err == nil && (w.Account == "" || w.Account != c.account() || !w.Ended.IsZero()) {
		err = fault.Missing()
	}
	return w, err
}

func webhookView(w notify.Webhook) Webhook {
	kinds := w.Kinds
	if kinds == nil {
		kinds = []string{}
	}
	at := Prefix + "/webhooks/" + w.ID
	return Webhook{ID: w.ID, URL: w.URL, Kinds: kinds, Label: w.Label, Created: w.Created, Links: links{"self": at, "deliveries": at + "/deliveries"}}
}

func (s *Service) createWebhook(ctx context.Context, c caller, in *webhookInput) (*webhookOutput, error) {
	if err := s.Reach.CheckURL(in.Body.URL); err != nil {
		return nil, err
	}
	head, err := s.Ledger.Head(ctx)
	if err != nil {
		return nil, err
	}
	w := notify.Webhook{Division: s.Division, ID: strings.ToLower(rand.Text()), Account: c.account(), Role: c.Role, URL: in.Body.URL, Kinds: in.Body.Kinds,
		Label: in.Body.Label, Created: s.Wall.Now(), From: head.Size}
	if err := s.Notices.PutWebhook(ctx, w); err != nil {
		return nil, err
	}
	v := webhookView(w)
	v.Secret = notify.ShowSecret(s.Secret(w.ID))
	return &webhookOutput{v.Links["self"], v}, nil
}

func (s *Service) listWebhooks(ctx context.Context, c caller, _ *struct{}) (*page[Webhook], error) {
	ws, err := s.Notices.WebhooksOf(ctx, s.Division, c.account())
	if err != nil {
		return nil, err
	}
	out := &page[Webhook]{Body: List[Webhook]{Items: make([]Webhook, len(ws))}}
	for i, w := range ws {
		out.Body.Items[i] = webhookView(w)
	}
	return out, nil
}

func deliveryView(d notify.Delivery) Delivery {
	return Delivery{N: d.N, Kind: d.Kind, State: d.State, Attempts: d.Attempts, Created: d.Created, Next: instant(d.Next), Ended: instant(d.Ended),
		Status: d.Status, Problem: d.Problem, Href: Prefix + "/webhooks/" + d.Target + "/deliveries/" + strconv.FormatInt(d.N, 10)}
}

func (s *Service) listDeliveries(ctx context.Context, c caller, in *deliveriesInput) (*page[Delivery], error) {
	before, err := readNumber(in.After)
	if err != nil {
		return nil, err
	}
	if _, err := s.webhook(ctx, c, in.ID); err != nil {
		return nil, err
	}
	ds, cursor, err := s.Notices.Deliveries(ctx, s.Division, notify.ByWebhook, in.ID, before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &page[Delivery]{Body: List[Delivery]{Items: make([]Delivery, len(ds))}}
	for i, d := range ds {
		out.Body.Items[i] = deliveryView(d)
	}
	out.Body.Next = next("/webhooks/"+in.ID+"/deliveries", url.Values{"limit": {strconv.Itoa(in.Limit)}}, writeNumber(cursor))
	return out, nil
}

func (s *Service) delivery(ctx context.Context, in *deliveryID) (*struct{ Body Delivery }, error) {
	d, tries, err := s.Notices.Delivery(ctx, s.Division, notify.ByWebhook, in.ID, in.N)
	if err != nil {
		return nil, err
	}
	v := deliveryView(d)
	for _, a := range tries {
		v.Tries = append(v.Tries, Try{a.No, a.At, a.Status, a.Problem, a.Took.Milliseconds()})
	}
	return &struct{ Body Delivery }{v}, nil
}

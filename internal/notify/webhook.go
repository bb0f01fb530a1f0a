package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// ErrMoved says that another node has taken this step or this delivery.
var ErrMoved = errors.New("notify: somebody else was faster")

// Webhook is an address that is told of events: of those its owner may see, judged anew
// for every event, so that a right that has ended ends the telling too.
type Webhook struct {
	Division string
	ID       string // random
	Account  string // owner
	Role     access.Role
	URL      string
	Kinds    []string // kinds of events; none: all
	Label    string
	Created  time.Time
	From     int64     // first leaf it is told of: what had happened before is not
	Ended    time.Time // zero: it stands
}

// Wants says whether the webhook asks for events of this kind.
func (w Webhook) Wants(e casework.Event) bool {
	return w.Ended.IsZero() && e.N >= w.From && (len(w.Kinds) == 0 || slices.Contains(w.Kinds, e.Kind))
}

// Reach says what webhooks may call. The zero value is the public internet by https.
type Reach struct {
	Networks []netip.Prefix // of the intranet, as the operator names them
	Plain    bool           // http and this machine too: demonstrations and tests
}

// CheckURL refuses addresses that nobody outside may make us call.
func (r Reach) CheckURL(text string) error {
	u, err := url.Parse(text)
	bad := func(zh, en string) error { return fault.InvalidInput().At("url", lang.T(zh, en)) }
	switch {
	case err != nil || u.Host == "" || len(text) > 2000:
		return bad("请写完整的网址。", "Give a complete address.")
	case u.User != nil || u.Fragment != "":
		return bad("网址里不能带账号、密码或“#”部分。", "The address may hold no account, password or fragment.")
	case u.Scheme != "https" && !(r.Plain && u.Scheme == "http"):
		return bad("网址必须以 https:// 开头。", "The address must begin with https://.")
	}
	if r.Plain {
		return nil
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return bad("不能指向本机。", "The address may not be this machine.")
	}
	if ip, err := netip.ParseAddr(host); err == nil && !r.May(ip) {
		return bad("不能指向本机，也不能指向没有在配置（webhook_networks）里列出的内网地址。", "The address may be neither this machine nor one of an intranet that the configuration (webhook_networks) does not name.")
	}
	return nil
}

// May says whether a webhook may be sent to an address: a public one, or one of the
// networks that the operator names. Receivers of a county stand on its intranet, but so does
// much that trusts whoever calls from there, and anybody with a token may make a webhook.
// This machine, link-local addresses, groups, and where clouds keep the secrets of their
// machines are never called.
func (r Reach) May(ip netip.Addr) bool {
	if !ip.IsValid() || r.Plain {
		return ip.IsValid()
	}
	ip = behind(ip)
	if ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
		return false
	}
	contains := func(p netip.Prefix) bool { return p.Contains(ip) }
	if slices.ContainsFunc(never, contains) {
		return false
	}
	return slices.ContainsFunc(r.Networks, contains) || !ip.IsPrivate() && !slices.ContainsFunc(notPublic, contains)
}

var (
	// never are this network, broadcast, and the metadata services of clouds that are not link-local.
	never = prefixes("0.0.0.0/8", "255.255.255.255/32", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::254/128")
	// notPublic are shared, protocol, test and reserved addresses (IANA's special registries).
	notPublic = prefixes("100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fec0::/10")
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
	sixTo = netip.MustParsePrefix("2002::/16")
)

func prefixes(all ...string) (out []netip.Prefix) {
	for _, s := range all {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// behind is the IPv4 address that an IPv6 address stands for, where it does.
func behind(ip netip.Addr) netip.Addr {
	ip = ip.Unmap().WithZone("")
	b := ip.As16()
	switch {
	case !ip.Is6():
		return ip
	case nat64.Contains(ip):
		return netip.AddrFrom4([4]byte(b[12:16]))
	case sixTo.Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return ip
}

// Webhooks keeps webhooks.
type Webhooks interface {
	// PutWebhook adds one.
	PutWebhook(ctx context.Context, w Webhook) error
	// Webhook gives one. fault.NotFound.
	Webhook(ctx context.Context, division, id string) (Webhook, error)
	// WebhooksOf gives those of an account that stand, oldest first.
	WebhooksOf(ctx context.Context, division, account string) ([]Webhook, error)
	// Standing gives every webhook of the division that stands.
	Standing(ctx context.Context, division string) ([]Webhook, error)
	// EndWebhook ends one, and what waits for it is dropped. fault.NotFound.
	EndWebhook(ctx context.Context, division, id string, at time.Time) error
}

// DeliveryState is one of the four states of a delivery.
type DeliveryState string

const (
	Waiting DeliveryState = "waiting"
	Sent    DeliveryState = "sent"
	Dead    DeliveryState = "dead"    // given up after [MaxAttempts]; replay tries again
	Dropped DeliveryState = "dropped" // not sent and never will be: no longer allowed, no address, webhook ended
)

// Delivery is one thing to be sent to one target because of one event. What is sent is
// made anew from the event each time; no content is kept here.
type Delivery struct {
	Division string
	Channel  Channel
	Target   string // id of the webhook; for mail the party tag
	N        int64  // leaf of the event
	Case     casework.ID
	Seq      int64 // of the event in its case
	Kind     string
	State    DeliveryState
	Attempts int
	Created  time.Time
	Next     time.Time // when it is tried next; zero when it has ended
	Ended    time.Time
	Status   int    // of the last answer, 0 for none
	Problem  string // of the last attempt, for the operator and the owner; no content
}

// Attempt is one try.
type Attempt struct {
	No      int // 1, 2, …
	At      time.Time
	Status  int // HTTP status or SMTP code, 0 where there was no answer
	Problem string
	Took    time.Duration
}

// Outcome of an attempt.
type Outcome struct {
	Attempt
	OK   bool
	Drop bool // do not try again
	Stay bool // never give up: what comes after it waits
}

// MaxAttempts is how often a delivery is tried before it is given up.
const MaxAttempts = 10

// retries: 30 s, 2 min, 8 min, … four times as long each time, at most a day. Ten
// attempts span four and a half days, longer than a weekend.
const (
	firstRetry = 30 * time.Second
	maxRetry   = 24 * time.Hour
)

// Backoff is how long to wait after so many failed attempts.
func Backoff(attempts int) time.Duration {
	wait := firstRetry
	for range attempts - 1 {
		if wait *= 4; wait >= maxRetry {
			return maxRetry
		}
	}
	return wait
}

// After is the delivery after an attempt.
func (d Delivery) After(o Outcome) Delivery {
	d.Attempts = o.No
	d.Status, d.Problem = o.Status, o.Problem
	switch {
	case o.OK:
		d.State, d.Next, d.Ended = Sent, time.Time{}, o.At
	case o.Drop:
		d.State, d.Next, d.Ended = Dropped, time.Time{}, o.At
	case o.No%MaxAttempts == 0 && !o.Stay: // a replay gives another ten
		d.State, d.Next, d.Ended = Dead, time.Time{}, o.At
	default:
		tried := 1 + (o.No-1)%MaxAttempts
		if o.Stay {
			tried = o.No
		}
		d.State, d.Next = Waiting, o.At.Add(Backoff(tried))
	}
	return d
}

// Lease is how long a node that took a delivery has to send it; after that another takes it.
const Lease = 2 * time.Minute

// Ledger keeps the deliveries and their attempts: the retry ledger.
type Ledger interface {
	// Due gives deliveries whose next attempt is not after now, earliest first.
	Due(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
	// Take moves a due delivery's next attempt to the end of the lease. ErrMoved when it is no longer as it was.
	Take(ctx context.Context, d Delivery, until time.Time) error
	// Finish writes an attempt and what the delivery has become.
	Finish(ctx context.Context, d Delivery, a Attempt) error
	// Deliveries of a target, newest first, of leaves before the cursor; the cursor of the next page, 0 at the end.
	Deliveries(ctx context.Context, division string, channel Channel, target string, before int64, limit int) ([]Delivery, int64, error)
	// Delivery gives one with its attempts. fault.NotFound.
	Delivery(ctx context.Context, division string, channel Channel, target string, n int64) (Delivery, []Attempt, error)
	// Replay lets a delivery that has ended be tried again. fault.NotFound; fault.Conflict while it waits.
	Replay(ctx context.Context, division string, channel Channel, target string, n int64, at time.Time) error
}

// SecretPrefix marks the secret of a webhook, as Standard Webhooks writes it.
const SecretPrefix = "whsec_"

// Sign gives the headers of a signed webhook by the rules of Standard Webhooks: the
// receiver computes HMAC-SHA-256 over "id.timestamp.body" and refuses old timestamps.
func Sign(secret [32]byte, id string, at time.Time, body []byte) map[string]string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, secret[:])
	m.Write([]byte(id + "." + stamp + "."))
	m.Write(body)
	return map[string]string{
		"webhook-id": id, "webhook-timestamp": stamp,
		"webhook-signature": "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil)),
	}
}

// ShowSecret is the secret as its owner keeps it.
func ShowSecret(secret [32]byte) string {
	return SecretPrefix + base64.StdEncoding.EncodeToString(secret[:])
}

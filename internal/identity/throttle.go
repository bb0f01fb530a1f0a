package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Throttle slows down guessing, by login name and by address. It lives in memory and
// keeps keyed hashes with a key drawn at start, so that neither names nor addresses can
// be read from it or survive it. Several servers each count for themselves.
type Throttle struct {
	mu    sync.Mutex
	key   [32]byte
	tries map[[16]byte]bucket
	swept time.Time
}

// bucket holds tries left; it fills again with time.
type bucket struct {
	left float64
	at   time.Time
}

// Ten tries at once, then one more every two minutes, for a name. An address may be
// a whole village behind one line, so it has thirty and one every ten seconds.
const (
	nameTries    = 10
	nameRefill   = 2 * time.Minute
	addressTries = 30
	addrRefill   = 10 * time.Second
	sweepEvery   = 10 * time.Minute
	maxBuckets   = 200_000
)

// NewThrottle makes one for the process.
func NewThrottle() *Throttle {
	t := &Throttle{tries: map[[16]byte]bucket{}}
	rand.Read(t.key[:])
	return t
}

// Try takes one try from both. Errors: fault.TooMany with the time to wait; then no try is taken.
func (t *Throttle) Try(login, address string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep(now)
	n, a := t.hash("name", login), t.hash("address", address)
	nb, ab := fillUp(t.tries[n], nameTries, nameRefill, now), fillUp(t.tries[a], addressTries, addrRefill, now)
	if nb.left < 1 || ab.left < 1 {
		wait := max(missing(nb, nameRefill), missing(ab, addrRefill))
		return fault.New(fault.TooMany, "too_many_tries",
			lang.T("试的次数太多了。", "Too many tries."),
			lang.Format("请等 %d 分钟再试。忘记密码可以到窗口或请管理员重设。", "Please wait %d minutes. If the password is lost, a window or the administrator can reset it.", int(wait/time.Minute)+1))
	}
	nb.left--
	ab.left--
	t.tries[n], t.tries[a] = nb, ab
	return nil
}

// Succeeded gives the name its tries back after a right password. The address keeps
// what it used: one right password must not pay for guessing others.
func (t *Throttle) Succeeded(login string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, t.hash("name", login))
}

func (t *Throttle) hash(kind, s string) (k [16]byte) {
	m := hmac.New(sha256.New, t.key[:])
	m.Write([]byte(kind + "\x00" + s))
	copy(k[:], m.Sum(nil))
	return k
}

func fillUp(b bucket, most float64, refill time.Duration, now time.Time) bucket {
	if b.at.IsZero() {
		return bucket{most, now}
	}
	if d := now.Sub(b.at); d > 0 {
		b.left, b.at = min(most, b.left+float64(d)/float64(refill)), now
	}
	return b
}

func missing(b bucket, refill time.Duration) time.Duration {
	if b.left >= 1 {
		return 0
	}
	return time.Duration((1 - b.left) * float64(refill))
}

// sweep forgets what has filled up again; under a flood it forgets all.
func (t *Throttle) sweep(now time.Time) {
	if len(t.tries) < maxBuckets && now.Sub(t.swept) < sweepEvery {
		return
	}
	t.swept = now
	for k, b := range t.tries {
		if now.Sub(b.at) > nameTries*nameRefill {
			delete(t.tries, k)
		}
	}
	if len(t.tries) >= maxBuckets {
		clear(t.tries)
	}
}

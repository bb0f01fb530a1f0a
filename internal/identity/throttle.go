package identity

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Throttle slows down guessing, by login name and by address. It keeps keyed hashes, so
// that neither names nor addresses can be read from them. Where one program has the
// database to itself they live in memory under a key drawn at start; nodes that share a
// database share them there, under a key of the folder, and they are deleted once full again.
type Throttle struct {
	key  []byte
	kept Buckets
}

// Bucket holds tries left; it fills again with time. The zero bucket is full.
type Bucket struct {
	Left float64
	At   time.Time
}

// BucketKey is the keyed hash of a name or an address.
type BucketKey [16]byte

// Buckets keeps buckets.
type Buckets interface {
	// Change gives the buckets of two keys, full ones where none are kept, and keeps those
	// that come back, unless there is an error. Nobody else changes them meanwhile.
	Change(ctx context.Context, keys [2]BucketKey, change func([2]Bucket) ([2]Bucket, error)) error
	// Fill forgets a bucket, which makes it full.
	Fill(ctx context.Context, key BucketKey) error
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

// BucketLife is after how long an untouched bucket is full again and need not be kept.
const BucketLife = nameTries * nameRefill

// NewThrottle makes one for this process alone.
func NewThrottle() *Throttle {
	key := make([]byte, 32)
	rand.Read(key)
	return &Throttle{key, &inMemory{tries: map[BucketKey]Bucket{}}}
}

// SharedThrottle makes one that counts together with every other over the same buckets and
// under the same key.
func SharedThrottle(key []byte, kept Buckets) *Throttle { return &Throttle{key, kept} }

// Try takes one try from both. Errors: fault.TooMany with the time to wait; then no try is
// taken. Those of the database.
func (t *Throttle) Try(ctx context.Context, login, address string, now time.Time) error {
	keys := [2]BucketKey{t.hash("name", login), t.hash("address", address)}
	return t.kept.Change(ctx, keys, func(b [2]Bucket) ([2]Bucket, error) {
		b[0], b[1] = fillUp(b[0], nameTries, nameRefill, now), fillUp(b[1], addressTries, addrRefill, now)
		if b[0].Left < 1 || b[1].Left < 1 {
			wait := max(missing(b[0], nameRefill), missing(b[1], addrRefill))
			return b, fault.New(fault.TooMany, "too_many_tries",
				lang.T("试的次数太多了。", "Too many tries."),
				lang.Format("请等 %d 分钟再试。忘记密码可以到窗口或请管理员重设。", "Please wait %d minutes. If the password is lost, a window or the administrator can reset it.", int(wait/time.Minute)+1))
		}
		b[0].Left--
		b[1].Left--
		return b, nil
	})
}

// Succeeded gives the name its tries back after a right password. The address keeps
// what it used: one right password must not pay for guessing others.
func (t *Throttle) Succeeded(ctx context.Context, login string) error {
	return t.kept.Fill(ctx, t.hash("name", login))
}

func (t *Throttle) hash(kind, s string) (k BucketKey) {
	m := hmac.New(sha256.New, t.key)
	m.Write([]byte(kind + "\x00" + s))
	copy(k[:], m.Sum(nil))
	return k
}

func fillUp(b Bucket, most float64, refill time.Duration, now time.Time) Bucket {
	if b.At.IsZero() {
		return Bucket{most, now}
	}
	if d := now.Sub(b.At); d > 0 {
		b.Left, b.At = min(most, b.Left+float64(d)/float64(refill)), now
	}
	return b
}

func missing(b Bucket, refill time.Duration) time.Duration {
	if b.Left >= 1 {
		return 0
	}
	return time.Duration((1 - b.Left) * float64(refill))
}

// inMemory keeps buckets of one process.
type inMemory struct {
	mu    sync.Mutex
	tries map[BucketKey]Bucket
	swept time.Time
}

func (m *inMemory) Change(_ context.Context, keys [2]BucketKey, change func([2]Bucket) ([2]Bucket, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := change([2]Bucket{m.tries[keys[0]], m.tries[keys[1]]})
	if err != nil {
		return err
	}
	m.sweep(b[0].At)
	m.tries[keys[0]], m.tries[keys[1]] = b[0], b[1]
	return nil
}

func (m *inMemory) Fill(_ context.Context, key BucketKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tries, key)
	return nil
}

// sweep forgets what has filled up again; under a flood it forgets all.
func (m *inMemory) sweep(now time.Time) {
	if len(m.tries) < maxBuckets && now.Sub(m.swept) < sweepEvery {
		return
	}
	m.swept = now
	for k, b := range m.tries {
		if now.Sub(b.At) > BucketLife {
			delete(m.tries, k)
		}
	}
	if len(m.tries) >= maxBuckets {
		clear(m.tries)
	}
}

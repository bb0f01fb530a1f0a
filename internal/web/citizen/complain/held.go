package complain

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"sync"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// locker seals what a browser keeps for us: answers between two pages, the code while the
// reporter's page is open. Its key is made from a secret of the data folder, so that another
// node, or the same one after a restart, goes on where the visitor was; nothing that is
// sealed with it is stored here. Without a secret the key ends with the process.
type locker struct {
	aead cipher.AEAD
	wall clock.Clock
}

func newLocker(secret []byte, wall clock.Clock) locker {
	if len(secret) < 32 {
		secret = make([]byte, 32)
		rand.Read(secret) // never fails, see crypto/rand
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "banjie/complain/held/v1", 32)
	if err != nil {
		panic(err) // 32 bytes are never too many
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return locker{aead, wall}
}

// mostHeld is the most that one sealed field unpacks to.
const mostHeld = 64 << 10

type heldUntil struct {
	Until int64 // Unix seconds of the machine's clock
	What  json.RawMessage
}

// seal gives v as text that only this office reads, for as long as said; use keeps a field
// from being taken for a cookie.
func (l locker) seal(use string, v any, long time.Duration) string {
	what, err := json.Marshal(v)
	if err != nil {
		panic(err) // values of this package only
	}
	raw, err := json.Marshal(heldUntil{l.wall.Now().Add(long).Unix(), what})
	if err != nil {
		panic(err)
	}
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	f.Write(raw) // into memory
	f.Close()
	return base64.RawURLEncoding.EncodeToString(l.aead.Seal(nil, nil, packed.Bytes(), []byte(use)))
}

// open reads what seal made; false where it is none of ours, altered or over its time.
func (l locker) open(use, text string, v any) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	packed, err := l.aead.Open(nil, nil, sealed, []byte(use))
	if err != nil {
		return false
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), mostHeld))
	if err != nil {
		return false
	}
	var h heldUntil
	return json.Unmarshal(raw, &h) == nil && l.wall.Now().Unix() < h.Until && json.Unmarshal(h.What, v) == nil
}

// triesAnHour is how often the code of one number may be tried.
const (
	triesAnHour = 10
	mostNumbers = 100_000 // counted in an hour; some 10 MB
)

// hourly counts tries by number, whether there is such a number or not.
type hourly struct {
	mu    sync.Mutex
	hour  time.Time
	count map[string]int
}

func (h *hourly) try(number string, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := now.Truncate(time.Hour); !t.Equal(h.hour) || h.count == nil {
		h.hour, h.count = t, map[string]int{}
	}
	n, known := h.count[number]
	if n >= triesAnHour || !known && len(h.count) >= mostNumbers {
		return fault.New(fault.TooMany, "too_many_tries", lang.T("这个编号这一小时试的次数太多了。", "This number was tried too often within this hour."),
			lang.T("请过一小时再试。", "Please try again in an hour."))
	}
	h.count[number] = n + 1
	return nil
}

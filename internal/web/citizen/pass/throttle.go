package pass

import (
	"cmp"
	"net"
	"net/http"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// TriesAMinute is how often number and code may be tried from one address. An address
// may be a whole village behind one line; a code has 63 random bits, so this is about
// noise, not about guessing.
const TriesAMinute = 20

// Throttle counts tries by address for a minute, in memory, and forgets all at its end.
type Throttle struct {
	Most int // a minute; 0 is [TriesAMinute]

	mu     sync.Mutex
	minute time.Time
	count  map[string]int
}

// Try counts one try at now; fault.TooMany says that the minute's are used up.
func (t *Throttle) Try(r *http.Request, now time.Time) error {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if m := now.Truncate(time.Minute); !m.Equal(t.minute) || t.count == nil {
		t.minute, t.count = m, map[string]int{}
	}
	if t.count[address] >= cmp.Or(t.Most, TriesAMinute) {
		return fault.New(fault.TooMany, "too_many_tries", lang.T("试的次数太多了。", "Too many tries."),
			lang.T("请过一分钟再试。如果查询码丢了，可以带证件到窗口查询。", "Please wait a minute. If the code is lost, bring your document to a window."))
	}
	t.count[address]++
	return nil
}

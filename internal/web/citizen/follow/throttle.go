package follow

import (
	"net"
	"net/http"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// triesAMinute is how often number and code may be tried from one address. An address
// may be a whole village behind one line; a code has 63 random bits, so this is about
// noise, not about guessing.
const triesAMinute = 20

// throttle counts tries by address for a minute, in memory, and forgets all at its end.
type throttle struct {
	mu     sync.Mutex
	minute time.Time
	count  map[string]int
}

func (t *throttle) try(r *http.Request, now time.Time) error {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if m := now.Truncate(time.Minute); !m.Equal(t.minute) || t.count == nil {
		t.minute, t.count = m, map[string]int{}
	}
	if t.count[address] >= triesAMinute {
		return fault.New(fault.TooMany, "too_many_tries", lang.T("试的次数太多了。", "Too many tries."),
			lang.T("请过一分钟再试。如果查询码丢了，可以带证件到窗口查询。", "Please wait a minute. If the code is lost, bring your document to a window."))
	}
	t.count[address]++
	return nil
}

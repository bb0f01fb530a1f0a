package apply

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"sync"
	"time"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// DraftLife is how long an application that was not sent is kept. It holds personal data.
const DraftLife = 7 * 24 * time.Hour

// Draft is an application on its way. It is nobody's record: it can be dropped at any
// time, and once filed only the case's id is left in it.
type Draft struct {
	Item        string // code
	Version     int    // of the item when the draft was begun
	Owner       string // account id, "" without one
	Scenario    map[string]string
	Mandate     string // acted under, "" for oneself
	Person      casework.Person
	Agent       casework.Person // whoever acts under the mandate
	Known       bool            // Person came from the account
	Form        map[string]any
	Files       []casework.File
	Later       map[string]bool // materials the person will bring later
	Undertaking string          // yes, no, "" when not asked yet
	Done        map[string]bool // parts that were saved
	Key         string          // of the one filing this draft may become
	Code        string          // return code, typed back before sending
	Begun       time.Time
	Saved       time.Time
	Filed       casework.ID
}

// Whole gives a draft that was read back the maps that an empty one is stored without.
func (d Draft) Whole() Draft { return d.clone() }

// clone keeps a stored draft apart from the one that is worked on.
func (d Draft) clone() Draft {
	d.Scenario, d.Form, d.Later, d.Done = copyOf(d.Scenario), copyOf(d.Form), copyOf(d.Later), copyOf(d.Done)
	d.Files = append([]casework.File(nil), d.Files...)
	return d
}

func copyOf[V any](m map[string]V) map[string]V {
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// facts is what the item's rules can be asked with.
func (d Draft) facts() catalog.Facts {
	f := catalog.Facts{Form: d.Form, Scenario: map[string]any{}, Held: map[string]any{}}
	for k, v := range d.Scenario {
		f.Scenario[k] = v
	}
	for _, file := range d.Files {
		f.Held[file.Material] = true
	}
	return f
}

// fromCheck takes over the answers of the check before applying.
func (d *Draft) fromCheck(it catalog.Item, sent url.Values) {
	*d = d.clone()
	for _, s := range it.Scenarios {
		for _, o := range s.Options {
			if sent.Get("s."+s.ID) == o.ID {
				d.Scenario[s.ID] = o.ID
				d.Done["situation-"+s.ID] = true
			}
		}
	}
	answers := map[string][]string{}
	for key, v := range sent {
		if name, ok := strings.CutPrefix(key, "f."); ok && v[0] != "?" {
			answers[name] = v
		}
	}
	typed, _, err := catalog.Decode(it.Form, answers)
	if err != nil {
		return
	}
	for name, v := range typed {
		if _, there := d.Form[name]; !there {
			d.Form[name] = v
		}
	}
}

func newID() string { return rand.Text() }

// Drafts keeps drafts for [DraftLife] after the last change.
type Drafts interface {
	Save(ctx context.Context, id string, d Draft) error
	// Load gives fault.NotFound for one that does not exist or has expired.
	Load(ctx context.Context, id string) (Draft, error)
	Drop(ctx context.Context, id string) error
}

// Memory keeps drafts in the process: they end with it, and each server has its own. It
// never holds more than Most; the oldest go first.
type Memory struct {
	Wall clock.Clock
	Most int // 0: 5,000

	mu     sync.Mutex
	drafts map[string]Draft
	swept  time.Time
}

const mostDrafts = 5_000

// Save implements [Drafts].
func (m *Memory) Save(_ context.Context, id string, d Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drafts == nil {
		m.drafts = map[string]Draft{}
	}
	if d.Saved.IsZero() {
		d.Saved = m.Wall.Now()
	}
	if _, there := m.drafts[id]; !there {
		m.sweep()
	}
	m.drafts[id] = d.clone()
	return nil
}

// Load implements [Drafts].
func (m *Memory) Load(_ context.Context, id string) (Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.drafts[id]
	if !ok || m.Wall.Now().Sub(d.Saved) >= DraftLife {
		delete(m.drafts, id)
		return Draft{}, fault.New(fault.NotFound, "no_draft", lang.T("没有找到填写的内容。", "Nothing entered was found."), lang.T("请重新开始。", "Please start again."))
	}
	return d.clone(), nil
}

// Drop implements [Drafts].
func (m *Memory) Drop(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.drafts, id)
	return nil
}

// sweep forgets what has expired, at most once an hour, and makes room for one more.
func (m *Memory) sweep() {
	now := m.Wall.Now()
	if now.Sub(m.swept) >= time.Hour {
		m.swept = now
		for id, d := range m.drafts {
			if now.Sub(d.Saved) >= DraftLife {
				delete(m.drafts, id)
			}
		}
	}
	most := m.Most
	if most == 0 {
		most = mostDrafts
	}
	for len(m.drafts) >= most {
		oldest := ""
		for id, d := range m.drafts {
			if oldest == "" || d.Saved.Before(m.drafts[oldest].Saved) {
				oldest = id
			}
		}
		delete(m.drafts, oldest)
	}
}

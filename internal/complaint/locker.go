package complaint

import (
	"sync"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/seal"
)

// Locker keeps the desk's key in memory while an officer of the centre works with it: for a
// while, for that session, never on a disk.
type Locker struct {
	Wall clock.Clock
	mu   sync.Mutex
	open map[string]unlocked
}

type unlocked struct {
	key   seal.Private
	until time.Time
	shown map[string]showing // by the token of the form beside the words
}

// showing is what stands open beside a form: the words of a case with so many messages.
type showing struct {
	of   casework.ID
	said int
}

// UnlockedFor is how long a key stays open after it was last used.
const UnlockedFor = 15 * time.Minute

// Put opens the locker for a session.
func (l *Locker) Put(session string, key seal.Private) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[string]unlocked{}
	}
	l.sweep()
	l.open[session] = unlocked{key, l.Wall.Now().Add(UnlockedFor), map[string]showing{}}
}

// Get gives the key of a session and keeps it open a while longer.
func (l *Locker) Get(session string) (seal.Private, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	u, ok := l.open[session]
	if ok {
		u.until = l.Wall.Now().Add(UnlockedFor)
		l.open[session] = u
	}
	return u.key, ok
}

// Show remembers that the words of a case and its messages stand open beside the form of that
// token, after the look was put on record. It is forgotten when the key shuts.
func (l *Locker) Show(session, form string, c *casework.Case) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if u, ok := l.open[session]; ok && form != "" {
		u.shown[form] = showing{c.ID, FileOf(c).Messages()}
	}
}

// Shows says that the words, as they are now, already stand open beside that very form: drawing it
// again with what was typed shows nothing that was not shown, and is no second look.
func (l *Locker) Shows(session, form string, c *casework.Case) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep()
	s, ok := l.open[session].shown[form]
	return ok && s == showing{c.ID, FileOf(c).Messages()}
}

// Close shuts it at once.
func (l *Locker) Close(session string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, session)
}

func (l *Locker) sweep() {
	now := l.Wall.Now()
	for s, u := range l.open {
		if now.After(u.until) {
			delete(l.open, s)
		}
	}
}

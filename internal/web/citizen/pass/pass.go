// Package pass lets somebody without an account act on one case for a while: after
// filing it, or after showing its number and return code.
//
//	filed │ number + code ──▶ signed cookie, one case, two hours ──▶ applicant of that case
//
// Nothing is stored. The cookie is bound to the case, cannot be read by scripts and ends
// with the browser. Whoever has number and code has what the applicant was given for
// exactly this purpose, so the pass makes its holder the applicant of that case and of no
// other; the act keeps "by return code" as who acted. A signed-in person needs no pass.
// A pass opens nothing for staff, who have a relation of their own or none.
package pass

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/web/site"
)

// Life is how long a pass holds.
const Life = 2 * time.Hour

// Passes makes and reads passes. Wall is the machine's clock: moving a demonstration's
// clock on ends no pass.
type Passes struct {
	key    []byte
	wall   clock.Clock
	secure bool
}

// New makes them with a key of 32 bytes; without one a key is drawn, and passes then end
// with the process. Secure passes travel by https only.
func New(key []byte, wall clock.Clock, secure bool) *Passes {
	if len(key) < 32 {
		key = make([]byte, 32)
		rand.Read(key) // never fails, see crypto/rand
	}
	return &Passes{key, wall, secure}
}

func name(id casework.ID) string { return "banjie_case_" + id.String() }

// Grant gives the visitor a pass for a case.
func (p *Passes) Grant(w http.ResponseWriter, key casework.Key) {
	until := strconv.FormatInt(p.wall.Now().Add(Life).Unix(), 36)
	http.SetCookie(w, &http.Cookie{
		Name: name(key.ID), Value: until + "." + p.sign(key, until), Path: "/cases/" + key.ID.String(),
		HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode,
	})
}

// Drop takes the pass back from this browser.
func (p *Passes) Drop(w http.ResponseWriter, id casework.ID) {
	http.SetCookie(w, &http.Cookie{Name: name(id), Path: "/cases/" + id.String(), MaxAge: -1, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode})
}

func (p *Passes) sign(key casework.Key, until string) string {
	m := hmac.New(sha256.New, p.key)
	m.Write([]byte("case pass\x00" + key.Division + "\x00" + key.ID.String() + "\x00" + until))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Holds says whether the request carries a good pass for the case.
func (p *Passes) Holds(r *http.Request, key casework.Key) bool {
	c, err := r.Cookie(name(key.ID))
	if err != nil {
		return false
	}
	until, sum, ok := strings.Cut(c.Value, ".")
	if !ok || !hmac.Equal([]byte(sum), []byte(p.sign(key, until))) {
		return false
	}
	at, err := strconv.ParseInt(until, 36, 64)
	return err == nil && p.wall.Now().Before(time.Unix(at, 0))
}

// Case loads the case of the path for whoever may see it, signed in or with a pass, and
// gives as whom the visitor acts on it. Errors: fault.NotFound, the same for a wrong number
// and for a case that is none of the visitor's.
func (p *Passes) Case(r *site.Request) (*casework.Case, *casework.Procedure, access.Actor, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, nil, r.Actor, fault.Missing()
	}
	if r.Actor.Role != access.Public {
		c, proc, err := r.CaseByID(id)
		if err == nil && c.Sealed && r.Actor.IsStaff() {
			return nil, nil, r.Actor, fault.Missing() // staff have pages that show each reader what is that reader's
		}
		if err == nil || fault.KindOf(err) != fault.NotFound || r.Actor.IsStaff() {
			return c, proc, r.Actor, err
		}
	}
	key := casework.Key{Division: r.Site.Division, ID: id}
	if !p.Holds(r.Request, key) {
		return nil, nil, r.Actor, fault.Missing()
	}
	c, proc, err := r.Site.Engine.Load(r.Context(), key)
	if err != nil {
		return nil, nil, r.Actor, err
	}
	if c.Party == "" {
		return nil, nil, r.Actor, fault.Missing()
	}
	return c, proc, access.Actor{ID: access.ByCode, Role: access.Citizen, Division: key.Division, Party: c.Party}, nil
}

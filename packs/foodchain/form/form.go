// Package form is a form that somebody sent: what it records is recorded once, however often it arrives.
//
//	page drawn ─ key ─▶ POST ─▶ act under the key ─▶ answer
//	                  └ POST again ─▶ nothing more is recorded ─▶ the same answer
//
// The key is the one that every form of the platform carries. The same form with other content, sent from
// a page that was kept, is no second order: it is answered with [chain.Repeated].
package form

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/chain"
)

// Sent is a form that arrived.
type Sent struct {
	r    *site.Request
	idem *casework.Idem // nil: a form without a key counts each time
}

// Of is the form of a request, after it was read.
func Of(r *site.Request) Sent { return Sent{r, r.Idem()} }

// Keyed says that the form has a key.
func (s Sent) Keyed() bool { return s.idem != nil }

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// ID is the number of what the form makes, in lower case: the same for the same form of the same person with the same
// content, so that it is found again; a random one for a form without a key. n is at most 26 letters.
func (s Sent) ID(n int) string {
	if s.idem == nil {
		return strings.ToLower(rand.Text())[:n]
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte(s.idem.Actor), []byte(s.idem.Key), s.idem.Hash[:]} {
		sum := sha256.Sum256(part)
		h.Write(sum[:])
	}
	return strings.ToLower(letters.EncodeToString(h.Sum(nil)))[:n]
}

// Record records an act once under the form's key. Where the key was used, there says whether what
// stands is what this very form asked for: then all is well, otherwise it is [chain.Repeated].
func (s Sent) Record(engine *casework.Engine, act casework.Whole, there func() (bool, error)) error {
	if s.idem != nil {
		act.Once = "form " + s.r.Actor.ID + " " + s.idem.Key
	}
	out, err := engine.RecordWhole(s.r.Context(), s.r.Actor, act)
	if err != nil || !out.Repeated {
		return err
	}
	same, err := there()
	if err != nil {
		return err
	}
	if !same {
		return chain.Repeated()
	}
	return nil
}

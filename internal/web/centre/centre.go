// Package centre is the desk of the complaint centre: what is due and who waits for whom,
// the complaint with its two clocks, and the reporter's words, which stay shut until an
// officer opens them on record.
//
//	/centre (triage │ ruling │ answer │ head │ …) ──▶ /centre/cases/{id} ──▶ forms of package act
//	                                                      │
//	           passphrase ─▶ Locker ─▶ POST …/story: view_story on the ledger ─▶ words, marked with the reader
//	                                                      │                        └ brief ─▶ take_up
//	                                                      └ identity: sealed bundle for two custodians, after identity_opened
//
// Each showing of words, files or messages is an act of its own: the ledger is written
// first, and the reporter sees how often it was. A brief that is refused is drawn again beside
// the same words, which is no second look. Pages with words are never cached. The
// desk's key is in memory only, for one session and at most fifteen minutes unused.
//
// Supervisors and heads of the centre's unit have these pages; for everybody else they do
// not exist. What each may do is asked of the procedure and the table of access.
package centre

import (
	"context"
	"net/http"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/complaint/suggest"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/site"
)

// Pages are the pages of this package.
type Pages struct {
	Site       *site.Site
	Vault      *complaint.Vault
	Locker     *complaint.Locker
	DeskKey    func() (seal.KeyFile, error) // the desk's sealed key file
	Centre     string                       // unit of the complaint centre
	Complaints complaint.Desk               // the list
	// Going gives the complaints of which the time of keeping ends by that day, the first ones;
	// nil: none is ever destroyed.
	Going  func(ctx context.Context, until calendar.Day) ([]casework.Key, error)
	Duties Duties // nil: no list of duties helps to find the unit

	indexing sync.Mutex
	index    *suggest.Index // of what the county publishes of its units
	indexed  time.Time

	unlocking sync.Mutex // one passphrase at a time: each try takes 64 MiB
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	s, staff := c.Site, site.For(access.ListUnitCases)
	handle := func(pattern string, h site.Handler) { s.Handle(pattern, staff, c.within(h)) }
	handle("GET /centre", c.list)
	handle("GET /centre/cases/{id}", c.open)
	handle("GET /centre/cases/{id}/clocks/{name}", c.clock)
	handle("GET /centre/cases/{id}/files/{hash}", c.evidence)
	handle("GET /centre/cases/{id}/story", c.closed)
	handle("POST /centre/cases/{id}/story", c.read)
	handle("POST /centre/cases/{id}/attachments/{number}", c.attachment)
	handle("POST /centre/cases/{id}/attachments/{number}/copy", c.derived)
	handle("POST /centre/cases/{id}/take-up", c.takeUp)
	handle("GET /centre/cases/{id}/count", c.count)
	handle("POST /centre/cases/{id}/count", c.counted)
	handle("POST /centre/cases/{id}/message", c.message)
	handle("POST /centre/cases/{id}/identity", c.identity)
	handle("POST /centre/cases/{id}/key", c.unlock)
	handle("POST /centre/key/close", c.lock)
}

// within lets in who works at the centre; for others the page does not exist.
func (c *Pages) within(h site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		switch r.Actor.Role {
		case access.Supervisor, access.UnitHead, access.CentreHead:
			if c.Centre != "" && r.Actor.Unit == c.Centre && r.Actor.Division == c.Site.Division {
				return h(w, r)
			}
		}
		return fault.Missing()
	}
}

// complaint loads the complaint of the address.
func (c *Pages) complaint(r *site.Request) (*casework.Case, *casework.Procedure, error) {
	k, p, err := r.Case()
	if err == nil && (k.Procedure != complaint.Name || k.Unit != c.Centre) {
		err = fault.Missing()
	}
	return k, p, err
}

// key is the desk's key while this session has it open.
func (c *Pages) key(r *site.Request) (seal.Private, bool) {
	if r.Actor.Session == "" {
		return seal.Private{}, false
	}
	return c.Locker.Get(r.Actor.Session)
}

func (c *Pages) unlock(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	p, v := c.shut(r, k)
	file, err := c.DeskKey()
	if err != nil {
		return noKey(err)
	}
	c.unlocking.Lock()
	key, err := file.Unlock(r.PostForm.Get("passphrase"))
	c.unlocking.Unlock()
	if err != nil || !key.Public.Equal(c.Vault.Keys.Desk) || r.Actor.Session == "" {
		c.Site.Log.WarnContext(r.Context(), "desk key not opened", "officer", r.Actor.ID)
		return r.Refused(w, p, v, fault.InvalidInput().At("passphrase", lang.T("口令不对，或者密钥文件不是现在用的这一份。", "The passphrase is wrong, or the key file is not the one in use.")).Or())
	}
	c.Locker.Put(r.Actor.Session, key)
	return r.Go(w, base(k)+"/story", lang.T("密钥已打开，十五分钟不用会自动关上。离开座位请先关上。", "The key is open; unused for fifteen minutes it shuts by itself. Shut it before you leave your seat."))
}

func (c *Pages) lock(w http.ResponseWriter, r *site.Request) error {
	c.Locker.Close(r.Actor.Session)
	return r.Go(w, "/centre", lang.T("密钥已关上。", "The key is shut."))
}

func noKey(err error) error {
	return fault.New(fault.Unavailable, "no_desk_key",
		lang.T("投诉中心的密钥文件读不到，原文暂时打不开。", "The desk's key file cannot be read; stories cannot be opened now."),
		lang.T("请联系管理员检查密钥文件。没有任何内容被打开。", "Please ask the administrator to look at the key file. Nothing was opened.")).With(err)
}

func base(k *casework.Case) string { return "/centre/cases/" + k.ID.String() }

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/api/open311"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/jobs"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/notify"
	"banjie/internal/org"
	"banjie/internal/seal"
	notifystore "banjie/internal/store/notify"
	searchstore "banjie/internal/store/search"
)

// api wires the hall for programs. It belongs below /api/.
func (h *hall) api(base string, name lang.Text) *api.Service {
	return &api.Service{
		Engine: h.engine, Cases: pageCases{h.cases, h}, Items: h.items, Org: h.org.Load, Certificates: h.certs, Files: h.files, Ledger: apiLedger{h},
		Notices: notifystore.New(h.db, h.writer), Fees: h.fees, Callers: tokenHolders{h}, Session: h.visitors.Actor, Reads: h.reads, Codes: apiCodes{h.codes}, Secret: h.codes.webhook, Commitments: h.promises, Lists: h.lists,
		Clock: h.clock, Wall: clock.System, Calendar: h.calendar.Load, Division: h.division, Name: name, Base: base, Reach: h.reach(),
		Version: "1", Log: h.log,
	}
}

// open311 wires the complaint centre for programs that speak GeoReport v2.
func (h *hall) open311(base, unit string, vault *complaint.Vault) *open311.Service {
	return &open311.Service{Engine: h.engine, Cases: h.cases, Requests: h.elsewhere, Vault: vault, Org: h.org.Load, Centre: unit, Code: h.codes.New, Mac: h.codes.mac, Publish: h.dir.Config.Open311.Publish,
		Division: h.division, Base: base, Contact: h.dir.Config.Footer.Phone, Clock: h.clock, Wall: clock.System, Calendar: h.calendar.Load, Log: h.log}
}

// reach is what webhooks may call.
func (h *hall) reach() notify.Reach {
	return notify.Reach{Networks: h.dir.Config.Intranet(), Plain: h.dir.Instance.Demo}
}

// jobs wires what happens behind the requests; run it beside the server.
func (h *hall) jobs(base string) (*jobs.Service, error) {
	var mail *jobs.Mail
	if set := h.dir.Config.Mail; set.Server != "" && !h.dir.Instance.Demo { // invented people have no mail
		mail = &jobs.Mail{Server: set.Server, User: set.User, Password: string(set.Password), From: set.From}
		if err := mail.Check(); err != nil {
			return nil, err
		}
	}
	s := &jobs.Service{
		Division: h.division, Events: h.cases, Cases: h.engine, Items: h.items, Store: notifystore.New(h.db, h.writer), Owners: tokenHolders{h},
		Secret: h.codes.webhook, Base: base, Mail: mail, Reach: h.reach(), Wall: clock.System, Now: h.clock, Commits: h.writer.Committed, Log: h.log,
	}
	s.More = []jobs.Consumer{s.Searchable(searchstore.New(h.db, h.writer))}
	for _, p := range h.packs {
		s.Feeds = append(s.Feeds, p.Feeds...)
	}
	return s, nil
}

// tokenHolders turns tokens and owners of webhooks into who acts, as account and office are now.
type tokenHolders struct{ h *hall }

func (t tokenHolders) Caller(ctx context.Context, text identity.Secret) (access.Actor, identity.Token, error) {
	acc, token, err := t.h.desk.CheckToken(ctx, text)
	if err != nil {
		return access.Actor{}, token, err
	}
	a, err := t.h.actorOf(acc, token.Role)
	return a, token, err
}

func (t tokenHolders) Owner(ctx context.Context, w notify.Webhook) (access.Actor, error) {
	id, err := identity.ParseID(w.Account)
	if err != nil {
		return access.Actor{Role: access.Public}, err
	}
	acc, err := t.h.accounts.Account(ctx, id)
	if err != nil {
		return access.Actor{Role: access.Public}, err
	}
	return t.h.actorOf(acc, w.Role)
}

// actorOf turns an account into who acts in a role, without a session.
func (h *hall) actorOf(acc identity.Account, role access.Role) (access.Actor, error) {
	if acc.Kind != identity.Staff {
		return acc.Actor(role, h.division, "", org.Officer{}, false)
	}
	dir, today := h.org.Load(), h.calendar.Load().DayOf(h.clock.Now())
	o, ok := dir.Officer(acc.Officer)
	a, err := acc.Actor(role, h.division, "", o, ok && o.Active(today))
	if err == nil {
		a.Posts = dir.PostsOf(o.ID, today)
	}
	return a, err
}

// apiCodes adds codes that come out the same for the same filing.
type apiCodes struct{ codes }

func (c apiCodes) Derived(seed string) string {
	digits := fmt.Sprintf("%019d", binary.BigEndian.Uint64(c.mac("filing", seed))%1e19)
	return seal.WithCheckDigit(digits)
}

// webhook is the secret of a webhook: derived, so that none is stored.
func (c codes) webhook(id string) [32]byte { return [32]byte(c.mac("webhook", id)) }

// apiLedger shows the ledger to anybody.
type apiLedger struct{ h *hall }

func (l apiLedger) Head(ctx context.Context) (ledger.Head, error) {
	return l.h.db.Tree(ctx, l.h.division).Head()
}

func (l apiLedger) Hashes(ctx context.Context) tlog.HashReader { return l.h.db.Tree(ctx, l.h.division) }

// Checkpoint is the last published one; before the first it is made for the asking.
func (l apiLedger) Checkpoint(ctx context.Context) (string, error) {
	text, err := os.ReadFile(filepath.Join(l.h.dir.Path, checkpointFile))
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return string(text), err
	}
	head, err := l.Head(ctx)
	if err != nil {
		return "", err
	}
	if head.Size == 0 {
		return "", fault.New(fault.Unavailable, "ledger_empty", lang.T("账本里还没有记录。", "The ledger holds nothing yet."), lang.T("请稍后再来。", "Please come back later."))
	}
	return l.h.sign(head)
}

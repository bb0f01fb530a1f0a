package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/config"
	"banjie/internal/control"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/mandate"
	"banjie/internal/notify"
	"banjie/internal/pack"
	"banjie/internal/simtown"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	notifystore "banjie/internal/store/notify"
	"banjie/internal/web/site"
	"banjie/internal/web/story"
	"banjie/packs/all"
)

// migrate brings the tables of the core and of the packs up to date. It comes before the writer,
// which keeps the one connection that writes.
func migrate(ctx context.Context, db *sqldb.DB) error {
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	for _, p := range all.Packs {
		if err := p.Migrate(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// wirePacks opens the packs on tables that are there.
func (h *hall) wirePacks() error {
	if err := knownDuties(h.dir.Config.Duties); err != nil {
		return err
	}
	parts, err := packParts(h.host())
	h.packs = parts
	return err
}

// knownDuties refuses a duty that no pack knows: a setting that is silently ignored is worse than none.
func knownDuties(named map[string]*config.Duty) error {
	var known []string
	for _, p := range all.Packs {
		for _, d := range p.Duties {
			known = append(known, d.Name)
		}
	}
	slices.Sort(known)
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if !slices.Contains(known, name) {
			return fault.New(fault.Invalid, "bad_config", lang.Format("配置里的职责 “%[1]s” 没有。", "There is no duty “%[1]s”.", name),
				lang.T("有的是："+strings.Join(known, "、")+"。", "There are: "+strings.Join(known, ", ")+"."))
		}
	}
	return nil
}

// packParts opens every pack; a zero host gives their tables as they are documented.
func packParts(host pack.Host) ([]*pack.Parts, error) {
	var parts []*pack.Parts
	for _, p := range all.Packs {
		x, err := p.Open(host)
		if err != nil {
			return nil, err
		}
		parts = append(parts, x)
	}
	return parts, nil
}

// host is what packs get of this hall.
func (h *hall) host() pack.Host {
	var people map[string]access.Actor
	if h.dir.Instance.Demo {
		people = map[string]access.Actor{}
		for _, d := range simtown.County().Demos {
			people[d.Key] = d.Actor
		}
	}
	return pack.Host{
		Duty: func(name string) string {
			if d := h.dir.Config.Duties[name]; d != nil {
				return d.Unit
			}
			return ""
		},
		DB: h.db, Writer: h.writer, Engine: func() *casework.Engine { return h.engine }, Clock: h.clock, Calendar: h.calendar.Load, Org: h.org.Load,
		System: h.system, Act: h.act, Acts: h.acts, Sign: h.sign, Trust: func() (ledger.Trust, error) { return h.trustWithWitnesses(0) }, Receipt: func(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
			return pageCases{h.cases, h}.Receipt(ctx, e)
		},
		Ledger:  func() string { return h.public },
		Certify: func() ecert.Signer { return h.certs.signer },
		Secret:  func(name string) ([]byte, error) { return h.dir.Secret(name, random32) },
		Keep:    func(tx *sqldb.Tx, c ecert.Certificate, party string) error { return h.certs.store.Keep(tx, c, party) },
		End: func(tx *sqldb.Tx, division, id string, a ecert.Act, at time.Time) error {
			return h.certs.store.End(tx, division, id, a, at)
		},
		Mandates: func(ctx context.Context, division, agent string) ([]mandate.Mandate, error) {
			return h.accounts.MandatesFor(ctx, division, agent)
		},
		Programs: func() pack.Programs { return h.programs },
		Owner: func(ctx context.Context, account string, role access.Role) (access.Actor, error) {
			return tokenHolders{h}.Owner(ctx, notify.Webhook{Account: account, Role: role})
		},
		Deliveries: notifystore.New(h.db, h.writer), Reach: h.reach(),
		Base: h.certificateBase(), Division: h.division, Demo: h.dir.Instance.Demo, People: people, Log: h.log,
	}
}

// act reads an act without a case by its number.
func (h *hall) act(ctx context.Context, division string, seq int64) (casework.Event, error) {
	return h.cases.Act(ctx, division, seq)
}

// acts reads the acts of a kind without a case.
func (h *hall) acts(ctx context.Context, division, kind string, yield func(casework.Event) error) error {
	return h.cases.ActsOf(ctx, division, kind, yield)
}

// packOrder is a typed command of a pack on its way to whoever owns the folder.
type packOrder struct {
	name string
	body json.RawMessage
}

// MarshalJSON is the body alone; the name is that of the command.
func (o *packOrder) MarshalJSON() ([]byte, error) { return o.body, nil }

func (o *packOrder) carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error) {
	for _, p := range h.packs {
		if order, ok := p.Orders[o.name]; ok {
			return order(ctx, o.body, tell)
		}
	}
	return nil, fmt.Errorf("no pack knows the command %s", o.name)
}

// givePack has a pack's command carried out on a folder, whoever owns it.
func givePack(ctx context.Context, data, name string, body, into any, tell control.Progress) error {
	dir, err := openFolder(data)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return withFolder(ctx, dir, name, &packOrder{name, raw}, into, tell, time.Time{})
}

// certificateBase is the public address, "" while no server runs.
func (h *hall) certificateBase() string {
	if h.certs == nil {
		return ""
	}
	return h.certs.base
}

// packProjections are the projectors of the packs.
func (h *hall) packProjections() (all []casestore.Projector) {
	for _, p := range h.packs {
		if p.Project != nil {
			all = append(all, p.Project)
		}
	}
	return all
}

// packProcedures are the procedures of opened packs.
func packProcedures(parts []*pack.Parts) (all []*casework.Procedure) {
	for _, p := range parts {
		all = append(all, p.Procedures...)
	}
	return all
}

// packPages adds what the packs show to people and to programs.
func (h *hall) packPages(s *site.Site) {
	for _, p := range h.packs {
		if p.Routes != nil {
			p.Routes(s)
		}
		for pattern, handler := range p.Programs {
			s.Mount(pattern, handler)
		}
	}
}

// packStory are the chapters of the story that packs have built.
func (h *hall) packStory() map[string]story.Built {
	all := map[string]story.Built{}
	for _, p := range h.packs {
		for id, c := range p.Story {
			all[id] = story.Built{Here: c.Here, Live: c.Live, Ours: c.Ours}
		}
	}
	return all
}

// packsWork lets packs work beside the server until ctx ends.
func (h *hall) packsWork(ctx context.Context, background *sync.WaitGroup) {
	for _, p := range h.packs {
		if p.Run != nil {
			background.Go(func() { p.Run(ctx) })
		}
	}
}

// packs compares what packs derived with what it derives from.
func (c *checker) packs(ctx context.Context, division string) error {
	for _, p := range c.h.packs {
		if p.Check == nil {
			continue
		}
		differs, err := p.Check(ctx, division)
		if err != nil {
			return err
		}
		for _, d := range differs {
			c.add(problem{Code: "pack", Division: division, Text: d})
		}
	}
	return nil
}

package main

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/ledger"
	"banjie/internal/pack"
	casestore "banjie/internal/store/casework"
	"banjie/internal/web/site"
	"banjie/packs/all"
)

// openPacks brings the tables of the packs up to date and wires them to this folder.
func (h *hall) openPacks(ctx context.Context) error {
	for _, p := range all.Packs {
		if err := p.Migrate(ctx, h.db); err != nil {
			return err
		}
	}
	return h.wirePacks()
}

// wirePacks opens the packs on tables that are there.
func (h *hall) wirePacks() error {
	parts, err := packParts(h.host())
	h.packs = parts
	return err
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
	return pack.Host{
		DB: h.db, Writer: h.writer, Engine: func() *casework.Engine { return h.engine }, Clock: h.clock, Calendar: h.calendar.Load, Org: h.org.Load,
		Sign: h.sign, Receipt: func(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
			return pageCases{h.cases, h}.Receipt(ctx, e)
		},
		Secret:   func(name string) ([]byte, error) { return h.dir.Secret(name, random32) },
		Programs: func() pack.Programs { return h.programs },
		Base:     h.certificateBase(), Division: h.division, Demo: h.dir.Instance.Demo, Log: h.log,
	}
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

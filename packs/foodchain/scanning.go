package foodchain

import (
	"context"
	"encoding/json"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/foodreport"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/scan/scanpage"
	"banjie/packs/foodchain/scan/scanstore"
	"banjie/packs/foodchain/trace/tracestore"
)

// scanning is the scan page wired to what is known.
type scanning struct {
	host  pack.Host
	desk  *scan.Desk
	scans *scanstore.Store

	lineage *tracestore.Store
	archive *capturestore.Store
}

func newScanning(h pack.Host, lineage *tracestore.Store, archive *capturestore.Store, known scan.Sources) *scanning {
	s := &scanning{host: h, scans: scanstore.New(h.DB, h.Writer, h.Division), lineage: lineage, archive: archive}
	known.Lineage = lineage
	known.Counts = s.scans
	if known.Register != nil {
		s.scans.Pieces = func(ctx context.Context, key string) (int64, error) {
			lot, err := known.Register.Lot(ctx, key)
			return lot.Pieces, err
		}
	}
	s.desk = &scan.Desk{Sources: known, Clock: h.Clock, Calendar: h.Calendar, Answers: s.answers, Log: h.Log}
	return s
}

// regulator is the unit that watches over food, by the slug the county gives it.
const regulator = "market-regulation"

// answers are who answers at the office.
func (s *scanning) answers() []scan.Contact {
	u, ok := s.host.Org().Unit(regulator)
	if !ok {
		return nil
	}
	return []scan.Contact{{Part: lang.T("监管部门", "Regulator"), Name: u.Name, Phone: u.Phone}}
}

// regulator is the unit that watches over food, "" where the county has none of that name.
func (s *scanning) regulator() string {
	if _, ok := s.host.Org().Unit(regulator); ok {
		return regulator
	}
	return ""
}

// towns are the towns of the organisation, which a scanner may choose from.
func (s *scanning) towns() (list []scanpage.Town) {
	const town = "5" // GB/T 39046-2020
	for _, u := range s.host.Org().Units() {
		if u.Level == town {
			list = append(list, scanpage.Town{Code: u.ID, Name: u.Name})
		}
	}
	return list
}

func (s *scanning) routes(on *site.Site) {
	if on.Certificates != nil {
		s.desk.Keys = on.Certificates.Keys
	}
	on.Offers = append(on.Offers, ui.Card{Title: lang.T("查食品", "Look up food"), Text: lang.T("扫一扫或者输码：从哪块地来、检测过没有、有没有召回。", "Scan or type its code: from which plot, tested or not, recalled or not."), Href: "/scan", Icon: ui.IconSearch})
	pages := &scanpage.Pages{Site: on, Desk: s.desk, Scans: s.scans, Towns: s.towns, Read: ReadFood, Proof: s.proof,
		Trust: s.host.Trust, KeyLines: s.keyLines}
	if err := pages.Routes(); err != nil {
		s.host.Log.Error("no scan page: the public address is none", "base", on.Base, "error", err)
	}
}

// keyLines are the keys that sign codes and the ledger, as the county publishes them.
func (s *scanning) keyLines() []string {
	lines := []string{s.host.Ledger()}
	if line, err := json.Marshal(s.host.Certify().Public()); err == nil {
		lines = append(lines, string(line))
	}
	return lines
}

// proof makes the two-step proof of an event for the public: its fingerprint is in its capture, the
// capture is in the ledger.
func (s *scanning) proof(ctx context.Context, hash [32]byte) (capture.Proof, error) {
	p := capture.Prover{Events: s.lineage, Captures: s.archive, Act: s.host.Act, Receipt: s.host.Receipt, Division: s.host.Division}
	return p.Fingerprint(ctx, hash)
}

func (s *scanning) run(ctx context.Context) { s.scans.Run(ctx, s.host.Log) }

func (s *scanning) night(ctx context.Context) error { return s.scans.Forget(ctx, s.host.Clock) }

func (s *scanning) parts() *pack.Parts {
	return &pack.Parts{Procedures: []*casework.Procedure{foodreport.Rules{Regulator: s.regulator}.Procedure()}, Routes: s.routes, Run: s.run, Night: s.night}
}

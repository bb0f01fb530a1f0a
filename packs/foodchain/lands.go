package foodchain

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/intake"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/measures/measurepages"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilpages"
	"banjie/packs/foodchain/soil/soilstore"
)

// lands is the soil archive with the cases that its verdicts call for.
type lands struct {
	host    pack.Host
	archive *soilstore.Store
	store   *measurestore.Store
}

func newLands(h pack.Host, archive *soilstore.Store) *lands {
	return &lands{h, archive, measurestore.New(h.DB)}
}

// open opens what waits. A county without the unit has nobody to answer: its calls wait.
func (l *lands) open(ctx context.Context) error {
	if _, ok := l.host.Org().Unit(has(l.host, soilDuty)); !ok {
		return nil
	}
	_, err := l.store.Open(ctx, l.host.Engine(), l.host.Division)
	return err
}

// callPause is between two looks for calls without a case.
const callPause = 2 * time.Second

func (l *lands) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(callPause):
		}
		if err := l.open(ctx); err != nil && ctx.Err() == nil {
			l.host.Log.ErrorContext(ctx, "cases of soil measures not opened", "error", err)
		}
	}
}

// SoilFile is the command to take a file into the soil archive.
type SoilFile struct {
	Path  string       // absolute; the file is read by whoever owns the folder
	Since calendar.Day // first day of plots that name none; 0: today
	Dry   bool         // say what it would do, and enter nothing
}

// mostFile is the most that a file may weigh, in bytes; pages take less.
const mostFile = 256 << 20

func (l *lands) takeFile(ctx context.Context, body json.RawMessage, tell func(done, total int64)) (any, error) {
	var c SoilFile
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, err
	}
	f, err := os.Open(c.Path)
	if err != nil {
		return nil, fault.New(fault.NotFound, "cannot_open", lang.Format("打不开文件 %s。", "The file %s cannot be opened.", c.Path),
			lang.T("请检查文件名，以及服务器有没有权限读它。", "Please check its name, and that the server may read it.")).With(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostFile+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > mostFile {
		return nil, fault.New(fault.TooLarge, "document_too_large", lang.Format("文件 %s 太大了。", "The file %s is too large.", c.Path), lang.T("请分成几个文件。", "Please cut it into several."))
	}
	today := l.host.Calendar().DayOf(l.host.Clock.Now())
	o := intake.Office{Archive: l.archive, Acts: l.host.Engine(), Division: l.host.Division, County: geo.Nowhere, Today: today}
	return o.Take(ctx, l.host.System(), intake.File{Name: c.Path, Body: raw}, cmp.Or(c.Since, today), c.Dry, tell)
}

// ground says what the archive says against a harvest from a plot: its class of that day, whoever works it.
func ground(archive *soilstore.Store, division string) func(context.Context, chain.Place, calendar.Day) (chain.Code, error) {
	return func(ctx context.Context, plot chain.Place, day calendar.Day) (chain.Code, error) {
		if plot.Parcel == "" {
			return "", nil
		}
		_, history, err := archive.One(ctx, division, plot.Parcel)
		if err != nil {
			return "", absent(err)
		}
		if e, judged := history.At(day); judged && e.Class == soil.StrictControl {
			return chain.StrictGround, nil
		}
		return "", nil
	}
}

func (l *lands) parts() *pack.Parts {
	rules := measures.Rules{Archive: l.archive, Unit: has(l.host, soilDuty), Calendar: l.host.Calendar}
	return pack.Together(
		soilpages.Parts(l.host, soilpages.Options{Unit: has(l.host, soilDuty), County: geo.Nowhere, Called: l.store.Called}),
		&pack.Parts{Story: l.story(), Orders: map[string]pack.Order{"soil-import": l.takeFile}, Procedures: rules.Procedures(), Project: l.store.Project, Run: l.run, Night: l.open, Check: l.store.Check, Routes: func(s *site.Site) {
			s.Offers = append(s.Offers, ui.Card{Title: lang.T("查土壤", "Look up soil"), Text: lang.T("这块地什么时候测的、谁测的、干不干净。", "When a plot was tested, by whom, and whether it is clean."), Href: "/soil", Icon: ui.IconLeaf})
			(&measurepages.Pages{Site: s, Store: l.store, Archive: l.archive}).Routes()
		}},
	)
}

package scan

import (
	"context"
	"log/slog"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/label"
)

// Desk asks every source and gives the page.
type Desk struct {
	Sources  Sources
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Answers  func() []Contact  // who answers at the office: the regulator
	Keys     func() ecert.Keys // that sign codes here; nil: signatures are not checked
	Log      *slog.Logger
}

// Page is all that is shown of a code.
type Page struct {
	Known
	Verdict  Verdict
	Missing  []lang.Text
	Contacts []Contact
	Lots     []LotLine // of a product of which the bar code alone was given, the latest first
}

// Shelved is a thing that reached a shop.
type Shelved struct {
	Key     string
	Product Product
	On      calendar.Day
	Recall  bool
}

// Limits of what a page shows.
const (
	mostPlots = 6
	mostShelf = 20
	// mostStocked is how many of the lots that a place handled last are looked at for recalls.
	mostStocked = 60
	mostLots    = 10
)

// Look gives the page of a code. It fails only where the caller went away: what a source does not
// answer is said on the page.
func (d *Desk) Look(ctx context.Context, a Asked) (*Page, error) {
	p := &Page{}
	k := &p.Known
	k.Asked, k.At = a, d.Clock.Now()
	k.Today = d.Calendar().DayOf(k.At)
	if a.IsPlace() {
		d.shelf(ctx, k)
	} else {
		d.way(ctx, k)
	}
	d.names(ctx, k)
	if lots, ok := d.Sources.Register.(Lots); ok && a.BarCode() && k.Thing == "" {
		var err error
		if p.Lots, err = lots.LotsOf(ctx, a.GTIN, mostLots); err != nil {
			d.failed(ctx, k, "lots", lang.T("这个商品的批次", "the lots of this product"), err)
		}
	}
	d.papers(ctx, k)
	d.offices(ctx, k)
	d.soil(ctx, k)
	d.recalls(ctx, k)
	d.cold(ctx, k)
	if s := d.Sources.Counts; s != nil && k.Thing != "" {
		var err error
		if k.Seen, err = s.Seen(ctx, k.Thing, k.At); err != nil {
			d.failed(ctx, k, "counts", lang.T("扫码次数", "the count of scans"), err)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	k.Sign = d.signature(a)
	p.Verdict, p.Missing = Judge(k), k.Missing()
	p.Contacts = d.contacts(k)
	return p, nil
}

// failed notes a source that could not be read.
func (d *Desk) failed(ctx context.Context, k *Known, source string, what lang.Text, err error) {
	if ctx.Err() != nil {
		return
	}
	d.Log.ErrorContext(ctx, "scan: a source did not answer", "source", source, "error", err)
	k.Failed = append(k.Failed, lang.T(what.ZH+"：暂时查不到，请过一会儿再扫。", what.EN+": it cannot be read just now; scan again in a while."))
}

// way follows the finest level of which something was captured.
func (d *Desk) way(ctx context.Context, k *Known) {
	if d.Sources.Lineage == nil {
		return
	}
	for _, key := range k.Asked.Levels {
		j, err := d.Sources.Lineage.Journey(ctx, key)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			d.failed(ctx, k, "lineage", lang.T("来路", "where it comes from"), err)
			return
		}
		k.Thing, k.Things, k.Cut, k.Whole = key, j.Things, j.Cut, j.Whole
		k.Steps, k.More, k.Events = Way(j.Stations)
		k.PlotsAll = len(j.Plots)
		for _, plot := range j.Plots[:min(len(j.Plots), mostPlots)] {
			k.Plots = append(k.Plots, Plot{Key: plot})
		}
		return
	}
}

// shelf is the page of a place: what reached it last, and what is there and under recall.
func (d *Desk) shelf(ctx context.Context, k *Known) {
	if d.Sources.Lineage == nil {
		return
	}
	list, err := d.Sources.Lineage.Arrived(ctx, k.Asked.Key, mostShelf)
	if err != nil {
		d.failed(ctx, k, "lineage", lang.T("店里的货", "what the shop received"), err)
		return
	}
	arrived := map[string]bool{}
	for _, a := range list {
		arrived[a.Thing] = true
		d.shelve(ctx, k, Shelved{Key: a.Thing, On: d.Calendar().DayOf(clock.FromMicros(a.Time))}, true)
	}
	stock, ok := d.Sources.Register.(Stocked)
	if !ok {
		return
	}
	there, err := stock.Stocked(ctx, k.Asked.Key, mostStocked)
	if err != nil {
		d.failed(ctx, k, "register", lang.T("店里的货", "what the shop has"), err)
		return
	}
	for _, key := range there {
		if !arrived[key] {
			d.shelve(ctx, k, Shelved{Key: key}, false)
		}
	}
}

// shelve puts a thing on the page of a place; where not always, only one under recall.
func (d *Desk) shelve(ctx context.Context, k *Known, s Shelved, always bool) {
	if d.Sources.Recalls != nil {
		hits, err := d.Sources.Recalls.Recalls(ctx, []string{s.Key}, k.At)
		if err != nil {
			d.failed(ctx, k, "recalls", lang.T("召回", "recalls"), err)
			return
		}
		s.Recall = slices.ContainsFunc(hits, func(r Recall) bool { return r.InForce })
	}
	if !always && !s.Recall {
		return
	}
	if asked, err := Read(s.Key, k.Today.Year()); err == nil && d.Sources.Register != nil && asked.GTIN != "" {
		if s.Product, err = d.Sources.Register.Product(ctx, asked.GTIN); err != nil {
			d.failed(ctx, k, "register", lang.T("商品名称", "names of products"), err)
			return
		}
	}
	k.Thing, k.Shelf = k.Asked.Key, append(k.Shelf, s)
}

func (d *Desk) names(ctx context.Context, k *Known) {
	r := d.Sources.Register
	if r == nil {
		return
	}
	var err error
	say := func(err error) { d.failed(ctx, k, "register", lang.T("名称和日期", "names and days"), err) }
	if k.Asked.GTIN != "" {
		if k.Product, err = r.Product(ctx, k.Asked.GTIN); err != nil {
			say(err)
			return
		}
	}
	for _, key := range k.Asked.Levels {
		lot, err := r.Lot(ctx, key)
		if err != nil {
			say(err)
			return
		}
		if lot != (Lot{}) {
			k.Lot = lot
			break
		}
	}
	var keys []string
	for _, list := range [][]Step{k.Steps, k.More} {
		for _, s := range list {
			if s.Key != "" {
				keys = append(keys, s.Key)
			}
		}
	}
	if k.Asked.IsPlace() {
		keys = append(keys, k.Asked.Key)
	}
	slices.Sort(keys)
	if k.Places, err = r.Places(ctx, slices.Compact(keys)); err != nil {
		say(err)
		return
	}
	for _, list := range [][]Step{k.Steps, k.More} {
		for i := range list {
			list[i].Place = k.Places[list[i].Key]
			list[i].Stage = called(list[i].Stage, list[i].Place.Kind)
		}
	}
}

func (d *Desk) papers(ctx context.Context, k *Known) {
	if d.Sources.Papers == nil || k.Asked.IsPlace() {
		return
	}
	list, err := d.Sources.Papers.Papers(ctx, k.Asked.Levels, k.Today)
	if err != nil {
		d.failed(ctx, k, "papers", lang.T("合格证和检测报告", "certificates and tests"), err)
		return
	}
	k.Papers, k.PapersAsked = append(k.Papers, list...), true
}

// offices asks what the regulator found. Its samples stand before other papers.
func (d *Desk) offices(ctx context.Context, k *Known) {
	if d.Sources.Offices == nil || k.Asked.IsPlace() {
		return
	}
	tests, seals, err := d.Sources.Offices.Found(ctx, k.Asked.Levels)
	if err != nil {
		d.failed(ctx, k, "offices", lang.T("抽检和查封", "samples and seals"), err)
		return
	}
	k.Papers, k.Seals, k.OfficesAsked = append(tests, k.Papers...), seals, true
}

func (d *Desk) soil(ctx context.Context, k *Known) {
	if d.Sources.Soil == nil {
		return
	}
	day := k.Today
	for _, s := range k.Steps {
		if s.Stage == Harvest {
			day = d.Calendar().DayOf(s.Last)
		}
	}
	k.SoilAsked = true
	for i := range k.Plots {
		plot, err := d.Sources.Soil.Plot(ctx, k.Plots[i].Key, day)
		if err != nil {
			d.failed(ctx, k, "soil", lang.T("土壤档案", "the soil archive"), err)
			return
		}
		plot.Key = k.Plots[i].Key
		k.Plots[i] = plot
	}
}

func (d *Desk) recalls(ctx context.Context, k *Known) {
	if d.Sources.Recalls == nil {
		return
	}
	list, err := d.Sources.Recalls.Recalls(ctx, k.Asked.Levels, k.At)
	if err != nil {
		d.failed(ctx, k, "recalls", lang.T("召回", "recalls"), err)
		return
	}
	k.Recalls, k.RecallsAsked = list, true
}

func (d *Desk) cold(ctx context.Context, k *Known) {
	if d.Sources.Cold == nil || k.Thing == "" || k.Asked.IsPlace() {
		return
	}
	c, err := d.Sources.Cold.Cold(ctx, k.Asked.Levels)
	if err != nil {
		d.failed(ctx, k, "cold", lang.T("冷链温度", "the cold chain"), err)
		return
	}
	k.Cold = c
}

// signature checks the signed extract of a code.
func (d *Desk) signature(a Asked) Signature {
	if a.Signed == "" || d.Keys == nil {
		return Signature{There: a.Signed != ""}
	}
	rep, err := label.Verify(a.Key, a.Signed, d.Keys())
	if err != nil {
		f := fault.For(err)
		return Signature{There: true, Check: Bad, Says: lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN)}
	}
	says := rep.Checked[0]
	if rep.Demo {
		says = lang.T(says.ZH+rep.Unchecked[0].ZH, says.EN+" "+rep.Unchecked[0].EN)
	}
	return Signature{There: true, Check: Good, Says: says}
}

// contacts are who answers: the maker, the market that let it in, the regulator.
func (d *Desk) contacts(k *Known) (list []Contact) {
	if m := k.Product.Maker; !m.Name.IsZero() {
		list = append(list, Contact{lang.T("生产者", "Maker"), m.Name, m.Phone, m.Licence})
	}
	for _, p := range k.Papers {
		if p.Kind == MarketPass && p.good(k.Today) {
			list = append(list, Contact{lang.T("放行的市场", "Market that let it in"), p.Issuer, "", p.Number})
		}
	}
	if d.Answers != nil {
		list = append(list, d.Answers()...)
	}
	return list
}

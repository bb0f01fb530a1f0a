package foodchain

import (
	"context"
	"fmt"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// grow tells of loquats, all of it invented: a sample failed, the lot is recalled from the shop that
// has some, and a drill runs beside it.
func (w *recalls) grow(ctx context.Context) error {
	had, err := w.store.List(ctx, recall.Query{Division: w.host.Division, Limit: 1})
	officer, ok := w.officer()
	if err != nil || len(had.Recalls) > 0 || !ok {
		return err
	}
	farmer := w.host.People["farmer"]
	mine, err := w.people.store.Of(ctx, w.host.Division, farmer.Whose())
	if err != nil {
		return err
	}
	var farm, shop chain.Business
	for _, b := range mine {
		switch b.Kind {
		case chain.Farm:
			farm = b
		case chain.Shop:
			shop = b
		}
	}
	if farm.ID == "" || shop.ID == "" {
		return nil // another county
	}
	lot, err := w.loquats(ctx, farmer, farm, shop)
	if err != nil {
		return err
	}
	sample := desk.Result{ID: "loquat000031", Lot: lot, Business: shop.ID, Number: "CJ-DEMO-0031", Lab: "县检验所（虚构）", Day: w.host.Calendar().DayOf(w.host.Clock.Now()), Items: "一种农药残留超标（虚构）"}
	if _, err := w.host.Engine().Record(ctx, officer, desk.Tested, sample, casework.Private{}); err != nil {
		return err
	}
	place := "https://id.gs1.org/414/" + farm.GLN
	if _, err := w.office.Open(ctx, officer, recall.OpenInput{Cause: recall.FailedSample, Ref: "CJ-DEMO-0031", Title: "白沙枇杷（虚构）", Grade: 2, Start: trace.Start{Things: []string{lot}}, Maker: place}, "抽检发现一种农药残留超标（虚构）。", nil); err != nil {
		return err
	}
	_, err = w.office.Open(ctx, officer, recall.OpenInput{Cause: recall.ByPlot, Title: "杨梅（演练，虚构）", Grade: 1, Drill: true, Start: trace.Start{Plots: []trace.PlotTime{{Plot: place + "/254/P01"}}}}, "季度召回演练（虚构）。", nil)
	return err
}

// officer is somebody of the regulator's unit among the people of the demonstration.
func (w *recalls) officer() (access.Actor, bool) {
	for _, key := range []string{"officer", "head"} {
		if a, ok := w.host.People[key]; ok && a.Unit == has(w.host, foodDuty) {
			return a, true
		}
	}
	for _, a := range w.host.People {
		if a.Unit == has(w.host, foodDuty) && access.May(a, "open_recall") {
			return a, true
		}
	}
	return access.Actor{}, false
}

func (w *recalls) loquats(ctx context.Context, farmer access.Actor, farm, shop chain.Business) (string, error) {
	people := w.people.desk
	product, err := people.NameProduct(ctx, farmer, farm, chain.Product{Name: "白沙枇杷", Unit: "KGM", Days: 5, Produce: true})
	if err != nil {
		return "", err
	}
	cal := w.host.Calendar()
	day := cal.Start(cal.DayOf(w.host.Clock.Now()) - 2)
	const kg = 1_000_000
	n := 0
	do := func(b chain.Business, kind chain.StepKind, hour int, step chain.Step) string {
		if err != nil {
			return ""
		}
		n++
		step.Entry = chain.EntryOf("loquat ", n)
		step.Kind, step.Business, step.At = kind, b.ID, day.Add(time.Duration(hour)*time.Hour)
		var done chain.Done
		if done, err = people.Take(ctx, farmer, step, ""); err == nil && len(done.Ask) > 0 {
			err = fmt.Errorf("foodchain: the loquats are asked about %v at step %d", done.Ask, n)
		}
		return done.Lot
	}
	lot := do(farm, chain.Harvest, 6, chain.Step{Product: product.GTIN, Amount: 50 * kg, Plot: "P01"})
	do(farm, chain.Send, 8, chain.Step{Takes: []chain.Portion{{Lot: lot, Amount: 30 * kg, Unit: "KGM"}}, Partner: shop.ID})
	do(shop, chain.Receive, 10, chain.Step{Takes: []chain.Portion{{Lot: lot, Amount: 30 * kg, Unit: "KGM"}}, Partner: farm.ID, Proof: "HGZ-DEMO-31"})
	do(shop, chain.Sell, 20, chain.Step{Takes: []chain.Portion{{Lot: lot, Amount: 4 * kg, Unit: "KGM"}}})
	return lot, err
}

package scan

import (
	"cmp"
	"slices"
	"time"

	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// Stage is what happened at a step, as a shopper calls it.
type Stage string

const (
	Harvest Stage = "harvest"
	Begin   Stage = "begin" // came into being, on no plot that was named
	Inspect Stage = "inspect"
	Make    Stage = "make"
	Pack    Stage = "pack"
	Store   Stage = "store"
	Send    Stage = "send"
	Receive Stage = "receive"
	Sell    Stage = "sell"
	Other   Stage = "other"
)

// StageNames are their words.
var StageNames = map[Stage]lang.Text{
	Harvest: lang.T("采收", "Harvested"), Begin: lang.T("产出", "Produced"), Inspect: lang.T("检验", "Inspected"), Make: lang.T("加工、分装", "Processed"), Pack: lang.T("装箱", "Packed"), Store: lang.T("入库", "Stored"),
	Send: lang.T("发货", "Sent"), Receive: lang.T("到货", "Arrived"), Sell: lang.T("上架销售", "On sale"), Other: lang.T("经手", "Handled"),
}

// Step is one line of the way.
type Step struct {
	Stage Stage
	Key   string // of the place; "" where none was said
	Place Place
	First time.Time
	Last  time.Time
	Zone  int32 // minutes east of UTC where it happened
	Count int   // events behind it
	Plots int   // of a harvest: on how many plots
}

// Event is one captured event for the proof.
type Event struct {
	Number   int64
	Hash     [32]byte
	Time     time.Time
	Stage    Stage
	Annulled bool
}

// stageOf reads the stage off an event (CBV 2.0, section 7.1).
func stageOf(s trace.Station) Stage {
	switch s.Step {
	case "commissioning", "creating_class_instance", "repackaging":
		if s.Plot != "" {
			return Harvest
		}
		if s.Type == trace.Aggregation {
			return Pack
		}
		if s.Type == trace.Object && s.Step == "commissioning" {
			return Begin
		}
		return Make
	case "inspecting", "sampling", "sensor_reporting":
		return Inspect
	case "packing", "loading", "encoding":
		return Pack
	case "storing", "holding", "staging_outbound":
		return Store
	case "shipping", "departing", "transporting":
		return Send
	case "receiving", "arriving", "accepting":
		return Receive
	case "stocking", "retail_selling", "dispensing":
		return Sell
	}
	switch {
	case s.Type == trace.Transformation:
		return Make
	case s.Type == trace.Aggregation && s.Action == trace.Add:
		return Pack
	}
	return Other
}

// called is the stage of a step at a kind of place: what comes into being at a farm was harvested,
// whether a plot was named or not, and what gets its code in a cold store was put there.
func called(stage Stage, at PlaceKind) Stage {
	switch {
	case stage == Begin && at == AtPlot:
		return Harvest
	case stage == Begin && at == AtCold:
		return Store
	}
	return stage
}

// mostSteps is how many lines of the way are shown at once.
const mostSteps = 6

// Way makes the lines of a journey: events of one stage at one place are one line, harvests are
// one line for all plots, and where goods left a place that is named anyway nothing is said.
func Way(stations []trace.Station) (steps, more []Step, events []Event) {
	type at struct {
		stage Stage
		place string
	}
	byPlace := map[at]int{}
	plots := map[string]bool{}
	for _, s := range stations {
		stage, when := stageOf(s), clock.FromMicros(s.Time)
		events = append(events, Event{s.Number, s.Hash, when, stage, s.Annulled})
		if s.Annulled {
			continue
		}
		k := at{stage, s.Place}
		if stage == Harvest {
			plots[s.Plot] = true
			s.Place, k.place = s.Plot, ""
		}
		if i, ok := byPlace[k]; ok {
			steps[i].Count++
			steps[i].Last = when
			continue
		}
		byPlace[k] = len(steps)
		steps = append(steps, Step{Stage: stage, Key: s.Place, First: when, Last: when, Zone: s.Zone, Count: 1})
	}
	for i := range steps {
		if steps[i].Stage == Harvest {
			steps[i].Plots = len(plots)
		}
	}
	named := slices.Clone(steps)
	steps = slices.DeleteFunc(steps, func(s Step) bool {
		return (s.Stage == Send || s.Stage == Other) && slices.ContainsFunc(named, func(o Step) bool { return o.Key == s.Key && o.Stage != s.Stage && o.Stage != Other && o.Stage != Sell })
	})
	slices.SortStableFunc(steps, func(a, b Step) int { return a.First.Compare(b.First) })
	return pick(steps, events)
}

// pick keeps the lines that say most, in their order.
func pick(all []Step, events []Event) (steps, more []Step, _ []Event) {
	if len(all) <= mostSteps {
		return all, nil, events
	}
	weight := map[Stage]int{Harvest: 0, Sell: 1, Make: 2, Begin: 2, Store: 3, Receive: 4, Pack: 5, Inspect: 6, Send: 7, Other: 8}
	// One of each stage first, the latest of it; then a second of each, and so on.
	order, round, nth := make([]int, len(all)), make([]int, len(all)), map[Stage]int{}
	for i := len(all) - 1; i >= 0; i-- {
		order[i], round[i] = i, nth[all[i].Stage]
		nth[all[i].Stage]++
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(round[a], round[b]), cmp.Compare(weight[all[a].Stage], weight[all[b].Stage]))
	})
	kept := order[:mostSteps]
	for i, s := range all {
		if slices.Contains(kept, i) {
			steps = append(steps, s)
		} else {
			more = append(more, s)
		}
	}
	return steps, more, events
}

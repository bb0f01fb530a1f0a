package soil

import (
	"cmp"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Part is what one sample adds to a verdict of a plot.
type Part struct {
	Sample  string       `json:"sample"` // report and number, see [SampleKey]
	Taken   calendar.Day `json:"taken"`
	Class   Class        `json:"class"`
	Reasons []lang.Text  `json:"reasons"`
}

// Found is a part and where it belongs in a history: the version that judged, and the day from
// which it says something: that of the sample, or the version's first day where that is later.
type Found struct {
	Standard string       `json:"standard"`
	From     calendar.Day `json:"from"`
	Part     Part         `json:"part"`
}

// Entry is the verdict of a plot for a stretch of days.
type Entry struct {
	Standard string       `json:"standard"`
	From     calendar.Day `json:"from"`
	To       calendar.Day `json:"to,omitempty"` // last day; 0: it still holds; before From: it never ruled
	Class    Class        `json:"class"`        // the worst of the newest samples
	Parts    []Part       `json:"parts"`        // all samples judged, by day and name
}

// Reasons are those of the samples that decided.
func (e Entry) Reasons() (all []lang.Text) {
	newest := e.newest()
	for _, p := range e.Parts {
		if p.Taken == newest && p.Class == e.Class {
			all = append(all, p.Reasons...)
		}
	}
	return all
}

func (e Entry) newest() (day calendar.Day) {
	for _, p := range e.Parts {
		day = max(day, p.Taken)
	}
	return day
}

// Tested is the day of the newest sample.
func (e Entry) Tested() calendar.Day { return e.newest() }

// History is all verdicts of a plot, the oldest first. Whatever is added stays: a later sample
// or a new version ends the days of what stood before. The order of adding does not matter.
type History []Entry

// Add gives the history with one more part. Adding a part again changes nothing.
func (h History) Add(f Found) History {
	out := slices.Clone(h)
	at := slices.IndexFunc(out, func(e Entry) bool { return e.From == f.From && e.Standard == f.Standard })
	if at < 0 {
		out = append(out, Entry{Standard: f.Standard, From: f.From})
		at = len(out) - 1
	}
	e := &out[at]
	e.Parts = slices.Clone(e.Parts)
	if i := slices.IndexFunc(e.Parts, func(p Part) bool { return p.Sample == f.Part.Sample }); i >= 0 {
		return h
	}
	e.Parts = append(e.Parts, f.Part)
	slices.SortFunc(e.Parts, func(a, b Part) int { return cmp.Or(cmp.Compare(a.Taken, b.Taken), cmp.Compare(a.Sample, b.Sample)) })
	e.Class = PriorityProtection
	for _, p := range e.Parts {
		if p.Taken == e.newest() && p.Class.rank() < e.Class.rank() {
			e.Class = p.Class
		}
	}
	out = out.Sorted()
	for i := range out {
		out[i].To = 0
		if i+1 < len(out) {
			out[i].To = out[i+1].From - 1
		}
	}
	return out
}

// Sorted gives the entries by first day; of one day the older version first.
func (h History) Sorted() History {
	slices.SortFunc(h, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(inForce(a.Standard), inForce(b.Standard)), cmp.Compare(a.Standard, b.Standard))
	})
	return h
}

func inForce(number string) calendar.Day {
	if s, ok := Numbered(number); ok {
		return s.InForce
	}
	return 0
}

// At is the verdict of a day, so that an old harvest shows the class of its own day; false where
// nothing had been judged yet.
func (h History) At(day calendar.Day) (Entry, bool) {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].From <= day {
			return h[i], true
		}
	}
	return Entry{}, false
}

// Find judges a sample by the version of its day and by every later one of standards, oldest
// first. A soil from before the first version is judged by the first, from its first day on.
func Find(key string, taken calendar.Day, s Sample, standards []*Standard) (all []Found, err error) {
	for i, st := range standards {
		if i+1 < len(standards) && standards[i+1].InForce <= taken {
			continue
		}
		v, err := st.Judge(s)
		if err != nil {
			return nil, err
		}
		all = append(all, Found{Standard: st.Number, From: max(taken, st.InForce), Part: Part{Sample: key, Taken: taken, Class: v.Class, Reasons: v.Reasons()}})
	}
	return all, nil
}

// Kept is a sample as the archive has it.
type Kept struct {
	Report string
	Lab    string
	Taken
}

// Rejudge judges samples of the archive by a new version: what the act [Rejudged] records. A
// sample taken when that version was in force already begins on its own day.
func (st *Standard) Rejudge(samples []Kept) (f RejudgedFacts, err error) {
	f.Standard = st.Number
	for _, k := range samples {
		found, err := Find(SampleKey(k.Report, k.Number), k.Day, k.Sample, []*Standard{st})
		if err != nil {
			return RejudgedFacts{}, err
		}
		f.Verdicts = append(f.Verdicts, ParcelVerdict{k.Parcel, found[0]})
	}
	return f, nil
}

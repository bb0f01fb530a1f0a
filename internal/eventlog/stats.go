package eventlog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Counts is a table of counts; as JSON it is sorted by count descending, then by name.
type Counts map[string]int

// MarshalJSON keeps the order that plain maps lose.
func (c Counts) MarshalJSON() ([]byte, error) {
	keys := slices.SortedFunc(maps.Keys(c), func(a, b string) int { return cmp.Or(cmp.Compare(c[b], c[a]), strings.Compare(a, b)) })
	return object(keys, func(k string) any { return c[k] })
}

// months is a table of counts in order of the month.
type months map[string]int

func object(keys []string, value func(string) any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(k)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(value(k))
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Figures of a log. Instants are compared as such; durations are seconds of the wall,
// a day is 86,400 of them. Quantiles are of type 7 (linear) unless called nearest rank.
type Figures struct {
	Source                string    `json:"source"`
	Cases                 int       `json:"cases"`
	Events                int       `json:"events"`
	Activities            int       `json:"activities"`
	Resources             int       `json:"resources"` // distinct, not empty
	EventsWithoutResource int       `json:"events_without_resource"`
	ActivityFrequency     Counts    `json:"activity_frequency"`
	ActivityCases         Counts    `json:"activity_case_frequency"`
	FirstEvent            string    `json:"first_event"`
	LastEvent             string    `json:"last_event"`
	EventsPerCase         perCase   `json:"events_per_case"`
	EqualTimes            int       `json:"cases_with_a_pair_of_equal_timestamps"`
	OutOfOrder            int       `json:"cases_whose_file_order_is_not_time_order"`
	FileOrder             Order     `json:"order_file"`
	TimeOrder             Order     `json:"order_time"` // sorted by time, stable
	DurationSeconds       durations `json:"case_duration_seconds"`
	DurationDays          days      `json:"case_duration_days"`
	Rework                rework    `json:"rework"`
	MonthsLocal           months    `json:"events_per_month_local"`
	MonthsUTC             months    `json:"events_per_month_utc"`
	StartedLocal          months    `json:"cases_started_per_month_local"`
	EndedLocal            months    `json:"cases_ended_per_month_local"`
	Timestamps            string    `json:"timestamps"`
	Supervision           *Punctual `json:"supervision,omitempty"` // nil where no case has a deadline
}

type perCase struct {
	Min    int     `json:"min"`
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
	Max    int     `json:"max"`
}

// Order holds the figures that depend on the order of the events of a case.
type Order struct {
	Variants   int               `json:"variants"`
	Top        []Variant         `json:"top_variants"` // at most 20
	Single     int               `json:"variants_with_one_case"`
	Needed80   int               `json:"variants_needed_for_80_percent_of_cases"`
	Starts     Counts            `json:"start_activities"`
	Ends       Counts            `json:"end_activities"`
	PairsKinds int               `json:"directly_follows_pairs_distinct"`
	PairsTotal int               `json:"directly_follows_pairs_total"`
	SelfLoops  selfLoops         `json:"self_loops"`
	Sojourn    map[string]spread `json:"sojourn_before_activity_seconds"`
}

// Variant is a sequence of activities and how many cases took it.
type Variant struct {
	Count      int      `json:"count"`
	Share      float64  `json:"share"`
	Activities []string `json:"activities"`
}

type selfLoops struct {
	Pairs int    `json:"pairs"`
	Cases int    `json:"cases"`
	By    Counts `json:"by_activity"`
}

type spread struct {
	N      int     `json:"n"`
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
	P95    float64 `json:"p95_linear"`
	Max    float64 `json:"max"`
}

type days struct {
	Min     float64 `json:"min"`
	P25     float64 `json:"p25_linear"`
	Median  float64 `json:"median"`
	Mean    float64 `json:"mean"`
	P75     float64 `json:"p75_linear"`
	P90     float64 `json:"p90_linear"`
	P95     float64 `json:"p95_linear"`
	P95Rank float64 `json:"p95_nearest_rank"`
	Max     float64 `json:"max"`
}

type durations struct {
	days
	Zero int `json:"cases_with_zero_duration"`
}

type rework struct {
	Cases  int     `json:"cases_with_any_repeated_activity"`
	Share  float64 `json:"share_of_cases"`
	Extra  int     `json:"extra_executions_total"`
	ByWhat Counts  `json:"extra_executions_by_activity"`
	ByCase Counts  `json:"cases_repeating_by_activity"`
}

// Stats gathers the figures of a log case by case. It keeps one number an event and case
// and each variant once, not the log.
type Stats struct {
	f         Figures
	resources map[string]bool
	file      *orderStats
	time      *orderStats
	perCase   []float64
	lengths   []float64
	first     Event
	last      Event
	local     int
	punctual  *punctual
}

// NewStats begins; mapping names the attributes by which lateness is judged.
func NewStats(source string, m Mapping) *Stats {
	return &Stats{resources: map[string]bool{}, file: newOrder(), time: newOrder(), punctual: newPunctual(m),
		f: Figures{Source: source, ActivityFrequency: Counts{}, ActivityCases: Counts{}, MonthsLocal: months{}, MonthsUTC: months{},
			StartedLocal: months{}, EndedLocal: months{}, Rework: rework{ByWhat: Counts{}, ByCase: Counts{}}}}
}

const month = "2006-01"

// Add takes a case in.
func (s *Stats) Add(t Trace) error {
	s.f.Cases++
	if err := s.punctual.add(t); err != nil {
		return err
	}
	s.perCase = append(s.perCase, float64(len(t.Events)))
	sorted := slices.Clone(t.Events)
	slices.SortStableFunc(sorted, func(a, b Event) int { return a.At.Compare(b.At) })
	s.file.add(t.Events)
	s.time.add(sorted)
	if len(sorted) == 0 {
		return nil
	}
	for _, e := range t.Events {
		s.event(e)
	}
	if !slices.IsSortedFunc(t.Events, func(a, b Event) int { return a.At.Compare(b.At) }) {
		s.f.OutOfOrder++
	}
	for i := 1; i < len(sorted); i++ {
		if sorted[i].At.Equal(sorted[i-1].At) {
			s.f.EqualTimes++
			break
		}
	}
	first, last := sorted[0], sorted[len(sorted)-1]
	s.lengths = append(s.lengths, last.At.Sub(first.At).Seconds())
	s.f.StartedLocal[first.At.Format(month)]++
	s.f.EndedLocal[last.At.Format(month)]++
	s.repeats(t.Events)
	return nil
}

func (s *Stats) event(e Event) {
	s.f.Events++
	s.f.ActivityFrequency[e.Activity()]++
	if r := e.Attributes.Get(Resource); r != "" {
		s.resources[r] = true
	} else {
		s.f.EventsWithoutResource++
	}
	if s.f.Events == 1 || e.At.Before(s.first.At) {
		s.first = e
	}
	if s.f.Events == 1 || e.At.After(s.last.At) {
		s.last = e
	}
	if e.Local {
		s.local++
	}
	s.f.MonthsLocal[e.At.Format(month)]++
	s.f.MonthsUTC[e.At.UTC().Format(month)]++
}

func (s *Stats) repeats(events []Event) {
	n := map[string]int{}
	for _, e := range events {
		n[e.Activity()]++
	}
	any := false
	for a, times := range n {
		s.f.ActivityCases[a]++
		if times > 1 {
			any = true
			s.f.Rework.Extra += times - 1
			s.f.Rework.ByWhat[a] += times - 1
			s.f.Rework.ByCase[a]++
		}
	}
	if any {
		s.f.Rework.Cases++
	}
}

// Figures closes the count.
func (s *Stats) Figures() Figures {
	f := s.f
	f.Activities, f.Resources = len(f.ActivityFrequency), len(s.resources)
	f.FirstEvent, f.LastEvent = isoTime(s.first), isoTime(s.last)
	slices.Sort(s.perCase)
	if n := len(s.perCase); n > 0 {
		f.EventsPerCase = perCase{int(s.perCase[0]), linear(s.perCase, .5), round(mean(s.perCase), 6), int(s.perCase[n-1])}
	}
	f.FileOrder, f.TimeOrder = s.file.figures(f.Cases), s.time.figures(f.Cases)
	f.DurationSeconds, f.DurationDays = lengthsOf(s.lengths)
	f.Rework.Share = share(f.Rework.Cases, f.Cases)
	switch s.local {
	case 0:
		f.Timestamps = "with offset"
	case f.Events:
		f.Timestamps = "without offset"
	default:
		f.Timestamps = "partly with offset"
	}
	f.Supervision = s.punctual.figures(s.last)
	return f
}

func isoTime(e Event) string {
	if e.At.IsZero() {
		return ""
	}
	layout := "2006-01-02T15:04:05"
	if e.At.Nanosecond() != 0 {
		layout += ".000000"
	}
	if !e.Local {
		layout += "-07:00"
	}
	return e.At.Format(layout)
}

// orderStats gathers what depends on the order of events.
type orderStats struct {
	variants map[string]int
	starts   Counts
	ends     Counts
	pairs    map[[2]string]int
	total    int
	loops    selfLoops
	sojourn  map[string][]float64
}

func newOrder() *orderStats {
	return &orderStats{variants: map[string]int{}, starts: Counts{}, ends: Counts{}, loops: selfLoops{By: Counts{}}, pairs: map[[2]string]int{}, sojourn: map[string][]float64{}}
}

// between separates activities within the key of a variant; no XML or text file holds it
// in a name, and it sorts before every character, so keys sort as their tuples do.
const between = "\x00"

func (o *orderStats) add(events []Event) {
	names := make([]string, len(events))
	looped := false
	for i := range events {
		names[i] = events[i].Activity()
		if i == 0 {
			continue
		}
		o.total++
		o.pairs[[2]string{names[i-1], names[i]}]++
		o.sojourn[names[i]] = append(o.sojourn[names[i]], events[i].At.Sub(events[i-1].At).Seconds())
		if names[i] == names[i-1] {
			o.loops.Pairs++
			o.loops.By[names[i]]++
			looped = true
		}
	}
	if looped {
		o.loops.Cases++
	}
	o.variants[strings.Join(names, between)]++
	if len(names) > 0 {
		o.starts[names[0]]++
		o.ends[names[len(names)-1]]++
	}
}

// topVariants is how many variants are listed.
const topVariants = 20

func (o *orderStats) figures(cases int) Order {
	f := Order{Variants: len(o.variants), Starts: o.starts, Ends: o.ends, PairsKinds: len(o.pairs), PairsTotal: o.total, SelfLoops: o.loops, Sojourn: map[string]spread{}}
	keys := slices.SortedFunc(maps.Keys(o.variants), func(a, b string) int { return cmp.Or(cmp.Compare(o.variants[b], o.variants[a]), strings.Compare(a, b)) })
	covered := 0
	for i, k := range keys {
		n := o.variants[k]
		if i < topVariants {
			activities := []string{}
			if k != "" {
				activities = strings.Split(k, between)
			}
			f.Top = append(f.Top, Variant{n, share(n, cases), activities})
		}
		if n == 1 {
			f.Single++
		}
		if covered*5 < cases*4 {
			covered += n
			f.Needed80++
		}
	}
	for a, v := range o.sojourn {
		slices.Sort(v)
		f.Sojourn[a] = spread{len(v), round(linear(v, .5), 6), round(mean(v), 6), round(linear(v, .95), 6), v[len(v)-1]}
	}
	return f
}

func lengthsOf(v []float64) (durations, days) {
	if len(v) == 0 {
		return durations{}, days{}
	}
	slices.Sort(v)
	n := len(v)
	rank := v[max(int(math.Ceil(.95*float64(n)))-1, 0)]
	d := durations{days: days{v[0], round(linear(v, .25), 6), round(linear(v, .5), 6), round(mean(v), 6), round(linear(v, .75), 6), round(linear(v, .9), 6), round(linear(v, .95), 6), rank, v[n-1]}}
	for _, x := range v {
		if x == 0 {
			d.Zero++
		}
	}
	day := func(x float64) float64 { return round(x/86400, 4) }
	return d, days{day(d.Min), day(d.P25), day(d.Median), day(mean(v)), day(d.P75), day(d.P90), day(d.P95), day(rank), day(d.Max)}
}

// linear is the quantile p of sorted values, interpolated (type 7).
func linear(v []float64, p float64) float64 {
	k := float64(len(v)-1) * p
	i := int(k)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (v[i+1]-v[i])*(k-float64(i))
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// round gives the decimal that is nearest to x itself, not to a product of it.
func round(x float64, places int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', places, 64), 64)
	if err != nil {
		return x // not a number stays what it is
	}
	return r
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return round(float64(n)/float64(of), 6)
}

// overdueDays is a duration in days, to three places.
func overdueDays(d time.Duration) float64 { return round(d.Hours()/24, 3) }

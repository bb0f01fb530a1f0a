package chain

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
)

// Space is the namespace of what a step says and EPCIS has no field for.
const Space = "urn:x-banjie:food:"

// quantity is an element of a quantity list.
type quantity struct {
	Class  string      `json:"epcClass"`
	Amount json.Number `json:"quantity,omitempty"`
	Unit   string      `json:"uom,omitempty"`
}

type ref struct {
	ID string `json:"id"`
}

type named struct {
	Type   string `json:"type"`
	Source string `json:"source,omitempty"`
	Dest   string `json:"destination,omitempty"`
	Trans  string `json:"bizTransaction,omitempty"`
}

// event is a step as EPCIS 2.0 writes it.
type event struct {
	Type        string            `json:"type"`
	Time        string            `json:"eventTime"`
	Offset      string            `json:"eventTimeZoneOffset"`
	ID          string            `json:"eventID"`
	Action      string            `json:"action,omitempty"`
	Step        string            `json:"bizStep"`
	Disposition string            `json:"disposition,omitempty"`
	EPCs        []string          `json:"epcList,omitempty"`
	Quantities  []quantity        `json:"quantityList,omitempty"`
	InEPCs      []string          `json:"inputEPCList,omitempty"`
	In          []quantity        `json:"inputQuantityList,omitempty"`
	Out         []quantity        `json:"outputQuantityList,omitempty"`
	ReadPoint   *ref              `json:"readPoint,omitempty"`
	Location    *ref              `json:"bizLocation,omitempty"`
	Papers      []named           `json:"bizTransactionList,omitempty"`
	Sources     []named           `json:"sourceList,omitempty"`
	Dests       []named           `json:"destinationList,omitempty"`
	Sensors     []json.RawMessage `json:"sensorElementList,omitempty"`
	ILMD        map[string]string `json:"ilmd,omitempty"`
	Loss        *quantity0        `json:"bj:lossQuantityList,omitempty"`
	StepKind    StepKind          `json:"bj:step"`
	Business    string            `json:"bj:business"`
	Request     string            `json:"bj:request"`
	Channel     string            `json:"bj:channel"`
	Partner     string            `json:"bj:partner,omitempty"`
	Proof       string            `json:"bj:proof,omitempty"`
	Reason      string            `json:"bj:reason,omitempty"`
	Scan        string            `json:"bj:scan,omitempty"`
	Late        bool              `json:"bj:late,omitempty"`
	Findings    []string          `json:"bj:finding,omitempty"`
}

// quantity0 is an amount without a thing.
type quantity0 struct {
	Amount json.Number `json:"bj:quantity"`
	Unit   string      `json:"bj:uom,omitempty"`
}

// setting is what the register says of a step when it becomes an event.
type setting struct {
	place    Place
	plot     *Place
	product  Product
	partner  Business
	findings []Finding
	channel  string
	request  string
	zone     *time.Location
	day      calendar.Day // of At, in the division's zone
}

// document writes the step as an EPCIS document of one event.
func (s Step) document(with setting) ([]byte, error) {
	act, _ := s.Kind.Act()
	at := s.At.In(with.zone)
	e := event{Type: "ObjectEvent", Time: at.Format(time.RFC3339), Offset: at.Format("-07:00"), ID: EventID(s.Entry), Action: act.action, Step: act.step, Disposition: act.disposition,
		StepKind: s.Kind, Business: s.Business, Request: with.request, Channel: with.channel, Partner: s.Partner, Proof: s.Proof, Reason: s.Reason, Scan: s.Scan, Late: s.Late}
	here := &ref{with.place.Key()}
	e.ReadPoint, e.Location = here, here
	if with.plot != nil && s.Kind == Harvest {
		e.ReadPoint = &ref{with.plot.Key()}
	}
	if act.step == "shipping" {
		e.Location = nil // where it goes is in the list of destinations
	}
	epcs, lots := split(s.Takes)
	if act.action == "" {
		e.Type, e.InEPCs, e.In = "TransformationEvent", epcs, lots
	} else {
		e.EPCs, e.Quantities = epcs, lots
	}
	if act.New {
		key, err := LotKey(with.product.GTIN, s.newLot(with.day))
		if err != nil {
			return nil, err
		}
		made := quantity{key, number6(s.Amount), unitOf(s.Unit)}
		if act.action == "" {
			e.Out = []quantity{made}
		} else {
			e.Quantities = []quantity{made}
		}
		e.ILMD = s.ilmd(with)
		if s.Loss > 0 {
			e.Loss = &quantity0{number6(s.Loss), unitOf(s.Unit)}
		}
	}
	e.partners(act, with)
	if s.Paper != "" {
		e.Papers = append(e.Papers, named{Type: "desadv", Trans: "urn:epcglobal:cbv:bt:" + with.place.GLN + ":" + escape(s.Paper)})
	}
	if s.Degrees != nil {
		e.Sensors = append(e.Sensors, json.RawMessage(`{"sensorReport":[{"type":"Temperature","value":`+tenths(*s.Degrees)+`,"uom":"CEL"}]}`))
	}
	for _, f := range with.findings {
		e.Findings = append(e.Findings, string(f.Code))
		if f.Code == Sealed {
			e.Disposition = "non_sellable_other"
		}
	}
	return wrap(e, at)
}

func (e *event) partners(act Act, with setting) {
	if with.partner.GLN == "" {
		return
	}
	party, site := "https://id.gs1.org/417/"+with.partner.GLN, "https://id.gs1.org/414/"+with.partner.GLN
	if act.From {
		e.Sources = []named{{Type: "possessing_party", Source: party}, {Type: "location", Source: site}}
	}
	if act.To {
		e.Dests = []named{{Type: "possessing_party", Dest: party}, {Type: "location", Dest: site}}
	}
}

// ilmd are the days of the new lot.
func (s Step) ilmd(with setting) map[string]string {
	made, best := s.days(with)
	out := map[string]string{"gs1:productionDate": made.String()}
	if s.Kind == Harvest {
		out = map[string]string{"cbvmda:harvestEndDate": made.String()}
	}
	if best != 0 {
		out["cbvmda:bestBeforeDate"] = best.String()
	}
	return out
}

// days are the day of making and the last day of the shelf life, 0 where none is stated. The day
// of making counts as day 0 of the shelf life.
func (s Step) days(with setting) (made, best calendar.Day) {
	made, best = s.Made, s.Best
	if made == 0 {
		made = with.day
	}
	if best == 0 && with.product.Days > 0 {
		best = made + calendar.Day(with.product.Days)
	}
	return made, best
}

func wrap(e event, at time.Time) ([]byte, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return wrapped([]json.RawMessage{raw}, at), nil
}

// wrapped is a document of events in the vocabulary of steps.
func wrapped(events []json.RawMessage, at time.Time) []byte {
	var b bytes.Buffer
	b.WriteString(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"bj":"` + Space + `"}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"`)
	b.WriteString(at.Format(time.RFC3339) + `","epcisBody":{"eventList":[`)
	for i, raw := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(raw)
	}
	b.WriteString(`]}}`)
	return b.Bytes()
}

// EventID is the id of the event of an entry.
func EventID(entry string) string { return "urn:uuid:" + entry }

// split parts things that are one piece from lots with a quantity.
func split(list []Portion) (epcs []string, lots []quantity) {
	for _, p := range list {
		if k := trace.KindOf(p.Lot); k == trace.Lot || k == trace.Class {
			lots = append(lots, quantity{p.Lot, number6(p.Amount), unitOf(p.Unit)})
		} else {
			epcs = append(epcs, p.Lot)
		}
	}
	return epcs, lots
}

// unitOf leaves the unit of pieces out, as EPCIS does.
func unitOf(code string) string {
	if code == "H87" {
		return ""
	}
	return code
}

// number6 writes millionths as a decimal number.
func number6(n int64) json.Number {
	if n == 0 {
		return ""
	}
	return json.Number(Amount(n))
}

// Amount writes millionths as people read a number: 4.2.
func Amount(n int64) string {
	if n < 0 {
		return "-" + Amount(-n)
	}
	s := strconv.FormatInt(n/1_000_000, 10)
	if rest := n % 1_000_000; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(1_000_000+rest, 10)[1:], "0")
	}
	return s
}

func tenths(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', 1, 64) }

// escape keeps a number that people typed within what a URI may hold.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '.' || c == '_' {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// Line is one line of a place's book: what a step, or an event of a program, did with a lot there.
type Line struct {
	Event    int64 // number of the event in the archive
	Lot      string
	Kind     StepKind // "" of events that programs captured
	Motion   trace.Motion
	Place    string // key
	Time     time.Time
	Amount   int64 // millionths of Unit; 0: not said
	Unit     string
	Business string
	Partner  string
	Channel  string
	Proof    string
	Paper    string
	Reason   string
	Scan     string
	Late     bool
	Findings []Code
	Keep     calendar.Day // last day on which it must be there
	Annulled bool         // it counts no more: it was said to be an error since, or was captured twice
}

// Facts are what an event says that the registers of this package keep.
type Facts struct {
	Entry   string // of a step that people recorded
	Request string
	Line    Line // without lot, amount and keep
	Made    calendar.Day
	Best    calendar.Day
	Dated   bool
}

// Read takes out of an event as captured what this package keeps of it.
func Read(e *trace.Event) (f Facts, err error) {
	f.Line = Line{Place: e.Location, Time: time.UnixMicro(e.Time).UTC()}
	if f.Line.Place == "" {
		f.Line.Place = e.ReadPoint
	}
	if len(e.Body) == 0 {
		return f, nil
	}
	x, err := epcis.Parse(string(e.Body), nil, epcis.DefaultLimits)
	if err != nil {
		return f, err
	}
	f.dates(x.ILMD)
	for _, m := range x.Extensions {
		if m.Space == Space {
			f.member(m)
		}
	}
	if f.Request != "" {
		f.Entry, _ = strings.CutPrefix(e.ID, "urn:uuid:")
	}
	for _, t := range x.Transactions {
		if i := strings.LastIndexByte(t.ID, ':'); i >= 0 && f.Request != "" {
			f.Line.Paper = unescape(t.ID[i+1:])
		}
	}
	return f, nil
}

func (f *Facts) member(m epcis.Field) {
	l := &f.Line
	switch m.Name {
	case "step":
		l.Kind = StepKind(m.Value)
	case "business":
		l.Business = m.Value
	case "request":
		f.Request = m.Value
	case "channel":
		l.Channel = m.Value
	case "partner":
		l.Partner = m.Value
	case "proof":
		l.Proof = m.Value
	case "reason":
		l.Reason = m.Value
	case "scan":
		l.Scan = m.Value
	case "late":
		l.Late = m.Value == "true"
	case "finding":
		l.Findings = append(l.Findings, Code(m.Value))
	}
}

// dates reads the days of a lot, whichever vocabulary names them.
func (f *Facts) dates(ilmd []epcis.Field) {
	for _, m := range ilmd {
		day := calendar.Day(0)
		if len(m.Value) >= 10 {
			if d, err := calendar.ParseDay(m.Value[:10]); err == nil {
				day = d
			}
		}
		if day == 0 {
			continue
		}
		switch m.Name {
		case "productionDate", "harvestEndDate", "harvestDate", "firstFreezeDate":
			f.Made, f.Dated = day, true
		case "bestBeforeDate", "itemExpirationDate", "expirationDate", "sellByDate":
			if f.Best == 0 || day < f.Best {
				f.Best = day
			}
			f.Dated = true
		}
	}
}

func unescape(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// SortLines puts lines in the order of the book, newest first.
func SortLines(list []Line) {
	slices.SortStableFunc(list, func(a, b Line) int {
		return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.Event, a.Event), cmp.Compare(a.Lot, b.Lot))
	})
}

package entries

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

// Portion is a lot with how much of it.
type Portion struct {
	Lot    string      `json:"lot"` // any code that package gs1 reads, or barcode/lot
	Amount json.Number `json:"quantity"`
	Unit   string      `json:"uom"`
}

// Step is a step as programs send it.
type Step struct {
	Entry   string         `json:"entry"` // UUID
	Kind    chain.StepKind `json:"kind"`
	Time    time.Time      `json:"time"`
	Place   string         `json:"place,omitempty"` // GLN; "" is the first place
	Plot    string         `json:"plot,omitempty"`  // P01
	Takes   []Portion      `json:"takes,omitempty"`
	Product string         `json:"product,omitempty"`
	Lot     string         `json:"lot,omitempty"`
	Amount  json.Number    `json:"quantity,omitempty"`
	Unit    string         `json:"uom,omitempty"`
	Loss    json.Number    `json:"loss,omitempty"`
	Made    calendar.Day   `json:"made,omitempty"`
	Best    calendar.Day   `json:"best,omitempty"`
	Partner string         `json:"partner,omitempty"` // id of a business
	Paper   string         `json:"paper,omitempty"`
	Proof   string         `json:"proof,omitempty"`
	Degrees *float64       `json:"degrees,omitempty"` // Celsius
	Reason  string         `json:"reason,omitempty"`
}

// Done is the answer to a step. Where recorded is false nothing was recorded: findings asks for a reason.
type Done struct {
	Entry    string    `json:"entry"`
	Recorded bool      `json:"recorded"`
	Repeated bool      `json:"repeated,omitempty"`
	Lot      string    `json:"lot,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
}

// Finding is one of [chain.Finding].
type Finding struct {
	Code  chain.Code `json:"code"`
	Says  lang.Text  `json:"says"`
	Basis string     `json:"basis,omitempty"`
}

func (s *Service) step(r *http.Request, by access.Actor, b chain.Business) (int, any, error) {
	var in Step
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	step, err := in.step(b)
	if err != nil {
		return 0, nil, err
	}
	done, err := s.Desk.Take(r.Context(), by, step, "")
	if err != nil {
		return 0, nil, in.named(err)
	}
	out := Done{Entry: done.Entry, Recorded: len(done.Ask) == 0, Repeated: done.Repeated, Lot: done.Lot}
	for _, f := range done.Findings {
		out.Findings = append(out.Findings, Finding{f.Code, f.Says, f.Basis})
	}
	switch {
	case !out.Recorded:
		return http.StatusConflict, out, nil
	case out.Repeated:
		return http.StatusOK, out, nil
	}
	return http.StatusCreated, out, nil
}

func (in Step) step(b chain.Business) (s chain.Step, err error) {
	bad := fault.InvalidInput()
	amount := func(field string, n json.Number) int64 {
		if n == "" {
			return 0
		}
		v, err := trace.ParseAmount(string(n))
		if err != nil {
			bad.At(field, fault.For(err).Message)
		}
		return v
	}
	unit := func(field, code string) string {
		if code != "" && !unitCode.MatchString(code) {
			bad.At(field, lang.T("单位写 UN/ECE 第20号建议书的代码，例如 KGM、LTR，个数是 H87。", "A unit is a code of UN/ECE Recommendation 20: KGM, LTR, H87 for pieces."))
		}
		return code
	}
	s = chain.Step{Entry: in.Entry, Kind: in.Kind, Business: b.ID, Place: in.Place, Plot: in.Plot, At: in.Time, Product: in.product(bad), Lot: in.Lot, Unit: unit("uom", in.Unit), Made: in.Made, Best: in.Best,
		Partner: in.Partner, Paper: in.Paper, Proof: in.Proof, Reason: in.Reason, Amount: amount("quantity", in.Amount), Loss: amount("loss", in.Loss)}
	for i, p := range in.Takes {
		at := fmt.Sprintf("takes[%d].", i)
		key, err := chain.ReadCode(p.Lot)
		if err != nil {
			bad.At(at+"lot", fault.For(err).Message)
			continue
		}
		s.Takes = append(s.Takes, chain.Portion{Lot: key, Amount: amount(at+"quantity", p.Amount), Unit: unit(at+"uom", p.Unit)})
	}
	if in.Degrees != nil && *in.Degrees > -100 && *in.Degrees < 100 {
		n := int(*in.Degrees * 10)
		s.Degrees = &n
	} else if in.Degrees != nil {
		bad.At("degrees", lang.T("温度不合理。", "This temperature is out of reason."))
	}
	return s, bad.Or()
}

var unitCode = regexp.MustCompile(`^[0-9A-Z]{2,3}$`)

// named puts the names that programs know in the place of those of the forms for people.
func (in Step) named(err error) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	names := map[string]string{"amount": "quantity", "unit": "uom", "code": "takes"}
	if act, known := in.Kind.Act(); known && act.Takes && !act.New {
		names["amount"] = "takes"
	}
	again := *f
	again.Fields = slices.Clone(f.Fields)
	for i, x := range again.Fields {
		if name := names[x.Path]; name != "" {
			again.Fields[i].Path = name
		}
	}
	return &again
}

// product gives the fourteen digits of the product, from a GTIN of 8, 12, 13 or 14.
func (in Step) product(bad *fault.Fault) string {
	if in.Product == "" {
		return "" // asked for where it must be
	}
	gtin := fourteen(in.Product)
	if gtin == "" {
		bad.At("product", lang.T("商品条码是8、12、13或14位数字，最后一位是校验码。", "A GTIN has 8, 12, 13 or 14 digits, of which the last is the check digit."))
	}
	return gtin
}

// fourteen pads a GTIN to fourteen digits, "" for what is none.
func fourteen(text string) string {
	r, err := typed.Read(text)
	if err != nil || len(r.Elements) != 1 || r.Elements[0].AI != "01" {
		return ""
	}
	return r.Elements[0].Value
}

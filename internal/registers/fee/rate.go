package fee

import (
	"math/big"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kinds of rates.
const (
	Fixed   = "fixed"    // one amount
	PerUnit = "per_unit" // price × quantity
	Tiered  = "tiered"   // each part of the quantity at the price of its tier
)

// Kinds with their words.
func Kinds() []catalog.Option {
	return []catalog.Option{option(Fixed, "定额", "one amount"), option(PerUnit, "按数量", "by quantity"), option(Tiered, "分档累进", "by tiers")}
}

// Rate says how much. Amount is the whole of a fixed rate, and what is added once to the others.
type Rate struct {
	Kind    string    `json:"kind"`
	Amount  Fen       `json:"amount,omitempty" doc:"In fen, 1/100 yuan."`
	Measure lang.Text `json:"measure,omitzero"` // what is counted: 平方米
	Price   Decimal   `json:"price,omitempty" doc:"Yuan for one."`
	Tiers   []Tier    `json:"tiers,omitempty"`                                       // in order, the last without an end
	Ceiling Fen       `json:"ceiling,omitempty" doc:"Never more than this; in fen."` // 0: none
}

// Tier is a part of the quantity, up to and with Until.
type Tier struct {
	Until Decimal `json:"until,omitempty"` // 0: no end
	Price Decimal `json:"price"`           // yuan for one
}

// Line is one step of a calculation.
type Line struct {
	Says lang.Text `json:"says"`
	Yuan string    `json:"yuan"` // exact
}

// Counts says that a quantity is needed.
func (r Rate) Counts() bool { return r.Kind == PerUnit || r.Kind == Tiered }

// Reckon gives the most that may be charged for a quantity, with every step. Nothing is lost
// on the way; a part of a fen at the end is dropped.
func (r Rate) Reckon(quantity Decimal) (Fen, []Line) {
	var lines []Line
	sum := new(big.Int) // in 10^-12 yuan
	add := func(says lang.Text, n *big.Int) {
		sum.Add(sum, n)
		lines = append(lines, Line{says, decimalText(n, 12)})
	}
	if r.Amount > 0 || r.Kind == Fixed {
		says := lang.T("定额", "fixed amount")
		if r.Counts() {
			says = lang.T("基础部分", "basic part")
		}
		add(says, new(big.Int).Mul(big.NewInt(int64(r.Amount)), big.NewInt(1e10)))
	}
	switch r.Kind {
	case PerUnit:
		add(r.times(quantity, r.Price), product(quantity, r.Price))
	case Tiered:
		from := Decimal(0)
		for _, t := range r.Tiers {
			part := quantity - from
			if t.Until > 0 && quantity > t.Until {
				part = t.Until - from
			}
			if part > 0 {
				says := r.times(part, t.Price)
				over := lang.T("超过"+from.String()+"的部分：", "the part over "+from.String()+": ")
				if from == 0 {
					over = lang.T("第一档：", "first tier: ")
				}
				add(lang.T(over.ZH+says.ZH, over.EN+says.EN), product(part, t.Price))
			}
			from = t.Until
			if from == 0 || quantity <= from {
				break
			}
		}
	}
	fen, rest := new(big.Int).QuoRem(sum, big.NewInt(1e10), new(big.Int))
	total := Fen(fen.Int64())
	if rest.Sign() > 0 {
		lines = append(lines, Line{lang.T("不足一分的不收", "less than a fen is not charged"), total.Yuan()})
	}
	if r.Ceiling > 0 && total > r.Ceiling {
		total = r.Ceiling
		lines = append(lines, Line{lang.T("超过封顶，按封顶收", "over the ceiling: the ceiling holds"), total.Yuan()})
	}
	return total, append(lines, Line{lang.T("最多可以收", "may be charged at most"), total.Yuan()})
}

func product(a, b Decimal) *big.Int {
	return new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b)))
}

func (r Rate) times(quantity, price Decimal) lang.Text {
	return lang.T(quantity.String()+r.Measure.ZH+"×"+price.String()+"元", quantity.String()+" "+r.Measure.In(lang.EN)+" × "+price.String()+" yuan")
}

// Says is the rate in words.
func (r Rate) Says() lang.Text {
	var zh, en []string
	say := func(z, e string) { zh, en = append(zh, z), append(en, e) }
	if r.Kind == Fixed {
		say(r.Amount.Yuan()+"元", r.Amount.Yuan()+" yuan")
	} else if r.Amount > 0 {
		say("基础"+r.Amount.Yuan()+"元，另加", "basic "+r.Amount.Yuan()+" yuan, and")
	}
	switch r.Kind {
	case PerUnit:
		say("每"+r.Measure.ZH+r.Price.String()+"元", r.Price.String()+" yuan for each "+r.Measure.In(lang.EN))
	case Tiered:
		from := ""
		for _, t := range r.Tiers {
			switch {
			case t.Until > 0:
				say(t.Until.String()+r.Measure.ZH+"以内"+from+"每"+r.Measure.ZH+t.Price.String()+"元", "up to "+t.Until.String()+" "+r.Measure.In(lang.EN)+": "+t.Price.String()+" yuan each")
			default:
				say("再超过的每"+r.Measure.ZH+t.Price.String()+"元", "beyond: "+t.Price.String()+" yuan each")
			}
			from = "的部分"
		}
	}
	if r.Ceiling > 0 {
		say("最多"+r.Ceiling.Yuan()+"元", "at most "+r.Ceiling.Yuan()+" yuan")
	}
	return lang.T(strings.Join(zh, "，"), strings.Join(en, ", "))
}

// TiersText is the form read by [ParseTiers]: 50:1.2; 200:1; :0.8 – until, price.
func (r Rate) TiersText() string {
	var parts []string
	for _, t := range r.Tiers {
		until := ""
		if t.Until > 0 {
			until = t.Until.String()
		}
		parts = append(parts, until+":"+t.Price.String())
	}
	return strings.Join(parts, "; ")
}

// ParseTiers reads tiers, false where they are none.
func ParseTiers(s string) (tiers []Tier, ok bool) {
	s = strings.TrimSpace(strings.NewReplacer(";", ";", ":", ":", "\n", ";").Replace(lang.HalfWidth(s)))
	if s == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(s, ";"), ";") {
		until, price, cut := strings.Cut(strings.TrimSpace(part), ":")
		var t Tier
		var fine bool
		if t.Price, fine = ParseDecimal(price); !cut || !fine || len(tiers) > 20 {
			return nil, false
		}
		if until = strings.TrimSpace(until); until != "" {
			if t.Until, fine = ParseDecimal(until); !fine || t.Until == 0 {
				return nil, false
			}
		}
		tiers = append(tiers, t)
	}
	return tiers, true
}

// sound says what is wrong with the rate.
func (r Rate) sound(bad *fault.Fault) {
	switch r.Kind {
	case Fixed:
		if r.Price != 0 || len(r.Tiers) > 0 {
			bad.At("kind", lang.T("定额收费没有单价和分档；要按数量收，请改计费方式。", "One amount has no price and no tiers; choose another way of reckoning for those."))
		}
	case PerUnit:
		if r.Price <= 0 || len(r.Tiers) > 0 {
			bad.At("price", lang.T("按数量收费要有单价，没有分档。", "A fee by quantity has a price and no tiers."))
		}
	case Tiered:
		r.soundTiers(bad)
	default:
		bad.At("kind", lang.T("请选择计费方式。", "Please choose how it is reckoned."))
	}
	if r.Counts() && r.Measure.ZH == "" {
		bad.At("measure", lang.T("请写明数量按什么数，例如“平方米”“本”。", "Please say what is counted, such as square metres."))
	}
	if r.Amount < 0 || r.Amount > mostFen || r.Ceiling < 0 || r.Ceiling > mostFen {
		bad.At("amount", lang.T("金额不在可以登记的范围内。", "The amount is beyond what can be entered."))
	}
	if r.Ceiling > 0 && r.Ceiling < r.Amount {
		bad.At("ceiling", lang.T("封顶不能低于定额或者基础部分。", "The ceiling cannot be below the amount or the basic part."))
	}
}

func (r Rate) soundTiers(bad *fault.Fault) {
	if len(r.Tiers) < 2 || r.Price != 0 {
		bad.At("tiers", lang.T("分档收费至少两档，没有单价。", "Tiers are two at least, and no price beside them."))
		return
	}
	last := Decimal(0)
	for i, t := range r.Tiers {
		end := i == len(r.Tiers)-1
		if t.Price < 0 || end && t.Until != 0 || !end && t.Until <= last {
			bad.At("tiers", lang.T("各档要从小到大，最后一档不写上限，例如“50:1.2; 200:1; :0.8”。", "Tiers rise, and the last one has no end, such as “50:1.2; 200:1; :0.8”."))
			return
		}
		last = t.Until
	}
}

package fee_test

import (
	"bytes"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
)

func dec(t testing.TB, s string) fee.Decimal {
	t.Helper()
	d, ok := fee.ParseDecimal(s)
	if !ok {
		t.Fatalf("%q is no decimal", s)
	}
	return d
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{"36": "36", "36.50": "36.5", "0.000001": "0.000001", "３６．５": "36.5", "1,000": "1000", "1000000000": "1000000000"} {
		if d, ok := fee.ParseDecimal(in); !ok || d.String() != want {
			t.Errorf("%q: %v %v", in, d, ok)
		}
	}
	for _, in := range []string{"", "-1", "+1", "1.", ".5", "1.0000001", "1e3", "1000000000.1", "99999999999", "一", "0x1"} {
		if d, ok := fee.ParseDecimal(in); ok {
			t.Errorf("%q read as %v", in, d)
		}
	}
	for in, want := range map[string]fee.Fen{"120.5": 12050, "¥120": 12000, "120.50元": 12050, "0": 0} {
		if f, ok := fee.ParseFen(in); !ok || f != want {
			t.Errorf("%q: %d %v", in, f, ok)
		}
	}
	if _, ok := fee.ParseFen("1.005"); ok {
		t.Error("half a fen was read")
	}
	if fee.Fen(5).Yuan() != "0.05" || fee.Fen(120050).Yuan() != "1200.50" {
		t.Error(fee.Fen(5).Yuan(), fee.Fen(120050).Yuan())
	}
}

func sqm() lang.Text { return lang.T("平方米", "square metre") }

func TestReckon(t *testing.T) {
	tiers := []fee.Tier{{Until: dec(t, "50"), Price: dec(t, "1.2")}, {Until: dec(t, "200"), Price: dec(t, "1")}, {Price: dec(t, "0.8")}}
	for name, c := range map[string]struct {
		rate     fee.Rate
		quantity string
		want     fee.Fen
		lines    int
	}{
		"fixed":                {fee.Rate{Kind: fee.Fixed, Amount: 1000}, "0", 1000, 2},
		"free":                 {fee.Rate{Kind: fee.Fixed}, "0", 0, 2},
		"by quantity":          {fee.Rate{Kind: fee.PerUnit, Price: dec(t, "1.25"), Measure: sqm()}, "36.5", 4562, 3}, // 45.625
		"a thousandth":         {fee.Rate{Kind: fee.PerUnit, Price: dec(t, "0.0005"), Measure: lang.T("元", "yuan")}, "1000000", 50000, 2},
		"basic part":           {fee.Rate{Kind: fee.PerUnit, Amount: 500, Price: dec(t, "2"), Measure: sqm()}, "3", 1100, 3},
		"ceiling":              {fee.Rate{Kind: fee.PerUnit, Price: dec(t, "2"), Measure: sqm(), Ceiling: 1000}, "300", 1000, 3},
		"first tier, its end":  {fee.Rate{Kind: fee.Tiered, Tiers: tiers, Measure: sqm()}, "50", 6000, 2},
		"second tier":          {fee.Rate{Kind: fee.Tiered, Tiers: tiers, Measure: sqm()}, "50.01", 6001, 3},
		"all tiers":            {fee.Rate{Kind: fee.Tiered, Tiers: tiers, Measure: sqm()}, "300", 29000, 4},
		"tiers to the ceiling": {fee.Rate{Kind: fee.Tiered, Tiers: tiers, Measure: sqm(), Ceiling: 20000}, "300", 20000, 5},
		"nothing":              {fee.Rate{Kind: fee.Tiered, Tiers: tiers, Measure: sqm()}, "0", 0, 1},
	} {
		got, lines := c.rate.Reckon(dec(t, c.quantity))
		if got != c.want || len(lines) != c.lines {
			t.Errorf("%s: %d, want %d; %+v", name, got, c.want, lines)
		}
		if last := lines[len(lines)-1]; last.Yuan != got.Yuan() {
			t.Errorf("%s: the last line says %s", name, last.Yuan)
		}
	}
}

func anyRate(t *rapid.T) fee.Rate {
	r := fee.Rate{Kind: rapid.SampledFrom([]string{fee.Fixed, fee.PerUnit, fee.Tiered}).Draw(t, "kind"), Measure: sqm(),
		Amount: fee.Fen(rapid.Int64Range(0, 1e9).Draw(t, "amount")), Ceiling: fee.Fen(rapid.Int64Range(0, 1e10).Draw(t, "ceiling"))}
	price := func(label string) fee.Decimal { return fee.Decimal(rapid.Int64Range(0, 1e10).Draw(t, label)) }
	switch r.Kind {
	case fee.PerUnit:
		r.Price = price("price")
	case fee.Tiered:
		until := fee.Decimal(0)
		for range rapid.IntRange(1, 4).Draw(t, "tiers") {
			until += fee.Decimal(rapid.Int64Range(1, 1e12).Draw(t, "width"))
			r.Tiers = append(r.Tiers, fee.Tier{Until: until, Price: price("tier price")})
		}
		r.Tiers = append(r.Tiers, fee.Tier{Price: price("last price")})
	}
	return r
}

// exact is the same fee by rational numbers: each unit of quantity at the price of its tier.
func exact(r fee.Rate, q fee.Decimal) *big.Rat {
	millionths := func(d fee.Decimal) *big.Rat { return big.NewRat(int64(d), 1_000_000) }
	sum := big.NewRat(int64(r.Amount), 1)
	add := func(part, price fee.Decimal) {
		fen := new(big.Rat).Mul(millionths(part), millionths(price))
		sum.Add(sum, fen.Mul(fen, big.NewRat(100, 1)))
	}
	if r.Kind == fee.PerUnit {
		add(q, r.Price)
	}
	for i, t := range r.Tiers {
		low := fee.Decimal(0)
		if i > 0 {
			low = r.Tiers[i-1].Until
		}
		high := q
		if t.Until > 0 {
			high = min(q, t.Until)
		}
		if high > low {
			add(high-low, t.Price)
		}
	}
	return sum
}

// What is reckoned is the exact amount without its part of a fen, never above the ceiling.
func TestReckonIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := anyRate(t), fee.Decimal(rapid.Int64Range(0, 1e14).Draw(t, "quantity"))
		got, lines := r.Reckon(q)
		want := exact(r, q)
		if r.Ceiling > 0 && want.Cmp(big.NewRat(int64(r.Ceiling), 1)) > 0 {
			want = big.NewRat(int64(r.Ceiling), 1)
		}
		lost := new(big.Rat).Sub(want, big.NewRat(int64(got), 1))
		if lost.Sign() < 0 || lost.Cmp(big.NewRat(1, 1)) >= 0 {
			t.Fatalf("%d, exactly %s", got, want.FloatString(12))
		}
		sum := new(big.Rat)
		for _, l := range lines {
			if strings.Contains(l.Says.ZH, "×") || strings.Contains(l.Says.ZH, "定额") || strings.Contains(l.Says.ZH, "基础") {
				n, ok := new(big.Rat).SetString(l.Yuan)
				if !ok {
					t.Fatalf("%q is no number", l.Yuan)
				}
				sum.Add(sum, n)
			}
		}
		if sum.Mul(sum, big.NewRat(100, 1)).Cmp(exact(r, q)) != 0 {
			t.Fatalf("the lines add up to %s, exactly %s: %+v", sum.FloatString(12), exact(r, q).FloatString(12), lines)
		}
	})
}

// More costs no less.
func TestReckonIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := anyRate(t), fee.Decimal(rapid.Int64Range(0, 1e14).Draw(t, "quantity"))
		more := q + fee.Decimal(rapid.Int64Range(0, 1e13).Draw(t, "more"))
		a, _ := r.Reckon(q)
		b, _ := r.Reckon(more)
		if b < a {
			t.Fatalf("%s costs %d, %s costs %d", q, a, more, b)
		}
	})
}

// Whoever pays no more than was reckoned is never told that it was too much, a fen more always is.
func TestVerdictTurnsAtOneFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := sound()
		f.Rate = anyRate(t)
		q := fee.Decimal(rapid.Int64Range(0, 1e14).Draw(t, "quantity"))
		most, _ := f.Rate.Reckon(q)
		a := fee.Asked{Fee: f.ID, On: f.From, Quantity: q, Paid: most}
		if v := (fee.Register{f}).Check(a); v.Outcome != fee.Lawful || v.Over != 0 || v.Most != most {
			t.Fatalf("%+v", v)
		}
		a.Paid++
		if v := (fee.Register{f}).Check(a); v.Outcome != fee.TooMuch || v.Over != 1 {
			t.Fatalf("%+v", v)
		}
	})
}

func sound() fee.Fee {
	return fee.Fee{ID: "card-copy", Version: 1, Name: lang.T("补证工本费", "Replacement card"), Words: []string{"补办证"}, Sort: "administrative", Basis: fee.Basis{Document: "示例文件"},
		Payer: lang.T("补证的人", "who asks for it"), Rate: fee.Rate{Kind: fee.Fixed, Amount: 1000}, Unit: "market", Receipt: "fiscal", From: calendar.Date(2026, 1, 1)}
}

func TestCheck(t *testing.T) {
	first, second := sound(), sound()
	second.Version, second.From, second.Rate.Amount, second.Until = 2, calendar.Date(2026, 3, 1), 800, calendar.Date(2026, 6, 30)
	dues := sound()
	dues.ID, dues.Unit, dues.Collector = "dues", "", lang.T("示例协会", "A society")
	r := fee.Register{second, dues, first}
	for name, c := range map[string]struct {
		asked fee.Asked
		want  fee.Outcome
		over  fee.Fen
	}{
		"the old price, before the new one":  {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 2, 28), Paid: 1000}, fee.Lawful, 0},
		"the old price, too late":            {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 3, 1), Paid: 1000}, fee.TooMuch, 200},
		"the last day":                       {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 6, 30), Paid: 800}, fee.Lawful, 0},
		"the day after":                      {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 7, 1), Paid: 800}, fee.NotThen, 800},
		"before it began":                    {fee.Asked{Fee: "card-copy", On: calendar.Date(2025, 12, 31), Paid: 1000}, fee.NotThen, 1000},
		"not on the list":                    {fee.Asked{On: calendar.Date(2026, 2, 1), Paid: 300}, fee.NotListed, 300},
		"another unit":                       {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 2, 1), Paid: 1000, To: "fire"}, fee.NotTheirs, 1000},
		"its unit":                           {fee.Asked{Fee: "card-copy", On: calendar.Date(2026, 2, 1), Paid: 1000, To: "market"}, fee.Lawful, 0},
		"a society, outside":                 {fee.Asked{Fee: "dues", On: calendar.Date(2026, 2, 1), Paid: 1000, To: fee.Outside}, fee.Lawful, 0},
		"a unit takes the dues of a society": {fee.Asked{Fee: "dues", On: calendar.Date(2026, 2, 1), Paid: 1000, To: "market"}, fee.NotTheirs, 1000},
	} {
		if v := r.Check(c.asked); v.Outcome != c.want || v.Over != c.over {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if all := r.Today(calendar.Date(2026, 7, 1)); len(all) != 1 || all[0].ID != "dues" {
		t.Errorf("%+v", all)
	}
}

func TestFind(t *testing.T) {
	other := sound()
	other.ID, other.Name, other.Words = "parking", lang.T("停车费", "Parking"), []string{"停车"}
	r := fee.Register{sound(), other}
	if got := r.Find("补办证要多少钱", 5); len(got) == 0 || got[0].ID != "card-copy" {
		t.Errorf("%+v", got)
	}
	if got := r.Find("parking", 5); len(got) != 1 || got[0].ID != "parking" {
		t.Errorf("%+v", got)
	}
}

// Every rule of publication refuses, with its place.
func TestPublishRefuses(t *testing.T) {
	today := calendar.Date(2026, 3, 2)
	unit := func(id string) bool { return id == "market" }
	for place, spoil := range map[string]func(*fee.Fee){
		"id":      func(f *fee.Fee) { f.ID = "Card Copy" },
		"name":    func(f *fee.Fee) { f.Name = lang.Text{} },
		"payer":   func(f *fee.Fee) { f.Payer = lang.Text{} },
		"basis":   func(f *fee.Fee) { f.Basis.Document = "" },
		"number":  func(f *fee.Fee) { f.Basis.Number = strings.Repeat("长", 81) },
		"article": func(f *fee.Fee) { f.Basis.Article = strings.Repeat("长", 81) },
		"sort":    func(f *fee.Fee) { f.Sort = "sponsorship" },
		"receipt": func(f *fee.Fee) { f.Receipt = "none" },
		"kind":    func(f *fee.Fee) { f.Rate.Price = 1 },
		"price":   func(f *fee.Fee) { f.Rate = fee.Rate{Kind: fee.PerUnit, Measure: sqm()} },
		"measure": func(f *fee.Fee) { f.Rate = fee.Rate{Kind: fee.PerUnit, Price: 1} },
		"tiers": func(f *fee.Fee) {
			f.Rate = fee.Rate{Kind: fee.Tiered, Measure: sqm(), Tiers: []fee.Tier{{Until: 5, Price: 1}, {Until: 4, Price: 1}, {Price: 1}}}
		},
		"amount":  func(f *fee.Fee) { f.Rate.Amount = -1 },
		"ceiling": func(f *fee.Fee) { f.Rate.Ceiling = 1 },
		"unit":    func(f *fee.Fee) { f.Unit = "nowhere" },
		"from":    func(f *fee.Fee) { f.From = 0 },
		"until":   func(f *fee.Fee) { f.Until = f.From - 1 },
	} {
		f := sound()
		spoil(&f)
		_, err := fee.Register{}.Publish(f, today, unit)
		wrong, ok := fault.As(err)
		if !ok || len(wrong.Fields) == 0 || wrong.Fields[0].Path != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	if f, err := (fee.Register{}).Publish(sound(), today, unit); err != nil || f.Version != 1 {
		t.Fatalf("%+v %v", f, err)
	}
	again := sound()
	if _, err := (fee.Register{sound()}).Publish(again, today, unit); err == nil {
		t.Error("the same was published twice")
	}
	again.Rate.Amount, again.Reason = 2000, "物价"
	if _, err := (fee.Register{sound()}).Publish(again, today, unit); err == nil || !strings.Contains(err.Error(), "from") {
		t.Errorf("a fee was raised for days that are over: %v", err)
	}
	again.From = today
	if f, err := (fee.Register{sound()}).Publish(again, today, unit); err != nil || f.Version != 2 {
		t.Errorf("%+v %v", f, err)
	}
	again.Reason = ""
	if _, err := (fee.Register{sound()}).Publish(again, today, unit); err == nil {
		t.Error("a change without a reason")
	}
}

func TestTableRoundTrip(t *testing.T) {
	tiered := sound()
	tiered.ID, tiered.Words = "pavement", []string{"占道", "摆摊"}
	tiered.Rate = fee.Rate{Kind: fee.Tiered, Amount: 5, Measure: sqm(), Tiers: []fee.Tier{{Until: 50_000_000, Price: 1_200_000}, {Price: 800_000}}, Ceiling: 20000}
	tiered.Until, tiered.Basis.Read, tiered.Basis.Number = calendar.Date(2027, 1, 1), true, "示例〔2026〕1号"
	evil := sound()
	evil.ID, evil.Name.ZH = "evil", "=1+1"
	want := []fee.Fee{sound(), tiered, evil}
	for i := range want {
		want[i].Version = 0
	}
	var c, x bytes.Buffer
	if err := fee.Register(want).WriteCSV(&c); err != nil {
		t.Fatal(err)
	}
	if err := fee.Register(want).WriteXLSX(&x); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(c.String(), ",=1+1") {
		t.Error("a spreadsheet would reckon with a name")
	}
	for name, read := range map[string]func() ([]fee.Fee, error){"csv": func() ([]fee.Fee, error) { return fee.ReadCSV(c.Bytes()) }, "xlsx": func() ([]fee.Fee, error) { return fee.ReadXLSX(x.Bytes()) }} {
		got, err := read()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n%+v\n%+v", name, err, got, want)
		}
	}
	_, err := fee.ReadCSV([]byte("编号,单价\na,一元\n"))
	if wrong, ok := fault.As(err); !ok || len(wrong.Fields) != 1 || !strings.Contains(wrong.Fields[0].Path, "第2行") {
		t.Errorf("%v", err)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("编号,名称,分档\na,b,50:1.2; :0.8\n"))
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = fee.ReadCSV(b) })
}

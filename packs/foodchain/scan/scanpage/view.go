package scanpage

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/scan"
)

// Limits of one page, so that it stays under 30 kB whatever was captured.
const (
	mostValues = 12 // lines of one test
	mostMore   = 20 // further steps
	mostEvents = 12 // fingerprints
)

// Town is where a scanner may say to be.
type Town struct {
	Code string
	Name lang.Text
}

// Shown is the page of a code.
type Shown struct {
	*scan.Page
	Towns   []Town
	Counted bool   // scans are counted here
	Hour    string // of this scan, for the form that names its town
}

// Refused is the page of what is no code.
type Refused struct {
	Fault *fault.Fault
	Typed string
}

// places are what is wrong where, as far as the message does not say it.
func (v Refused) places() (list []fault.Field) {
	for _, f := range v.Fault.Fields {
		if f.Message != v.Fault.Message {
			list = append(list, f)
		}
	}
	return list
}

// Typing is the page to type a code on.
type Typing struct{}

// About says what the page rests on.
type About struct{ Rules []lang.Text }

// reportPath is where a problem is reported, with the code filled in.
func (v Shown) reportPath() string {
	return "/food/report?code=" + url.QueryEscape(v.Asked.Path())
}

// title is the product's name, or its number where nobody registered a name.
func (v Shown) title() lang.Text {
	switch {
	case v.Asked.IsPlace():
		return scan.Named(v.Places[v.Asked.Key].Name, v.Asked.GLN)
	case v.Asked.SSCC != "":
		return lang.T("物流单元 "+v.Asked.SSCC, "Logistic unit "+v.Asked.SSCC)
	case v.Product.Name.IsZero():
		return lang.T("商品 "+v.Asked.GTIN+"（没有登记名称）", "Product "+v.Asked.GTIN+" (no name registered)")
	}
	return v.Product.Name
}

// seen says how often the code was scanned. Without devices and sessions a page opened twice
// counts twice, so it speaks of openings.
func (v Shown) seen(p ui.Page) lang.Text {
	s, what := v.Seen, lang.T("这个码", "This code")
	if v.Thing != v.Asked.Key {
		what = lang.T("这一批", "This lot")
	}
	switch {
	case !s.Known:
		return lang.T("被扫过几次：不知道。", "How often it was scanned is not known.")
	case s.Times == 0:
		return lang.T(what.ZH+"：第一次有人扫。", what.EN+": first scan.")
	}
	zh := ui.Page{Lang: lang.ZH, Zone: p.Zone}
	en := ui.Page{Lang: lang.EN, Zone: p.Zone}
	t := lang.T(fmt.Sprintf("%s：以前打开过%d次，最近一次在%s", what.ZH, s.Times, hour(zh, s.Last)), fmt.Sprintf("%s: opened %d times before, last on %s", what.EN, s.Times, hour(en, s.Last)))
	if town := v.townName(s.Town); !town.IsZero() {
		t = lang.T(t.ZH+"，"+town.ZH, t.EN+" in "+town.In(lang.EN))
	}
	t = lang.T(t.ZH+"。", t.EN+".")
	if c := s.Cleared; c != nil {
		t = lang.T(fmt.Sprintf("%s监管部门在%s看过，不算翻印：%s。", t.ZH, hour(zh, c.At), c.Why.ZH), fmt.Sprintf("%s The regulator looked at it on %s and calls it no copy: %s.", t.EN, hour(en, c.At), c.Why.EN))
	}
	return t
}

func hour(p ui.Page, t time.Time) string {
	zone := p.Zone
	if zone == nil {
		zone = ui.China
	}
	t = t.In(zone)
	return p.T(fmt.Sprintf("%d月%d日%d点", t.Month(), t.Day(), t.Hour()), t.Format("2 Jan, 15:00"))
}

func (v Shown) townName(code string) lang.Text {
	for _, t := range v.Towns {
		if t.Code == code {
			return t.Name
		}
	}
	return lang.Text{}
}

// facts are the lines under the product's name.
func (v Shown) facts(p ui.Page) (rows []ui.SummaryRow) {
	row := func(zh, en string, body ui.Component) {
		rows = append(rows, ui.SummaryRow{Key: lang.T(zh, en), Body: ui.Components{body}})
	}
	a := v.Asked
	if a.GTIN != "" {
		row("商品编码", "Number", ui.Words(ui.Data(a.GTIN)))
	}
	if a.Lot != "" {
		row("批号", "Lot", ui.Words(ui.Data(a.Lot)))
	}
	if a.Serial != "" {
		row("单件号", "Serial number", ui.Words(ui.Data(a.Serial)))
	}
	if v.Product.Amount != "" {
		row("净含量", "Contents", ui.Words(ui.Data(v.Product.Amount)))
	}
	if d := v.MadeOn(); d != 0 {
		row("生产、采收日期", "Made or picked", day(d))
	}
	if d, useBy := v.Until(); d != 0 {
		left := int(d - v.Today)
		name := lang.T("最佳食用到", "Best before")
		if useBy {
			name = lang.T("保质期到", "Use by")
		}
		rows = append(rows, ui.SummaryRow{Key: name, Body: ui.Components{day(d)}})
		switch {
		case left < 0:
			row("已经过了", "Past it by", ui.Words(lang.Format("%[1]d天", "%[1]d days", -left)))
		default:
			row("还有", "Left", ui.Words(lang.Format("%[1]d天", "%[1]d days", left)))
		}
	}
	if pl := v.Places[a.Key]; a.IsPlace() && !pl.Town.IsZero() {
		row("在", "In", ui.Words(pl.Town))
	}
	return rows
}

func day(d calendar.Day) ui.Component {
	return ui.Part(func(p ui.Page) templ.Component { return p.On(d) })
}

// where names the place of a step: its name and town, or that nobody registered it.
func where(s scan.Step) lang.Text {
	switch {
	case s.Stage == scan.Harvest && s.Plots > 1:
		return lang.Format("%[1]d块地", "%[1]d plots", s.Plots)
	case s.Key == "":
		return lang.T("没有写地点", "no place was stated")
	case s.Place.Name.IsZero() && s.Stage == scan.Harvest:
		return lang.T("地块见下", "the plot is below")
	case s.Place.Name.IsZero():
		return lang.T("地点 "+last(s.Key)+"（没有登记名称）", "place "+last(s.Key)+" (no name registered)")
	case s.Place.Town.IsZero():
		return s.Place.Name
	}
	return lang.T(s.Place.Name.ZH+"，"+s.Place.Town.ZH, s.Place.Name.In(lang.EN)+", "+s.Place.Town.In(lang.EN))
}

// last is the number of a place's key.
func last(key string) string {
	a, err := scan.Read(key, 2000)
	if err != nil || a.GLN == "" {
		return key
	}
	return a.Number()
}

// span is when a step happened, in the zone where it did.
func span(p ui.Page, s scan.Step) string {
	zone := time.FixedZone("", int(s.Zone)*60)
	p.Zone = zone
	first, until := p.Date(s.First), p.Date(s.Last)
	if first == until {
		return p.Instant(s.First)
	}
	return first + p.T("至", " to ") + until
}

// cold is the cold chain in one line with its worst value.
func (v Shown) cold(p ui.Page) lang.Text {
	c := v.Cold
	if !c.Known && c.Readings > 0 {
		return lang.Format("记录了%[1]d次温度，%[2]g至%[3]g°C；没有登记这种货该多冷，不作判断。", "%[1]d temperatures were recorded, from %[2]g to %[3]g °C; how cold it must be is not registered, so they are not judged.", c.Readings, c.Low, c.High)
	}
	if !c.Known {
		if v.Product.Chill {
			return lang.T("应当冷藏，没有温度记录。", "It must be kept cold; there is no record.")
		}
		return lang.T("没有温度记录。", "There is no record of temperatures.")
	}
	t := lang.Format("要求%[1]g至%[2]g°C，最差%[3]g°C", "required %[1]g to %[2]g °C, worst %[3]g °C", c.From, c.To, c.Worst)
	if !c.Where.IsZero() {
		t = lang.T(t.ZH+"（"+c.Where.ZH+"）", t.EN+" ("+c.Where.In(lang.EN)+")")
	}
	if c.Outside > 0 {
		m := int(c.Outside.Minutes())
		t = lang.T(fmt.Sprintf("%s，超出%d分钟", t.ZH, m), fmt.Sprintf("%s, outside for %d minutes", t.EN, m))
	}
	if c.Gaps > 0 {
		t = lang.T(fmt.Sprintf("%s，断了%d次", t.ZH, c.Gaps), fmt.Sprintf("%s, %d gaps", t.EN, c.Gaps))
	}
	return lang.T(t.ZH+"。", t.EN+".")
}

// corrected is how many of the records were said to be an error since.
func (v Shown) corrected() (n int) {
	for _, e := range v.Events {
		if e.Annulled {
			n++
		}
	}
	return n
}

// made says of how much the thing was made.
func (v Shown) made(p ui.Page) string {
	if v.Cut {
		return p.T(fmt.Sprintf("由很多批货做成，这里查了其中%d样。", v.Things), fmt.Sprintf("Made of very many lots; %d of them were followed here.", v.Things))
	}
	return p.T(fmt.Sprintf("一路上经过%d样货和箱子。", v.Things), fmt.Sprintf("%d lots and containers on its way.", v.Things))
}

func (v Shown) otherPlots(p ui.Page, n int) string {
	if v.Whole {
		return p.T(fmt.Sprintf("另有%d块地，可以向监管部门索取名单。", n), fmt.Sprintf("%d more plots; the regulator has the list.", n))
	}
	return p.T(fmt.Sprintf("另有%d块以上，可以向监管部门索取名单。", n), fmt.Sprintf("More than %d further plots; the regulator has the list.", n))
}

func plotName(plot scan.Plot) lang.Text {
	name := scan.Named(plot.Name, "")
	if name.IsZero() && plot.Withheld && !plot.Village.IsZero() {
		return lang.T(plot.Village.ZH+"的一块地", "a plot in "+plot.Village.In(lang.EN))
	}
	if name.IsZero() {
		name = lang.T("地块 "+last(plot.Key), "plot "+last(plot.Key))
	}
	if plot.Village.IsZero() {
		return name
	}
	return lang.T(name.ZH+"，"+plot.Village.ZH, name.In(lang.EN)+", "+plot.Village.In(lang.EN))
}

// soilSays is what is known of a plot's soil, in one sentence.
func soilSays(p ui.Page, plot scan.Plot) lang.Text {
	says := soilOf(plot)
	if plot.Alone {
		return lang.T(says.ZH+"这块地是农场自己填的，土壤档案没有登记谁在种。", says.In(lang.EN)+" The farm names this plot; the archive does not say who works it.")
	}
	return says
}

func soilOf(plot scan.Plot) lang.Text {
	if plot.Others {
		return lang.T("农场填的地块，土壤档案登记的是别人在种，土壤情况不采用。", "By the archive somebody else works the plot that the farm names; its soil is not taken.")
	}
	if plot.Withheld {
		return lang.T("土壤档案：农户没有同意公开。", "Its soil: the household has not agreed to show it.")
	}
	if !plot.Known {
		return lang.T("没有土壤档案。", "There is no file of its soil.")
	}
	var zh, en string
	add := func(z, e string) { zh, en = zh+z+"；", en+e+"; " }
	if plot.Area > 0 {
		add(fmt.Sprintf("面积%.4g亩", plot.Area), fmt.Sprintf("%.4g mu", plot.Area))
	}
	if !plot.Use.IsZero() {
		add(plot.Use.ZH, plot.Use.In(lang.EN))
	}
	if plot.SampledOn != 0 {
		z, e := ui.Page{Lang: lang.ZH}.Day(plot.SampledOn), ui.Page{Lang: lang.EN}.Day(plot.SampledOn)
		if !plot.Lab.IsZero() {
			z, e = z+"，"+plot.Lab.ZH, e+", "+plot.Lab.In(lang.EN)
		}
		add("土壤最近测于"+z, "soil last tested "+e)
	} else {
		add("土壤没有测过", "its soil was never tested")
	}
	if !plot.Selenium.IsZero() {
		add(strings.TrimSuffix(plot.Selenium.ZH, "。"), strings.TrimSuffix(plot.Selenium.In(lang.EN), "."))
	}
	if !plot.Measures.IsZero() {
		add(plot.Measures.ZH, plot.Measures.In(lang.EN))
	}
	return lang.T(zh[:len(zh)-len("；")]+"。", en[:len(en)-2]+".")
}

// dots are the villages on the map, each once.
func (v Shown) dots() (out [][2]string) {
	seen := map[[2]string]bool{}
	for _, plot := range v.Plots {
		if plot.X <= 0 || plot.Y <= 0 || plot.X >= 1 || plot.Y >= 1 {
			continue
		}
		// To a grid of a fiftieth of the county, so that the dot shows no house.
		d := [2]string{fmt.Sprintf("%.4g", float64(int(plot.X*50))*3.6+1.8), fmt.Sprintf("%.4g", float64(int(plot.Y*50))*2.4+1.2)}
		if !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

func shelfName(s scan.Shelved) lang.Text {
	a, err := scan.Read(s.Key, 2000)
	if err != nil {
		return ui.Data(s.Key)
	}
	name := s.Product.Name
	if name.IsZero() {
		return ui.Data(a.Number())
	}
	more := a.Lot
	if more == "" {
		more = a.Serial
	}
	return lang.T(name.ZH+" "+more, name.In(lang.EN)+" "+more)
}

package soil

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Archive is what a plan asks of what is stored.
type Archive interface {
	// One is a plot with its shape, its parents and the history of its verdicts; one that is not
	// there is [fault.Missing].
	One(ctx context.Context, division, code string) (Parcel, History, error)
	// UserOn is the credit code of who works a plot on a day, "" where it is not known.
	UserOn(ctx context.Context, division, code string, day calendar.Day) (string, error)
	// Users is who works a plot by day, the first first.
	Users(ctx context.Context, division, parcel string) ([]User, error)
	// Known gives the plots of these codes, ended ones too, without shapes.
	Known(ctx context.Context, division string, codes []string) (map[string]Parcel, error)
	// Report is a report as it was entered; ok is false where there is none of this number.
	Report(ctx context.Context, division, number string) (r Report, ok bool, err error)
}

// Plan is a preview: what would be entered, or all that is wrong. Nothing is stored by it; where
// there is a mistake, nothing may be.
type Plan[F any] struct {
	Facts    F
	Mistakes []Mistake
	Repeated []string // what is in the archive already and the same: it is left out
	Others   []string // plots of which the archive says already who works them, and the file somebody else: left as they are
}

// Ready gives the facts to record, or a fault that names every mistake with its place.
func (p Plan[F]) Ready() (F, error) {
	if len(p.Mistakes) == 0 {
		return p.Facts, nil
	}
	f := fault.New(fault.Invalid, "bad_import", lang.Format("文件里有%d处错误，什么都没有录入。", "The file has %d mistakes; nothing was entered.", len(p.Mistakes)),
		lang.T("请按下面的提示改好以后重新上传。", "Please mend the places named below and upload it again."))
	for _, m := range p.Mistakes {
		f.At(m.place(), lang.T(m.Says.ZH+"。"+m.Remedy.ZH, m.Says.EN+". "+m.Remedy.EN))
	}
	var none F
	return none, f
}

func (m Mistake) place() string {
	switch {
	case m.Row == 0:
		return m.Column
	case m.Column == "":
		return fmt.Sprintf("row %d", m.Row)
	}
	return fmt.Sprintf("row %d, %s", m.Row, m.Column)
}

// PlanReport checks a report against itself and the archive and judges its samples. One that is there
// already and the same is left out.
func PlanReport(ctx context.Context, a Archive, division string, r Report, today calendar.Day, county geo.Box, row func(int) int) (p Plan[ReportFacts], err error) {
	p.Mistakes = r.Check(today, county, row)
	if was, there, err := a.Report(ctx, division, r.Number); err != nil {
		return p, err
	} else if there && len(p.Mistakes) == 0 && r.same(was) {
		p.Repeated = []string{r.Number}
		return p, nil
	} else if there {
		p.Mistakes = append(p.Mistakes, Duplicate(r.Number))
	}
	var codes []string
	for _, s := range r.Samples {
		codes = append(codes, s.Parcel)
	}
	slices.Sort(codes)
	known, err := a.Known(ctx, division, slices.Compact(codes))
	if err != nil {
		return p, err
	}
	for i, s := range r.Samples {
		parcel, ok := known[s.Parcel]
		if ok && parcel.On(s.Day) || len(p.Mistakes) >= MostMistakes {
			continue
		}
		says := lang.T("没有编码为“"+s.Parcel+"”的地块", "there is no plot “"+s.Parcel+"”")
		if ok {
			says = lang.T("地块“"+s.Parcel+"”在采样那天不存在", "the plot “"+s.Parcel+"” was not there on the day of sampling")
		}
		p.Mistakes = append(p.Mistakes, Mistake{row(i), "parcel", says, lang.T("请核对编码，或先录入地块。", "Please check the code, or enter the plot first.")})
	}
	if len(p.Mistakes) > 0 {
		return p, nil
	}
	p.Facts.Report = r
	for _, s := range r.Samples {
		found, err := Find(SampleKey(r.Number, s.Number), s.Day, s.Sample, Standards)
		if err != nil {
			return p, err
		}
		for _, f := range found {
			p.Facts.Verdicts = append(p.Facts.Verdicts, ParcelVerdict{s.Parcel, f})
		}
	}
	return p, nil
}

// PlanParcels checks the plots of a file. A plot that is there already and the same is left out, but
// for who works it; one whose code is taken by another is refused; a plot with parents needs them
// to be there, without an end, and to begin after they did.
func PlanParcels(ctx context.Context, a Archive, division, source string, parcels []Parcel, county geo.Box, row func(int) int) (p Plan[ParcelFacts], err error) {
	if len(parcels) == 0 || len(parcels) > MostParcels {
		p.Mistakes = append(p.Mistakes, Mistake{Says: lang.Format("一次须录入1至%d个地块，现有%d个", "1 to %d plots are entered at once; here are %d", MostParcels, len(parcels)), Remedy: lang.T("请分成几个文件。", "Please cut the file into several.")})
		return p, nil
	}
	var codes []string
	for _, x := range parcels {
		codes = append(append(codes, x.Code), x.Parents...)
	}
	slices.Sort(codes)
	known, err := a.Known(ctx, division, slices.Compact(codes))
	if err != nil {
		return p, err
	}
	seen, from := map[string]int{}, parents{archive: a, division: division, shapes: map[string]geo.Shape{}}
	var fresh []Parcel
	for i := range parcels {
		x, n := &parcels[i], row(i)
		x.inherit(known)
		wrong := x.Check(county)
		if before, twice := seen[x.Code]; twice {
			wrong = append(wrong, Mistake{Column: "code", Says: lang.Format("编码与第%d行相同", "the code is that of row %d", before), Remedy: lang.T("请核对。", "Please check.")})
		}
		seen[x.Code] = n
		if was, taken := known[x.Code]; taken {
			same, err := repeats(ctx, a, division, x, &was)
			if err != nil {
				return p, err
			}
			if same && len(wrong) == 0 {
				p.Repeated = append(p.Repeated, x.Code)
				if err := addUser(ctx, a, division, &p, x, &was); err != nil {
					return p, err
				}
				continue
			}
			wrong = append(wrong, Mistake{Column: "code", Says: lang.T("编码“"+x.Code+"”已有地块，内容不一样", "there is a plot “"+x.Code+"” already, and it is another"), Remedy: lang.T("地块变化时请用新编码，并写明来源地块。", "For a changed plot take a new code and name its parents.")})
		}
		wrong = append(wrong, x.checkParents(known)...)
		if len(wrong) == 0 && len(x.Parents) > 0 {
			if wrong, err = from.follow(ctx, x); err != nil {
				return p, err
			}
		}
		for _, m := range wrong {
			m.Row = n
			if p.Mistakes = append(p.Mistakes, m); len(p.Mistakes) == MostMistakes {
				return p, nil
			}
		}
		if x.User != "" {
			x.UserFrom = max(x.UserFrom, x.ValidFrom)
		}
		x.Area = x.Shape.Area()
		fresh = append(fresh, *x)
	}
	if len(p.Mistakes) > 0 {
		p.Facts = ParcelFacts{}
		return p, nil
	}
	p.Facts.Source, p.Facts.Parcels = source, fresh
	return p, nil
}

// Twice finds codes that stand in a file more than once.
func Twice(parcels []Parcel, row func(int) int) (all []Mistake) {
	seen := map[string]int{}
	for i, x := range parcels {
		if before, twice := seen[x.Code]; twice && len(all) < MostMistakes {
			all = append(all, Mistake{row(i), "code", lang.Format("编码与第%d行相同", "the code is that of row %d", before), lang.T("请核对。", "Please check.")})
		}
		seen[x.Code] = row(i)
	}
	return all
}

// Unnamed are the codes of villages of some plots that the archive does not know: such plots are on the map and
// stand in no list of villages until it does.
func Unnamed(ctx context.Context, a Reader, division string, parcels []Parcel, day calendar.Day) (codes []string, err error) {
	known, err := a.Villages(ctx, division, day)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, v := range known {
		named[v.Code] = true
	}
	for _, x := range parcels {
		if !named[x.Village] {
			named[x.Village] = true
			codes = append(codes, x.Village)
		}
	}
	return codes, nil
}

// NothingNew is the answer to a file of which everything is there already.
func NothingNew(plots int) Mistake {
	return Mistake{Says: lang.Format("文件里的%d块地都已有地块登记，内容相同", "all %d plots of the file are there already, and the same", plots), Remedy: lang.T("没有要录入的。", "There is nothing to enter.")}
}

// OthersWork tells of plots of which the file says another user than the archive.
func OthersWork(codes []string) lang.Text {
	const most = 10
	zh, en := strings.Join(codes[:min(len(codes), most)], "、"), strings.Join(codes[:min(len(codes), most)], ", ")
	if more := len(codes) - most; more > 0 {
		zh, en = fmt.Sprintf("%s等", zh), fmt.Sprintf("%s and %d more", en, more)
	}
	return lang.Format("这%[1]d块地已经登记过由谁在种，文件里写的是另一家，没有改：%[2]s。确实换了人的，请在地块页登记。", "Of %[1]d plots the archive says already who works them, and the file names another; nothing was changed: "+en+". Where it did change, record it on the page of the plot.", len(codes), zh)
}

// repeats says that a plot of a file is the one in the archive: the same ground and use from the same
// day on. Whether it is shown to the public is the household's to say, and no file's.
func repeats(ctx context.Context, a Archive, division string, x, was *Parcel) (bool, error) {
	if x.Use != was.Use || x.Village != was.Village || x.Holder != was.Holder || x.Origin != was.Origin || x.ValidFrom != was.ValidFrom && !x.undated {
		return false, nil
	}
	kept, _, err := a.One(ctx, division, x.Code)
	if err != nil {
		return false, err
	}
	parents := slices.Sorted(slices.Values(x.Parents))
	return slices.Equal(parents, slices.Sorted(slices.Values(kept.Parents))) && bytes.Equal(x.Shape.AppendGeoJSON(nil), kept.Shape.AppendGeoJSON(nil)), nil
}

// addUser adds who works a plot that is there already, where the file says so and the archive has never said
// anything: what the keeper recorded is not undone by a file.
func addUser(ctx context.Context, a Archive, division string, p *Plan[ParcelFacts], x, was *Parcel) error {
	from := max(x.UserFrom, was.ValidFrom)
	if x.User == "" || !was.On(from) {
		return nil
	}
	said, err := a.Users(ctx, division, x.Code)
	if err != nil {
		return err
	}
	if len(said) == 0 {
		p.Facts.Users = append(p.Facts.Users, User{x.Code, x.User, from})
		return nil
	}
	held, err := a.UserOn(ctx, division, x.Code, from)
	if err == nil && held != x.User {
		p.Others = append(p.Others, x.Code)
	}
	return err
}

func (p *Parcel) checkParents(known map[string]Parcel) (all []Mistake) {
	for _, code := range p.Parents {
		parent, ok := known[code]
		if ok && parent.ValidTo == 0 && parent.ValidFrom < p.ValidFrom {
			continue
		}
		all = append(all, Mistake{Column: "parents", Says: lang.T("来源地块“"+code+"”不存在、已经终止，或起始不早于本地块", "the parent “"+code+"” is not there, has ended, or began no earlier"), Remedy: lang.T("请核对来源和日期。", "Please check parents and days.")})
	}
	return all
}

// Aliases of fields in files of plots, in the order in which they are looked for.
var parcelFields = map[string][]string{
	"code": {"code", "地块编码", "DKBM"}, "use": {"use", "利用方式", "土地利用"}, "village": {"village", "村代码"},
	"holder": {"holder", "承包主体"}, "valid_from": {"valid_from", "起始日期"}, "parents": {"parents", "来源地块"}, "public": {"public", "同意公开"},
	"user": {"user", "经营主体代码", "统一社会信用代码"}, "user_from": {"user_from", "经营起始"},
}

var useWords = map[string]Use{"水田": Paddy, "其他": Other, "旱地": Other, "果园": Orchard, "水旱轮作": Rotation}

var holderWords = map[string]Holder{"农户": Person, "集体": Collective, "企业": Entity, "合作社": Entity}

// ParcelOf reads a plot out of the fields of a feature. What a field does not say is left empty,
// for [Parcel.Check] to name; a missing first day is since, a missing holder a household.
func ParcelOf(f geo.Feature, since calendar.Day) Parcel {
	get := func(name string) string {
		for _, alias := range parcelFields[name] {
			for key, v := range f.Fields {
				if strings.EqualFold(key, alias) && v != "" {
					return strings.TrimSpace(v)
				}
			}
		}
		return ""
	}
	p := Parcel{Code: get("code"), Use: Use(get("use")), Village: get("village"), Holder: Holder(get("holder")), ValidFrom: since, Shape: f.Shape.Oriented(), User: get("user"), undated: true, unasked: get("public") == ""}
	if u, ok := useWords[string(p.Use)]; ok {
		p.Use = u
	}
	if h, ok := holderWords[string(p.Holder)]; ok {
		p.Holder = h
	}
	if p.Holder == "" {
		p.Holder, p.unheld = Person, true
	}
	if text := get("valid_from"); text != "" {
		day, err := calendar.ParseDay(text)
		if err != nil {
			day = 0 // Check says that it is missing
		}
		p.ValidFrom, p.undated = day, false
	}
	if p.User != "" {
		p.UserFrom = max(since, p.ValidFrom)
		if text := get("user_from"); text != "" {
			day, err := calendar.ParseDay(text)
			if err != nil {
				day = 0 // Check says so
			}
			p.UserFrom = day
		}
	}
	for code := range strings.FieldsFuncSeq(get("parents"), func(r rune) bool { return strings.ContainsRune(";；,，、 ", r) }) {
		p.Parents = append(p.Parents, code)
	}
	switch {
	case len(p.Parents) == 1:
		p.Origin = Split
	case len(p.Parents) > 1:
		p.Origin = Merged
	}
	switch strings.ToLower(get("public")) {
	case "是", "true", "1", "yes":
		p.Public = true
	}
	return p
}

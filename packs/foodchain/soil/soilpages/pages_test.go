package soilpages_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/features"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soilpages"
	"banjie/packs/foodchain/soil/soilstore"
	"banjie/packs/foodchain/soil/soiltest"
)

func TestMain(m *testing.M) {
	if err := errors.Join(access.Extend(nil, soilpages.Access), law.Extend(soil.Law...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var (
	public = access.Actor{Role: access.Public, Division: specimen.Division}
	keeper = specimen.Officer // of the unit "market", which keeps the archive here
)

// town is a hall with the archive.
type town struct {
	*officertest.Town
	store *soilstore.Store
	calls []soil.Call
	check func(context.Context, string) ([]lang.Text, error)
}

// callers knows who asks by the session of the pages.
type callers struct{ *site.Site }

func (c callers) Caller(r *http.Request, v access.Verb) (access.Actor, error) {
	a := c.Sessions.Actor(r)
	return a, access.Check(a, v, access.Target{Division: specimen.Division})
}

// Account implements pack.Programs.
func (callers) Account(*http.Request) (string, error) { return "", nil }

func (callers) Fail(http.ResponseWriter, *http.Request, error) {}

func open(t *testing.T) *town {
	n := &town{}
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "town.db")
	db, err := sqldb.Open(t.Context(), dsn) // before a writer holds it
	if err == nil {
		err = errors.Join(db.Migrate(t.Context()), soilstore.Migrate(t.Context(), db), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	n.Town = officertest.NewOn(t, dsn, func(o *officertest.Town) {
		n.store = soilstore.New(o.DB)
		host := pack.Host{DB: o.DB, Writer: o.Writer, Clock: o.Clock, Calendar: calendar.Builtin, Division: specimen.Division, Log: o.Site.Log, Programs: func() pack.Programs { return callers{o.Site} }}
		parts := soilpages.Parts(host, soilpages.Options{Unit: "market", County: geo.Box{119, 29, 121, 31}, Called: func(_ *sqldb.Tx, _ *casework.Event, calls []soil.Call, _ map[string]string) error {
			n.calls = append(n.calls, calls...)
			return nil
		}})
		o.Project(parts.Project)
		parts.Routes(o.Site)
		for pattern, h := range parts.Programs {
			o.Site.Mount(pattern, h)
		}
		n.check = parts.Check
	})
	return n
}

func (n *town) record(kind string, facts any) {
	n.Helper()
	if _, err := n.Site.Engine.Record(context.Background(), keeper, kind, facts, casework.Private{}); err != nil {
		n.Fatal(err)
	}
}

// upload sends a file, with further fields.
func (n *town) upload(who access.Actor, path, name string, body []byte, fields url.Values) officertest.Answer {
	n.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := m.WriteField(k, v[0]); err != nil {
			n.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = w.Write(body)
	}
	if err = errors.Join(err, m.Close()); err != nil {
		n.Fatal(err)
	}
	return n.PostBody(who, path, m.FormDataContentType(), &b)
}

// confirm presses the button of a plan.
func (n *town) confirm(who access.Actor, a officertest.Answer) officertest.Answer {
	n.Helper()
	if a.Status != http.StatusOK {
		n.Fatalf("no plan: %d %.1500s", a.Status, a.Text())
	}
	action, values := a.Form(n.T)
	return n.Post(who, action, values)
}

func (n *town) says(a officertest.Answer, words ...string) {
	n.Helper()
	text := strings.Join(strings.Fields(a.Text()), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			n.Errorf("%q is not said (status %d): %.2500s", w, a.Status, text)
		}
	}
	uitest.HTML(n.T, a.Body)
}

func collection(plots ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(plots, ",") + `]}`)
}

func drawn(code, holder string, west, east float64, more string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"地块编码":%q,"利用方式":"水田","村代码":"330599001001","承包主体":%q%s},"geometry":{"type":"Polygon","coordinates":[[[%[4]v,30],[%[5]v,30],[%[5]v,30.001],[%[4]v,30.001],[%[4]v,30]]]}}`, code, holder, more, west, east)
}

// report is a filled-in workbook of a laboratory.
func report(t *testing.T, number string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	head := []any{"样品编号", "地块编码", "利用方式", "采样日期", "pH", "Cd", "Hg", "As", "Pb", "Cr", "Cu", "Ni", "Zn", "Se"}
	for _, r := range rows {
		for i := range r {
			r[i] = fmt.Sprint(r[i])
		}
	}
	err := workbook.Write(&b, []workbook.Sheet{
		{Name: "报告", Rows: [][]any{{"项目", "内容"}, {"报告编号", number}, {"检测机构", "示例检测中心"}, {"签发日期", "2026-02-20"}}},
		{Name: "样品", Rows: append([][]any{head}, rows...)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPages(t *testing.T) { uitest.Pages(t, soilpages.GalleryPages()) }

// TestFromFileToHistory: plots and a report come in by file, plan first; the plot then shows its
// class with the reason, the laboratory and the article, and an older verdict stays.
func TestFromFileToHistory(t *testing.T) {
	n := open(t)
	n.record(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例一村", Centre: &geo.Point{120, 30}}}})
	plots := collection(drawn("P-1", "企业", 120, 120.001, `,"起始日期":"2020-01-01"`), drawn("P-2", "农户", 120.001, 120.002, `,"起始日期":"2020-01-01"`))
	plan := n.upload(keeper, "/work/soil/plots", "地块.geojson", plots, nil)
	n.says(plan, "会改动什么", "还没有录入", "P-1", "P-2", "只看到村", "位置")
	if known, err := n.store.Known(t.Context(), specimen.Division, []string{"P-1"}); err != nil || len(known) != 0 {
		t.Fatal("a plan entered something", known, err)
	}
	if a := n.confirm(keeper, plan); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	if a := n.confirm(keeper, plan); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text(), "已有地块") {
		t.Errorf("confirmed twice: %d %.500s", a.Status, a.Text())
	}
	first := n.upload(keeper, "/work/soil/report", "报告.xlsx", report(t, "TR-1", []any{"S-1", "P-1", "水田", "2021-03-02", 6, 0.1, 0.1, 8, 30, 60, 20, 25, 80, ""}), nil)
	n.says(first, "TR-1", "示例检测中心", "优先保护类")
	n.confirm(keeper, first)
	second := n.upload(keeper, "/work/soil/report", "报告2.xlsx", report(t, "TR-2", []any{"S-1", "P-1", "水田", "2026-02-02", 6, 2.01, 0.1, 8, 30, 60, 20, 25, 80, 0.5}), nil)
	n.says(second, "严格管控类", "镉 2.01 mg/kg，超过管制值2 mg/kg", "这些地块会进入要采取措施的类别", "建议划定特定农产品禁止生产区域", "限值仅作示意，未经核实")
	if len(n.calls) != 0 {
		t.Error("a plan called for measures")
	}
	if a := n.confirm(keeper, second); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/soil/plots/P-1" {
		t.Fatalf("%d %s", a.Status, a.Text())
	}
	if len(n.calls) != 1 || n.calls[0].Parcel != "P-1" || n.calls[0].Class != soil.StrictControl || n.calls[0].Was != soil.PriorityProtection {
		t.Errorf("%+v", n.calls)
	}
	page := n.Get(public, "/soil/plots/P-1")
	n.says(page, "严格管控类", "优先保护类", "2021年3月2日", "2026年2月2日", "TR-1", "TR-2", "示例检测中心", "GB 15618-2018", "正式类别还要看农产品检测结果", "土壤污染防治法", "示例，未经核对")
	if strings.Contains(page.Text(), "企业") {
		t.Error("the page tells who farms the plot")
	}
	n.says(n.Get(public, "/soil/map?day=2022-01-01"), "P-1", "优先保护类")
	n.says(n.Get(public, "/soil/map"), "P-1", "严格管控类")
	n.says(n.Get(public, "/soil"), "示例一村", "登记的地块", "几乎同属一类的村，不列类别")
	if differs, err := n.check(t.Context(), specimen.Division); err != nil || len(differs) > 0 {
		t.Errorf("%v %v", differs, err)
	}
	if a := n.Get(keeper, "/work/soil/template.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
		t.Error(a.Status)
	}
}

// TestWithheldIsNoZero: where classes are not told, no figure says 0; it says that it is withheld, with
// the reason in one line. Whoever may see every plot sees the numbers.
func TestWithheldIsNoZero(t *testing.T) {
	n := open(t)
	n.record(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "示例一村"}, {Code: "330599001002", Name: "示例二村"}}})
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("H-1", 120, 30), soiltest.Plot("H-2", 120.01, 30)}})
	page := n.Get(public, "/soil")
	n.says(page, "登记的地块 2", "优先保护类 不公开", "安全利用类 不公开", "严格管控类 不公开", "没有判定或尚不能判断 不公开", "免得看得出是谁家的地")
	if text := strings.Join(strings.Fields(page.Text()), " "); strings.Contains(text, "0 块") || strings.Contains(text, "÷") || !strings.Contains(text, "示例二村 0 0 0 0 0 0") {
		t.Errorf("a withheld figure has a number, or a village without plots has none: %s", text)
	}
	if strings.Contains(page.Body, "class=safe_use") {
		t.Error("a withheld figure leads to rows")
	}
	if got := n.Get(keeper, "/soil"); strings.Contains(got.Text(), "不公开") {
		t.Errorf("withheld from the keeper: %s", got.Text())
	}
	// Beside a village that tells its classes the figures are of that one alone, and say so.
	var more []soil.Parcel
	for i := range 6 {
		x := soiltest.Plot(fmt.Sprintf("C-%d", i), 120.1+float64(i)*0.002, 30)
		x.Village, x.Holder = "330599001002", soil.Collective
		more = append(more, x)
	}
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: more})
	n.says(n.Get(public, "/soil"), "没有判定或尚不能判断 100% 6 ÷ 6块", "不列类别的村没有算进来", "示例一村 2 不公开 不公开 不公开 不公开 不公开")
}

// TestMistakes: whatever is wrong with a file is named by row and column with what to do, and
// nothing is entered.
func TestMistakes(t *testing.T) {
	n := open(t)
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("P-1", 120, 30)}})
	for name, c := range map[string]struct {
		path, file string
		body       []byte
		fields     url.Values
		says       []string
	}{
		"taken code":    {"plots", "a.geojson", collection(drawn("P-1", "农户", 120.1, 120.101, "")), nil, []string{"有1处要改，什么都没有录入", "编码“P-1”已有地块", "用新编码"}},
		"outside":       {"plots", "a.geojson", collection(drawn("P-9", "农户", 10.1, 10.101, "")), nil, []string{"P-9", "geometry"}[1:]},
		"no JSON":       {"plots", "a.geojson", []byte("x"), nil, []string{"读不了这个地块文件", "重新导出"}},
		"no zip":        {"plots", "a.zip", []byte("x"), nil, []string{"不是zip文件"}},
		"another type":  {"plots", "a.dwg", []byte("x"), nil, []string{"只能上传"}},
		"empty":         {"plots", "a.geojson", nil, nil, []string{"文件是空的"}},
		"no workbook":   {"report", "a.xlsx", []byte("x"), nil, []string{"读不了这个表格", "下载模板"}},
		"unknown plot":  {"report", "a.xlsx", report(t, "TR-1", []any{"S-1", "P-7", "水田", "2025-03-02", 6, 0.1}), nil, []string{"没有编码为“P-7”的地块", "先录入地块"}},
		"no pH":         {"report", "a.xlsx", report(t, "TR-1", []any{"S-1", "P-1", "水田", "2025-03-02", "", 0.1}), nil, []string{"缺少pH"}},
		"split no day":  {"split", "a.geojson", collection(drawn("Q-1", "农户", 120, 120.0005, ""), drawn("Q-2", "农户", 120.0005, 120.001, "")), url.Values{"parent": {"P-1"}}, []string{"请填写真实存在的日期"}},
		"split nothing": {"split", "a.geojson", collection(drawn("Q-1", "农户", 120, 120.0005, ""), drawn("Q-2", "农户", 120.0005, 120.001, "")), url.Values{"parent": {"P-8"}, "day": {"2025-01-01"}}, []string{"没有编码为“P-8”的地块"}},
	} {
		a := n.upload(keeper, "/work/soil/"+c.path, c.file, c.body, c.fields)
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, a.Status)
		}
		n.says(a, c.says...)
	}
	// A file that was not looked at is not entered.
	plan := n.upload(keeper, "/work/soil/plots", "a.geojson", collection(drawn("P-2", "农户", 120.1, 120.101, "")), nil)
	action, values := plan.Form(t)
	values.Set("_file_name", "b.geojson")
	if a := n.Post(keeper, action, values); a.Status != http.StatusConflict {
		t.Errorf("a changed plan: %d", a.Status)
	}
	if known, err := n.store.Known(t.Context(), specimen.Division, []string{"P-2", "P-9", "Q-1"}); err != nil || len(known) != 0 {
		t.Error(known, err)
	}
}

// TestSplitAndMerge: by the pages, plan first; the old plot leads to the new ones and back.
func TestSplitAndMerge(t *testing.T) {
	n := open(t)
	a, b := soiltest.Plot("A-1", 120, 30), soiltest.Plot("A-2", 120.001, 30)
	a.Holder, b.Holder = soil.Collective, soil.Collective
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{a, b}})
	form := url.Values{"parents": {"A-1；A-2"}, "code": {"M-1"}, "use": {"paddy"}, "day": {"2025-01-01"}}
	for field, value := range map[string]string{"parents": "A-1", "code": "A-1", "use": "", "day": "2025-02-30"} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(field, value)
		if got := n.Post(keeper, "/work/soil/merge", wrong); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s=%q: status %d", field, value, got.Status)
		} else {
			n.says(got, "合并地块")
		}
	}
	plan := n.Post(keeper, "/work/soil/merge", form)
	n.says(plan, "M-1", "A-1", "A-2", "因此终止的地块")
	if got := n.confirm(keeper, plan); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status, got.Text())
	}
	n.says(n.Get(public, "/soil/plots/A-1"), "这块地从2025年1月1日（周三）起不再单独存在", "M-1")
	n.says(n.Get(public, "/soil/plots/M-1"), "由这些地块合并而来", "A-1", "A-2", "还没有判定过")
	parts := collection(drawn("S-1", "集体", 120, 120.001, ""), drawn("S-2", "农户", 120.001, 120.0015, ""))
	plan = n.upload(keeper, "/work/soil/split", "分割.geojson", parts, url.Values{"parent": {"M-1"}, "day": {"2025-06-01"}})
	n.says(plan, "S-1", "S-2", "面积对不上")
	if got := n.confirm(keeper, plan); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status, got.Text())
	}
	if text := n.Get(public, "/soil/plots/M-1").Text(); !strings.Contains(text, "S-1") || strings.Contains(text, "S-2") {
		t.Errorf("the public sees a household's plot: %s", text)
	}
	n.says(n.Get(specimen.Supervisor, "/soil/plots/M-1"), "S-1", "S-2")
}

// TestWhoSees: a household's plot is for staff until the household agrees; only the unit that keeps
// the archive enters anything.
func TestWhoSees(t *testing.T) {
	n := open(t)
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("H-1", 120, 30)}})
	const at = "/soil/plots/H-1"
	items := features.Prefix + "/collections/plots/items"
	see := func(who access.Actor) (page int, listed, told bool) {
		return n.Get(who, at).Status, strings.Contains(n.Get(who, "/soil/map").Body, "H-1"), strings.Contains(n.Get(who, items).Body, "H-1")
	}
	for name, c := range map[string]struct {
		who  access.Actor
		page int
		sees bool
	}{"public": {public, 404, false}, "keeper": {keeper, 200, true}, "another officer": {specimen.Fireman, 200, true}, "supervisor": {specimen.Supervisor, 200, true}, "clerk": {specimen.Clerk, 404, false}} {
		if page, listed, told := see(c.who); page != c.page || listed != c.sees || told != c.sees {
			t.Errorf("%s: %d %v %v", name, page, listed, told)
		}
	}
	if a, b := n.Get(public, at), n.Get(public, "/soil/plots/none"); strings.ReplaceAll(a.Text(), "H-1", "none") != b.Text() {
		t.Error("the public can tell a closed plot from none")
	}
	if a := n.Get(public, "/soil/plots?code=H-1"); a.Header.Get("Location") != "/soil/map?code=H-1" {
		t.Errorf("the public is led to a closed plot: %s", a.Header.Get("Location"))
	}
	if a := n.Get(keeper, "/soil/plots?code=H-1"); a.Header.Get("Location") != at {
		t.Errorf("the keeper is led to %s", a.Header.Get("Location"))
	}
	for _, who := range []access.Actor{public, specimen.Clerk, specimen.Fireman, specimen.Supervisor} {
		for _, path := range []string{"/work/soil", "/work/soil/plots", "/work/soil/merge", "/work/soil/template.xlsx"} {
			if got := n.Get(who, path); got.Status == http.StatusOK {
				t.Errorf("%s: %s is open", who.Role, path)
			}
		}
		if got := n.Post(who, at+"/consent", url.Values{"public": {"yes"}}); got.Status == http.StatusSeeOther && !strings.HasPrefix(got.Header.Get("Location"), "/sign-in") {
			t.Errorf("%s gave a household's consent", who.Role)
		}
	}
	if got := n.Post(keeper, at+"/consent", url.Values{"public": {"yes"}}); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status, got.Text())
	}
	if page, listed, told := see(public); page != 200 || !listed || !told {
		t.Error(page, listed, told)
	}
	n.Post(keeper, at+"/consent", url.Values{"public": {"no"}})
	if page, listed, told := see(public); page != 404 || listed || told {
		t.Error(page, listed, told)
	}
}

// TestFilters: what stands in the address narrows the table; nonsense narrows to nothing or is said.
func TestFilters(t *testing.T) {
	n := open(t)
	var plots []soil.Parcel
	for i := range 60 {
		x := soiltest.Plot(fmt.Sprintf("T-%02d", i), 120+float64(i)*0.002, 30)
		x.Holder = soil.Collective
		plots = append(plots, x)
	}
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: plots})
	first := n.Get(public, "/soil/map")
	if strings.Count(first.Body, `href="/soil/plots/T-`) != 20 || !strings.Contains(first.Body, "after=20") {
		t.Errorf("%d rows", strings.Count(first.Body, `href="/soil/plots/T-`))
	}
	if rest := n.Get(public, "/soil/map?after=40"); strings.Count(rest.Body, `href="/soil/plots/T-`) != 20 || strings.Contains(rest.Body, "after=") {
		t.Error("the second page")
	}
	for query, want := range map[string]int{"code=T-0": 10, "code=T-05": 1, "code=%25": 0, "use=paddy&code=T-1": 10, "use=orchard": 0, "class=safe_use": 0, "village=330599009999": 0, "after=x&code=T-2": 10} {
		if got := strings.Count(n.Get(public, "/soil/map?"+query).Body, `href="/soil/plots/T-`); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
	for typed, want := range map[string]string{"T-05": "/soil/plots/T-05", "+t-05+": "/soil/plots/T-05", "T-0": "/soil/map?code=T-0", "": "/soil/map", "none": "/soil/map?code=none"} {
		if got := n.Get(public, "/soil/plots?code="+typed); got.Status != http.StatusSeeOther || got.Header.Get("Location") != want {
			t.Errorf("%q leads to %d %s, want %s", typed, got.Status, got.Header.Get("Location"), want)
		}
	}
	if got := n.Get(public, "/soil/map?code=T-05"); !strings.Contains(got.Body, "items?code=T-05") {
		t.Error("the map draws other plots than the table lists")
	}
	if got := n.Get(public, "/soil/map?day=2019-12-31"); strings.Contains(got.Body, "T-0") {
		t.Error("plots before their first day")
	}
	bad := n.Get(public, "/soil/map?day=soon")
	if bad.Status != http.StatusUnprocessableEntity {
		t.Error(bad.Status)
	}
	n.says(bad, "请填写真实存在的日期")
}

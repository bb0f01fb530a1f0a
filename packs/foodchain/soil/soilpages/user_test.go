package soilpages_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/features"
	"banjie/packs/foodchain/soil/soiltest"
)

const coop = "91330102MA2B00019Y"

// TestWhoWorksIt: the keeper records who works a plot by the form or by a column of a file; officers
// see it, the public and programs do not, and nobody else records it.
func TestWhoWorksIt(t *testing.T) {
	n := open(t)
	x := soiltest.Plot("C-1", 120, 30)
	x.Holder = soil.Collective
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{x}})
	const at = "/soil/plots/C-1"
	n.says(n.Get(keeper, at), "谁在种", "没有登记谁在种", "登记谁在种")
	form := url.Values{"user": {coop}, "day": {"2026-01-05"}}
	for field, value := range map[string]string{"user": "330522198001011234", "day": "2019-01-01"} {
		wrong := url.Values{"user": form["user"], "day": form["day"]}
		wrong.Set(field, value)
		if a := n.Post(keeper, at+"/user", wrong); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", value, a.Status)
		}
	}
	for _, who := range []access.Actor{public, specimen.Clerk, specimen.Fireman, specimen.Supervisor} {
		n.Post(who, at+"/user", form)
	}
	if got, err := n.store.UserOn(t.Context(), specimen.Division, "C-1", specimenDay); err != nil || got != "" {
		t.Fatalf("somebody else recorded it: %q %v", got, err)
	}
	if a := n.Post(keeper, at+"/user", form); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", a.Status, a.Text())
	}
	n.says(n.Get(specimen.Supervisor, at), "谁在种", coop, "2026年1月5日")
	// The same form, sent twice, is recorded once; its key with other content is no second order.
	keyed := url.Values{"user": {coop}, "day": {"2026-01-04"}, site.KeyField: {"form-of-the-user-1"}}
	for range 2 {
		if a := n.Post(keeper, at+"/user", keyed); a.Status != http.StatusSeeOther {
			t.Fatalf("%d %.600s", a.Status, a.Text())
		}
	}
	keyed.Set("day", "2026-01-03")
	if a := n.Post(keeper, at+"/user", keyed); a.Status != http.StatusConflict && a.Status != http.StatusUnprocessableEntity {
		t.Errorf("the same key with other content: %d", a.Status)
	}
	if all, err := n.store.Users(t.Context(), specimen.Division, "C-1"); err != nil || len(all) != 2 {
		t.Errorf("%+v %v", all, err)
	}
	for _, path := range []string{at, "/soil/map", features.Prefix + "/collections/plots/items/C-1"} {
		if strings.Contains(n.Get(public, path).Body, coop) {
			t.Errorf("the public reads on %s who works the plot", path)
		}
	}
	// A file with the column enters it for plots that are there, once.
	file := collection(drawn("D-1", "集体", 120.1, 120.101, `,"起始日期":"2020-01-01"`))
	n.confirm(keeper, n.upload(keeper, "/work/soil/plots", "a.geojson", file, nil))
	file = collection(drawn("D-1", "集体", 120.1, 120.101, `,"起始日期":"2020-01-01","经营主体代码":"`+coop+`","经营起始":"2025-01-01"`))
	plan := n.upload(keeper, "/work/soil/plots", "a.geojson", file, nil)
	n.says(plan, "另外登记1块已有的地由谁在种", "1块地已经录入过、内容相同")
	if a := n.confirm(keeper, plan); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/soil/plots/D-1" {
		t.Fatalf("%d %.600s", a.Status, a.Text())
	}
	if got, err := n.store.UserOn(t.Context(), specimen.Division, "D-1", specimenDay); err != nil || got != coop {
		t.Errorf("%q %v", got, err)
	}
	if a := n.upload(keeper, "/work/soil/plots", "a.geojson", file, nil); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text(), "没有要录入的") {
		t.Errorf("the same file twice: %d %.600s", a.Status, a.Text())
	}
}

// specimenDay is the day of the hall's clock.
var specimenDay = soiltest.Today - 30

// TestOverlapWarns: plots that overlap are named in the plan with how much, and may be entered.
func TestOverlapWarns(t *testing.T) {
	n := open(t)
	n.record(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{soiltest.Plot("P-1", 120, 30)}})
	plan := n.upload(keeper, "/work/soil/plots", "a.geojson", collection(drawn("P-2", "集体", 120.0005, 120.0015, "")), nil)
	n.says(plan, "有地块重叠", "“P-2”和“P-1”重叠", "占较小那块的50.0%", "确实如此的也可以录入")
	if a := n.confirm(keeper, plan); a.Status != http.StatusSeeOther {
		t.Errorf("refused: %d %.600s", a.Status, a.Text())
	}
	if a := n.upload(keeper, "/work/soil/plots", "a.geojson", collection(drawn("P-3", "集体", 120.1, 120.101, "")), nil); strings.Contains(a.Text(), "重叠") {
		t.Error("a plot apart overlaps")
	}
}

// TestVillages: the list of villages comes in by a workbook, plan first; plots of a village that it
// has not are warned of, and stand in the table of villages as soon as it has.
func TestVillages(t *testing.T) {
	n := open(t)
	plan := n.upload(keeper, "/work/soil/plots", "a.geojson", collection(drawn("P-1", "集体", 120.1, 120.101, "")), nil)
	n.says(plan, "村名册里没有这些村", "330599001001")
	n.confirm(keeper, plan)
	book := func(rows ...[]any) []byte {
		var b bytes.Buffer
		if err := workbook.Write(&b, []workbook.Sheet{{Name: "村", Rows: append([][]any{{"村代码", "村名", "经度", "纬度"}}, rows...)}}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	one := []any{"330599001001", "示例一村", "120.1", "30.1"}
	plan = n.upload(keeper, "/work/soil/villages", "村.xlsx", book(one), nil)
	n.says(plan, "新录入或者改动的村", "示例一村", "120.1，30.1")
	if a := n.confirm(keeper, plan); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", a.Status, a.Text())
	}
	n.says(n.Get(public, "/soil"), "示例一村 1")
	for name, c := range map[string]struct {
		body []byte
		says string
	}{
		"the same again": {book(one), "没有要录入的"},
		"a short code":   {book([]any{"3305990010", "示例一村"}), "村代码须是12位数字"},
		"no name":        {book([]any{"330599001002", ""}), "请填写村名"},
		"half a place":   {book([]any{"330599001002", "二村", "120"}), "两个都填或都不填"},
		"turned round":   {book([]any{"330599001002", "二村", "30.1", "120.1"}), "经度在前"},
		"twice":          {book(one, one), "村代码与第2行相同"},
		"empty":          {book(), "表里没有村"},
		"another sheet":  {report(t, "TR-1"), "读不了这个表格"},
	} {
		if a := n.upload(keeper, "/work/soil/villages", "村.xlsx", c.body, nil); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text(), c.says) {
			t.Errorf("%s: %d %.900s", name, a.Status, a.Text())
		}
	}
	if a := n.Get(keeper, "/work/soil/villages.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
		t.Error(a.Status)
	}
}

package foodchain

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/soil/soilstore"
)

// lotOf is the key of the newest lot of a product of the demonstration.
func (b *bed) lotOf(product string) string {
	b.Helper()
	var key string
	if err := b.DB.QueryRow(context.Background(), `select l.key from food_lot l join food_product p on l.key like 'https://id.gs1.org/01/' || p.gtin || '/10/%' where p.name = ? order by l.event desc limit 1`, product).Scan(&key); err != nil {
		b.Fatal(err)
	}
	return key
}

// plotOf is the key of the plot that has a code in the soil archive.
func (b *bed) plotOf(parcel string) string {
	b.Helper()
	var key string
	if err := b.DB.QueryRow(context.Background(), `select key from food_place where parcel = ?`, parcel).Scan(&key); err != nil {
		b.Fatal(err)
	}
	return key
}

// A seeded lot's page says product, dates, where it went and from which plot with the class of the
// year in which it was picked; a household's plot is told to the village; what is not known is listed.
func TestScanPageOfASeededLot(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		b.grow()
		boxes := b.lotOf("杨梅混装")
		page := b.scan(boxes)
		b.says(page, "杨梅混装", "采收", "2块地", "2026年2月27日", "西湾十二亩", "杨梅湾村（虚构）", "优先保护类", "2025年", "硒0.36", "双溪鲜果包装厂（虚构）", "南片果品批发部（虚构）", "农户没有同意公开", "杨梅湾村（虚构）的一块地",
			"没有登记检测报告", "没有合格证，也没有合格的检测报告", "not:东坡", "not:老钟", "not:"+demo.SlopePlot, "not:安全利用类")
		if !strings.Contains(page.Body, "<circle") || len(page.Body) > 30_000 {
			t.Errorf("no map, or %d bytes", len(page.Body))
		}
		b.says(b.scan(b.lotOf("东魁杨梅")), "农户，虚构的杨梅湾村", "not:老钟", "not:东坡", "not:0500-5")
	})
}

// The class is that of the year of the harvest: an old fruit of the same plot was grown on ground of
// another class.
func TestOldFruitHasTheClassOfItsYear(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	people := newPeople(b.host, nil, nil, nil)
	l := land{known{people}, soilstore.New(b.DB)}
	key := b.plotOf(demo.CoopPlot)
	day := b.host.Calendar().DayOf(b.Clock.Now())
	for ago, want := range map[int]scan.SoilClass{5 * 365: scan.SafeUse, 30: scan.Protected, 8 * 365: scan.Unclassed} {
		got, err := l.Plot(t.Context(), key, day-calendar.Day(ago))
		if err != nil || got.Class != want || !got.Known || (want == scan.SafeUse) != (got.Measures.ZH != "") {
			t.Errorf("%d days ago: %+v %v", ago, got, err)
		}
		if got.X <= 0 || got.X >= 1 || got.Y <= 0 || got.Y >= 1 {
			t.Errorf("off the map: %v %v", got.X, got.Y)
		}
	}
	closed, err := l.Plot(t.Context(), b.plotOf(demo.SlopePlot), day)
	if err != nil || !closed.Withheld || closed.Known || closed.Class != "" || closed.Area != 0 || closed.Name.ZH != "" || closed.Village.ZH == "" {
		t.Errorf("a closed plot: %+v %v", closed, err)
	}
	if none, err := l.Plot(t.Context(), "https://id.gs1.org/414/9529999000002/254/P9", day); err != nil || none.Known || none.Withheld {
		t.Errorf("a plot that nobody registered: %+v %v", none, err)
	}
}

// Papers of a lot are the certificates that name it, with the address where each is verified; a
// revoked one is told.
func TestPapersOfALot(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	lot := b.lotOf("杨梅混装")
	day := b.host.Calendar().DayOf(b.Clock.Now())
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	kind, _ := types.Find("test-certificate")
	c, err := kind.Issue(ecert.Draft{Division: specimen.Division, Holder: ecert.Holder{Name: "双溪鲜果包装厂（虚构）", ID: "91339900MADM000001"}, Issuer: ecert.Issuer{Name: lang.T("检测中心（虚构）", "Laboratory"), USCC: "11339900DEMA000056"},
		Values: map[string]string{"sample": "杨梅", "lot": lot, "method": "速测", "result": "合格", "laboratory": "检测中心"}, Serial: "1", Salt: ecert.Random{7}, IssuedOn: day, ValidFrom: day, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	b.certs.list[c.ID] = c
	if _, err := b.Writer.Write(t.Context(), sqldb.Unit{Division: specimen.Division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into food_certificate (division, lot, id, business, issued) values (?, ?, ?, ?, ?), (?, ?, 'lost', '', 0)`, specimen.Division, lot, c.ID, "", int(day), specimen.Division, lot)
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	b.says(b.scan(lot), "委托检测报告", c.ID, "签名核对无误", "查验", "not:没有合格证，也没有合格的检测报告")
	c.Status, c.StatusDay = ecert.Revoked, day
	b.certs.list[c.ID] = c
	b.says(b.scan(lot), "已作废", "已经作废")
	b.Site.Certificates = nil
	b.says(b.scan(lot), "暂时查不到")
}

// The regulator takes a finding back with a reason; nobody else can, and the page of the code says
// what stands now.
func TestFindingIsTakenBack(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	if err := b.Change(t.Context(), access.Actor{}, []org.Change{{Kind: org.UnitChanged, Unit: &org.Unit{ID: "market-regulation", Division: specimen.Division, Name: lang.T("市场监管局", "Market regulation"), Level: "4", Kind: org.StatutoryBody}}}); err != nil {
		t.Fatal(err)
	}
	b.grow()
	lot := b.lotOf("杨梅混装")
	hour := b.Clock.Now().Unix() / 3600
	if _, err := b.Writer.Write(t.Context(), sqldb.Unit{Division: specimen.Division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into food_scan_sum (key, n, first_hour, last_hour, town, rule, found, held) values (?, 900, ?, ?, '', 'more_than_pieces', ?, ?)`, lot, hour-1, hour-1, hour-1, hour-1)
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	b.says(b.scan(lot), "可能有人多印了码")
	inspector := access.Actor{ID: "shi", Name: "食示例", Role: access.CaseOfficer, Division: specimen.Division, Unit: "market-regulation"}
	at := "/food/copies?code=" + url.QueryEscape(scan.PathOf(lot))
	b.says(b.Get(agronomist, at), "现在的线索", "not:撤掉这条线索")
	form := url.Values{"code": {scan.PathOf(lot)}, "why": {"on_display"}, "words": {"到店看过，摆在展台上。"}}
	if a := b.Post(agronomist, "/food/copies/clear", form); a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
		t.Errorf("another unit takes it back: %d", a.Status)
	}
	b.says(b.Get(inspector, at), "撤掉这条线索")
	if a := b.Post(inspector, "/food/copies/clear", url.Values{"code": {scan.PathOf(lot)}, "why": {"x"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "请写明怎么查的") {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := b.Post(inspector, "/food/copies/clear", form); a.Status != http.StatusSeeOther && a.Status != http.StatusOK {
		t.Fatalf("%d\n%s", a.Status, a.Text())
	}
	b.says(b.scan(lot), "不算翻印", "摆在货架或展台上", "not:可能有人多印了码", "not:到店看过")
	if a := b.Post(inspector, "/food/copies/clear", form); a.Status != http.StatusConflict {
		t.Errorf("twice: %d", a.Status)
	}
	if differs, err := b.parts.Check(t.Context(), specimen.Division); err != nil || len(differs) > 0 {
		t.Errorf("%v %v", differs, err)
	}
}

// A plot whose registered code the archive does not have is told so, and never taken for another.
func TestUnknownParcelCode(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	key := b.plotOf(demo.CoopPlot)
	if _, err := b.Writer.Write(t.Context(), sqldb.Unit{Division: specimen.Division, Run: func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`update food_place set parcel = 'NO-SUCH-PLOT' where key = ?`, key)
		return err
	}}); err != nil {
		t.Fatal(err)
	}
	l := land{known{newPeople(b.host, nil, nil, nil)}, soilstore.New(b.DB)}
	got, err := l.Plot(t.Context(), key, b.host.Calendar().DayOf(b.Clock.Now()))
	if err != nil || !got.Unmatched || got.Known || got.Class != "" {
		t.Errorf("%+v %v", got, err)
	}
	b.says(b.scan(b.lotOf("杨梅混装")), "登记的地块编码在土壤档案里查不到")
}

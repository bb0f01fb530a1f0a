package publiclist_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	. "banjie/internal/registers/publiclist"
)

var (
	today = calendar.Date(2026, time.March, 2)
	admin = access.Actor{ID: "a", Role: access.Administrator, Division: "330599"}
)

type units map[string]string

func (u units) Find(s string) (string, bool) {
	if id, ok := u[s]; ok {
		return id, true
	}
	for _, id := range u {
		if id == s {
			return id, true
		}
	}
	return "", false
}

var county = units{"市场监督管理局": "market", "消防救援大队": "fire"}

// entriesOf draws entries of a list; codes come from a small set so that versions meet.
func entriesOf(t *rapid.T, label string, k Kind) []Entry {
	var all []Entry
	for i := range rapid.IntRange(0, 12).Draw(t, label) {
		if !rapid.Bool().Draw(t, "there") {
			continue
		}
		e := Entry{Code: fmt.Sprintf("E-%02d", i), Name: rapid.SampledFrom([]string{"食品经营许可", "a<b>&c", "名称 空格"}).Draw(t, "name"), Unit: rapid.SampledFrom([]string{"market", "fire"}).Draw(t, "unit"),
			Type: rapid.SampledFrom([]string{"01", "02", "10"}).Draw(t, "type"), Text: rapid.SampledFrom([]string{"", "内容，带逗号", "带\"引号\""}).Draw(t, "text"), Basis: rapid.SampledFrom([]string{"", "示例法第1条"}).Draw(t, "basis")}
		if k == Funds {
			e.Type, e.Amount = "示例", rapid.Int64Range(0, 1e12).Draw(t, "amount")
		}
		all = append(all, e)
	}
	return all
}

// The difference of two versions applied to the first gives the second, and only to the first.
func TestDiffApplied(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(Kinds).Draw(rt, "kind")
		a, b := entriesOf(rt, "a", k), entriesOf(rt, "b", k)
		changes := Diff(a, b)
		got, err := Apply(a, changes)
		if err != nil || !slices.Equal(got, b) {
			rt.Fatalf("%v: %v, want %v", err, got, b)
		}
		back, err := Apply(b, Diff(b, a))
		if err != nil || !slices.Equal(back, a) {
			rt.Fatalf("back: %v", err)
		}
		if (len(changes) == 0) != slices.Equal(a, b) {
			rt.Fatal("no change between different lists")
		}
		if len(changes) > 0 {
			if _, err := Apply(b, changes); fault.KindOf(err) != fault.Conflict {
				rt.Fatalf("applied to the wrong version: %v", err)
			}
		}
		p := PlanNext(k, Version{Kind: k, Version: 4, Entries: a}, slices.Clone(b), 0, today, true)
		if p.Added+p.Removed+p.Changed != len(changes) || len(a)+p.Added-p.Removed != len(b) {
			rt.Fatalf("%+v", p)
		}
	})
}

// An outsider computes the hash from the export, and reads the same version from it.
func TestHashFromTheExport(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(Kinds).Draw(rt, "kind")
		v := Version{Kind: k, Version: rapid.IntRange(1, 50).Draw(rt, "version"), Effective: today, Illustrative: rapid.Bool().Draw(rt, "made up"), Entries: entriesOf(rt, "entries", k)}
		sum := sha256.Sum256(v.Bytes())
		var back Version
		if err := json.Unmarshal(v.Bytes(), &back); err != nil || hex.EncodeToString(sum[:]) != v.Hash() || back.Hash() != v.Hash() {
			rt.Fatalf("%v\n%s", err, v.Bytes())
		}
		if n := bytes.Count(v.Bytes(), []byte("\n")); n != len(v.Entries)+2 {
			rt.Fatalf("%d lines for %d entries", n, len(v.Entries))
		}
	})
}

// What is exported is read again as it was, by both formats; so an export publishes nothing new.
func TestFilesRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(Kinds).Draw(rt, "kind")
		v := Version{Kind: k, Version: 1, Entries: entriesOf(rt, "entries", k)}
		if len(v.Entries) == 0 {
			return
		}
		if k != Powers && k != Funds {
			for i := range v.Entries {
				v.Entries[i].Type = "示例"
			}
		}
		for name, write := range map[string]func(*bytes.Buffer) error{"a.csv": func(b *bytes.Buffer) error { return v.WriteCSV(b) }, "a.xlsx": func(b *bytes.Buffer) error { return v.WriteXLSX(b) }} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				rt.Fatal(err)
			}
			got, err := Read(k, name, b.Bytes(), county)
			if err != nil || !slices.Equal(got, v.Entries) {
				rt.Fatalf("%s: %v\n%v\n%v", name, err, got, v.Entries)
			}
		}
	})
}

func TestRead(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("编码,名称,单位,类别\nA-1,食品经营许可,市场监督管理局,行政许可\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(Powers, "x.CSV", []byte(gb), county)
	if err != nil || len(got) != 1 || got[0] != (Entry{Code: "A-1", Name: "食品经营许可", Unit: "market", Type: "01"}) {
		t.Fatalf("%+v %v", got, err)
	}
	for name, c := range map[string]struct{ file, want string }{
		"no header":       {"a,b\n1,2\n", "第一行要有"},
		"nothing in it":   {"编码,名称,单位\n", "一条也没有"},
		"unknown unit":    {"code,name,unit,type\n1,x,财神庙,01\n", "没有“财神庙”这个单位"},
		"twice":           {"code,name,unit,type\n1,x,fire,01\n1,y,fire,01\n", "和第2行的编码相同"},
		"wrong type":      {"code,name,unit,type\n1,x,fire,行政恩惠\n", "十类之一"},
		"address in code": {"code,name,unit,type\na/b,x,fire,01\n", "不能有空格"},
		"amount of power": {"code,name,unit,type,金额(元)\n1,x,fire,01,5\n", "只用于专项资金"},
		"open quotation":  {"code,name,unit\n\"1,x,fire\n", "引号"},
		"no name":         {"code,name,unit,type\n1,,fire,01\n", "没有名称"},
	} {
		_, err := Read(Powers, "x.csv", []byte(c.file), county)
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all := f.Message.ZH
		for _, x := range f.Fields {
			all += x.Path + x.Message.ZH
		}
		if !strings.Contains(all, c.want) {
			t.Errorf("%s: %s", name, all)
		}
	}
	if _, err := Read(Powers, "x.doc", nil, county); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := Read(Powers, "x.xlsx", []byte("PK"), county); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("编码,名称,单位\nA-1,x,fire\n", "powers")
	f.Add("code,name,unit,amount_yuan\n1,x,fire,1,200.50\n", "funds")
	f.Fuzz(func(t *testing.T, data, kind string) {
		k, err := ParseKind(kind)
		if err != nil {
			return
		}
		entries, err := Read(k, "x.csv", []byte(data), county)
		if err != nil {
			return
		}
		v := Version{Kind: k, Version: 1, Entries: entries}
		var b bytes.Buffer
		if err := v.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		if again, err := Read(k, "x.csv", b.Bytes(), county); err != nil || !slices.Equal(again, entries) {
			t.Fatalf("%v\n%v\n%v", err, entries, again)
		}
	})
}

// Publishing: only the administrator, with a reason, something new, as the dry run showed.
func TestPublish(t *testing.T) {
	entries := []Entry{{Code: "1", Name: "x", Unit: "fire", Type: "01"}, {Code: "2", Name: "y", Unit: "fire", Type: "02"}}
	p := PlanNext(Powers, Version{Kind: Powers}, slices.Clone(entries), 0, today, false)
	f, err := p.Publish(admin, "首次公布")
	if err != nil || f.Version != 1 || f.Hash != p.Next.Hash() || f.Approvals != 1 || f.Effective != today {
		t.Fatalf("%+v %v", f, err)
	}
	for _, role := range access.Roles {
		_, err := p.Publish(access.Actor{Role: role, Division: "330599", Unit: "fire"}, "x")
		if allowed := role == access.Administrator || role == access.System; allowed != (err == nil) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, err := p.Publish(admin, " "); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	same := PlanNext(Powers, p.Next, slices.Clone(entries), 0, today, false)
	if _, err := same.Publish(admin, "x"); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	other := PlanNext(Powers, p.Next, entries[:1], 0, today, false)
	if p.Confirm(other.Hash) == nil || other.Confirm(other.Hash) != nil || same.Hash == p.Hash {
		t.Error("a plan confirmed by another's hash")
	}
}

// The check meets the catalogue by implementing or base code; public services need no power.
func TestCheck(t *testing.T) {
	powers := []Entry{{Code: "IMPL-1", Type: "01"}, {Code: "BASE-2", Type: "07"}, {Code: "LONE", Type: "01"}, {Code: "FINE", Type: "02"}}
	g := Check(powers, []Ref{{Code: "IMPL-1", Base: "B", Power: true}, {Code: "I2", Base: "BASE-2", Power: true}, {Code: "I3", Base: "B3", Power: true}, {Code: "I4", Base: "B4"}})
	if len(g.Unlisted) != 1 || g.Unlisted[0].Code != "I3" || len(g.NoGuide) != 1 || g.NoGuide[0].Code != "LONE" || g.Matched != 2 {
		t.Errorf("%+v", g)
	}
}

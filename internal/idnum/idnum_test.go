package idnum

import (
	"errors"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/fault"
)

// today is the reference day of these tests.
var today = day("20260701")

func day(s string) calendar.Day {
	d, ok := dayIn(s)
	if !ok {
		panic(s)
	}
	return d
}

// TestCheck is the table of rules: what is right in which form, what is wrong for which reason and where.
func TestCheck(t *testing.T) {
	impl := "11370800MB285591843370117002011"
	tests := []struct {
		name   string
		kind   Kind
		value  string
		want   string // canonical form, "" where refused
		reason Reason
		pos    int
	}{
		{"credit code", KindUSCC, "91350100M000100Y43", "91350100M000100Y43", "", 0},
		{"spaces, hyphens, small letters", KindUSCC, " 9135 0100-m000100y43\n", "91350100M000100Y43", "", 0},
		{"full-width", KindUSCC, "91350100M000100Y43", "91350100M000100Y43", "", 0},
		{"nothing", KindUSCC, "  ", "", ReasonLength, 0},
		{"one short", KindUSCC, "91350100M000100Y4", "", ReasonLength, 0},
		{"letter O", KindUSCC, "91350100M000100O43", "", ReasonCharacter, 16},
		{"letter in the division", KindUSCC, "9135A100M000100Y43", "", ReasonCharacter, 5},
		{"swapped", KindUSCC, "91350100M000100Y34", "", ReasonChecksum, 18},

		{"organisation code printed", KindOrg, "D2143569-X", "D2143569X", "", 0},
		{"organisation code bare", KindOrg, "m000100y4", "M000100Y4", "", 0},
		{"organisation code wrong", KindOrg, "D21435691", "", ReasonChecksum, 9},
		{"organisation code last letter", KindOrg, "D2143569A", "", ReasonCharacter, 9},

		{"standard's example", KindResident, "11010519491231002X", "11010519491231002X", "", 0},
		{"small x", KindResident, "11010519491231002x", "11010519491231002X", "", 0},
		{"roman ten", KindResident, "11010519491231002ⅹ", "11010519491231002X", "", 0},
		{"fifteen digits", KindResident, "110105491231002", "11010519491231002X", "", 0},
		{"X inside", KindResident, "1101051949123100X2", "", ReasonCharacter, 17},
		{"Chinese digit", KindResident, "11010519491231002一", "", ReasonCharacter, 18},
		{"no such province", KindResident, made("38110519491231002"), "", ReasonArea, 1},
		{"abolished county", KindResident, made("33010319491231002"), made("33010319491231002"), "", 0},
		{"unknown county", KindResident, made("33019919491231002"), made("33019919491231002"), "", 0},
		{"29 February 1900", KindResident, made("33010219000229002"), "", ReasonDate, 7},
		{"born tomorrow", KindResident, made("33010220260702002"), "", ReasonDate, 7},
		{"born today", KindResident, made("33010220260701002"), made("33010220260701002"), "", 0},
		{"fifteen digits, no such day", KindResident, "110105490231002", "", ReasonDate, 7},
		{"fifteen digits, letter", KindResident, "11010549023100X", "", ReasonCharacter, 15},

		{"e-passport", KindPassport, "EA1234567", "EA1234567", "", 0},
		{"old booklet", KindPassport, "P.1234567", "P1234567", "", 0},
		{"foreign", KindPassport, "l8988901c", "L8988901C", "", 0},
		{"letters alone", KindPassport, "ABCDEFGH", "", ReasonCharacter, 8},
		{"too long", KindPassport, "E1234567890", "", ReasonLength, 0},
		{"hash", KindPassport, "E1234#678", "", ReasonCharacter, 6},

		{"permanent residence 2023", KindPermit, "932682198501010017", "932682198501010017", "", 0},
		{"permanent residence 2023 wrong", KindPermit, "932682198501010018", "", ReasonChecksum, 18},
		{"permanent residence 2023 province", KindPermit, made("99968219850101001"), "", ReasonArea, 2},
		{"permanent residence 2023 date", KindPermit, made("93268219851301001"), "", ReasonDate, 7},
		{"permanent residence old", KindPermit, "KAZ110090123105", "KAZ110090123105", "", 0},
		{"permanent residence old wrong", KindPermit, "KAZ110090123106", "", ReasonChecksum, 15},
		{"permanent residence old, country begins with H", KindPermit, old("HUN11009012310"), old("HUN11009012310"), "", 0},
		{"permanent residence old province", KindPermit, old("KAZ99009012310"), "", ReasonArea, 4},
		{"permanent residence old date", KindPermit, old("KAZ11009013310"), "", ReasonDate, 8},
		{"residence permit Hong Kong", KindPermit, "810000199408230021", "810000199408230021", "", 0},
		{"residence permit Taiwan", KindPermit, "830000199201300022", "830000199201300022", "", 0},
		{"residence permit elsewhere", KindPermit, "11010519491231002X", "", ReasonArea, 1},
		{"home return card", KindPermit, "H12345678", "H12345678", "", 0},
		{"home return with renewals", KindPermit, "m1234567801", "M1234567801", "", 0},
		{"home return short", KindPermit, "H1234567", "", ReasonLength, 0},
		{"home return letter", KindPermit, "H1234S678", "", ReasonCharacter, 6},
		{"Taiwan card", KindPermit, "12345678", "12345678", "", 0},
		{"Taiwan old", KindPermit, "1234567890(B)", "1234567890B", "", 0},
		{"Taiwan old ten", KindPermit, "1234567890", "1234567890", "", 0},
		{"Taiwan wrong", KindPermit, "12345678901", "", ReasonCharacter, 11},
		{"no document", KindPermit, "123", "", ReasonLength, 0},

		{"certificate", KindECert, "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U", "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U", "", 0},
		{"certificate without root", KindECert, "11100000MB03271699022.11330105002500287C.1.001.0", "", ReasonChecksum, 48},
		{"certificate short type", KindECert, "1.2.156.3005.2.1110000000001333W011.11430000006122244L.20230000403.001.U", "", ReasonLength, 0},
		{"certificate with five parts", KindECert, "1.2.156.3005.2.11100000000013338W011.11430000006122244L.001.U", "", ReasonLength, 0},
		{"certificate version", KindECert, "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.00A.U", "", ReasonCharacter, 0},
		{"certificate version zero", KindECert, "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.000.U", "", ReasonCharacter, 0},

		{"county", KindDivision, "330113", "330113", "", 0},
		{"province by two digits", KindDivision, "33", "330000", "", 0},
		{"city by four digits", KindDivision, "3301", "330100", "", 0},
		{"street", KindDivision, "330102001", "330102001", "", 0},
		{"village", KindDivision, "330102001005", "330102001005", "", 0},
		{"county as twelve", KindDivision, "330102000000", "330102000000", "", 0},
		{"county we do not know", KindDivision, "510104", "510104", "", 0},
		{"abolished", KindDivision, "330103", "", ReasonDate, 1},
		{"street of an abolished county", KindDivision, "330104001", "", ReasonDate, 1},
		{"no province", KindDivision, "990000", "", ReasonArea, 1},
		{"village without a street", KindDivision, "330102000005", "", ReasonArea, 7},
		{"county without a city", KindDivision, "330002", "", ReasonArea, 3},
		{"seven digits", KindDivision, "3301020", "", ReasonLength, 0},
		{"letter", KindDivision, "33O102", "", ReasonCharacter, 3},

		{"base code", KindItem, "370117002011", "370117002011", "", 0},
		{"national base code", KindItem, "000117002011", "000117002011", "", 0},
		{"old base code", KindItem, "0117002011", "0117002011", "", 0},
		{"implementing code", KindItem, impl, impl, "", 0},
		{"implementing code with extended type", KindItem, "12441500196720244T3442199806003", "12441500196720244T3442199806003", "", 0},
		{"handling code", KindItem, impl + "01", impl + "01", "", 0},
		{"base code province", KindItem, "990117002011", "", ReasonArea, 1},
		{"implementing code level", KindItem, "11370800MB285591848370117002011", "", ReasonCharacter, 19},
		{"implementing code credit code", KindItem, "11370800MB285591943370117002011", "", ReasonChecksum, 18},
		{"implementing code province", KindItem, "11370800MB285591843990117002011", "", ReasonArea, 20},
		{"item of eleven", KindItem, "37011700201", "", ReasonLength, 0},

		{"case", KindCase, "12441500196720244T3442199806003202206230068", "12441500196720244T3442199806003202206230068", "", 0},
		{"case with a long serial", KindCase, impl + "2024062312345", impl + "2024062312345", "", 0},
		{"case short serial", KindCase, impl + "20240623123", "", ReasonLength, 0},
		{"case no such day", KindCase, impl + "202402300001", "", ReasonDate, 32},
		{"case of tomorrow", KindCase, impl + "202607020001", "", ReasonDate, 32},
		{"case letter", KindCase, impl + "20240623000A", "", ReasonCharacter, 43},
	}
	for _, tt := range tests {
		t.Run(string(tt.kind)+"/"+tt.name, func(t *testing.T) {
			id, err := Check(tt.kind, tt.value, today)
			if tt.reason == "" {
				if err != nil || id.String() != tt.want {
					t.Fatalf("got %v, %v; want %s", id, err, tt.want)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, %v; want reason %s", id, err, tt.reason)
			}
			if e.Reason != tt.reason || e.Position != tt.pos {
				t.Errorf("got %s at %d (%v), want %s at %d", e.Reason, e.Position, err, tt.reason, tt.pos)
			}
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.ZH == "" || f.Remedy.EN == "" {
				t.Errorf("the error has no complete fault: %+v", f)
			}
			if v, _ := Normalize(tt.value); len(v) > 12 && (strings.Contains(f.Message.ZH, v) || strings.Contains(err.Error(), v)) {
				t.Error("the error repeats the number")
			}
		})
	}
}

// made adds the check character of MOD 11-2 to 17 digits, whatever they say.
func made(s string) string { return s + string(mod11x2(s)) }

func old(s string) string { return s + string(mod10x731(s)) }

func TestParts(t *testing.T) {
	tests := []struct {
		kind  Kind
		value string
		want  Parts
	}{
		{KindUSCC, "91350100M000100Y43", Parts{"authority": "9", "class": "1", "division": "350100", "organisation": "M000100Y4", "organisation_check_ok": true, "class_name": "企业"}},
		{KindResident, "440524188001010014", Parts{"division": "440524", "birth": "1880-01-01", "sex": "male"}},
		{KindResident, "11010519491231002X", Parts{"sex": "female", "order": "002", "check": "X"}},
		{KindResident, made("33010319491231002"), Parts{"division_name": "下城区"}},
		{KindPermit, "932682198501010017", Parts{"document": "permanent_residence", "province": "320000", "nationality": "682", "birth": "1985-01-01", "sex": "male"}},
		{KindPermit, "KAZ110090123105", Parts{"nationality": "KAZ", "place": "110000", "birth": "1990-12-31", "form": "old"}},
		{KindPermit, "810000199408230021", Parts{"document": "residence_permit", "place": "hong_kong", "sex": "female"}},
		{KindPermit, "H1234567801", Parts{"place": "hong_kong", "number": "12345678", "renewals": "01"}},
		{KindPassport, "EA1234567", Parts{"form": "ordinary"}},
		{KindPassport, "EI1234567", Parts{"form": "other"}},
		{KindPassport, "SE1234567", Parts{"form": "service"}},
		{KindDivision, "330102001005", Parts{"level": "village", "county": "330102", "township": "001", "village": "005", "township_kind": "subdistrict", "name": "上城区"}},
		{KindDivision, "330383", Parts{"name": "龙港市", "used_from": "2019", "province_name": "浙江省", "prefecture": "330300"}},
		{KindItem, "11370800MB285591843370117002011", Parts{"code": "implementing", "uscc": "11370800MB28559184", "level": "3", "base": "370117002011", "type": "01", "type_name": "行政许可", "main": "17002", "sub": "011"}},
		{KindCase, "12441500196720244T3442199806003202206230068", Parts{"date": "2022-06-23", "serial": "0068", "level": "3"}},
		{KindECert, "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9", Parts{"issuer": "340100", "issuer_check_ok": false, "type_check_ok": true}},
		{KindECert, "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0", Parts{"version": "002", "check": "0", "serial": "2025052201", "issuer_check_ok": true}},
	}
	for _, tt := range tests {
		id, err := Check(tt.kind, tt.value, today)
		if err != nil {
			t.Errorf("%s %s: %v", tt.kind, tt.value, err)
			continue
		}
		got := id.Parts(today)
		for name, want := range tt.want {
			if got[name] != want {
				t.Errorf("%s %s: %s is %v, want %v", tt.kind, tt.value, name, got[name], want)
			}
		}
	}
}

// TestOrganisationInsideIsAWarning: a wrong inner check digit is said, not refused.
func TestOrganisationInsideIsAWarning(t *testing.T) {
	c, err := MakeUSCC("91350100M000100Y5")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = ParseUSCC(string(c)); err != nil || c.OrganisationOK() || len(c.Warnings()) != 1 {
		t.Errorf("%s: %v, organisation ok %v, %d warnings", c, err, c.OrganisationOK(), len(c.Warnings()))
	}
}

func TestChecksumHintNamesTheDate(t *testing.T) {
	_, err := ParseResident("110105194913310024", today)
	f, _ := fault.As(err)
	if f == nil || !strings.Contains(f.Remedy.ZH, "第7至14位") {
		t.Errorf("no hint at the date: %+v", f)
	}
}

func TestDivisionInTime(t *testing.T) {
	tests := []struct {
		code, on string
		name     string // "" where not in use
	}{
		{"330103", "20210408", "下城区"},
		{"330103", "20210409", ""},
		{"330113", "20210408", ""},
		{"330113", "20210409", "临平区"},
		{"330383", "20181231", ""},
		{"330383", "20190101", "龙港市"}, // only the year was read
		{"330402", "19990101", "秀城区"},
		{"330402", "20240101", "南湖区"},
		{"330502", "19950101", ""}, // between 城区 and 吴兴区
		{"331021", "20171231", "玉环县"},
		{"331021", "20180101", ""},
		{"330102", "19490101", "上城区"},
	}
	for _, tt := range tests {
		d, err := ParseDivision(tt.code, day(tt.on))
		if (err == nil) != (tt.name != "") {
			t.Errorf("%s on %s: %v", tt.code, tt.on, err)
		} else if err == nil && d.Parts(day(tt.on))["name"] != tt.name {
			t.Errorf("%s on %s is %v, want %s", tt.code, tt.on, d.Parts(day(tt.on))["name"], tt.name)
		}
	}
	_, err := ParseDivision("330103", today)
	if f, _ := fault.As(err); f == nil || !strings.Contains(f.Remedy.ZH, "330105") {
		t.Errorf("the remedy does not name the successor: %+v", f)
	}
	if !Division("330102001").Within("330100") || Division("330102").Within("330200") || !Division("330102").Within("330102") {
		t.Error("Within is wrong")
	}
}

// TestDivisionTable: every row can be read, successors exist, rows of one code follow one another.
func TestDivisionTable(t *testing.T) {
	seen := map[string]divisionRow{}
	inUse := 0
	for _, r := range zhejiangRows {
		if r.until != 0 && r.from != 0 && r.from.start() >= r.until.end() {
			t.Errorf("%s %s: ends before it starts", r.code, r.name)
		}
		if last, ok := seen[r.code]; ok && (last.until == 0 || last.until.start() > r.from.start()) {
			t.Errorf("%s: %s overlaps %s", r.code, r.name, last.name)
		}
		for now := range strings.SplitSeq(r.now, "、") {
			if now != "" && (len(divisionRows[now]) == 0 || r.until == 0) {
				t.Errorf("%s %s: successor %s", r.code, r.name, now)
			}
		}
		if r.inUse(today) && r.code[4:] != "00" {
			inUse++
		}
		seen[r.code] = r
	}
	if inUse != 90 {
		t.Errorf("%d counties in use, want 90", inUse)
	}
	if len(provinceNames) != 34 {
		t.Errorf("%d provinces, want 34", len(provinceNames))
	}
}

func TestMaking(t *testing.T) {
	if c, err := MakeUSCC("91330102MA2B00019"); err != nil || c != "91330102MA2B00019Y" || !c.OrganisationOK() {
		t.Errorf("MakeUSCC: %s, %v", c, err)
	}
	if o, err := MakeOrganisation("D2143569"); err != nil || o.Hyphenated() != "D2143569-X" {
		t.Errorf("MakeOrganisation: %s, %v", o, err)
	}
	if r, err := MakeResident("11010519491231002"); err != nil || r != "11010519491231002X" || r.Birth() != day("19491231") || r.Sex() != Female {
		t.Errorf("MakeResident: %s, %v", r, err)
	}
	if n, err := CaseNumber("11370800MB285591843370117002011", day("20240623"), 7); err != nil || n != "11370800MB285591843370117002011202406230007" {
		t.Errorf("CaseNumber: %s, %v", n, err)
	}
	if n, err := CaseNumber("11370800MB285591843370117002011", day("20240623"), 12345); err != nil || n.Serial() != "12345" {
		t.Errorf("CaseNumber: %s, %v", n, err)
	}
	e := ECert{Type: "11100000000013338W009", Issuer: "11330105002500287C", Serial: "2025052201", Version: 2}
	if want := "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0"; e.String() != want {
		t.Errorf("ECert: %s, want %s", e, want)
	}
	if c, err := ECertCheck(e.Type, e.Issuer, e.Serial, e.Version); err != nil || c != '0' {
		t.Errorf("ECertCheck: %c, %v", c, err)
	}
	for name, err := range map[string]error{
		"credit code of 16":      second(MakeUSCC("91330102MA2B0001")),
		"credit code with I":     second(MakeUSCC("91330102MA2B0001I")),
		"resident without a day": second(MakeResident("33010219900230001")),
		"resident nowhere":       second(MakeResident("99010219900220001")),
		"case of a bad code":     second(CaseNumber("1", today, 1)),
		"case without a serial":  second(CaseNumber("11370800MB285591843370117002011", today, 0)),
		"certificate version":    second(ECertCheck(e.Type, e.Issuer, e.Serial, 0)),
		"certificate serial":     second(ECertCheck(e.Type, e.Issuer, "a", 1)),
	} {
		if err == nil {
			t.Errorf("%s was made", name)
		}
	}
	if s := (ECert{}).String(); s != "" {
		t.Errorf("an empty certificate prints %q", s)
	}
}

func second[T any](_ T, err error) error { return err }

// TestUnparsedIsSafe: conversions of any string give empty parts, never a panic.
func TestUnparsedIsSafe(t *testing.T) {
	for _, s := range []string{"", "1", "一二三四五六七八九十", strings.Repeat("x", 15), strings.Repeat("é", 20)} {
		for _, id := range []Identifier{USCC(s), Organisation(s), ResidentID(s), Passport(s), PermanentResidence(s), ResidencePermit(s),
			HomeReturnPermit(s), TaiwanPermit(s), Division(s), BaseCode(s), ImplCode(s), HandlingCode(s), CaseNo(s), ECert{Type: s, Issuer: s}} {
			id.Parts(today)
			id.Warnings()
		}
		ResidentID(s).Birth()
	}
}

func TestHugeInput(t *testing.T) {
	for _, k := range Kinds {
		_, err := Check(k, strings.Repeat("1", 1<<20), today)
		var e *Error
		if !errors.As(err, &e) || e.Reason != ReasonLength || !strings.Contains(e.Message.EN, "far too long") {
			t.Errorf("%s: %v", k, err)
		}
	}
	if _, err := Check("pet", "1", today); fault.KindOf(err) != fault.Invalid {
		t.Errorf("unknown kind: %v", err)
	}
}

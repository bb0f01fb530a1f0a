package simtown

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/idnum"
	"banjie/internal/law"
	"banjie/internal/org"
)

func TestItemsPassTheLint(t *testing.T) {
	town := County()
	published, err := town.Publish(calendar.Builtin(), calendar.Date(2026, time.January, 5))
	if err != nil {
		t.Fatal(err)
	}
	if len(published) < 45 {
		t.Fatalf("%d items, at least 45 are promised", len(published))
	}
	slugs, codes, perUnit := map[string]bool{}, map[string]bool{}, map[string]int{}
	dir, err := org.NewDirectory(town.Org)
	if err != nil {
		t.Fatal(err)
	}
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range published {
		if slugs[it.Slug] || codes[it.Code] {
			t.Errorf("%s: slug or code is there twice", it.Slug)
		}
		slugs[it.Slug], codes[it.Code] = true, true
		perUnit[it.Unit]++
		for _, f := range (catalog.Linter{Calendar: calendar.Builtin(), Units: known{dir}, Certificates: types}).Lint(it) {
			if !slices.Contains([]string{"unverified_basis", "unknown_fact", "longer_than_general_limit"}, f.Code) {
				t.Errorf("%s: %s %s: %s", it.Slug, f.Code, f.Path, f.Message.EN)
			}
		}
		u, _ := dir.Unit(it.Unit)
		code, err := idnum.ParseImplCode(it.Code)
		if err != nil || code.USCC().String() != u.USCC || string(code.Base()) != it.BaseCode {
			t.Errorf("%s: code %s is not of unit %s (%s): %v", it.Slug, it.Code, it.Unit, u.USCC, err)
		}
		for _, b := range it.Bases {
			if known, ok := law.Find(b.ID); b.ID != "" && (!ok || known.Verified != b.Verified) || b.ID == "" && b.Verified {
				t.Errorf("%s: basis %+v says more than the register of laws", it.Slug, b)
			}
		}
		if len(it.Keywords) < 3 || len(it.Conditions) == 0 || it.Theme == "" {
			t.Errorf("%s: too thin", it.Slug)
		}
	}
	for _, u := range town.Org.Units {
		if perUnit[u.ID] == 0 {
			t.Errorf("unit %s has no item", u.ID)
		}
	}
}

// TestItemsCoverWhatTheStoryNeeds keeps the kinds of items that pages and guides show.
func TestItemsCoverWhatTheStoryNeeds(t *testing.T) {
	has := map[string]int{}
	for _, it := range County().Items {
		count := func(name string, is bool) {
			if is {
				has[name]++
			}
		}
		count("license", it.Kind == catalog.License)
		count("benefit", it.Kind == catalog.Benefit)
		count("confirmation", it.Kind == catalog.Confirmation)
		count("award", it.Kind == catalog.Award)
		count("public service", it.Kind == catalog.PublicService)
		count("on the spot", it.CaseKind == catalog.OnTheSpot)
		count("joint", it.Joint)
		count("undertaking", it.Undertaking != nil)
		count("mandatory notice", it.MinNotice != nil)
		count("scenario", len(it.Scenarios) > 0)
		count("renewal", renewable(&it))
		count("fee", it.Fee.Amount > 0)
		count("parallel", slices.ContainsFunc(it.Steps, func(s catalog.Step) bool { return len(s.Tasks) > 1 }))
		count("tolerant", slices.ContainsFunc(it.Materials, func(m catalog.Material) bool { return m.Tolerant }))
		for _, s := range it.Specials {
			has[s.Kind]++
		}
	}
	for _, want := range []string{"license", "benefit", "confirmation", "award", "public service", "on the spot", "joint", "undertaking", "mandatory notice",
		"scenario", "renewal", "fee", "parallel", "tolerant", "hearing", "inspection", "testing", "quarantine", "appraisal", "expert_review"} {
		if has[want] == 0 {
			t.Errorf("no item with %s", want)
		}
	}
}

func TestCertificateTypes(t *testing.T) {
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range County().Items {
		if id := it.Result.Certificate; id != "" {
			if _, ok := types.Find(id); !ok {
				t.Errorf("%s: certificate type %q is unknown", it.Slug, id)
			}
		}
	}
}

// What people type finds what they mean: the first answer, called so.
func TestSearchFindsPeoplesWords(t *testing.T) {
	published, err := County().Publish(calendar.Builtin(), calendar.Date(2026, time.January, 5))
	if err != nil {
		t.Fatal(err)
	}
	index := catalog.NewIndex(published)
	for words, want := range map[string]string{
		"我想开个小面馆": "food-business-licence", "小面馆": "food-business-licence", "面馆": "food-business-licence", "开个小吃店": "food-business-licence", "开饭店": "food-business-licence",
		"open a snack bar": "food-business-licence", "open a restaurant": "food-business-licence", "I would like to open a noodle shop": "food-business-licence",
		"给老人办优待证": "elder-care-card", "老人优待": "elder-care-card", "senior card": "elder-care-card", "a card for my old father": "elder-care-card",
		"getting married": "marriage-registration", "we are getting married next month": "marriage-registration", "我们要结婚了": "marriage-registration", "领结婚证要带什么": "marriage-registration",
		"孩子上户口": "birth-household-registration", "had a baby": "birth-household-registration", "开个小店": "self-employed-registration", "open a shop": "self-employed-registration",
		"我要开公司": "company-registration", "start a company": "company-registration", "取公积金付房租": "housing-fund-withdrawal", "housing fund": "housing-fund-withdrawal",
		"老板拖欠工资怎么办": "legal-aid", "my boss does not pay my wages": "legal-aid", "开理发店": "hygiene-licence", "hairdresser": "hygiene-licence",
		"二手房过户": "property-transfer", "buy a house": "property-transfer", "老家盖房子": "rural-homestead", "宅基地": "rural-homestead", "养虾": "aquaculture-licence",
		"外地住院报销要备案吗": "remote-medical-filing", "hospital bill": "medical-reimbursement", "烟草证到期了": "tobacco-renewal", "饭店证过期了": "food-business-renewal", "renew my food licence": "food-business-renewal",
	} {
		hits := index.Search(words, 3)
		if len(hits) == 0 || hits[0].Item.Slug != want || !hits[0].Named {
			for _, h := range hits {
				t.Logf("%q: %s %.1f %v", words, h.Item.Slug, h.Score, h.Named)
			}
			t.Errorf("%q does not find %s first", words, want)
		}
	}
	for words, want := range map[string]string{"办执照": "company-registration", "大件运输": "oversize-transport-2"} { // several fit
		if !slices.ContainsFunc(index.Search(words, 3), func(h catalog.Hit) bool { return h.Item.Slug == want && h.Named }) {
			t.Errorf("%q does not find %s among the first three", words, want)
		}
	}
	for _, words := range []string{"身份证丢了", "补办护照", "lost my identity card", "离婚", "量子计算机"} {
		if hits := index.Search(words, 3); len(hits) > 0 && hits[0].Named {
			t.Errorf("%q is said to be %s", words, hits[0].Item.Slug)
		}
	}
}

func TestOrganisation(t *testing.T) {
	town := County()
	dir, err := org.NewDirectory(town.Org)
	if err != nil {
		t.Fatal(err)
	}
	if len(town.Org.Units) != 28 || len(town.Org.Windows) != 12 || len(town.Org.Officers) < 60 {
		t.Errorf("%d units, %d windows, %d officers", len(town.Org.Units), len(town.Org.Windows), len(town.Org.Officers))
	}
	names := map[string]bool{}
	day := calendar.Date(2026, time.June, 12)
	for _, o := range town.Org.Officers {
		if names[o.Name] || o.Name == "" {
			t.Errorf("officer %s: name %q is there twice or empty", o.ID, o.Name)
		}
		names[o.Name] = true
		if _, err := idnum.CheckName(o.Name); err != nil {
			t.Errorf("officer %s: %v", o.ID, err)
		}
		for _, r := range o.Roles {
			if !slices.Contains(org.StaffRoles, r) {
				t.Errorf("officer %s: role %q is unknown", o.ID, r)
			}
		}
	}
	for _, p := range town.Org.Posts {
		if on, err := dir.OnDuty(p.ID, day); err != nil || on.As != org.AsA {
			t.Errorf("post %s: %+v, %v", p.ID, on, err)
		}
	}
	for _, u := range town.Org.Units {
		if _, err := idnum.ParseUSCC(u.USCC); err != nil {
			t.Errorf("unit %s: %v", u.ID, err)
		}
		if len(dir.Heads(u.ID, day)) == 0 {
			t.Errorf("unit %s has no head", u.ID)
		}
	}
	if len(town.Demos) != 12 {
		t.Errorf("%d entries in the demo bar, twelve are promised", len(town.Demos))
	}
	for _, p := range town.People {
		var err error
		if p.IsFirm {
			_, err = idnum.ParseUSCC(p.Is.IDValue)
		} else {
			_, err = idnum.ParseResident(p.Is.IDValue, day)
		}
		if err != nil || p.Party == "" {
			t.Errorf("%s: %v", p.Key, err)
		}
	}
}

// TestRulesCanBeMet: whoever reads the conditions can meet them, and every rule answers
// when all facts are there.
func TestRulesCanBeMet(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, it := range County().Items {
		fit := map[string]int{}
		const n = 60
		for i := range n {
			form, scenario, err := apply(rng, &it, somebody(rng, i, true, false), calendar.Date(2026, time.May, 6))
			if err != nil {
				t.Fatalf("%s: %v", it.Slug, err)
			}
			if wrong, err := catalog.Validate(it.Form, form); err != nil || len(wrong) > 0 {
				t.Fatalf("%s: %v %v in %v", it.Slug, err, wrong, form)
			}
			chosen, held := map[string]any{}, map[string]any{}
			for k, v := range scenario {
				chosen[k] = v
			}
			for _, m := range it.Materials {
				held[m.ID], held[m.Certificate] = true, true
			}
			for _, v := range catalog.Suitability(it, catalog.Facts{Form: form, Scenario: chosen, Held: held}) {
				if v.Fit == catalog.Met {
					fit[v.Condition]++
				} else if v.Fit == catalog.Unknown && ruleOf(it, v.Condition) != "" {
					t.Errorf("%s: condition %s stays open with everything known: %s", it.Slug, v.Condition, v.Why.EN)
				}
			}
		}
		for _, c := range it.Conditions {
			if c.Rule != "" && fit[c.ID] < n*9/10 {
				t.Errorf("%s: condition %s was met by %d of %d", it.Slug, c.ID, fit[c.ID], n)
			}
		}
	}
}

func ruleOf(it catalog.Item, condition string) string {
	i := slices.IndexFunc(it.Conditions, func(c catalog.Condition) bool { return c.ID == condition })
	return it.Conditions[i].Rule
}

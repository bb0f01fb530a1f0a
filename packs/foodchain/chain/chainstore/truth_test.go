package chainstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/chain"
)

const (
	codeOne = "91330102MA2B00019Y"
	tagOne  = "uscc " + codeOne
)

// tagged makes tags that one can read.
func (b *bed) tagged() *bed {
	b.desk.Tag = func(kind, number string) string { return kind + " " + number }
	return b
}

// owner is the proven account of the firm with a credit code.
func owner(code string) access.Actor {
	return access.Actor{ID: "o", Role: access.Citizen, Division: division, Party: "uscc " + code, Before: "account-o"}
}

func unproven(id string) access.Actor {
	return access.Actor{ID: id, Role: access.Citizen, Division: division, Party: "account-" + id}
}

// madeUp is a credit code that cannot exist.
func (b *bed) madeUp(n int) string {
	b.Helper()
	organisation, err := idnum.MakeOrganisation(fmt.Sprintf("DM%06d", 500+n))
	if err != nil {
		b.Fatal(err)
	}
	code, err := idnum.MakeUSCC("91" + division + string(organisation))
	if err != nil {
		b.Fatal(err)
	}
	return string(code)
}

// A credit code is printed on every licence on a wall: whoever types it owns nothing by that. Only an
// account proven by the document with that code, a mandate of its holder, or papers that a window or
// a village agent saw make a business somebody's, and the true owner is never locked out.
func TestTypingACreditCodeProvesNothing(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		ctx := b.Context()
		register := func(by access.Actor, name, paper string) (chain.Business, error) {
			return b.desk.Register(ctx, by, chain.Business{Kind: chain.Farm, Name: name, Code: codeOne}, paper)
		}
		thief, err := register(unproven("thief"), "冒名的", "")
		if err != nil || thief.Proven {
			b.Fatalf("%+v %v", thief, err)
		}
		person := access.Actor{ID: "p", Role: access.Citizen, Division: division, Party: "resident 1", Before: "account-p"}
		if x, err := register(person, "另一个冒名的", ""); err != nil || x.Proven || x.ID == thief.ID {
			b.Errorf("a proven person has the code of a firm: %+v %v", x, err)
		}
		if x, err := register(unproven("thief"), "又来", "business_licence"); fault.For(err).Code != "business_yours" {
			b.Errorf("a citizen saw their own papers: %+v %v", x, err)
		}
		mine, err := register(owner(codeOne), "真的", "")
		if err != nil || !mine.Proven || mine.Proof != chain.ByAccount || mine.ID == thief.ID || mine.Party != tagOne {
			b.Fatalf("%+v %v", mine, err)
		}
		if had, err := b.store.ByCode(ctx, division, codeOne); err != nil || had.ID != mine.ID {
			b.Errorf("the code leads to %+v %v", had, err)
		}
		if _, err := register(unproven("late"), "晚来的", ""); fault.KindOf(err) != fault.Conflict {
			b.Errorf("a proven code was typed again: %v", err)
		}
		if _, err := b.desk.Prove(ctx, clerk, thief, "business_licence"); fault.KindOf(err) != fault.Conflict {
			b.Errorf("two were proven to have one code: %v", err)
		}
		if _, err := b.desk.Prove(ctx, unproven("thief"), thief, ""); fault.KindOf(err) != fault.Unlawful {
			b.Errorf("proven by nothing: %v", err)
		}
		if _, err := b.desk.May(unproven("thief"), mine); err == nil {
			b.Error("the thief may record for the owner")
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// What a window saw is kept by its kind and belongs to the holder of the code; a village agent sees
// papers under a mandate; a mandate of the code's holder is enough; a household is its proven
// person's; who was unproven is proven later on the same record.
func TestWhatShowsWhoseABusinessIs(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		ctx := b.Context()
		farm := chain.Business{Kind: chain.Farm, Name: "甲", Code: codeOne}
		if _, err := b.desk.Register(ctx, clerk, farm, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a window saw no paper: %v", err)
		}
		if _, err := b.desk.Register(ctx, clerk, farm, "identity_card"); fault.KindOf(err) != fault.Invalid {
			b.Errorf("an identity card has no credit code: %v", err)
		}
		x, err := b.desk.Register(ctx, clerk, farm, "business_licence")
		if err != nil || !x.Proven || x.Proof != "business_licence" || x.By != chain.ByPaper || x.Party != tagOne {
			b.Fatalf("%+v %v", x, err)
		}
		if _, err := b.desk.May(owner(codeOne), x); err != nil {
			b.Errorf("the holder of the code may not record: %v", err)
		}
		agent := access.Actor{ID: "g", Role: access.Agent, Division: division, Mandate: "m", For: "resident 7"}
		person, handler := agent, access.Actor{ID: "h", Role: access.Citizen, Division: division, Party: "account-h", Mandate: "m2"}
		person.Role, person.Party, person.For, person.Mandate, person.Before = access.Citizen, "resident 8", "", "", "account-8"
		code := b.madeUp
		handler.For = "uscc " + code(3)
		for name, c := range map[string]struct {
			by    access.Actor
			of    chain.Business
			paper string
			want  string
		}{
			"an agent who saw the licence": {agent, chain.Business{Kind: chain.Shop, Name: "乙", Code: code(1)}, "food_licence", "food_licence"},
			"an agent who saw nothing":     {agent, chain.Business{Kind: chain.Shop, Name: "丙", Code: code(2)}, "", ""},
			"a handler of the firm":        {handler, chain.Business{Kind: chain.Shop, Name: "丁", Code: code(3)}, "", chain.ByMandate},
			"a handler of another firm":    {handler, chain.Business{Kind: chain.Shop, Name: "戊", Code: code(4)}, "", ""},
			"a person's own stall":         {person, chain.Business{Kind: chain.Stall, Name: "己", Household: true}, "", chain.ByAccount},
			"an agent for a household":     {agent, chain.Business{Kind: chain.Farm, Name: "庚", Household: true}, "", chain.ByMandate},
		} {
			got, err := b.desk.Register(ctx, c.by, c.of, c.paper)
			if err != nil || got.Proof != c.want || got.Proven != (c.want != "") {
				b.Errorf("%s: %+v %v", name, got, err)
			}
		}
		if _, err := b.desk.Register(ctx, person, chain.Business{Kind: chain.Canteen, Name: "辛", Household: true}, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a canteen without a licence: %v", err)
		}
		before, err := b.desk.Register(ctx, unproven("o"), chain.Business{Kind: chain.Shop, Name: "壬", Code: code(5)}, "")
		if err != nil || before.Proven {
			b.Fatal(before, err)
		}
		now := owner(code(5))
		if list, err := b.desk.Mine(ctx, now); err != nil || len(list) != 1 || list[0].ID != before.ID {
			b.Errorf("what was registered before is not found: %v %v", list, err)
		}
		after, err := b.desk.Prove(ctx, now, before, "")
		if err != nil || after.ID != before.ID || after.Proof != chain.ByAccount || after.Party != now.Party {
			b.Errorf("%+v %v", after, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Registering one's own credit code again writes nothing over: not of another kind, not by who has
// proven nothing, not by a window, not by an agent of its holder. The refusal says which record is
// there. A name that a neighbour gave is nobody's and becomes its owner's.
func TestRegisteringAgainChangesNothing(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		ctx := b.Context()
		farm := chain.Business{Kind: chain.Farm, Name: "真的农场", Code: codeOne, Phone: "05007000001", Address: "新湾村1号"}
		shop := chain.Business{Kind: chain.Shop, Name: "另一个店", Code: codeOne}
		agent := access.Actor{ID: "g", Role: access.Agent, Division: division, Mandate: "m", For: tagOne}
		before := access.Actor{ID: "o", Role: access.Citizen, Division: division, Party: "account-o"}
		first, err := b.desk.Register(ctx, before, farm, "")
		if err != nil || first.Proven {
			b.Fatalf("%+v %v", first, err)
		}
		refused := func(who string, by access.Actor, of chain.Business, paper string, had chain.Business) {
			_, err := b.desk.Register(ctx, by, of, paper)
			var y *chain.Yours
			if fault.For(err).Code != "business_yours" || !errors.As(err, &y) || y.Had.ID != had.ID {
				b.Errorf("%s: %v", who, err)
			}
			now, err := b.store.Business(ctx, division, had.ID)
			if err != nil || now != had {
				b.Errorf("%s changed\n%+v into\n%+v %v", who, had, now, err)
			}
		}
		seen, err := b.store.Business(ctx, division, first.ID)
		if err != nil {
			b.Fatal(err)
		}
		refused("unproven, another kind", before, shop, "", seen)
		refused("unproven, the same kind", before, chain.Business{Kind: chain.Farm, Name: "改名", Code: codeOne}, "", seen)
		refused("proven meanwhile", owner(codeOne), shop, "", seen)
		proven, err := b.desk.Prove(ctx, owner(codeOne), seen, "")
		if err != nil {
			b.Fatal(err)
		}
		refused("its owner", owner(codeOne), shop, "", proven)
		refused("a window", clerk, shop, "business_licence", proven)
		refused("an agent", agent, shop, "food_licence", proven)
		if _, err := b.desk.Once("a form").Register(ctx, owner(codeOne), farm, ""); fault.For(err).Code != chain.Repeated().Code {
			b.Errorf("the same form again: %v", err)
		}
		if _, err := b.desk.OpenPlace(ctx, owner(codeOne), proven, "桥头的店", "", false); err != nil {
			b.Errorf("a further place: %v", err)
		}
		code := b.madeUp(60)
		named, err := b.desk.Neighbour(ctx, firm, b.business("城东菜场"), chain.Business{Kind: chain.Wholesaler, Name: "听说的", Code: code})
		if err != nil {
			b.Fatal(err)
		}
		if mine, err := b.desk.Register(ctx, owner(code), chain.Business{Kind: chain.Shop, Name: "本人登记", Code: code}, ""); err != nil || mine.ID != named.ID || mine.Kind != chain.Shop || !mine.Proven {
			b.Errorf("a neighbour's naming: %+v %v", mine, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Two accounts that prove one code at one moment are one business, not two.
func TestOneCodeIsProvenOnce(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				_, _ = b.desk.Register(context.Background(), owner(codeOne), chain.Business{Kind: chain.Farm, Name: "同时", Code: codeOne}, "")
			})
		}
		all.Wait()
		list, err := b.store.WithCode(b.Context(), division, codeOne)
		if err != nil || len(list) != 1 || !list[0].Proven {
			b.Errorf("%+v %v", list, err)
		}
	})
}

// A certificate is for what is there: a lot that the archive has as made at one's own place, and not
// more of it than is left and not certified yet. Who is not proven signs nothing.
func TestNoCertificateForALotThatIsNotThere(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop, packing, wholesale := b.business("杨梅湾合作社"), b.business("双溪鲜果包装厂"), b.business("南片果品")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		fruit, lot := products[0], b.shelf(coop) // 140 kg harvested, 120 sent
		ghost, err := chain.LotKey(fruit.GTIN, "GHOST")
		if err != nil {
			b.Fatal(err)
		}
		promise := func(lot string, amount int64, unit string) chain.Promise {
			return chain.Promise{Lot: lot, Amount: amount, Unit: unit, Origin: "杨梅湾", Contact: "0500", Basis: "self_test"}
		}
		for name, p := range map[string]chain.Promise{
			"a lot of which nothing was recorded": promise(ghost, kg, "KGM"), "more than is left": promise(lot, 21*kg, "KGM"), "more in tonnes": promise(lot, kg, "TNE"),
			"in another measure": promise(lot, 3*kg, "H87"), "nothing": promise(lot, 0, "KGM"),
		} {
			if _, err := b.desk.Issue(ctx, farmer, coop, fruit, p, true); fault.KindOf(err) != fault.Invalid {
				b.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.desk.Issue(ctx, firm, packing, chain.Product{GTIN: fruit.GTIN, Business: packing.ID, Name: "x"}, promise(lot, kg, "KGM"), true); fault.KindOf(err) != fault.Invalid {
			b.Errorf("somebody else's lot: %v", err)
		}
		thief := coop
		thief.Proven, thief.Proof = false, ""
		if _, err := b.desk.Issue(ctx, farmer, thief, fruit, promise(lot, kg, "KGM"), true); fault.For(err).Code != "business_not_proven" {
			b.Errorf("who is not proven signs: %v", err)
		}
		unseen := wholesale
		unseen.Proven = false
		if _, err := b.desk.LetIn(ctx, firm, unseen, fruit, chain.Entrance{Lot: lot, Supplier: "x"}, true); fault.For(err).Code != "business_not_proven" {
			b.Errorf("who is not proven lets goods in: %v", err)
		}
		c, err := b.desk.Issue(ctx, farmer, coop, fruit, promise(lot, 20_000*kg, "GRM"), true)
		if err != nil || c.Value("quantity") != "20000 克" {
			b.Fatalf("%+v %v", c.Fields, err)
		}
		for range 6 { // what was sent may have gone with certificates of its own: all that was made is the bound
			if _, err := b.desk.Issue(ctx, farmer, coop, fruit, promise(lot, 20*kg, "KGM"), true); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := b.desk.Issue(ctx, farmer, coop, fruit, promise(lot, 1, "KGM"), true); fault.KindOf(err) != fault.Invalid {
			b.Errorf("more was certified than was made: %v", err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// An issuer takes a certificate back with a reason: once, its own alone, and it proves nothing after.
func TestWithdrawnCertificate(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop, packing := b.business("杨梅湾合作社"), b.business("双溪鲜果包装厂")
		products, _ := b.store.Products(ctx, division, coop.ID)
		lot := b.shelf(coop)
		c, err := b.desk.Issue(ctx, farmer, coop, products[0], chain.Promise{Lot: lot, Amount: 20 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true)
		if err != nil {
			b.Fatal(err)
		}
		if err := b.desk.Withdraw(ctx, farmer, coop, c.ID, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("without a reason: %v", err)
		}
		if err := b.desk.Withdraw(ctx, firm, packing, c.ID, "mistake"); fault.KindOf(err) != fault.NotFound {
			b.Errorf("by another business: %v", err)
		}
		if err := b.desk.Withdraw(ctx, other, coop, c.ID, "mistake"); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("by a stranger: %v", err)
		}
		if err := b.desk.Withdraw(ctx, farmer, coop, c.ID, "failed"); err != nil {
			b.Fatal(err)
		}
		if err := b.desk.Withdraw(ctx, farmer, coop, c.ID, "failed"); fault.KindOf(err) != fault.Conflict {
			b.Errorf("twice: %v", err)
		}
		if proofs, err := b.store.Proofs(ctx, division, []string{lot}); err != nil || len(proofs) != 0 {
			b.Errorf("it proves still: %v %v", proofs, err)
		}
		list, err := b.store.Certificates(ctx, division, coop.ID, 5)
		if err != nil || len(list) != 1 || list[0].Why != "failed" || list[0].Withdrawn.IsZero() {
			b.Errorf("%+v %v", list, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// A company prefix that contains another's, or lies within it, would give the same numbers out
// twice: it is refused, also of two that come at one moment, and a GLN is one business's.
func TestPrefixesDoNotOverlap(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		ctx := b.Context()
		register := func(n int, prefix string) (chain.Business, error) {
			return b.desk.Register(ctx, owner(b.madeUp(n)), chain.Business{Kind: chain.Shop, Name: "前缀", Code: b.madeUp(n), Prefix: prefix}, "")
		}
		one, err := register(10, "9529010")
		if err != nil || one.GLN[:7] != "9529010" {
			b.Fatalf("%+v %v", one, err)
		}
		for n, prefix := range []string{"952901", "95290101", "9529010", "9521000", "952100", "95210001", "abc"} {
			if x, err := register(20+n, prefix); fault.KindOf(err) != fault.Invalid {
				b.Errorf("%s: %+v %v", prefix, x, err)
			}
		}
		if again, err := register(10, "9529010"); fault.For(err).Code != "business_yours" {
			b.Errorf("its own again: %+v %v", again, err)
		}
		if x, err := b.desk.Register(ctx, unproven("u"), chain.Business{Kind: chain.Shop, Name: "没有核验", Code: b.madeUp(30), Prefix: "9529020"}, ""); fault.KindOf(err) != fault.Invalid {
			b.Errorf("of one that is not proven: %+v %v", x, err)
		}
		for _, prefix := range []string{"952901", "95290100"} {
			if err := b.desk.SetPrefix(ctx, system, prefix); fault.KindOf(err) != fault.Invalid {
				b.Errorf("the county's: %s: %v", prefix, err)
			}
		}
		if err := b.desk.SetPrefix(ctx, system, chain.DemoPrefix); err != nil {
			b.Errorf("the county's own again: %v", err)
		}
		if _, err := b.desk.NameProduct(ctx, farmer, b.business("杨梅湾合作社"), chain.Product{GTIN: "9529010000002", Name: "别人的", Unit: "KGM"}); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a number below another's prefix: %v", err)
		}
		var all sync.WaitGroup
		for i, prefix := range []string{"9529030", "952903", "95290301", "952903012"} {
			all.Go(func() { _, _ = register(40+i, prefix) })
		}
		all.Wait()
		var n int
		if err := b.db.QueryRow(ctx, `select count(*) from food_business where prefix <> '' and substr(prefix, 1, 6) = '952903'`).Scan(&n); err != nil || n != 1 {
			b.Errorf("%d of four that overlap were taken: %v", n, err)
		}
		if err := b.db.QueryRow(ctx, `select count(*) from (select gln from food_place group by gln having count(distinct business) > 1) as shared`).Scan(&n); err != nil || n != 0 {
			b.Errorf("%d GLNs have two owners: %v", n, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// Two people change one business: the second is told what changed, keeps what was typed and what
// was left alone is the first one's. Six at one moment: each change is one version.
func TestSecondChangeLosesNothing(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		seen := b.business("杨梅湾合作社")
		first, second := seen, seen
		first.Phone, second.Address = "0500-7000001", "新湾村1号"
		if _, moved, err := b.desk.Change(ctx, farmer, seen, first); err != nil || moved != nil {
			b.Fatal(moved, err)
		}
		next, moved, err := b.desk.Change(ctx, farmer, seen, second)
		if fault.KindOf(err) != fault.Conflict || moved == nil || len(moved.Changed) != 1 || moved.Changed[0].Field != "phone" || moved.Now.Phone != "05007000001" {
			b.Fatalf("%+v %v", moved, err)
		}
		if next.Phone != "05007000001" || next.Address != "新湾村1号" {
			b.Errorf("%+v", next)
		}
		if got, moved, err := b.desk.Change(ctx, farmer, moved.Now, next); err != nil || moved != nil || got.Address != "新湾村1号" || got.Phone != "05007000001" {
			b.Errorf("%+v %v", got, err)
		}
		if _, _, err := b.desk.Change(ctx, other, seen, second); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("a stranger changed it: %v", err)
		}
		seen = b.business("杨梅湾合作社")
		var all sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for i := range 6 {
			all.Go(func() {
				want := seen
				want.Phone = "0500-800000" + string(rune('0'+i))
				if _, _, err := b.desk.Change(context.Background(), farmer, seen, want); err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		now := b.business("杨梅湾合作社")
		if done != 1 || now.Version != seen.Version+1 {
			b.Errorf("%d of six changes of one version were taken; version %d after %d", done, now.Version, seen.Version)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// A household's name, telephone and address are a person's: they go from the register and from the acts
// that told them, while lots, book and events stay. It can be told anew, and an enterprise's stay.
func TestErasedHousehold(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		person := access.Actor{ID: "p", Role: access.Citizen, Division: division, Party: "resident 1", Before: "account-p"}
		home, err := b.desk.Register(ctx, person, chain.Business{Kind: chain.Farm, Name: "钟某某家（虚构）", Household: true, Phone: "05007654321", Address: "虚构县杨梅湾村8号"}, "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.desk.OpenPlace(ctx, person, home, "钟家后山", "", true); err != nil {
			b.Fatal(err)
		}
		fruit, err := b.desk.NameProduct(ctx, person, home, chain.Product{Name: "杨梅", Unit: "KGM", Produce: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.desk.Take(ctx, person, chain.Step{Entry: entry(900), Kind: chain.Harvest, Business: home.ID, Product: fruit.GTIN, Amount: 5 * kg, Plot: "P01"}, ""); err != nil {
			b.Fatal(err)
		}
		coop := b.business("杨梅湾合作社")
		if err := b.desk.Erase(ctx, farmer, coop); fault.KindOf(err) != fault.Unlawful {
			b.Errorf("an enterprise was erased: %v", err)
		}
		if err := b.desk.EraseOf(ctx, person); err != nil {
			b.Fatal(err)
		}
		got, err := b.store.Business(ctx, division, home.ID)
		if err != nil || got.Name != "" || got.Phone != "" || got.Address != "虚构县杨梅湾村" || got.PublicPlace().ZH != "农户，虚构县杨梅湾村" || !got.Proven {
			b.Errorf("%+v %v", got, err)
		}
		for _, word := range []string{"钟某某", "钟家后山", "05007654321"} {
			for _, column := range []string{"name from food_place", "name from food_business", "phone from food_business", "body from private", "facts from event"} {
				of, from, _ := strings.Cut(column, " from ")
				q := "select count(*) from " + from + " where cast(" + of + " as text) like ?"
				if b.db.Engine == sqldb.Postgres && (of == "body" || of == "facts") {
					q = "select count(*) from " + from + " where convert_from(" + of + ", 'UTF8') like ?"
				}
				var n int
				if err := b.db.QueryRow(ctx, q, "%"+word+"%").Scan(&n); err != nil || n != 0 {
					b.Errorf("%s is still in %s: %d %v", word, from, n, err)
				}
			}
		}
		if lines, err := b.store.Book(ctx, []string{"https://id.gs1.org/414/" + home.GLN}, chain.Mark{}, 5); err != nil || len(lines) != 1 {
			b.Errorf("the book: %v %v", lines, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
		now := got
		now.Name = "又告诉一次"
		if _, _, err := b.desk.Change(ctx, person, got, now); err != nil {
			b.Error(err)
		}
		if err := b.desk.EraseOf(ctx, person); err != nil {
			b.Error(err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
		if err := b.cases.Acts(ctx, division, func(e casework.Event, diff []casestore.Difference) error {
			if len(diff) > 0 {
				b.Errorf("%s: %v", e.Kind, diff)
			}
			return nil
		}); err != nil {
			b.Error(err)
		}
	})
}

// A step and the photograph of its paper are one act: where the one is, the other is.
func TestStepAndPaperAreOneAct(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		stall, acts := b.business("城东菜场"), 0
		count := func() (n int) {
			if err := b.cases.ActsOf(ctx, division, "", func(casework.Event) error { n++; return nil }); err != nil {
				b.Fatal(err)
			}
			return n
		}
		acts = count()
		file := casework.File{Material: "scan", Name: "单据.jpg", Hash: strings.Repeat("ab", 32), Type: "image/jpeg", Size: 3}
		step := chain.Step{Entry: entry(950), Kind: chain.Sell, Business: stall.ID, Takes: []chain.Portion{{Lot: b.shelf(stall), Amount: kg, Unit: "KGM"}}, Scan: file.Hash}
		for range 2 {
			if done, err := b.desk.Take(ctx, clerk, step, "", file); err != nil || len(done.Ask) > 0 {
				b.Fatal(done, err)
			}
		}
		if n := count() - acts; n != 1 {
			b.Errorf("%d acts", n)
		}
		kept := 0
		if err := b.cases.ActsOf(ctx, division, capture.Captured, func(e casework.Event) error {
			if len(e.Private.Files) == 1 && e.Private.Files[0].Hash == file.Hash {
				kept++
			}
			return nil
		}); err != nil || kept != 1 {
			b.Errorf("%d acts of capture keep the paper: %v", kept, err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// A form that arrives twice, or four times at one moment, is carried out once.
func TestFormCountsOnce(t *testing.T) {
	engines(t, func(b *bed) {
		b.tagged()
		ctx := b.Context()
		coop := b.business("杨梅湾合作社")
		var all sync.WaitGroup
		var mu sync.Mutex
		done, before := 0, 0
		for range 4 {
			all.Go(func() {
				_, err := b.desk.Once("key-of-a-form").NameProduct(context.Background(), farmer, coop, chain.Product{Name: "一次", Unit: "KGM"})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case fault.For(err).Code == chain.Repeated().Code:
					before++
				default:
					b.Error(err)
				}
			})
		}
		all.Wait()
		list, err := b.store.Products(ctx, division, coop.ID)
		if err != nil || len(list) != 2 || done != 1 || before != 3 {
			b.Errorf("%d products, %d done, %d before: %v", len(list), done, before, err)
		}
		if _, err := b.desk.Once("another").NameProduct(ctx, farmer, coop, chain.Product{Name: "另一次", Unit: "KGM"}); err != nil {
			b.Error(err)
		}
		lot := b.shelf(coop)
		promise := chain.Promise{Lot: lot, Amount: kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}
		product, err := b.store.Product(ctx, division, strings.Split(lot, "/")[4])
		if err != nil {
			b.Fatal(err)
		}
		for i, want := range []string{"", chain.Repeated().Code} {
			if _, err := b.desk.Once("of a certificate").Issue(ctx, farmer, coop, product, promise, true); (err == nil) != (want == "") || err != nil && fault.For(err).Code != want {
				b.Errorf("%d: %v", i, err)
			}
		}
		if list, err := b.store.Certificates(ctx, division, coop.ID, 9); err != nil || len(list) != 1 {
			b.Errorf("%d certificates: %v", len(list), err)
		}
	})
}

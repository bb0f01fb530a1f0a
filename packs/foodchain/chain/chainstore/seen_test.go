package chainstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

// together holds the first looks at what was certified until as many have looked, so that each of them
// decides before any of them acts.
type together struct {
	chain.Store
	mu   sync.Mutex
	wait int
	all  chan struct{}
}

func (s *together) Certified(ctx context.Context, division, lot string) (map[trace.Family]int64, error) {
	out, err := s.Store.Certified(ctx, division, lot)
	s.mu.Lock()
	s.wait--
	left := s.wait
	s.mu.Unlock()
	if left == 0 {
		close(s.all)
	}
	if left >= 0 {
		<-s.all
	}
	return out, err
}

// What is left of a lot covers one of two certificates that are asked for at one moment. Exactly one
// is issued, the other is told that nothing is left, and a third that fits still passes.
func TestTwoCertificatesAtOneMoment(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop := b.business("杨梅湾合作社")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		lot := b.shelf(coop) // 140 kg harvested, 20 left
		for range 6 {
			if _, err := b.desk.Issue(ctx, farmer, coop, products[0], chain.Promise{Lot: lot, Amount: 20 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true); err != nil {
				b.Fatal(err)
			}
		}
		const at = 2
		b.desk.Store = &together{Store: b.store, wait: at, all: make(chan struct{})}
		errs := make([]error, at)
		var done sync.WaitGroup
		for i := range at {
			done.Go(func() {
				_, errs[i] = b.desk.Issue(ctx, farmer, coop, products[0], chain.Promise{Lot: lot, Amount: 15 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true)
			})
		}
		done.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			b.Fatalf("of two certificates for what is left of the lot exactly one is issued: %v, %v", errs[0], errs[1])
		}
		if err := errors.Join(errs...); fault.KindOf(err) != fault.Invalid {
			b.Errorf("the other is not told how much is left: %v", err)
		}
		sum, err := b.store.Certified(ctx, division, lot)
		if err != nil || sum[trace.Mass] != 135*kg {
			b.Errorf("%v %v", sum, err)
		}
		if _, err := b.desk.Issue(ctx, farmer, coop, products[0], chain.Promise{Lot: lot, Amount: 5 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true); err != nil {
			b.Error(err)
		}
		if differs := b.check(); len(differs) > 0 {
			b.Error(differs)
		}
	})
}

// moved lets something happen after the desk has looked and before it acts.
type moved struct {
	chain.Store
	once sync.Once
	then func()
}

func (s *moved) Certified(ctx context.Context, division, lot string) (map[trace.Family]int64, error) {
	out, err := s.Store.Certified(ctx, division, lot)
	s.once.Do(s.then)
	return out, err
}

// Goods that leave between the look and the act are not certified.
func TestGoodsThatLeaveMeanwhileGetNoCertificate(t *testing.T) {
	engines(t, func(b *bed) {
		ctx := b.Context()
		coop := b.business("杨梅湾合作社")
		products, err := b.store.Products(ctx, division, coop.ID)
		if err != nil {
			b.Fatal(err)
		}
		lot := b.shelf(coop)
		sold := 0
		free := *b.desk
		b.desk.Store = &moved{Store: b.store, then: func() {
			sold++
			step := chain.Step{Entry: "7f7c0000-0000-4000-8000-00000000c0de", Kind: chain.Sell, Business: coop.ID, At: b.desk.Clock.Now(), Takes: []chain.Portion{{Lot: lot, Amount: 10 * kg, Unit: "KGM"}}}
			if done, err := free.Take(ctx, farmer, step, ""); err != nil || len(done.Ask) > 0 {
				b.Errorf("%+v %v", done, err)
			}
		}}
		_, err = b.desk.Issue(ctx, farmer, coop, products[0], chain.Promise{Lot: lot, Amount: 15 * kg, Unit: "KGM", Origin: "杨梅湾", Contact: "0500", Basis: "promise"}, true)
		if sold != 1 || fault.KindOf(err) != fault.Invalid {
			b.Errorf("sold %d times: %v", sold, err)
		}
		n := 0
		if err := b.cases.ActsOf(ctx, division, chain.CertificateIssued, func(e casework.Event) error {
			f, err := casework.Data[chain.CertificateFacts](e)
			if f.Lot == lot {
				n++
			}
			return err
		}); err != nil || n != 0 {
			b.Errorf("%d certificates of the lot: %v", n, err)
		}
	})
}

// between lets something happen once after a look at a product.
type between struct {
	chain.Store
	used, product func()
}

func (s *between) Used(ctx context.Context, gtin string) (bool, error) {
	is, err := s.Store.Used(ctx, gtin)
	if then := s.used; then != nil {
		s.used = nil
		then()
	}
	return is, err
}

func (s *between) Product(ctx context.Context, division, gtin string) (chain.Product, error) {
	p, err := s.Store.Product(ctx, division, gtin)
	if then := s.product; then != nil {
		s.product = nil
		then()
	}
	return p, err
}

package standing

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis/query"
)

// Store keeps queries and subscriptions.
type Store interface {
	// Query gives the standing query of a name; fault.NotFound.
	Query(ctx context.Context, division, name string) (Query, error)
	// ByID gives a query, ended or not; fault.NotFound.
	ByID(ctx context.Context, division, id string) (Query, error)
	// Queries gives standing queries by name, after a name.
	Queries(ctx context.Context, division, after string, limit int) ([]Query, error)
	// Subscription gives one that stands; fault.NotFound.
	Subscription(ctx context.Context, division, id string) (Subscription, error)
	// Subscriptions gives those of a query and an account that stand, by id, after an id.
	Subscriptions(ctx context.Context, division, query, account, after string, limit int) ([]Subscription, error)
	// Standing gives every subscription of the division that stands.
	Standing(ctx context.Context, division string) ([]Subscription, error)
	// Count says how many queries and subscriptions of an account stand.
	Count(ctx context.Context, division, account string) (queries, subscriptions int, err error)
	// Move writes the state of a subscription if it is still of the version before; false: it is not.
	Move(ctx context.Context, division, id string, s State) (bool, error)
	// Newest is the number of the newest event. Before is that of the last one before all that were
	// recorded from an instant on.
	Newest(ctx context.Context) (int64, error)
	Before(ctx context.Context, at time.Time) (int64, error)
}

// Office names queries and takes subscriptions.
type Office struct {
	Engine   func() *casework.Engine
	Store    Store
	Clock    clock.Clock
	Division string
	Secret   func(name string) ([]byte, error) // see pack.Host
}

// Name names a query. Errors: fault.Conflict where the name is taken; fault.TooMany.
func (o *Office) Name(ctx context.Context, by access.Actor, account, name string, asked *query.Query) (Query, error) {
	if _, err := o.Store.Query(ctx, o.Division, name); err == nil {
		return Query{}, taken(name)
	} else if fault.KindOf(err) != fault.NotFound {
		return Query{}, err
	}
	n, _, err := o.Store.Count(ctx, o.Division, account)
	if err != nil {
		return Query{}, err
	}
	if n >= MostQueries {
		return Query{}, fault.New(fault.TooMany, "epcis_queries", lang.Format("一个账号最多保存%d个查询。", "An account has at most %d queries.", MostQueries),
			lang.T("请先删掉不用的。", "Please delete those you do not use."))
	}
	q := Query{ID: random(), Name: name, Account: account, Definition: asked.JSON(), At: o.Clock.Now()}
	_, err = o.Engine().RecordBeside(ctx, by, Named, NamedFacts{name, q.Hash()}, &q)
	if errors.Is(err, casework.ErrConflict) {
		return q, taken(name)
	}
	return q, err
}

func taken(name string) error {
	return fault.New(fault.Conflict, "epcis_query_exists", lang.Format("已经有叫“%s”的查询。", "There is a query “%s” already.", name),
		lang.T("请换个名字；是您自己的，也可以先删掉再建。", "Please take another name, or delete it first where it is yours."))
}

func random() string { return strings.ToLower(rand.Text()) }

// End ends a query with all its subscriptions. Errors: fault.NotFound; fault.Forbidden for another's.
func (o *Office) End(ctx context.Context, by access.Actor, account, name string) error {
	q, err := o.Store.Query(ctx, o.Division, name)
	if err != nil {
		return err
	}
	if q.Account != account && by.Role != access.Administrator {
		return fault.New(fault.Forbidden, "epcis_query_not_yours", lang.T("这个查询是别人建的。", "This query was made by somebody else."),
			lang.T("请由建它的账号或者管理员删除。", "Its maker or the administrator can delete it."))
	}
	_, err = o.Engine().RecordBeside(ctx, by, Ended, NamedFacts{Name: name}, &q)
	return err
}

// Subscribe begins to tell an address of what answers a query. Errors: fault.NotFound, fault.TooMany,
// fault.Unlawful for a query that cannot be subscribed to.
func (o *Office) Subscribe(ctx context.Context, by access.Actor, account, name string, t Terms, token string) (Query, Subscription, error) {
	q, err := o.Store.Query(ctx, o.Division, name)
	if err != nil {
		return q, Subscription{}, err
	}
	asked, err := q.Read()
	if err != nil {
		return q, Subscription{}, err
	}
	if asked.Limit > 0 || asked.Max > 0 {
		return q, Subscription{}, fault.New(fault.Unlawful, "epcis_not_subscribable", lang.T("限定个数的查询不能订阅。", "A query with a limit of events cannot be subscribed to."),
			lang.T("请另建一个没有 eventCountLimit 和 maxEventCount 的查询。", "Please name one without eventCountLimit and maxEventCount."))
	}
	_, n, err := o.Store.Count(ctx, o.Division, account)
	if err != nil {
		return q, Subscription{}, err
	}
	if n >= MostSubscriptions {
		return q, Subscription{}, fault.New(fault.TooMany, "epcis_subscriptions", lang.Format("一个账号最多有%d个订阅。", "An account has at most %d subscriptions.", MostSubscriptions),
			lang.T("请先退订不用的。", "Please unsubscribe those you do not use."))
	}
	s := Subscription{ID: random(), Query: q.ID, Account: account, Role: by.Role, Terms: t, At: o.Clock.Now()}
	s.State.Since = s.At
	if t.Initial != nil {
		s.State.Since = *t.Initial
	}
	if s.State.Cursor, err = o.Store.Before(ctx, s.State.Since); err != nil {
		return q, s, err
	}
	if s.Token, err = o.seal(s.ID, token); err != nil {
		return q, s, err
	}
	_, err = o.Engine().RecordBeside(ctx, by, Subscribed, SubscribedFacts{s.ID, name, t.Hash()}, &s)
	return q, s, err
}

// Unsubscribe ends a subscription. Errors: fault.NotFound, also for another's.
func (o *Office) Unsubscribe(ctx context.Context, by access.Actor, account, name, id string) error {
	_, s, err := o.Subscription(ctx, account, name, id)
	if err != nil {
		return err
	}
	_, err = o.Engine().RecordBeside(ctx, by, Unsubscribed, SubscribedFacts{ID: s.ID, Query: name}, &s)
	return err
}

// Subscription gives one of the account's own; fault.NotFound.
func (o *Office) Subscription(ctx context.Context, account, name, id string) (Query, Subscription, error) {
	q, err := o.Store.Query(ctx, o.Division, name)
	if err != nil {
		return q, Subscription{}, err
	}
	s, err := o.Store.Subscription(ctx, o.Division, id)
	if err == nil && (s.Query != q.ID || s.Account != account) {
		err = fault.Missing()
	}
	return q, s, err
}

// box is the cipher of signature tokens.
func (o *Office) box() (cipher.AEAD, error) {
	key, err := o.Secret("food-subscriptions")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (o *Office) seal(id, token string) ([]byte, error) {
	if token == "" {
		return nil, nil
	}
	box, err := o.box()
	if err != nil {
		return nil, err
	}
	return box.Seal(nil, nil, []byte(token), []byte(id)), nil
}

// token opens the signature token of a subscription, nil where it has none.
func (o *Office) token(s Subscription) ([]byte, error) {
	if len(s.Token) == 0 {
		return nil, nil
	}
	box, err := o.box()
	if err != nil {
		return nil, err
	}
	plain, err := box.Open(nil, nil, s.Token, []byte(s.ID))
	if err != nil {
		return nil, fmt.Errorf("standing: token of %s: %w", s.ID, err)
	}
	return plain, nil
}

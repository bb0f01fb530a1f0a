package recallapi

import (
	"net/http"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/packs/foodchain/recall"
)

// ReadOwn lets the program of a business read the recalls that it must carry out and the orders to it. The
// pages of the regulator have [recall.ReadRecalls].
const ReadOwn access.Verb = "read_own_recalls"

const (
	no  = access.None
	own = access.Own
)

// Access is who may use it.
var Access = []access.Row{
	//                              P   C    G    K   O   H   Z   S   A   U   Y
	{Verb: ReadOwn, Reach: [11]access.Reach{no, own, own, no, no, no, no, no, no, no, no}, Title: lang.T("查看自己的召回和召回通知", "read the own recalls and orders"), Note: lang.T("经营者的程序", "the program of a business")},
}

// mostMine is how many orders and recalls are answered, the newest.
const mostMine = 100

// MyOrder is an order to the business that asks.
type MyOrder struct {
	Order
	Issued time.Time  `json:"issued"`
	Due    *time.Time `json:"due,omitempty"`
	Recall string     `json:"recall"` // its number
	Title  string     `json:"title"`
	Grade  int        `json:"grade"`
	Drill  bool       `json:"drill"`
}

// mine gives a business its recalls and its orders, the newest first.
func (s *Service) mine(w http.ResponseWriter, r *http.Request, who access.Actor) error {
	party := who.Whose()
	orders, err := s.Lists.OrdersFor(r.Context(), s.Division, party, mostMine)
	if err != nil {
		return err
	}
	recalls, told := []Recall{}, []MyOrder{}
	if party != "" {
		page, err := s.Lists.List(r.Context(), recall.Query{Division: s.Division, Party: party, Limit: mostMine})
		if err != nil {
			return err
		}
		for _, x := range page.Recalls {
			v, err := s.recallOf(r, x, false)
			if err != nil {
				return err
			}
			v.Href = "" // the regulator's address
			recalls = append(recalls, v)
		}
	}
	for _, o := range orders {
		v, err := s.myOrder(r, o)
		if err != nil {
			return err
		}
		told = append(told, v)
	}
	return send(w, http.StatusOK, map[string]any{"recalls": recalls, "orders": told})
}

func (s *Service) myOrder(r *http.Request, o recall.OrderRow) (MyOrder, error) {
	x, err := s.Lists.Recall(r.Context(), casework.Key{Division: s.Division, ID: o.Recall})
	if err != nil {
		return MyOrder{}, err
	}
	v := MyOrder{Order: orderOf(o), Issued: o.Issued.UTC(), Recall: x.Number, Title: x.Title, Grade: int(x.Grade), Drill: o.Drill}
	if !o.Due.IsZero() {
		due := o.Due.UTC()
		v.Due = &due
	}
	return v, nil
}

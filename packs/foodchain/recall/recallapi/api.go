// Package recallapi is recalls for programs.
//
//	GET  /api/food/recalls/of?key=…      which recalls are in force for things; open to all, as the scan page is
//	GET  /api/food/recalls               recalls, newest first; ?open=true ?drills=true ?after=
//	GET  /api/food/recalls/mine          a business: its own recalls, and the orders to it
//	GET  /api/food/recalls/{id}          one, with its orders, counts and stop-watch
//	GET  /api/food/recalls/{id}/things   keys, by pages; ?after=
//	POST /api/food/recalls               open one: every holder is ordered
//	POST /api/food/recalls/{id}/{verb}   withdraw_recall (opened by mistake), lift_recall (the cause did not hold)
//	POST /api/food/recall-orders/{id}/{verb}  stop_sale, count_goods, finish_recall_order
//
// What writes may bear an Idempotency-Key of 8 to 64 characters, as on the core's API: the same key
// with the same content acts once, for 30 days, and gives the same answer; with another it is refused.
//
// Keys are read in every form that package typed reads and answered as constrained canonical Digital
// Links; what cannot be read is refused. Errors are RFC 9457 problem details in both languages.
package recallapi

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/packs/foodchain/body"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

// Root of the addresses.
const Root = "/api/food"

// Service answers programs.
type Service struct {
	Lists    recall.Lists
	Rules    recall.Rules
	Office   *recall.Office
	Book     recall.Book // nil: counts are written into no book
	Programs func() pack.Programs
	Division string
}

type handler func(w http.ResponseWriter, r *http.Request, who access.Actor) error

// Handlers are the answers by pattern.
func (s *Service) Handlers() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + Root + "/recalls/of":                 s.answer("", s.of),
		"GET " + Root + "/recalls":                    s.answer(recall.ReadRecalls, s.list),
		"GET " + Root + "/recalls/mine":               s.answer(ReadOwn, s.mine),
		"GET " + Root + "/recalls/{id}":               s.answer(recall.ReadRecalls, s.one),
		"GET " + Root + "/recalls/{id}/things":        s.answer(recall.ReadRecalls, s.things),
		"POST " + Root + "/recalls":                   s.answer("open_recall", s.open),
		"POST " + Root + "/recalls/{id}/{verb}":       s.answer("withdraw_recall", s.end),
		"POST " + Root + "/recall-orders/{id}/{verb}": s.answer("stop_sale", s.act),
	}
}

func (s *Service) answer(v access.Verb, do handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := s.Programs()
		var who access.Actor
		var err error
		if v != "" {
			who, err = p.Caller(r, v)
		}
		if err == nil {
			err = do(w, r, who)
		}
		if err != nil {
			p.Fail(w, r, err)
		}
	})
}

func send(w http.ResponseWriter, status int, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(raw)
	return err
}

// Warning is a recall in force for a thing.
type Warning struct {
	Key    string     `json:"key"`
	Asked  string     `json:"asked"` // as the question had it
	By     recall.How `json:"by"`
	Recall string     `json:"recall"` // its number
	Title  string     `json:"title"`
	Grade  int        `json:"grade"`
	State  string     `json:"state"`
	Since  time.Time  `json:"since"`
	Notice string     `json:"notice,omitempty"` // address of the public notice
}

// mostKeys is how many keys one question may ask about.
const mostKeys = 100

func (s *Service) of(w http.ResponseWriter, r *http.Request, _ access.Actor) error {
	asked := r.URL.Query()["key"]
	if len(asked) == 0 || len(asked) > mostKeys {
		return fault.InvalidInput().At("key", lang.Format("请给出1到%d个 key。", "Please give 1 to %d keys.", mostKeys)).Or()
	}
	var keys []string
	as := map[string]string{}
	for _, text := range asked {
		key, err := typed.Thing("key", text) // whoever asks wrongly is never told that nothing is recalled
		if err != nil {
			return err
		}
		if as[key] == "" {
			keys, as[key] = append(keys, key), text
		}
	}
	all, err := s.Lists.Of(r.Context(), keys)
	if err != nil {
		return err
	}
	out := []Warning{}
	for _, x := range all {
		v := Warning{Key: x.Key, Asked: as[x.Key], By: x.By, Recall: x.Number, Title: x.Title, Grade: int(x.Grade), State: string(x.State), Since: x.Opened.UTC()}
		if !x.Published.IsZero() {
			v.Notice = "/recalls/" + x.Number
		}
		out = append(out, v)
	}
	return send(w, http.StatusOK, map[string]any{"warnings": out})
}

// Recall is one recall for programs.
type Recall struct {
	ID      casework.ID `json:"-"`
	Href    string      `json:"href,omitempty"`
	Number  string      `json:"number"`
	Drill   bool        `json:"drill"`
	State   string      `json:"state"`
	Grade   int         `json:"grade"`
	Cause   string      `json:"cause"`
	Title   string      `json:"title"`
	Opened  time.Time   `json:"opened"`
	Due     *time.Time  `json:"due,omitempty"`
	Things  int         `json:"things"`
	Hash    string      `json:"hash"`
	Start   trace.Start `json:"start"`
	Tally   Tally       `json:"tally"`
	Orders  []Order     `json:"orders,omitempty"`
	ListMS  float64     `json:"list_ms"` // from the click to the list
	LastMin *float64    `json:"last_answer_minutes,omitempty"`
}

// Order is an order for programs.
type Order struct {
	Href    string                `json:"href"`
	Number  string                `json:"number"`
	Place   string                `json:"place"`
	State   string                `json:"state"`
	Held    []Quantity            `json:"held"`
	Unsaid  bool                  `json:"unsaid,omitempty"`
	Counts  map[string][]Quantity `json:"counts"`
	Stopped *time.Time            `json:"stopped,omitempty"`
}

func (s *Service) recallOf(r *http.Request, x recall.Row, whole bool) (Recall, error) {
	orders, err := s.Lists.OrdersOf(r.Context(), x.Division, x.ID)
	if err != nil {
		return Recall{}, err
	}
	out := Recall{ID: x.ID, Href: Root + "/recalls/" + x.ID.String(), Number: x.Number, Drill: x.Drill, State: string(x.State), Grade: int(x.Grade), Cause: x.Cause, Title: x.Title, Opened: x.Opened.UTC(), Things: x.Things, Hash: x.Hash, Start: x.Start, Tally: tallyOf(recall.TallyOf(orders)), ListMS: float64(x.Micros) / 1000}
	if !x.Due.IsZero() {
		due := x.Due.UTC()
		out.Due = &due
	}
	if !whole {
		return out, nil
	}
	last, answered := 0.0, 0
	for _, o := range orders {
		v := orderOf(o)
		if !o.Stopped.IsZero() {
			answered++
			last = max(last, o.Stopped.Sub(x.Opened).Minutes())
		}
		out.Orders = append(out.Orders, v)
	}
	if answered == len(orders) && answered > 0 {
		out.LastMin = &last
	}
	return out, nil
}

func orderOf(o recall.OrderRow) Order {
	v := Order{Href: Root + "/recall-orders/" + o.ID.String(), Number: o.Number, Place: o.Place, State: string(o.State), Held: quantities(o.Held), Unsaid: o.Unsaid, Counts: counted(o.Counts)}
	if !o.Stopped.IsZero() {
		at := o.Stopped.UTC()
		v.Stopped = &at
	}
	return v
}

func (s *Service) list(w http.ResponseWriter, r *http.Request, _ access.Actor) error {
	q := recall.Query{Division: s.Division, Open: r.URL.Query().Get("open") == "true", After: r.URL.Query().Get("after")}
	drills := r.URL.Query().Get("drills") == "true"
	q.Drills = &drills
	page, err := s.Lists.List(r.Context(), q)
	if err != nil {
		return err
	}
	out := []Recall{}
	for _, x := range page.Recalls {
		v, err := s.recallOf(r, x, false)
		if err != nil {
			return err
		}
		out = append(out, v)
	}
	return send(w, http.StatusOK, map[string]any{"recalls": out, "next": page.Next})
}

func (s *Service) row(r *http.Request) (recall.Row, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return recall.Row{}, fault.Missing()
	}
	return s.Lists.Recall(r.Context(), casework.Key{Division: s.Division, ID: id})
}

func (s *Service) one(w http.ResponseWriter, r *http.Request, _ access.Actor) error {
	x, err := s.row(r)
	if err != nil {
		return err
	}
	v, err := s.recallOf(r, x, true)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, v)
}

func (s *Service) things(w http.ResponseWriter, r *http.Request, _ access.Actor) error {
	x, err := s.row(r)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 36, 64) // 0: from the beginning
	keys, next, err := s.Lists.Things(r.Context(), x.Key, after, 500)
	if err != nil {
		return err
	}
	out := map[string]any{"things": keys, "next": ""}
	if next != 0 {
		out["next"] = strconv.FormatInt(next, 36)
	}
	return send(w, http.StatusOK, out)
}

// read takes a small JSON body, and gives the idempotency record of the request; nil where it bears no key.
func read(r *http.Request, who access.Actor, into any) (*casework.Idem, error) {
	sent, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<20))
	if err != nil {
		return nil, fault.New(fault.Invalid, "bad_json", lang.T("没有收到全部内容，或者超过1 MB。", "The body did not arrive whole, or is larger than 1 MB."), lang.T("请再发一次。", "Please send it again.")).With(err)
	}
	if err := body.Read(sent, into); err != nil {
		return nil, err
	}
	key := r.Header.Get("Idempotency-Key")
	switch n := len(key); {
	case n == 0:
		return nil, nil
	case n < 8 || n > 64:
		return nil, fault.New(fault.Invalid, "bad_key", lang.T("Idempotency-Key 要8到64个字符。", "An Idempotency-Key has 8 to 64 characters."), lang.T("请换一个，例如 UUID。", "Please use another, a UUID for example."))
	}
	return &casework.Idem{Actor: "api/" + who.ID, Key: key, Hash: sha256.Sum256([]byte(r.URL.Path + "\x00" + string(sent)))}, nil
}

func (s *Service) open(w http.ResponseWriter, r *http.Request, who access.Actor) error {
	var in Open
	idem, err := read(r, who, &in)
	if err != nil {
		return err
	}
	for i, text := range in.Start.Things {
		if in.Start.Things[i], err = typed.Thing("start.things", text); err != nil {
			return err
		}
	}
	for i, x := range in.Start.Plots {
		if in.Start.Plots[i].Plot = typed.KeyOr(x.Plot); !trace.IsPlot(in.Start.Plots[i].Plot) {
			return fault.InvalidInput().At("start.plots", lang.T("地块要写成 https://id.gs1.org/414/地点编号/254/P01。", "Write a plot as https://id.gs1.org/414/GLN/254/P01.")).Or()
		}
	}
	c, err := s.Office.Open(r.Context(), who, in.OpenInput, in.Reason, idem)
	if err != nil {
		return err
	}
	x, err := s.Lists.Recall(r.Context(), c.Key)
	if err != nil {
		return err
	}
	v, err := s.recallOf(r, x, true)
	if err != nil {
		return err
	}
	return send(w, http.StatusCreated, v)
}

// end takes a recall back.
func (s *Service) end(w http.ResponseWriter, r *http.Request, who access.Actor) error {
	x, err := s.row(r)
	if err != nil {
		return err
	}
	var in End
	idem, err := read(r, who, &in)
	if err != nil {
		return err
	}
	cmd := casework.Command{Actor: who, Case: x.ID, Verb: r.PathValue("verb"), Reason: in.Reason, Idem: idem}
	switch cmd.Verb {
	case "withdraw_recall":
		cmd.Input = &recall.WithdrawInput{Why: in.Why}
	case "lift_recall":
	default:
		return fault.Missing()
	}
	if _, err = s.Office.Engine().Do(r.Context(), cmd); err != nil {
		return err
	}
	if x, err = s.row(r); err != nil {
		return err
	}
	v, err := s.recallOf(r, x, true)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, v)
}

// lot reads what a count is of and looks whether it is of the order.
func (s *Service) lot(r *http.Request, who access.Actor, id casework.ID, text string) (string, error) {
	key, err := typed.Thing("lot", text)
	if err != nil {
		return "", err
	}
	c, _, err := s.Office.Engine().Load(r.Context(), casework.Key{Division: s.Division, ID: id})
	if err != nil {
		return "", err
	}
	if c.Procedure != recall.OrderName || !who.Is(c.Party) && access.Check(who, recall.ReadRecalls, c.Target()) != nil {
		return "", fault.Missing()
	}
	return key, recall.CheckLot(r.Context(), s.Lists, s.Division, recall.OrderOf(c), key)
}

func (s *Service) act(w http.ResponseWriter, r *http.Request, who access.Actor) error {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.Missing()
	}
	var in Answer
	idem, err := read(r, who, &in)
	if err != nil {
		return err
	}
	cmd := casework.Command{Actor: who, Case: id, Verb: r.PathValue("verb"), Reason: in.Reason, Idem: idem}
	switch cmd.Verb {
	case "stop_sale", "finish_recall_order":
	case "count_goods":
		n, err := trace.ParseAmount(in.Amount)
		if err != nil {
			return fault.InvalidInput().At("amount", fault.For(err).Message).Or()
		}
		count := &recall.CountInput{What: in.What, Amount: n, Unit: in.Unit, Replaces: in.Replaces, Over: in.Over}
		if in.Lot != "" {
			if count.Lot, err = s.lot(r, who, id, in.Lot); err != nil {
				return err
			}
		}
		cmd.Input = count
	default:
		return fault.Missing()
	}
	out, err := s.Office.Engine().Do(r.Context(), cmd)
	if err != nil {
		return err
	}
	o := recall.OrderOf(out.Case)
	standing := []map[string]any{}
	for _, c := range o.Standing {
		standing = append(standing, map[string]any{"number": c.Seq, "what": c.What, "amounts": quantities(c.Amounts)})
	}
	answer := map[string]any{"number": out.Case.Number, "state": out.Case.State, "counts": counted(o.Counts), "standing": standing}
	if s.Book != nil && cmd.Verb == "count_goods" {
		list, err := s.Book.Settle(r.Context(), who, out.Case)
		if err != nil {
			return err
		}
		booked := []map[string]any{}
		for _, x := range list {
			booked = append(booked, map[string]any{"number": x.Seq, "written": x.Written})
		}
		answer["book"] = booked
	}
	return send(w, http.StatusOK, answer)
}

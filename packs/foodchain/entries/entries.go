// Package entries is how a program records for a business what its people would record by hand: the
// same steps, the same checks, the same single event.
//
//	POST /api/food/businesses                       register
//	GET  /api/food/businesses                       whose one may record for
//	GET  /api/food/businesses/{id}/stock            what is there
//	GET  /api/food/businesses/{id}/book             what was recorded
//	POST /api/food/businesses/{id}/products|places|licences
//	POST /api/food/businesses/{id}/products/{gtin}/remove|retire|put-back
//	POST /api/food/businesses/{id}/steps            one step; its entry makes it count once
//
// Registering, products and places may bear an Idempotency-Key: the second request of one key does
// nothing and is answered with 409.
//
// Everything needs a token with the scope write:food, reading as well: it is the business's own.
package entries

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/packs/foodchain/body"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

// Root of the addresses.
const Root = "/api/food"

// Service answers programs.
type Service struct {
	Desk     *chain.Desk
	Programs func() pack.Programs
}

// maxBody bounds what a program sends at once, in bytes.
const maxBody = 256 << 10

// Handlers are the patterns and what answers at them.
func (s *Service) Handlers() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + Root + "/businesses":                             s.answer(s.list),
		"POST " + Root + "/businesses":                            s.answer(s.register),
		"GET " + Root + "/businesses/{id}/stock":                  s.answer(s.own(s.stock)),
		"GET " + Root + "/businesses/{id}/book":                   s.answer(s.own(s.book)),
		"POST " + Root + "/businesses/{id}/products":              s.answer(s.own(s.product)),
		"POST " + Root + "/businesses/{id}/products/{gtin}/{act}": s.answer(s.own(s.endProduct)),
		"POST " + Root + "/businesses/{id}/places":                s.answer(s.own(s.place)),
		"POST " + Root + "/businesses/{id}/licences":              s.answer(s.own(s.licence)),
		"POST " + Root + "/businesses/{id}/steps":                 s.answer(s.own(s.step)),
	}
}

type does func(r *http.Request, by access.Actor) (status int, body any, err error)

// answer lets a caller in and writes what it gives.
func (s *Service) answer(do does) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		programs := s.Programs()
		by, err := programs.Caller(r, s.Desk.Record)
		if err != nil {
			programs.Fail(w, r, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		status, answer, err := do(r, by)
		if err != nil {
			programs.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "private, no-cache")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer) // the caller went away; nothing to do
	})
}

// own gives a handler the business of the address.
func (s *Service) own(do func(r *http.Request, by access.Actor, b chain.Business) (int, any, error)) does {
	return func(r *http.Request, by access.Actor) (int, any, error) {
		b, err := s.Desk.Store.Business(r.Context(), s.Desk.Division, r.PathValue("id"))
		if err != nil {
			return 0, nil, err
		}
		if _, err := s.Desk.May(by, b); err != nil {
			return 0, nil, fault.Missing()
		}
		return do(r, by, b)
	}
}

// read reads a body strictly.
func read(r *http.Request, into any) error {
	data, err := io.ReadAll(r.Body)
	if long := (*http.MaxBytesError)(nil); errors.As(err, &long) {
		return fault.New(fault.TooLarge, "document_too_large", lang.Format("内容超过%d字节。", "The body is larger than %d bytes.", long.Limit), lang.T("请分几次发。", "Please send it in parts."))
	}
	if err != nil {
		return fault.New(fault.Invalid, "bad_json", lang.T("没有收到全部内容。", "The body did not arrive whole."), lang.T("请再发一次。", "Please send it again.")).With(err)
	}
	return body.Read(data, into)
}

// Business is a business as programs see it.
type Business struct {
	ID        string     `json:"id,omitempty"`
	Kind      chain.Kind `json:"kind"`
	Name      string     `json:"name"`
	Code      string     `json:"code,omitempty"`
	Household bool       `json:"household,omitempty"`
	Phone     string     `json:"phone,omitempty"`
	Address   string     `json:"address,omitempty"`
	Prefix    string     `json:"prefix,omitempty"` // a GS1 company prefix of its own
	GLN       string     `json:"gln,omitempty"`
	Proven    bool       `json:"proven"` // it was shown whose it is; read only
}

func shown(b chain.Business) Business {
	return Business{b.ID, b.Kind, b.Name, b.Code, b.Household, b.Phone, b.Address, b.Prefix, b.GLN, b.Proven}
}

// End says why a product is no longer made, or is again.
type End struct {
	Why string `json:"why"`
}

// Place is a further place of a business, or a plot of a farm.
type Place struct {
	Name   string `json:"name"`
	Parcel string `json:"parcel,omitempty"` // of a plot: its code in the soil archive
	Plot   bool   `json:"plot,omitempty"`
}

// Licence is a licence by its number.
type Licence struct {
	Number string       `json:"number"`
	Until  calendar.Day `json:"until,omitempty"`
}

// once is the desk for a request with an Idempotency-Key: sent twice, it is done once, and the second
// answer says so.
func (s *Service) once(r *http.Request) *chain.Desk {
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > 64 {
		return s.Desk
	}
	return s.Desk.Once("api " + key)
}

func (s *Service) list(r *http.Request, by access.Actor) (int, any, error) {
	list, err := s.Desk.Mine(r.Context(), by)
	out := make([]Business, len(list))
	for i, b := range list {
		out[i] = shown(b)
	}
	return http.StatusOK, map[string]any{"businesses": out}, err
}

func (s *Service) register(r *http.Request, by access.Actor) (int, any, error) {
	var in Business
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	b, err := s.once(r).Register(r.Context(), by, chain.Business{Kind: in.Kind, Name: in.Name, Code: in.Code, Household: in.Household, Phone: in.Phone, Address: in.Address, Prefix: in.Prefix}, "")
	return http.StatusCreated, shown(b), err
}

func (s *Service) product(r *http.Request, by access.Actor, b chain.Business) (int, any, error) {
	var in chain.Product
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	p, err := s.once(r).NameProduct(r.Context(), by, b, in)
	return http.StatusCreated, p, err
}

// productActs are the acts on a product by their word in an address.
var productActs = map[string]string{"remove": chain.ProductRemoved, "retire": chain.ProductRetired, "put-back": chain.ProductPutBack}

func (s *Service) endProduct(r *http.Request, by access.Actor, b chain.Business) (int, any, error) {
	kind, ok := productActs[r.PathValue("act")]
	if !ok {
		return 0, nil, fault.Missing()
	}
	var in End
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	p, err := s.once(r).EndProduct(r.Context(), by, b, fourteen(r.PathValue("gtin")), kind, in.Why)
	return http.StatusOK, map[string]string{"gtin": p.GTIN, "done": r.PathValue("act")}, err
}

func (s *Service) place(r *http.Request, by access.Actor, b chain.Business) (int, any, error) {
	var in Place
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	p, err := s.once(r).OpenPlace(r.Context(), by, b, in.Name, in.Parcel, in.Plot)
	return http.StatusCreated, map[string]string{"key": p.Key(), "name": p.Name}, err
}

func (s *Service) licence(r *http.Request, by access.Actor, b chain.Business) (int, any, error) {
	var in Licence
	if err := read(r, &in); err != nil {
		return 0, nil, err
	}
	l, err := s.Desk.NameLicence(r.Context(), by, b, chain.Licence{Number: in.Number, Until: in.Until})
	return http.StatusCreated, l, err
}

// Held is a lot that is at a place.
type Held struct {
	Lot    string       `json:"lot"` // canonical Digital Link
	Place  string       `json:"place"`
	Amount json.Number  `json:"quantity"`
	Unit   string       `json:"uom"`
	Best   calendar.Day `json:"best,omitempty"`
	Sealed bool         `json:"sealed,omitempty"`
	Recall string       `json:"recall,omitempty"`        // number of a recall in force
	Seal   bool         `json:"under_seal,omitempty"`    // an officer's
	Failed string       `json:"failed_sample,omitempty"` // number of the report
}

// stocked is how many lots of a place are looked at, those handled last.
const stocked = 200

func (s *Service) stock(r *http.Request, _ access.Actor, b chain.Business) (int, any, error) {
	list, err := s.Desk.Held(r.Context(), b, stocked)
	if err != nil {
		return 0, nil, err
	}
	out := make([]Held, len(list))
	for i, h := range list {
		out[i] = Held{h.Lot, h.Place.Key(), json.Number(chain.Amount(h.Amount)), h.Unit, h.Best, h.Sealed, h.Against.Recall, len(h.Against.Seals) > 0, h.Against.Failed}
	}
	return http.StatusOK, map[string]any{"stock": out}, nil
}

// Line is a line of the book.
type Line struct {
	Time     time.Time      `json:"time"`
	Kind     chain.StepKind `json:"kind,omitempty"`
	Motion   trace.Motion   `json:"motion"`
	Lot      string         `json:"lot"`
	Amount   json.Number    `json:"quantity,omitempty"`
	Unit     string         `json:"uom,omitempty"`
	Partner  string         `json:"partner,omitempty"`
	Channel  string         `json:"channel,omitempty"`
	Findings []chain.Code   `json:"findings,omitempty"`
}

func (s *Service) book(r *http.Request, _ access.Actor, b chain.Business) (int, any, error) {
	places, err := s.Desk.Store.Places(r.Context(), s.Desk.Division, b.ID)
	if err != nil {
		return 0, nil, err
	}
	var keys []string
	for _, p := range places {
		if !p.Plot() {
			keys = append(keys, p.Key())
		}
	}
	list, err := s.Desk.Store.Book(r.Context(), keys, chain.Mark{}, stocked)
	out := make([]Line, len(list))
	for i, l := range list {
		out[i] = Line{l.Time, l.Kind, l.Motion, l.Lot, json.Number(chain.Amount(l.Amount)), l.Unit, l.Partner, l.Channel, l.Findings}
	}
	return http.StatusOK, map[string]any{"lines": out}, err
}

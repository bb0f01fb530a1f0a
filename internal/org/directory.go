package org

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
)

// Data is everything known about the organisation of a division, in no order.
type Data struct {
	Units       []Unit
	Posts       []Post
	Windows     []Window
	Officers    []Officer
	Holdings    []Holding
	Duties      []Duty
	Absences    []Absence
	Delegations []Delegation
}

// Directory answers questions about a [Data]. It is immutable and safe for concurrent use.
type Directory struct {
	data     Data
	units    map[string]*Unit
	posts    map[string]*Post
	windows  map[string]*Window
	officers map[string]*Officer
	holdings map[string][]Holding // by post, A before B, then by officer
	duties   map[string][]Duty    // by post
	absences map[string][]Absence // by officer
}

// NewDirectory indexes the data. Errors name the first id that is used twice or refers
// to nothing; such data was never accepted by a command and means a damaged store.
func NewDirectory(data Data) (*Directory, error) {
	d := &Directory{
		data: data, units: map[string]*Unit{}, posts: map[string]*Post{}, windows: map[string]*Window{},
		officers: map[string]*Officer{}, holdings: map[string][]Holding{}, duties: map[string][]Duty{}, absences: map[string][]Absence{},
	}
	var err error
	once := func(kind, id string, there bool) {
		if there && err == nil {
			err = fmt.Errorf("org: %s %q is there twice", kind, id)
		}
	}
	for i := range data.Units {
		u := &data.Units[i]
		once("unit", u.ID, d.units[u.ID] != nil)
		d.units[u.ID] = u
	}
	for i := range data.Posts {
		p := &data.Posts[i]
		once("post", p.ID, d.posts[p.ID] != nil)
		d.posts[p.ID] = p
	}
	for i := range data.Windows {
		w := &data.Windows[i]
		once("window", w.Number, d.windows[w.Number] != nil)
		d.windows[w.Number] = w
	}
	for i := range data.Officers {
		o := &data.Officers[i]
		once("officer", o.ID, d.officers[o.ID] != nil)
		d.officers[o.ID] = o
	}
	for _, h := range data.Holdings {
		d.holdings[h.Post] = append(d.holdings[h.Post], h)
	}
	for _, hs := range d.holdings {
		slices.SortFunc(hs, func(a, b Holding) int {
			return strings.Compare(string(a.Rank)+a.Officer, string(b.Rank)+b.Officer)
		})
	}
	for _, y := range data.Duties {
		d.duties[y.Post] = append(d.duties[y.Post], y)
	}
	for _, ys := range d.duties {
		slices.SortFunc(ys, func(a, b Duty) int { return strings.Compare(a.Officer, b.Officer) })
	}
	for _, a := range data.Absences {
		d.absences[a.Officer] = append(d.absences[a.Officer], a)
	}
	if err == nil {
		err = d.dangling()
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// dangling finds a reference to nothing.
func (d *Directory) dangling() error {
	refer := func(from, kind, to string, ok bool) error {
		if ok || to == "" {
			return nil
		}
		return fmt.Errorf("org: %s refers to %s %q, which does not exist", from, kind, to)
	}
	var errs []error
	for _, u := range d.data.Units {
		errs = append(errs, refer("unit "+u.ID, "unit", u.Parent, d.units[u.Parent] != nil))
	}
	for _, p := range d.data.Posts {
		errs = append(errs, refer("post "+p.ID, "unit", p.Unit, d.units[p.Unit] != nil))
	}
	for _, w := range d.data.Windows {
		errs = append(errs, refer("window "+w.Number, "unit", w.Unit, d.units[w.Unit] != nil), refer("window "+w.Number, "post", w.Post, d.posts[w.Post] != nil))
	}
	for _, o := range d.data.Officers {
		errs = append(errs, refer("officer "+o.ID, "unit", o.Unit, d.units[o.Unit] != nil))
	}
	for _, h := range d.data.Holdings {
		errs = append(errs, refer("a holding", "post", h.Post, d.posts[h.Post] != nil), refer("a holding", "officer", h.Officer, d.officers[h.Officer] != nil))
	}
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

// Unit gives a unit by id.
func (d *Directory) Unit(id string) (Unit, bool) { return lookup(d.units, id) }

// Post gives a post by id.
func (d *Directory) Post(id string) (Post, bool) { return lookup(d.posts, id) }

// Window gives a window by its number.
func (d *Directory) Window(number string) (Window, bool) { return lookup(d.windows, number) }

// Officer gives an officer by id.
func (d *Directory) Officer(id string) (Officer, bool) { return lookup(d.officers, id) }

func lookup[T any](m map[string]*T, id string) (v T, ok bool) {
	p, ok := m[id]
	if ok {
		v = *p
	}
	return v, ok
}

// Units are all units by id.
func (d *Directory) Units() []Unit {
	all := slices.Clone(d.data.Units)
	slices.SortFunc(all, func(a, b Unit) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Windows are all windows by number.
func (d *Directory) Windows() []Window {
	all := slices.Clone(d.data.Windows)
	slices.SortFunc(all, func(a, b Window) int { return strings.Compare(a.Number, b.Number) })
	return all
}

// Staff are the officers of a unit active on a day, by id.
func (d *Directory) Staff(unit string, day calendar.Day) []Officer {
	var all []Officer
	for _, o := range d.data.Officers {
		if o.Unit == unit && o.Active(day) {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b Officer) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// PostsOf are the posts an officer holds on a day as A or B, by id, each once.
func (d *Directory) PostsOf(officer string, day calendar.Day) []string {
	var ids []string
	for _, h := range d.data.Holdings {
		if h.Officer == officer && within(day, h.From, h.Until) && !slices.Contains(ids, h.Post) {
			ids = append(ids, h.Post)
		}
	}
	slices.Sort(ids)
	return ids
}

// Data gives back what the directory was made of; the caller must not change it.
func (d *Directory) Data() Data { return d.data }

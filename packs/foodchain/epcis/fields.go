package epcis

import (
	"strings"

	"banjie/internal/spelling"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

func (b *builder) offset(n *tree.Node) {
	s := b.text(n)
	if _, ok := offsetMinutes(s); !ok && s != "" {
		b.refuse(n, whyOffset, s)
	}
	b.event.Offset = s
}

// epcList may name a thing once; the list of a transaction may repeat it.
func (b *builder) epcList(n *tree.Node) {
	if b.event.Type == TransactionEvent {
		b.event.EPCs = b.things(n)
		return
	}
	b.event.EPCs = b.set(n)
}

func (b *builder) action(n *tree.Node) {
	switch a := Action(b.text(n)); a {
	case Add, Observe, Delete:
		b.event.Action = a
	case "":
	default:
		b.refuse(n, whyAction, string(a))
	}
}

// part is one field inside an object, and how it is read into a T.
type part[T any] struct {
	name string
	must bool
	read func(b *builder, n *tree.Node, to *T)
}

// nearestPart is the name of a table that is nearest to one that is not in it.
func nearestPart[T any](key string, table []part[T]) string {
	names := make([]string, len(table))
	for i, p := range table {
		names[i] = p.name
	}
	return spelling.Nearest(key, names, within(key))
}

// parts reads an object by its table. other takes names that are not in it; nil refuses them.
func parts[T any](b *builder, n *tree.Node, table []part[T], to *T, other *[]Field) {
	if !b.is(n, tree.Object) {
		return
	}
	var seen uint64
	for i := range n.Kids {
		kid := &n.Kids[i]
		b.down(kid.Key)
		at := -1
		for j := range table {
			if table[j].name == kid.Key && kid.Space == "" {
				at = j
				break
			}
		}
		switch {
		case at >= 0:
			seen |= 1 << at
			table[at].read(b, kid, to)
		case other != nil && (kid.Space != "" || strings.Contains(kid.Key, ":")):
			*other = b.extension(kid, *other)
		default:
			b.refuse(kid, whyUnknown.meant(nearestPart(kid.Key, table)), kid.Key)
		}
		b.up()
	}
	for j := range table {
		if table[j].must && seen&(1<<j) == 0 {
			b.refuse(n, whyMissing, table[j].name)
		}
	}
}

var errorParts = []part[ErrorDeclaration]{
	{"declarationTime", true, func(b *builder, n *tree.Node, to *ErrorDeclaration) { to.Time = b.instant(n) }},
	{"reason", false, func(b *builder, n *tree.Node, to *ErrorDeclaration) { to.Reason = b.word(n, cbv.Reasons) }},
	{"correctiveEventIDs", false, func(b *builder, n *tree.Node, to *ErrorDeclaration) { to.Corrective = b.uris(n) }},
}

func (b *builder) errorDeclaration(n *tree.Node) {
	e := &ErrorDeclaration{}
	parts(b, n, errorParts, e, &e.Extensions)
	b.event.Error = e
}

var quantityParts = []part[Quantity]{
	{"epcClass", true, func(b *builder, n *tree.Node, to *Quantity) { to.Class = b.thing(n) }},
	{"quantity", false, func(b *builder, n *tree.Node, to *Quantity) { to.Amount = b.number(n) }},
	{"uom", false, (*builder).unit},
}

func (b *builder) quantity(n *tree.Node) (q Quantity) {
	parts(b, n, quantityParts, &q, nil)
	return q
}

func (b *builder) unit(n *tree.Node, to *Quantity) {
	to.Unit = b.text(n)
	if to.Unit != "" && !isUnit(to.Unit) {
		b.refuse(n, whyUnit, to.Unit)
	}
}

// isUnit says whether s has the form of a code of Recommendation 20.
func isUnit(s string) bool {
	if len(s) < 2 || len(s) > 3 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') {
			return false
		}
	}
	return true
}

var lastingParts = []part[Lasting]{
	{"set", false, func(b *builder, n *tree.Node, to *Lasting) { to.Set = b.dispositions(n) }},
	{"unset", false, func(b *builder, n *tree.Node, to *Lasting) { to.Unset = b.dispositions(n) }},
}

func (b *builder) dispositions(n *tree.Node) []string {
	list := each(b, n, func(b *builder, n *tree.Node) string { return b.word(n, cbv.Dispositions) })
	b.once(n, list)
	if n.Kind == tree.List && len(list) == 0 {
		b.refuse(n, whyEmpty, last(b.path))
	}
	return list
}

func (b *builder) lasting(n *tree.Node) {
	parts(b, n, lastingParts, &b.event.Lasting, nil)
	if n.Kind == tree.Object && n.Get("set") == nil && n.Get("unset") == nil {
		b.refuse(n, whyLasting)
	}
}

var placeParts = []part[Place]{
	{"id", true, func(b *builder, n *tree.Node, to *Place) { to.ID = b.thing(n) }},
}

func (b *builder) place(n *tree.Node) (p Place) {
	parts(b, n, placeParts, &p, &p.Extensions)
	return p
}

func typedParts(name string, l *cbv.List, typeMust bool) []part[Typed] {
	return []part[Typed]{
		{"type", typeMust, func(b *builder, n *tree.Node, to *Typed) { to.Type = b.word(n, l) }},
		{name, true, func(b *builder, n *tree.Node, to *Typed) { to.ID = b.thing(n) }},
	}
}

var (
	transactionParts = typedParts("bizTransaction", cbv.Transactions, false)
	sourceParts      = typedParts("source", cbv.Parties, true)
	destinationParts = typedParts("destination", cbv.Parties, true)
)

func (b *builder) transaction(n *tree.Node) (t Typed) {
	parts(b, n, transactionParts, &t, nil)
	return t
}
func (b *builder) source(n *tree.Node) (t Typed) { parts(b, n, sourceParts, &t, nil); return t }
func (b *builder) destination(n *tree.Node) (t Typed) {
	parts(b, n, destinationParts, &t, nil)
	return t
}

// ilmd reads the data of an instance or lot: names of its own only.
func (b *builder) ilmd(n *tree.Node) (all []Field) {
	if !b.is(n, tree.Object) {
		return nil
	}
	for i := range n.Kids {
		b.down(n.Kids[i].Key)
		all = b.extension(&n.Kids[i], all)
		b.up()
	}
	return all
}

// extension reads a member that the standard does not know into fields, one for each
// value of a list. Its name must have a declared prefix or be a whole URI.
func (b *builder) extension(n *tree.Node, to []Field) []Field {
	f := Field{Space: n.Space, Name: n.Key}
	if n.Space == "" {
		prefix, name, ok := strings.Cut(n.Key, ":")
		switch {
		case !ok || name == "" || !IsURI(n.Key):
			b.refuse(n, whyUnknown, n.Key)
			return to
		case strings.HasPrefix(name, "//") || prefix == "urn":
			f.Space, f.Name = splitURI(n.Key)
		default:
			space, known := b.context.Lookup(prefix)
			if !known {
				b.refuse(n, whyPrefix, n.Key)
				return to
			}
			f.Space, f.Name = space, name
			if !b.event.form.declares(b.outer, n.Key) {
				b.event.form.note(f.Key(), n.Key)
			}
		}
	}
	return b.values(n, f, to)
}

// splitURI parts a name that is a whole URI into namespace and local name.
func splitURI(s string) (space, name string) {
	at := strings.LastIndexAny(s, "#/:") + 1
	if at == len(s) {
		return "", s
	}
	return s[:at], s[at:]
}

// values adds a field of this name for the value, or one for each value of a list.
func (b *builder) values(n *tree.Node, f Field, to []Field) []Field {
	if f.Space == rdfs && f.Name == "comment" {
		return to
	}
	switch n.Kind {
	case tree.List:
		for i := range n.Kids {
			to = b.values(&n.Kids[i], f, to)
		}
		return to
	case tree.Object:
		for i := range n.Kids {
			f = b.inner(&n.Kids[i], f)
		}
	case tree.Null:
		f.null = true
	case tree.Text:
		f.Value = b.expand(strings.TrimSpace(n.Text))
	default:
		f.Value, f.truth = n.Text, n.Kind == tree.Bool
	}
	return append(to, f)
}

// inner adds a member of an extension's object to its field. Names without prefix are
// taken as they are: what an extension looks like inside is its owner's matter.
func (b *builder) inner(n *tree.Node, f Field) Field {
	if n.Key == "#text" && n.Kind != tree.List && n.Kind != tree.Object {
		f.Value = b.expand(strings.TrimSpace(n.Text))
		return f
	}
	kid := Field{Space: n.Space, Name: n.Key}
	if prefix, name, ok := strings.Cut(n.Key, ":"); ok && n.Space == "" && name != "" {
		if space, known := b.context.Lookup(prefix); known {
			kid.Space, kid.Name = space, name
			if !b.event.form.declares(b.outer, n.Key) {
				b.event.form.note(kid.Key(), n.Key)
			}
		} else if strings.HasPrefix(name, "//") {
			kid.Space, kid.Name = splitURI(n.Key)
		}
	}
	f.Fields = b.values(n, kid, f.Fields)
	return f
}

package draw

import (
	"slices"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Contribution is what a party adds to the seed.
type Contribution struct {
	Missed bool // it did not reveal in time; the value is that of [Missed]
	Value  Hash
}

// Result is the outcome, which follows from the announcement and the values alone. It never
// changes; replacements stand beside it.
type Result struct {
	Announced     Hash
	Values        []string // of the sources, in their order
	Spare         string   // "" where every party revealed
	Contributions []Contribution
	Seed          Hash
	Order         []Hash // all candidates
}

const titleResult = "banjie draw result v1"

// draw computes seed and order from what stands above them.
func (r *Result) draw(a Announcement) {
	values := make([]Hash, len(r.Contributions))
	for i, c := range r.Contributions {
		values[i] = c.Value
	}
	r.Seed = Seed(r.Announced, r.Values, values)
	order := Order(r.Seed, a.weights())
	r.Order = make([]Hash, len(order))
	for i, at := range order {
		r.Order[i] = a.List[at].ID
	}
}

// Lines is the canonical form, one line each; it ends with "end".
func (r Result) Lines() []string {
	lines := make([]string, 0, len(r.Values)+len(r.Contributions)+len(r.Order)+5)
	lines = append(lines, titleResult, "announcement: "+r.Announced.String())
	for _, v := range r.Values {
		lines = append(lines, "source: "+v)
	}
	if r.Spare != "" {
		lines = append(lines, "spare: "+r.Spare)
	}
	for _, c := range r.Contributions {
		how := "revealed "
		if c.Missed {
			how = "missed "
		}
		lines = append(lines, "contribution: "+how+c.Value.String())
	}
	lines = append(lines, "seed: "+r.Seed.String())
	for i, id := range r.Order {
		lines = append(lines, "order: "+strconv.Itoa(i+1)+" "+id.String())
	}
	return append(lines, "end")
}

// Hash is the hash of the canonical form.
func (r Result) Hash() Hash { return hashLines(r.Lines()) }

// ParseResult reads the canonical form. It does not say whether the result is right.
func ParseResult(lines []string, a Announcement) (Result, error) {
	r, ok := parseResult(lines)
	if !ok || !slices.Equal(r.Lines(), lines) || len(r.Values) != len(a.Sources) || len(r.Contributions) != len(a.Parties) || len(r.Order) != len(a.List) {
		return Result{}, fault.New(fault.Invalid, "bad_result",
			lang.T("抽取结果不是规定的格式，或者和公告不是一回事。", "The result of the draw does not have the prescribed form, or belongs to another announcement."),
			lang.T("请使用发布时的原始文件；格式见kit/draw/README.md。", "Use the file as it was published; the form is stated in kit/draw/README.md."))
	}
	return r, nil
}

func parseResult(lines []string) (r Result, ok bool) {
	if len(lines) < 2 || lines[0] != titleResult || lines[len(lines)-1] != "end" || len(lines) > MaxCandidates+64 {
		return r, false
	}
	for _, l := range lines[1 : len(lines)-1] {
		field, rest, ok := strings.Cut(l, ": ")
		first, more, _ := strings.Cut(rest, " ")
		switch field {
		case "announcement":
			r.Announced, ok = parseHash(rest)
		case "source":
			r.Values = append(r.Values, rest)
		case "spare":
			r.Spare, ok = rest, rest != ""
		case "contribution":
			c := Contribution{Missed: first == "missed"}
			c.Value, ok = parseHash(more)
			r.Contributions = append(r.Contributions, c)
		case "seed":
			r.Seed, ok = parseHash(rest)
		case "order":
			var id Hash
			id, ok = parseHash(more)
			r.Order = append(r.Order, id)
		default:
			ok = false
		}
		if !ok {
			return r, false
		}
	}
	return r, true
}

package draw

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Kinds of the acts without a case that a draw writes. The number on the receipt of each is
// the hash it is about.
const (
	Announced = "draw_announced" // hash of the announcement
	Revealed  = "draw_revealed"  // hash of the reveal, [Reveal.Hash]
	Done      = "draw_done"      // hash of the result
	Replaced  = "draw_replaced"  // hash of the replacement, [Replacement.Hash]
)

// File is a draw as it is published: one file that grows. Lines are those that are hashed.
type File struct {
	Version      int           `json:"version"`
	Announcement []string      `json:"announcement"`
	Hash         Hash          `json:"hash"`
	Receipt      string        `json:"receipt,omitempty"` // of the act on the ledger, as each below
	Reveals      []Reveal      `json:"reveals,omitempty"`
	Result       []string      `json:"result,omitempty"`
	ResultHash   *Hash         `json:"result_hash,omitempty"`
	ResultRcpt   string        `json:"result_receipt,omitempty"`
	Replaced     []Replacement `json:"replaced,omitempty"`
	Taken        []Hash        `json:"taken,omitempty"`  // who is taken now, in order
	Opened       []Name        `json:"opened,omitempty"` // names that were opened
}

// Reveal is the value of a party.
type Reveal struct {
	Party   string    `json:"party"`
	Value   Hash      `json:"value"`
	At      time.Time `json:"at"` // proven by the receipt alone
	Receipt string    `json:"receipt,omitempty"`
}

// Hash is what the ledger holds of the reveal.
func (r Reveal) Hash(announced Hash) Hash {
	return hashLines([]string{"banjie draw reveal v1", "announcement: " + announced.String(), "party: " + r.Party, "value: " + r.Value.String()})
}

// Replacement says why one who was drawn is not taken. The next in order comes instead.
type Replacement struct {
	ID      Hash      `json:"id"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"` // proven by the receipt alone
	Receipt string    `json:"receipt,omitempty"`
}

// Hash is what the ledger holds of the replacement; result is the hash of the result.
func (r Replacement) Hash(result Hash) Hash {
	return hashLines([]string{"banjie draw replacement v1", "result: " + result.String(), "candidate: " + r.ID.String(), "reason: " + r.Reason})
}

// Name opens a candidate.
type Name struct {
	ID   Hash   `json:"id"`
	Salt Hash   `json:"salt"`
	Name string `json:"name"`
}

// fileVersion is that of the file's shape and of all forms of hashed lines.
const fileVersion = 1

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 64 << 20

// ParseFile reads a file. It checks the shape only; see [Verify].
func ParseFile(raw []byte) (*File, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	f := &File{}
	if err := d.Decode(f); err != nil || d.More() || f.Version != fileVersion || len(f.Announcement) == 0 {
		return nil, fault.New(fault.Invalid, "bad_draw",
			lang.T("这不是抽取文件，或者版本不认识。", "This is no file of a draw, or of a version that is not known here."),
			lang.T("请使用banjie draw announce写出的文件；格式见kit/draw/README.md。", "Use the file that banjie draw announce wrote; the form is stated in kit/draw/README.md.")).With(err)
	}
	return f, nil
}

// Write gives the file as text.
func (f *File) Write() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(f)
	return b.Bytes(), err
}

// open gives the announcement, whose lines must be those of the hash.
func (f *File) open() (Announcement, error) {
	a, err := ParseAnnouncement(f.Announcement)
	if err == nil && a.Hash() != f.Hash {
		err = altered()
	}
	return a, err
}

func altered() error {
	return fault.New(fault.Invalid, "draw_altered",
		lang.T("抽取文件里的内容和它的哈希值对不上：有人改过。", "What stands in the file of the draw does not match its hash: it was altered."),
		lang.T("请换用发布时的文件；用banjie draw verify可以逐条核对。", "Use the file as it was published; banjie draw verify says line by line what does not hold."))
}

// New announces a draw at an instant: all sources must still lie ahead.
func New(a Announcement, now time.Time) (*File, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	f := &File{Version: fileVersion, Announcement: a.Lines(), Hash: a.Hash()}
	return f, f.Ahead(now)
}

// Ahead refuses to announce when a source may already be known.
func (f *File) Ahead(now time.Time) error {
	a, err := f.open()
	if err != nil {
		return err
	}
	if !now.Before(a.FirstKnown()) {
		return fault.New(fault.Unlawful, "source_known",
			lang.Format("有来源在%s就公布了，公告来不及了。", "A source was published at %s, before this announcement.", a.FirstKnown().Format(timeForm)),
			lang.T("请改用以后才公布的号码，再公告。", "Name numbers that will be published later, and announce then."))
	}
	return nil
}

// Reveal adds the value of a party, within the time for it.
func (f *File) Reveal(party string, value Hash, now time.Time) error {
	a, err := f.open()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(a.Parties, func(p Party) bool { return p.Name == party })
	switch {
	case i < 0:
		return fault.New(fault.NotFound, "no_such_party", lang.Format("公告里没有参与方“%s”。", "The announcement names no party “%s”.", party),
			lang.T("请照公告里的名称一字不差地写。", "Write the name exactly as it stands in the announcement."))
	case f.Result != nil:
		return alreadyDrawn()
	case slices.ContainsFunc(f.Reveals, func(r Reveal) bool { return r.Party == party }):
		return fault.New(fault.Conflict, "revealed_already", lang.T("这一方已经亮出过。", "This party has revealed its value already."),
			lang.T("不用再做什么。", "There is nothing more to do."))
	case Commitment(party, value) != a.Parties[i].Commitment:
		return fault.New(fault.Invalid, "not_committed", lang.T("这个值和事先公告的承诺对不上。", "This value is not the one that was committed to."),
			lang.T("请用banjie draw commit当时给出的值；没有别的值能代替它。", "Enter the value that banjie draw commit gave then; no other can stand in its place."))
	case now.Before(a.RevealFrom()):
		return fault.New(fault.Unlawful, "reveal_too_early", lang.Format("要等到%s所有来源公布以后才能亮出。", "Values are revealed when all sources are published, from %s on.", a.RevealFrom().Format(timeForm)),
			lang.T("请先保管好，不要告诉任何人；到时再来。", "Keep it to yourself until then."))
	case now.After(a.RevealBy()):
		return fault.New(fault.Unlawful, "reveal_too_late", lang.Format("亮出的期限在%s已经过了。", "The time for revealing ended at %s.", a.RevealBy().Format(timeForm)),
			lang.T("这一方的值改由备用来源按事先定好的规则算出，不重新抽。等备用来源公布后运行banjie draw run --spare。", "The value follows from the spare source by the rule fixed beforehand, and nothing is drawn anew. When that source is published, use banjie draw run --spare."))
	}
	f.Reveals = append(f.Reveals, Reveal{Party: party, Value: value, At: now.UTC().Truncate(time.Second)})
	return nil
}

func alreadyDrawn() error {
	return fault.New(fault.Conflict, "already_drawn", lang.T("这次抽取已经有结果，不能重抽。", "This draw has its result; nothing is drawn again."),
		lang.T("抽中的确有不能查的，用banjie draw run --replace 写明理由，由下一个顶上。", "Where one who was drawn cannot be taken, use banjie draw run --replace with the reason; the next in order comes instead."))
}

// Run draws: with the values of all sources, and that of the spare source where a party did
// not reveal in time.
func (f *File) Run(sources []string, spare string, now time.Time) error {
	a, err := f.open()
	if err != nil {
		return err
	}
	if f.Result != nil {
		return alreadyDrawn()
	}
	if len(sources) != len(a.Sources) {
		return fault.New(fault.Invalid, "sources_missing", lang.Format("公告有%[1]d个来源，给出了%[2]d个。", "The announcement names %[1]d sources and %[2]d were given.", len(a.Sources), len(sources)),
			lang.T("请按公告的顺序，每个来源写一个--source。", "Give one --source for each, in the order of the announcement."))
	}
	if now.Before(a.RevealFrom()) {
		return fault.New(fault.Unlawful, "source_unknown", lang.Format("来源要到%s才全部公布。", "The sources are not all published before %s.", a.RevealFrom().Format(timeForm)),
			lang.T("请到时再抽。", "Draw when they are."))
	}
	r := Result{Announced: f.Hash, Values: make([]string, len(sources))}
	for i, s := range sources {
		if r.Values[i], err = a.Sources[i].Value(s); err != nil {
			return err
		}
	}
	if err := f.contribute(a, &r, spare, now); err != nil {
		return err
	}
	r.draw(a)
	f.Result = r.Lines()
	h := r.Hash()
	f.ResultHash = &h
	f.Taken = f.taken(a, r)
	return nil
}

// contribute puts what each party revealed, or what stands in for it, into the result.
func (f *File) contribute(a Announcement, r *Result, spare string, now time.Time) (err error) {
	for _, p := range a.Parties {
		if i := slices.IndexFunc(f.Reveals, func(r Reveal) bool { return r.Party == p.Name }); i >= 0 {
			if Commitment(p.Name, f.Reveals[i].Value) != p.Commitment {
				return altered()
			}
			r.Contributions = append(r.Contributions, Contribution{Value: f.Reveals[i].Value})
			continue
		}
		if !now.After(a.RevealBy()) {
			return fault.New(fault.Unlawful, "party_missing", lang.Format("“%[1]s”还没有亮出，期限到%[2]s。", "“%[1]s” has not revealed its value; it has until %[2]s.", p.Name, a.RevealBy().Format(timeForm)),
				lang.T("请提醒这一方；过了期限就按备用来源算。", "Remind the party. After that time the spare source takes its place."))
		}
		if spare == "" || now.Before(a.Spare.At) {
			return fault.New(fault.Unlawful, "spare_missing", lang.Format("“%[1]s”没有按时亮出，要用备用来源“%[2]s”，它在%[3]s公布。", "“%[1]s” did not reveal in time. The spare source “%[2]s” takes its place; it is published at %[3]s.", p.Name, a.Spare.Name, a.Spare.At.Format(timeForm)),
				lang.T("公布后请用--spare写上它的数值再抽。", "When it is published, draw with its value after --spare."))
		}
		if r.Spare, err = a.Spare.Value(spare); err != nil {
			return err
		}
		r.Contributions = append(r.Contributions, Contribution{Missed: true, Value: Missed(f.Hash, p.Name, r.Spare)})
	}
	return nil
}

// Replace notes that one who is taken now is not, and why; the next in order comes instead.
func (f *File) Replace(id Hash, reason string, now time.Time) error {
	a, err := f.open()
	if err != nil {
		return err
	}
	if !plainWords(reason) {
		return fault.New(fault.Invalid, "no_reason", lang.T("没有写明理由，或者理由不是一行文字。", "There is no reason, or it is not one line of text."),
			lang.T("请用一句话写明为什么不能查；理由和结果一起公布，不要写姓名。", "Say in one sentence why not; it is published with the result, so name nobody."))
	}
	if f.Result == nil || !slices.Contains(f.Taken, id) {
		return fault.New(fault.NotFound, "not_taken", lang.T("现在抽中的里面没有这个编号。", "None of those taken now has this id."),
			lang.T("请从结果里抄编号；还没抽的先抽。", "Copy the id from the result; where nothing was drawn yet, draw first."))
	}
	r, err := ParseResult(f.Result, a)
	if err != nil {
		return err
	}
	f.Replaced = append(f.Replaced, Replacement{ID: id, Reason: reason, At: now.UTC().Truncate(time.Second)})
	f.Taken = f.taken(a, r)
	return nil
}

// taken are the first of the order, without those who were replaced.
func (f *File) taken(a Announcement, r Result) []Hash {
	return taken(a.Take, r.Order, f.Replaced)
}

func taken(take int, order []Hash, replaced []Replacement) []Hash {
	out := make(map[Hash]bool, len(replaced))
	for _, r := range replaced {
		out[r.ID] = true
	}
	first := make([]Hash, 0, take)
	for _, id := range order {
		if len(first) == take {
			break
		}
		if !out[id] {
			first = append(first, id)
		}
	}
	return first
}

// Face is what the receipt of an act of the draw says: the hash as its number, and which draw.
func Face(name string, about Hash) *ledger.Face {
	return &ledger.Face{Number: about.String(), Item: lang.T("随机抽取："+name, "Random draw: "+name)}
}

// Package redact shows some fields of an event with proof and blinds the others.
//
//	event, what to show ─▶ View: values with their salts, commitments of the rest
//	                         ─▶ root of the fields ─▶ leaf with the event's id ─▶ second root ─▶ receipt of the capture
//
// Proved is: when the capture was made, the hall committed to exactly these values under these names, in an
// event of this id, and the capture stands in the ledger. Not proved is that the id follows from all fields:
// whoever has the whole event reckons that, and fsck does. Told besides is how many fields there are and
// between which shown names each blinded one stands. See ADR 0014.
package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/trace"
)

// Form names files of this form.
const Form = "banjie food event view v1"

// View is an event of which some fields are blinded.
type View struct {
	Form    string   `json:"form"`
	Event   string   `json:"event"` // hash id
	At      int      `json:"at"`    // its place in the capture, from 0
	Fields  []Shown  `json:"fields"`
	Way     []string `json:"way"` // base64; from the event to the second root, sibling first
	Receipt string   `json:"receipt"`
}

// Shown is a field with its salt, or the commitment of a blinded one. Values are texts of JSON.
type Shown struct {
	Path   string `json:"path,omitempty"`
	Value  string `json:"value,omitempty"`
	Salt   string `json:"salt,omitempty"`   // base64
	Hidden string `json:"hidden,omitempty"` // base64
}

// Source is an event with the capture that brought it.
type Source struct {
	Hash    [32]byte
	Body    []byte
	Capture capture.Entry
	Secret  []byte
	Receipt ledger.Receipt
}

// Make makes a view that shows the named fields; a list's name shows all of its elements. The names that
// no event goes without are shown whether they are named or not. Errors: fault.Invalid for names that the
// event does not have, fault.Unlawful for a capture from before fields were committed to.
func Make(s Source, show []string) (View, error) {
	at := slices.Index(s.Capture.Hashes, s.Hash)
	if at < 0 {
		return View{}, fault.Missing()
	}
	if len(s.Capture.Fields) != len(s.Capture.Hashes) {
		return View{}, fault.New(fault.Unlawful, "no_field_root", lang.T("这个事件登记得早，当时还没有对各个字段单独作保，不能遮盖着证明。", "The event was captured before its fields were committed to one by one; a part of it cannot be proved."),
			lang.T("请出示整个事件和它的凭证。", "Please show the whole event with its proof."))
	}
	fields, err := capture.Fields(s.Body)
	if err != nil {
		return View{}, err
	}
	bad := fault.InvalidInput()
	for _, name := range show {
		if !slices.ContainsFunc(fields, func(f capture.Field) bool { return named(f.Path, name) }) {
			bad.At("show", lang.T("这个事件没有“"+name+"”。", "The event has no “"+name+"”."))
		}
	}
	if err := bad.Or(); err != nil {
		return View{}, err
	}
	show = append([]string{"type", "eventTime", "eventTimeZoneOffset"}, show...)
	v := View{Form: Form, Event: trace.HashID(s.Hash), At: at, Receipt: s.Receipt.Text()}
	list, key := make([][32]byte, len(fields)), capture.EventKey(s.Secret, s.Hash)
	for i, f := range fields {
		salt := f.Salt(key)
		list[i] = f.Commitment(salt)
		if slices.ContainsFunc(show, func(name string) bool { return named(f.Path, name) }) {
			v.Fields = append(v.Fields, Shown{Path: f.Path, Value: f.Value, Salt: encode(salt[:])})
		} else {
			v.Fields = append(v.Fields, Shown{Hidden: encode(list[i][:])})
		}
	}
	leaf := capture.FieldLeaf(s.Hash, list)
	if leaf != s.Capture.Fields[at] {
		return View{}, fault.New(fault.Conflict, "other_fields", lang.T("这个事件的字段与登记时作保的不一致。", "The event's fields are not those that were committed to."), lang.T("请运行 banjie fsck。", "Please run banjie fsck."))
	}
	way, err := capture.Prove(s.Capture.Fields, at)
	for _, h := range way {
		v.Way = append(v.Way, encode(h[:]))
	}
	return v, err
}

func named(path, name string) bool { return path == name || strings.HasPrefix(path, name+"/") }

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func decode(s string) (h [32]byte, err error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err == nil && len(raw) != len(h) {
		err = errors.New("no hash of 32 bytes")
	}
	if err == nil {
		copy(h[:], raw)
	}
	return h, err
}

// Report is what a check found. It exists only for a view that holds.
type Report struct {
	Event     string            `json:"event"`
	Shown     map[string]string `json:"shown"` // JSON by path
	Hidden    int               `json:"hidden"`
	Receipt   ledger.Report     `json:"receipt"`
	Checked   []lang.Text       `json:"checked"`
	Unchecked []lang.Text       `json:"unchecked"`
}

// Is says that data looks like a view.
func Is(data []byte) bool {
	var v struct{ Form string }
	return json.Unmarshal(data, &v) == nil && v.Form == Form
}

// mostFields is more than any event has.
const mostFields = 100_000

// Check checks a view against the keys in trust, without network, clock and database. Errors are
// fault.Invalid: bad_view, not_in_capture, and those of [ledger.Verify].
func Check(data []byte, trust ledger.Trust) (Report, error) {
	var v View
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil || v.Form != Form || len(v.Fields) == 0 || len(v.Fields) > mostFields {
		return Report{}, unreadable(err)
	}
	digits, version, _ := strings.Cut(strings.TrimPrefix(v.Event, "ni:///sha-256;"), "?")
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != 32 || version != "ver=CBV2.0" || trace.HashID([32]byte(raw)) != v.Event {
		return Report{}, unreadable(err)
	}
	r := Report{Event: v.Event, Shown: map[string]string{}}
	list, last := make([][32]byte, len(v.Fields)), ""
	for i, f := range v.Fields {
		if f.Hidden != "" {
			if f.Path != "" || f.Value != "" || f.Salt != "" {
				return Report{}, unreadable(nil)
			}
			if list[i], err = decode(f.Hidden); err != nil {
				return Report{}, unreadable(err)
			}
			r.Hidden++
			continue
		}
		salt, err := decode(f.Salt)
		if err != nil || f.Path <= last || !json.Valid([]byte(f.Value)) { // by path, each once
			return Report{}, unreadable(err)
		}
		last = f.Path
		list[i] = capture.Field{Path: f.Path, Value: f.Value}.Commitment(salt)
		r.Shown[f.Path] = f.Value
	}
	var way []ledger.Hash
	for _, s := range v.Way {
		h, err := decode(s)
		if err != nil {
			return Report{}, unreadable(err)
		}
		way = append(way, h)
	}
	if r.Receipt, err = ledger.Verify([]byte(v.Receipt), trust); err != nil {
		return Report{}, err
	}
	root, events, ok := capture.FieldsShown(r.Receipt.Lines)
	if !ok || r.Receipt.Kind != capture.Captured {
		return Report{}, unreadable(nil)
	}
	if err = capture.Verify(way, capture.FieldLeaf([32]byte(raw), list), v.At, events, root); err != nil {
		return Report{}, fault.New(fault.Invalid, "not_in_capture", lang.T("显示的内容与登记时作保的不一致：有字段被改动、增加或者去掉了。", "What is shown is not what was committed to: a field was altered, added or taken away."),
			lang.T("请不要采信，并向出示的人要原来的文件。", "Do not rely on it; ask whoever showed it for the original file.")).With(err)
	}
	r.Checked = []lang.Text{
		lang.Format("显示的%[1]d个字段，就是登记时作保的内容；另有%[2]d个字段遮住了。", "The %[1]d fields shown are what was committed to when the event was captured; %[2]d more are blinded.", len(r.Shown), r.Hidden),
		lang.T("这一批登记在账本里，见下。", "That capture stands in the ledger, as follows."),
	}
	r.Unchecked = []lang.Text{lang.T("没有核对：事件编号是不是由全部字段算出来的。有完整事件的人可以自己算；县里的 fsck 会核对。", "Not checked: that the id follows from all fields. Whoever has the whole event can reckon it, and the county's fsck does.")}
	return r, nil
}

func unreadable(cause error) *fault.Fault {
	return fault.New(fault.Invalid, "bad_view", lang.T("这份遮盖了部分内容的事件读不懂，可能没有复制完整。", "This view of an event cannot be read; perhaps it was not copied whole."),
		lang.T("请向出示的人要原来的文件。", "Please ask whoever showed it for the original file.")).With(cause)
}

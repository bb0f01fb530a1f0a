package watch

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/lang"
)

// Row is what is said of one unit. Of fewer than five firms State is all there is.
type Row struct {
	Unit   string              `json:"unit"`
	State  retaliation.State   `json:"state"`
	Firms  int                 `json:"firms,omitempty"`
	Before int                 `json:"before,omitempty"` // acts in the days before filing
	After  int                 `json:"after,omitempty"`
	P      float64             `json:"p,omitempty"`
	Power  float64             `json:"power,omitempty"`  // with which twice as many acts would be seen; 0: nothing before, not known
	Beside *retaliation.Beside `json:"beside,omitempty"` // matched firms; nil: too few of them
}

// Alarm says whether the row is a reason to look.
func (r Row) Alarm() bool { return r.State == retaliation.Look }

// Result is what leaves the custodians' machine: counts by unit.
type Result struct {
	Format     string       `json:"format"`
	Number     string       `json:"number"` // of the watch
	From       calendar.Day `json:"from"`
	Until      calendar.Day `json:"until"`
	AsOf       calendar.Day `json:"as_of"`      // last day of the registers
	Counted    calendar.Day `json:"counted"`    // by the clock of that machine
	Custodians []string     `json:"custodians"` // names of the two key files
	Rows       []Row        `json:"rows"`
}

// ResultFormat is the first field of an answer.
const ResultFormat = "banjie watch result v1"

// Signed is an answer with the signature of the key that was sealed for two custodians.
type Signed struct {
	Result    json.RawMessage `json:"result"`
	Signature []byte          `json:"signature"`
}

var signing = []byte("banjie/watch/result/v1\x00")

func sign(r Result, seed []byte) (Signed, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return Signed{}, err
	}
	return Signed{raw, ed25519.Sign(ed25519.NewKeyFromSeed(seed), append(slices.Clone(signing), raw...))}, nil
}

// ReadSigned reads the file that the offline program wrote.
func ReadSigned(raw []byte) (s Signed, err error) {
	if err = json.Unmarshal(raw, &s); err != nil || len(s.Signature) != ed25519.SignatureSize {
		return s, badResult().With(err)
	}
	var tight json.RawMessage // as it was signed: without the blanks of a file for people
	if tight, err = compact(s.Result); err != nil {
		return s, badResult().With(err)
	}
	s.Result = tight
	return s, nil
}

func badResult() *fault.Fault {
	return fault.New(fault.Invalid, "bad_result", lang.T("这不是这一次核对的结果，或者被改动过。", "This is no answer of this watch, or it was altered."),
		lang.T("请用两名保管人的程序写出的原件。没有登记任何东西。", "Use the file as the custodians' program wrote it. Nothing was put on record."))
}

// Verify says whether the answer was made with one of these keys, about this watch, and tells
// nothing of fewer than five firms. unit says whether there is such a unit; nil: all are.
func (s Signed) Verify(keys []string, number string, unit func(string) bool) (Result, error) {
	var r Result
	raw, err := compact(s.Result)
	if err != nil {
		return r, badResult().With(err)
	}
	signed := slices.ContainsFunc(keys, func(k string) bool {
		key, err := hex.DecodeString(k)
		return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, append(slices.Clone(signing), raw...), s.Signature)
	})
	if err := json.Unmarshal(raw, &r); err != nil || !signed || r.Format != ResultFormat || r.Number != number || len(r.Custodians) != 2 {
		return Result{}, badResult().With(err)
	}
	seen := map[string]bool{}
	for _, row := range r.Rows {
		if seen[row.Unit] || unit != nil && !unit(row.Unit) || !row.sound() {
			return Result{}, badResult()
		}
		seen[row.Unit] = true
	}
	return r, nil
}

// sound: too few says nothing else, and the state is that of the numbers.
func (r Row) sound() bool {
	switch r.State {
	case retaliation.TooFew:
		return r == Row{Unit: r.Unit, State: r.State}
	case retaliation.Quiet, retaliation.Look:
		return r.Firms >= retaliation.LeastFirms && r.Before >= 0 && r.After >= 0 && (r.P < retaliation.Limit) == r.Alarm() &&
			(r.Beside == nil || r.Beside.Firms >= retaliation.LeastFirms && r.Beside.Firms <= r.Firms && r.Beside.Peers >= retaliation.LeastFirms)
	}
	return false
}

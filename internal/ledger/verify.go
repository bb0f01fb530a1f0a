package ledger

import (
	"fmt"
	"time"

	"banjie/internal/lang"
)

// Report is what a check of a receipt found. It exists only for a receipt that is valid.
type Report struct {
	Title         string      `json:"title"`
	Lines         []string    `json:"lines"`
	Number        string      `json:"number"`
	Demonstration bool        `json:"demonstration"`
	Ledger        string      `json:"ledger"` // origin
	Division      string      `json:"division"`
	Leaf          int64       `json:"leaf"` // its number, from 0
	Size          int64       `json:"size"` // leaves in the checkpoint
	Kind          string      `json:"kind,omitempty"`
	At            time.Time   `json:"at"`       // when the command was given, UTC; the day only where the case is sealed
	Recorded      time.Time   `json:"recorded"` // when it was written, UTC; likewise
	Sealed        bool        `json:"sealed"`
	Witnesses     []Witnessed `json:"witnesses"`
	Checked       []lang.Text `json:"checked"`
	Unchecked     []lang.Text `json:"unchecked"`
}

// Verify checks a receipt, text or code, against the keys in trust. It needs no network,
// no clock and no database. An error is a fault.Invalid that says what is wrong: bad_receipt,
// bad_checkpoint, unknown_ledger, bad_signature, too_few_witnesses or not_in_ledger.
func Verify(data []byte, trust Trust) (Report, error) {
	r, err := ParseReceipt(data)
	if err != nil {
		return Report{}, err
	}
	o, err := trust.Open(r.Checkpoint)
	if err != nil {
		return Report{}, err
	}
	if err := r.included(o.Checkpoint); err != nil {
		return Report{}, err
	}
	division, moved, _ := SplitOrigin(o.Origin)
	return Report{
		Title: Title(o.Origin), Lines: r.Lines, Number: r.Number(), Demonstration: moved,
		Ledger: o.Origin, Division: division, Leaf: r.N, Size: o.Size,
		Kind: r.Leaf.Kind, At: r.Leaf.At, Recorded: r.Leaf.Recorded, Sealed: r.Leaf.IsSealed(),
		Witnesses: append([]Witnessed{}, o.Witnesses...), Checked: checked(r, o), Unchecked: unchecked(r, o, trust, moved),
	}, nil
}

func checked(r Receipt, o Opened) []lang.Text {
	s := []lang.Text{
		lang.T("回执上的文字与账本中的记录逐字一致。", "The words on the receipt are, letter for letter, those in the ledger."),
		lang.Format("这条记录是账本中的第 %[1]d 条，账本当时共有 %[2]d 条。", "The record is number %[1]d of the %[2]d the ledger then held.", r.N+1, o.Size),
	}
	for _, alg := range o.Signed {
		with := lang.T("Ed25519", "Ed25519")
		if alg == SM2 {
			with = lang.T("国密 SM2/SM3", "SM2 with SM3")
		}
		s = append(s, lang.T(
			fmt.Sprintf("账本“%s”用 %s 签过名，签名有效。", o.Origin, with.ZH),
			fmt.Sprintf("The ledger “%s” signed it with %s; the signature is valid.", o.Origin, with.EN)))
	}
	for _, w := range o.Witnesses {
		at := w.At.UTC().Format("2006-01-02 15:04:05")
		s = append(s, lang.Format("见证“%[1]s”在 %[2]s（协调世界时）见过这本账。", "The witness “%[1]s” saw this ledger at %[2]s UTC.", w.Name, at))
	}
	return s
}

func unchecked(r Receipt, o Opened, trust Trust, moved bool) []lang.Text {
	var s []lang.Text
	if moved {
		s = append(s, lang.T("这是演示数据：时钟是人为拨动的，没有法律效力。", "This is a demonstration: its clock was moved by hand and it has no legal effect."))
	}
	if len(o.Witnesses) == 0 {
		s = append(s, lang.T("还没有见证签名：只能证明账本自己这样说过。见证每小时签一次，之后可以重新下载。",
			"No witness has cosigned yet: this proves only that the ledger itself said so. Witnesses sign every hour; download it again after that."))
	} else if trust.need == 0 {
		s = append(s, lang.T("没有要求最少几个见证。", "No smallest number of witnesses was required."))
	}
	if r.Leaf.IsSealed() {
		s = append(s, lang.T("这是保密件：回执只写到日，不写由谁经办。", "This is a sealed case: the receipt tells the day only, and not who handled it."))
	}
	for _, name := range o.Unknown {
		s = append(s, lang.Format("“%s”的签名没有核验：没有它的公钥。", "The signature of “%s” was not checked: its key is not known here.", name))
	}
	return append(s, lang.T("没有核验：文字所说的事是否属实，以及这之后办到了哪一步。", "Not checked: whether what the words say is true, and what has happened since."))
}

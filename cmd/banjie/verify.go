package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// trust is whom the person who verifies believes.
type trust struct {
	Keys      []string // public keys of ledgers, witnesses and issuers, one each
	Witnesses int      // how many witnesses a receipt must carry

	certificates certificateTrust
}

// finding is what a verifier found in something valid. It is written as JSON as it stands.
type finding interface {
	// write tells a person at a terminal, in one language.
	write(w io.Writer, tag lang.Tag)
}

// verifier checks one sort of document. It says handled false for every other sort.
type verifier struct {
	kind   string
	verify func(data []byte, t trust) (handled bool, found finding, err error)
}

// verifiers are tried in order.
var verifiers = []verifier{
	{"food-event", verifyFoodProof}, // holds a receipt
	{"food-view", verifyFoodView},   // so does this
	{"receipt", verifyReceipt},
	{"food_label", verifyFoodLabel},
	{"certificate", verifyCertificate},
}

// maxDocument is the largest file that is verified, in bytes.
const maxDocument = 4 << 20

func verifyCommand() *cobra.Command {
	var keys []string
	var folder, list, at string
	var t trust
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify file…|-",
		Short: "Check receipts, certificates and codes on food offline （核验回执、证照、食品码）",
		Long: `Checks receipts, as text files or as the content of their QR codes, without network and
without asking the office. It prints what was checked and what was not.

Checks certificates too: a file with the address in their QR code, or the signed copy that
the holder downloads from the certificate's page ("Signed copy", certificate….json). A PDF
is for printing and is not signed; a certificate as the API shows it for reading is no copy. Whether one was amended, renewed, rescinded, revoked or deregistered needs a status
list, --list; which certificate stands in its place is known to the office alone.

Checks proofs of food events, as "banjie epcis prove" writes them: every letter of the event is in
its capture, and the capture is in the ledger.
Checks the signed code on a box of food, a file with the address that a scan gives; and proofs
downloaded from the page of a code, which hold the fingerprint of the event and not its words.

A receipt is believed only with the public key of its ledger, which you get from where the
office publishes it: --key names a file of keys, --trust a folder of files *.pub. Without
either, the folder "public" of the data folder in BANJIE_DATA is used. With --witnesses k a
receipt must carry the signatures of k different witnesses whose keys are known.

The exit status is 0 when every document is valid, 1 otherwise.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if t.Keys, err = readKeys(keys, folder); err != nil {
				return err
			}
			if t.certificates, err = readCertificateTrust(list, at, clock.System); err != nil {
				return err
			}
			wrong := false
			for _, name := range args {
				ok, err := verifyOne(cmd, name, t, asJSON)
				if err != nil {
					return err
				}
				wrong = wrong || !ok
			}
			if wrong {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&keys, "key", nil, "file of public keys, one a line (may be repeated)")
	cmd.Flags().StringVar(&folder, "trust", "", "folder of key files *.pub")
	cmd.Flags().IntVar(&t.Witnesses, "witnesses", 0, "how many known witnesses must have signed")
	cmd.Flags().StringVar(&list, "list", "", "status list of certificates; without it their status is not checked")
	cmd.Flags().StringVar(&at, "at", "", "check certificates for this instant, e.g. 2026-06-01T10:30:00+08:00 (default now)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object for each document")
	return cmd
}

func readKeys(files []string, folder string) ([]string, error) {
	if folder == "" && len(files) == 0 {
		data := os.Getenv("BANJIE_DATA")
		if data == "" {
			return nil, fault.New(fault.Invalid, "no_keys",
				lang.T("不知道该相信谁的公钥。", "No keys to trust were given."),
				lang.T("请用 --key 指定公钥文件，或用 --trust 指定公钥文件夹。", "Name a file of keys with --key, or a folder of them with --trust."))
		}
		folder = filepath.Join(data, "public")
	}
	if folder != "" {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, cannotOpen(folder, err)
		}
		for _, e := range entries {
			if !e.IsDir() && filepath.Ext(e.Name()) == ".pub" {
				files = append(files, filepath.Join(folder, e.Name()))
			}
		}
	}
	var keys []string
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, cannotOpen(name, err)
		}
		keys = append(keys, ledger.KeyLines(string(b))...)
	}
	return keys, nil
}

func cannotOpen(name string, err error) error {
	message := lang.T("打不开“"+name+"”。", "“"+name+"” cannot be opened.")
	if errors.Is(err, fs.ErrNotExist) {
		message = lang.T("没有“"+name+"”。", "There is no “"+name+"”.")
	}
	return fault.New(fault.NotFound, "no_such_file", message,
		lang.T("请检查名称和读取权限。", "Check the name and whether you may read it.")).With(err)
}

// verdict is the JSON of one document.
type verdict struct {
	File   string        `json:"file"`
	Valid  bool          `json:"valid"`
	Kind   string        `json:"kind,omitempty"`
	Report finding       `json:"report,omitempty"`
	Error  *verdictError `json:"error,omitempty"`
}

type verdictError struct {
	Code    string    `json:"code"`
	Message lang.Text `json:"message"`
	Remedy  lang.Text `json:"remedy"`
}

func verifyOne(cmd *cobra.Command, name string, t trust, asJSON bool) (valid bool, err error) {
	data, err := readDocument(cmd, name)
	if err != nil {
		return false, err
	}
	v := verdict{File: name}
	v.Kind, v.Report, err = verifyData(data, t)
	v.Valid = err == nil
	if err != nil && fault.KindOf(err) == fault.Internal {
		return false, err
	}
	out, tag := cmd.OutOrStdout(), terminalLanguage()
	switch f := fault.For(err); {
	case asJSON:
		if !v.Valid {
			v.Error = &verdictError{f.Code, f.Message, f.Remedy}
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return v.Valid, enc.Encode(v)
	case v.Valid:
		fmt.Fprintf(out, "%s: %s\n", name, lang.T("有效", "valid").In(tag))
		v.Report.write(out, tag)
	default:
		verdict := lang.T("无效", "NOT valid")
		if f.Code == "certificate_unknown" || f.Code == "pdf_unsigned" {
			verdict = lang.T("无法判断", "cannot be told")
		}
		fmt.Fprintf(out, "%s: %s\n  %s\n  %s\n", name, verdict.In(tag), f.Message.In(tag), f.Remedy.In(tag))
	}
	return v.Valid, nil
}

func readDocument(cmd *cobra.Command, name string) ([]byte, error) {
	in := cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, cannotOpen(name, err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	if len(data) > maxDocument {
		return nil, fault.New(fault.TooLarge, "document_too_large",
			lang.T("“"+name+"”超过 4 MB。", "“"+name+"” is larger than 4 MB."),
			lang.T("请检查是不是选错了文件。", "Check whether it is the right file."))
	}
	return data, nil
}

func verifyData(data []byte, t trust) (kind string, found finding, err error) {
	for _, v := range verifiers {
		if handled, found, err := v.verify(data, t); handled {
			return v.kind, found, err
		}
	}
	return "", nil, fault.New(fault.Invalid, "unknown_document",
		lang.T("认不出这是什么凭证。", "This is no document that can be verified here."),
		lang.T("请用回执的原始文件，或二维码里的全部内容。", "Use the original file of the receipt, or the whole content of its QR code."))
}

type receiptFinding struct{ ledger.Report }

func verifyReceipt(data []byte, t trust) (bool, finding, error) {
	if !ledger.IsReceipt(data) {
		return false, nil, nil
	}
	known, err := ledger.NewTrust(t.Witnesses, ledgerKeys(t.Keys)...)
	if err != nil {
		return true, nil, err
	}
	report, err := ledger.Verify(data, known)
	return true, receiptFinding{report}, err
}

func (r receiptFinding) write(w io.Writer, tag lang.Tag) {
	fmt.Fprintln(w, "  "+r.Title)
	for _, l := range r.Lines {
		fmt.Fprintln(w, "  "+l)
	}
	writeSections(w, tag, r.Checked, r.Unchecked)
}

// writeSections tells what was checked and what was not.
func writeSections(w io.Writer, tag lang.Tag, checked, unchecked []lang.Text) {
	section := func(title lang.Text, sentences []lang.Text) {
		fmt.Fprintln(w, strings.ToUpper(title.In(tag)))
		for _, s := range sentences {
			fmt.Fprintln(w, "  - "+s.In(tag))
		}
	}
	section(lang.T("已核验", "checked"), checked)
	section(lang.T("未核验", "not checked"), unchecked)
}

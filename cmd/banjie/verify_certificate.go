package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// certificateTrust is what checking certificates needs besides the keys.
type certificateTrust struct {
	list *ecert.StatusList // nil: the status is not checked
	at   time.Time         // the instant for which is checked
}

// readCertificateTrust reads the status list of --list and the instant of --at.
func readCertificateTrust(list, at string, now clock.Clock) (certificateTrust, error) {
	t := certificateTrust{at: now.Now()}
	if at != "" {
		var err error
		if t.at, err = time.Parse(time.RFC3339, at); err != nil {
			return t, fault.New(fault.Invalid, "bad_instant",
				lang.T("“"+at+"”不是一个时刻。", "“"+at+"” is not an instant."),
				lang.T("请写成 2026-06-01T10:30:00+08:00 的样子。", "Write it like 2026-06-01T10:30:00+08:00.")).With(err)
		}
	}
	if list == "" {
		return t, nil
	}
	b, err := os.ReadFile(list)
	if err != nil {
		return t, cannotOpen(list, err)
	}
	if sealed, err := ecert.ParseURL(string(b)); err == nil {
		b = sealed
	}
	t.list, err = ecert.ParseStatusList(b)
	return t, err
}

// isCertificateKey tells the line of a certificate key, a JSON object, from a ledger's.
func isCertificateKey(line string) bool { return strings.HasPrefix(line, "{") }

// ledgerKeys gives the key lines of ledgers and witnesses.
func ledgerKeys(lines []string) []string {
	var keys []string
	for _, l := range lines {
		if !isCertificateKey(l) {
			keys = append(keys, l)
		}
	}
	return keys
}

func certificateKeys(lines []string) (ecert.Keys, error) {
	var keys ecert.Keys
	for _, l := range lines {
		if !isCertificateKey(l) {
			continue
		}
		var k ecert.PublicKey
		if err := json.Unmarshal([]byte(l), &k); err != nil {
			return nil, fault.New(fault.Invalid, "bad_certificate_key",
				lang.T("公钥文件里有一把证照公钥读不懂。", "A certificate key in the key file cannot be read."),
				lang.T("请从办事机构公布的地址重新下载公钥文件。", "Download the key file again from where the office publishes it.")).With(err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}

type certificateFinding struct{ ecert.Report }

// verifyCertificate checks the address in a certificate's QR, that of a showing, or the
// holder's copy with all lines.
func verifyCertificate(data []byte, t trust) (bool, finding, error) {
	copied, whole := ecert.Copy{}, false
	address := string(data)
	trimmed := bytes.TrimSpace(data)
	if bytes.HasPrefix(trimmed, []byte("%PDF-")) {
		return true, nil, fault.New(fault.Invalid, "pdf_unsigned",
			lang.T("PDF 供打印，本身不带签名，不能凭它判断真假。", "A PDF is for printing and carries no signature of its own; nothing can be told by it."),
			lang.T("请核验它的二维码：扫码得到的网址存成文本文件再验；或向持证人要“签名副本”（certificate….json）。回执请用回执文本。", "Verify its code: save the address that a scan gives as a text file. Or ask the holder for the signed copy (certificate….json). Of a receipt use its text."))
	}
	if len(trimmed) > 0 && trimmed[0] == '{' {
		if json.Unmarshal(trimmed, &copied) != nil || copied.Address == "" {
			return false, nil, nil
		}
		address, whole = copied.Address, true
	}
	sealed, err := ecert.ParseURL(address)
	form := ecert.FormOf(sealed)
	if err != nil || form != ecert.CertificateForm && form != ecert.PresentationForm {
		return false, nil, nil
	}
	keys, err := certificateKeys(t.Keys)
	if err != nil {
		return true, nil, err
	}
	at, today := t.certificates.at, calendar.Builtin().DayOf(t.certificates.at)
	var report ecert.Report
	switch {
	case whole && form == ecert.CertificateForm:
		report = ecert.VerifyContent(sealed, copied.Certificate, keys, t.certificates.list, today, at)
	default:
		_, report = ecert.VerifyCode(sealed, keys, t.certificates.list, today, at)
	}
	return true, certificateFinding{report}, refusal(report)
}

// refusal is the fault of a certificate that may not be relied on, with the reasons in it.
func refusal(r ecert.Report) error {
	if r.Verdict == ecert.InForce || r.Verdict == ecert.Genuine {
		return nil
	}
	message := r.Summary
	remedy := lang.T("请向证照上的颁发机构核实。", "Ask the issuing body named on the certificate.")
	for _, f := range r.Findings {
		view := f.Check == "content" && f.Outcome == ecert.NotChecked && r.Verdict == ecert.Unknown
		if view {
			remedy = lang.T("请向持证人要签名副本（证照页“下载签名副本”，接口里证照网址加 .json），或只核验 address 里的网址。", "Ask the holder for the signed copy (“Signed copy” on the certificate's page, .json after its address in the API), or verify the content of address alone.")
		}
		if f.Outcome == ecert.Failed || view {
			message = lang.T(message.ZH+"\n  "+f.Text.ZH, message.EN+"\n  "+f.Text.EN)
		}
	}
	return fault.New(fault.Invalid, "certificate_"+string(r.Verdict), message, remedy)
}

func (c certificateFinding) write(w io.Writer, tag lang.Tag) {
	fmt.Fprintln(w, "  "+c.Summary.In(tag))
	for _, l := range []struct {
		label lang.Text
		value string
	}{{lang.T("电子证照标识", "identifier"), c.ID}, {lang.T("持证人", "holder"), c.Holder}} {
		if l.value != "" {
			fmt.Fprintf(w, "  %s: %s\n", l.label.In(tag), l.value)
		}
	}
	section := func(title lang.Text, done bool) {
		fmt.Fprintln(w, strings.ToUpper(title.In(tag)))
		for _, f := range c.Findings {
			if (f.Outcome != ecert.NotChecked) == done {
				fmt.Fprintln(w, "  - "+f.Text.In(tag))
			}
		}
	}
	section(lang.T("已核验", "checked"), true)
	section(lang.T("未核验", "not checked"), false)
}

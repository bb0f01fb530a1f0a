package ecert

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Payload is what the QR of a certificate carries: enough to know which statement
// it is, whether it is genuine and whether it has run out, and no more of its holder
// than a masked name. The type is named by the code inside the identifier.
type Payload struct {
	Identifier idnum.ECert
	Holder     string // as a stranger may see it, at most 90 bytes
	ValidFrom  calendar.Day
	ValidUntil calendar.Day // 0: no last day
	Digest     [32]byte     // of the whole content, [Certificate.Digest]
	Demo       bool
	Key        KeyID
	Profile    Profile

	frame frame
}

// URL is the address a QR shows: the verify page, with the payload after the #,
// which a browser does not send to the server.
func URL(base string, sealed []byte) string {
	return strings.TrimRight(base, "/") + "/v#" + encode64(sealed)
}

// maxHolder keeps the QR of a long name readable in print.
const maxHolder = 90

// Sign makes the payload of a certificate. It is a pure function of certificate and
// Ed25519 key; SM2 signatures contain a random number.
func Sign(s Signer, c Certificate) ([]byte, error) {
	id, err := c.Identifier()
	if err != nil {
		return nil, err
	}
	digest := c.Digest()
	body := append([]byte(nil), id.Type...)
	body = append(body, id.Issuer...)
	body = addShort(body, id.Serial)
	body = binary.BigEndian.AppendUint16(body, uint16(id.Version))
	body = addShort(body, shorten(c.Holder.Shown(), maxHolder))
	body = addDay(body, c.ValidFrom)
	body = addDay(body, c.ValidUntil)
	body = append(body, digest[:]...)
	return seal(s, payloadForm, c.Demo, body)
}

// shorten cuts a text to at most n bytes at a character and marks the cut.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// ParsePayload takes a sealed payload apart. It does not check the signature; [Verify] does.
// The error is a fault of kind invalid.
func ParsePayload(sealed []byte) (Payload, error) {
	f, err := open(sealed, payloadForm)
	if err != nil {
		return Payload{}, unreadable(err)
	}
	r := reader{rest: f.body}
	p := Payload{Demo: f.demo, Key: f.key, Profile: f.profile, frame: f}
	p.Identifier.Type = string(r.take(21))
	p.Identifier.Issuer = string(r.take(18))
	p.Identifier.Serial = r.short()
	p.Identifier.Version = int(binary.BigEndian.Uint16(r.take(2)))
	p.Holder = r.short()
	p.ValidFrom, p.ValidUntil = r.day(), r.day()
	p.Digest = [32]byte(r.take(32))
	if err := r.end(); err != nil {
		return Payload{}, unreadable(err)
	}
	if p.Identifier.String() == "" {
		return Payload{}, unreadable(errors.New("identifier"))
	}
	if len(p.Holder) > maxHolder || !utf8.ValidString(p.Holder) {
		return Payload{}, unreadable(errors.New("holder"))
	}
	return p, nil
}

// ParseURL takes the sealed bytes out of a scanned address, or out of the bare part after the #.
func ParseURL(scanned string) ([]byte, error) {
	s := strings.TrimSpace(scanned)
	if i := strings.LastIndexByte(s, '#'); i >= 0 {
		s = s[i+1:]
	}
	if len(s) > 1<<16 {
		return nil, unreadable(errors.New("too long"))
	}
	b, err := decode64(s)
	if err != nil || len(b) == 0 {
		return nil, unreadable(err)
	}
	return b, nil
}

func unreadable(cause error) *fault.Fault {
	return fault.New(fault.Invalid, "certificate_unreadable",
		lang.T("这不是一份能读懂的证照二维码内容。", "This is not the content of a certificate's QR code."),
		lang.T("请重新扫码，或把扫码得到的完整网址粘贴进来。", "Please scan again, or paste the whole address the scan gave.")).With(cause)
}

// Copy is the file a holder keeps: the whole certificate beside its signed address.
// Who is given it can check every line against the signature, see [VerifyContent].
type Copy struct {
	Certificate Certificate `json:"certificate"`
	Address     string      `json:"address"`
}

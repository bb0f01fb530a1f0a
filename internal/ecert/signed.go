package ecert

import (
	"encoding/binary"
	"errors"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// The three signed things share one frame:
//
//	1 form | 1 flags (bit 0: demo) | 1 profile | 8 key id | body | 64 signature
//
// The signature covers signingContext and everything before itself. Numbers are
// big-endian, texts have one or two length bytes before them. There is exactly one
// writing of each content: a reader refuses every other.
type form byte

const (
	payloadForm      form = 1
	presentationForm form = 2
	listForm         form = 3
)

// What [FormOf] answers.
const (
	CertificateForm  = "certificate"
	PresentationForm = "presentation"
	StatusListForm   = "status_list"
)

// FormOf tells the payload of a certificate, a presentation and a status list apart by
// the first byte; "" is none of them.
func FormOf(sealed []byte) string {
	if len(sealed) == 0 {
		return ""
	}
	return map[form]string{payloadForm: CertificateForm, presentationForm: PresentationForm, listForm: StatusListForm}[form(sealed[0])]
}

const (
	signingContext = "banjie certificate v1\n"
	demoFlag       = 1
	frameSize      = 1 + 1 + 1 + 8
)

var errForm = errors.New("not of this form")

// seal finishes a frame: header, body, signature.
func seal(s Signer, f form, demo bool, body []byte) ([]byte, error) {
	key := s.Public()
	if key.Demo != demo {
		return nil, fault.New(fault.Forbidden, "demo_key",
			lang.T("演示密钥只能签演示证照，正式密钥不能签演示证照。", "A demonstration key signs demonstrations only, and a real key never signs one."),
			lang.T("请联系管理员核对密钥配置；没有签发任何内容。", "Please ask the administrator to check the keys; nothing was signed."))
	}
	id := key.ID()
	out := []byte{byte(f), 0, byte(key.Profile)}
	if demo {
		out[1] = demoFlag
	}
	out = append(append(out, id[:]...), body...)
	signature, err := s.Sign(append([]byte(signingContext), out...))
	if err != nil {
		return nil, err
	}
	return append(out, signature...), nil
}

// frame is a sealed thing taken apart. Nothing of it is to be believed before its signature is checked.
type frame struct {
	demo    bool
	profile Profile
	key     KeyID
	signed  []byte // all but the signature
	body    []byte
	sign    []byte
}

func open(b []byte, f form) (frame, error) {
	if len(b) < frameSize+signatureSize {
		return frame{}, errors.New("too short")
	}
	if form(b[0]) != f {
		return frame{}, errForm
	}
	if b[1]&^demoFlag != 0 {
		return frame{}, errors.New("unknown flags")
	}
	end := len(b) - signatureSize
	return frame{
		demo: b[1]&demoFlag != 0, profile: Profile(b[2]), key: KeyID(b[3:frameSize]),
		signed: b[:end], body: b[frameSize:end], sign: b[end:],
	}, nil
}

// genuine says whether the key signed the frame; it looks at nothing else.
func (f frame) genuine(k PublicKey) bool {
	message := make([]byte, 0, len(signingContext)+len(f.signed))
	message = append(append(message, signingContext...), f.signed...)
	return k.Profile == f.profile && k.verify(message, f.sign)
}

// reader takes a body apart. After a failure every answer is zero and err stays set.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || len(r.rest) < n {
		r.err = errors.New("ends too early")
		return make([]byte, min(n, 1<<16))
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte        { return r.take(1)[0] }
func (r *reader) short() string     { return string(r.take(int(r.byte()))) }
func (r *reader) long() string      { return string(r.take(int(binary.BigEndian.Uint16(r.take(2))))) }
func (r *reader) number() uint32    { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) day() calendar.Day { return calendar.Day(int32(r.number())) }
func (r *reader) instant() time.Time {
	return clock.FromMicros(int64(binary.BigEndian.Uint64(r.take(8))))
}

func (r *reader) end() error {
	if r.err == nil && len(r.rest) > 0 {
		r.err = errors.New("something follows the end")
	}
	return r.err
}

func addShort(b []byte, s string) []byte { return append(append(b, byte(len(s))), s...) }

func addLong(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

func addDay(b []byte, d calendar.Day) []byte { return binary.BigEndian.AppendUint32(b, uint32(d)) }

func addInstant(b []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(clock.Micros(t)))
}

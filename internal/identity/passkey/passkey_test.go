package passkey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/identitytest"
	"banjie/internal/identity/passkey"
)

const (
	host   = "hall.example"
	origin = "https://hall.example"
)

// device is a virtual authenticator: one P-256 key that does what WebAuthn level 3 says.
type device struct {
	id       []byte
	key      *ecdsa.PrivateKey
	handle   []byte
	counter  uint32
	verified bool   // checked who holds it
	origin   string // the page the browser shows
	host     string
}

func newDevice(t *testing.T) *device {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{id: make([]byte, 16), key: k, verified: true, origin: origin, host: host}
	rand.Read(d.id)
	return d
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) clientData(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	return b
}

func (d *device) authData(attested []byte) []byte {
	h := sha256.Sum256([]byte(d.host))
	flags := byte(0x01) // present
	if d.verified {
		flags |= 0x04
	}
	if attested != nil {
		flags |= 0x40
	}
	out := append(h[:], flags)
	out = binary.BigEndian.AppendUint32(out, d.counter)
	return append(out, attested...)
}

// create answers navigator.credentials.create.
func (d *device) create(t *testing.T, options []byte) []byte {
	t.Helper()
	var o struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
			User      struct {
				ID string `json:"id"`
			} `json:"user"`
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(options, &o); err != nil {
		t.Fatal(err)
	}
	d.handle, _ = base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes() // 4 ‖ x ‖ y
	if err != nil {
		t.Fatal(err)
	}
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		t.Fatal(err)
	}
	attested := append(make([]byte, 16), 0, byte(len(d.id)))
	attested = append(append(attested, d.id...), cose...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.authData(attested)})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key",
		"response": map[string]any{"clientDataJSON": b64(d.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object)}})
	return b
}

// get answers navigator.credentials.get.
func (d *device) get(t *testing.T, options []byte) []byte {
	t.Helper()
	var o struct {
		PublicKey struct {
			Challenge string `json:"challenge"`
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(options, &o); err != nil {
		t.Fatal(err)
	}
	client, auth := d.clientData("webauthn.get", o.PublicKey.Challenge), d.authData(nil)
	h := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte(nil), auth...), h[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key",
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(auth), "signature": b64(sig), "userHandle": b64(d.handle)}})
	return b
}

type bench struct {
	*passkey.Service
	desk  *identity.Desk
	clock *clock.Moved
	acc   identity.Account
}

func setUp(t *testing.T) bench {
	t.Helper()
	c := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	d := &identity.Desk{Store: identitytest.NewMemory(), Throttle: identity.NewThrottle(), Clock: c}
	acc := identity.Account{ID: 77, Kind: identity.Staff, Login: "clerk-1", Name: "测试窗口", Officer: "o-1"}
	if err := d.Store.CreateAccount(t.Context(), acc); err != nil {
		t.Fatal(err)
	}
	s, err := passkey.New(host, []string{origin}, d)
	if err != nil {
		t.Fatal(err)
	}
	return bench{s, d, c, acc}
}

func (b bench) register(t *testing.T, dev *device) error {
	t.Helper()
	options, keep, err := b.BeginRegister(t.Context(), b.acc)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.FinishRegister(t.Context(), b.acc, keep, dev.create(t, options), "钥匙")
	return err
}

func (b bench) signIn(t *testing.T, dev *device) (identity.Account, error) {
	t.Helper()
	options, keep, err := b.BeginSignIn()
	if err != nil {
		t.Fatal(err)
	}
	return b.FinishSignIn(t.Context(), keep, dev.get(t, options))
}

func TestRegisterAndSignIn(t *testing.T) {
	b, dev := setUp(t), newDevice(t)
	if err := b.register(t, dev); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		dev.counter++
		acc, err := b.signIn(t, dev)
		if err != nil || acc.ID != b.acc.ID {
			t.Fatalf("%v %v", acc.ID, err)
		}
	}
	cs, _ := b.desk.Store.Credentials(t.Context(), b.acc.ID)
	if len(cs) != 1 || cs[0].Label != "钥匙" || cs[0].Used.IsZero() {
		t.Errorf("%d credentials", len(cs))
	}
	if _, err := b.signIn(t, dev); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("a counter that stands still means a copy: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	b, dev := setUp(t), newDevice(t)
	if err := b.register(t, dev); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*device){
		"another site":       func(d *device) { d.origin = "https://hall.example.net" },
		"another host":       func(d *device) { d.host = "example.net" },
		"holder not checked": func(d *device) { d.verified = false },
		"unknown key":        func(d *device) { d.id = []byte("0123456789abcdef") },
		"another's handle":   func(d *device) { d.handle = []byte("zz") },
		"wrong key":          func(d *device) { d.key = newDevice(t).key },
	} {
		d := *dev
		d.counter = 50
		spoil(&d)
		if _, err := b.signIn(t, &d); fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
	options, keep, _ := b.BeginSignIn()
	dev.counter = 60
	answer := dev.get(t, options)
	_, other, _ := b.BeginSignIn()
	for name, k := range map[string]string{"another ceremony": other, "none": "", "garbage": "{"} {
		if _, err := b.FinishSignIn(t.Context(), k, answer); fault.KindOf(err) != fault.Unauthorized {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.clock.Advance(5 * time.Minute)
	if _, err := b.FinishSignIn(t.Context(), keep, answer); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("too late: %v", err)
	}
	if err := b.desk.Disable(t.Context(), b.acc.ID); err != nil {
		t.Fatal(err)
	}
	dev.counter = 70
	if _, err := b.signIn(t, dev); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("disabled: %v", err)
	}
}

func TestRegistrationIsForStaff(t *testing.T) {
	b := setUp(t)
	for _, acc := range []identity.Account{{ID: 1, Kind: identity.Person}, {ID: 77, Kind: identity.Staff, Disabled: b.clock.Now()}} {
		if _, _, err := b.BeginRegister(t.Context(), acc); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%+v: %v", acc.Kind, err)
		}
	}
	dev := newDevice(t)
	dev.verified = false
	if err := b.register(t, dev); fault.KindOf(err) != fault.Unauthorized {
		t.Errorf("holder not checked: %v", err)
	}
}

func TestOneKeyOneAccount(t *testing.T) {
	b, dev := setUp(t), newDevice(t)
	if err := b.register(t, dev); err != nil {
		t.Fatal(err)
	}
	b.acc = identity.Account{ID: 78, Kind: identity.Staff, Login: "clerk-2", Officer: "o-2"}
	if err := b.desk.Store.CreateAccount(t.Context(), b.acc); err != nil {
		t.Fatal(err)
	}
	if err := b.register(t, dev); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a key bound to two accounts: %v", err)
	}
}

func FuzzFinish(f *testing.F) {
	f.Add(`{"session":{"challenge":"x"},"until":99999999999999999}`, []byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{}}`))
	f.Fuzz(func(t *testing.T, keep string, answer []byte) {
		b := setUp(t)
		if acc, err := b.FinishSignIn(t.Context(), keep, answer); err == nil {
			t.Fatalf("signed in as %v", acc.ID)
		}
		if _, err := b.FinishRegister(t.Context(), b.acc, keep, answer, ""); err == nil {
			t.Fatal("registered")
		}
	})
}

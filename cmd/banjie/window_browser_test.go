package main

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/simtown"
	"banjie/internal/testenv"
)

// typist is a clerk who never touches the mouse; every key is counted.
type typist struct {
	*visitor
	keys int
}

// keysAHan is what an input method asks for one Chinese character, choice included.
const keysAHan = 4

// types enters text at the cursor.
func (k *typist) types(text string) {
	k.t.Helper()
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			k.keys += keysAHan
		} else {
			k.keys++
		}
	}
	k.p.MustInsertText(text)
}

// hits presses keys.
func (k *typist) hits(keys ...input.Key) {
	k.keys += len(keys)
	k.p.Keyboard.MustType(keys...)
}

// chord presses a shortcut with Alt.
func (k *typist) chord(key input.Key) {
	k.t.Helper()
	k.keys += 2
	if err := k.p.KeyActions().Press(input.AltLeft).Type(key).Release(input.AltLeft).Do(); err != nil {
		k.t.Fatal(err)
	}
}

// cursor is the name and the kind of the place that has the cursor.
func (k *typist) cursor() (name, kind string) {
	at := k.p.MustEval(`() => [document.activeElement.name || "", document.activeElement.type || document.activeElement.localName]`)
	return at.Get("0").Str(), at.Get("1").Str()
}

// A clerk receives a complete case by keyboard alone. The keys are counted and taken at
// an unhurried four a second; with the machine's own time that is within a minute.
func TestClerkReceivesByKeyboardAlone(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	k := &typist{visitor: c.visitor(t, testenv.Desk)}
	k.become("clerk")
	k.shot("clerk-window")
	person := simtown.County().People[0].Is
	answers := map[string]string{"form.full_name": person.Name, "form.age": "66", "form.address": "桥头村1号", "form.phone": person.Phone}
	begun := time.Now()
	k.types("scc") // the first letters of its English name
	k.leads(func() { k.hits(input.Enter) })
	k.sees("老年人优待证")
	if name, _ := k.cursor(); name != "person.id" {
		t.Fatalf("the cursor is at %q, not at the document", name)
	}
	k.types(person.IDValue + "," + person.Name) // what a card reader types
	k.leads(func() { k.hits(input.Enter) })
	k.shot("clerk-receive")
	for range 40 {
		name, kind := k.cursor()
		if text, ok := answers[name]; ok {
			k.types(text)
			delete(answers, name)
		} else if name == "form.card" && kind == "radio" {
			k.hits(input.Space)
			delete(answers, name)
			break
		}
		k.hits(input.Tab)
	}
	if len(answers) > 0 {
		t.Fatalf("these places cannot be reached by keyboard: %v", answers)
	}
	k.leads(func() { k.chord(input.KeyS) })
	k.sees("已收件", "查询码", "打印收件凭证")
	took := time.Since(begun)
	typing := time.Duration(k.keys) * time.Second / 4
	t.Logf("%d keys: %v of typing and %v of the machine", k.keys, typing, took.Round(time.Millisecond))
	if typing+took > time.Minute {
		t.Errorf("receiving takes %v, a minute was promised", typing+took)
	}
	k.shot("clerk-slip")
	if err := (proto.EmulationSetEmulatedMedia{Media: "print"}).Call(k.p); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(k.text(), "English") || !strings.Contains(k.text(), "查询码") {
		t.Errorf("the printed slip has the frame of the page or lacks the code:\n%s", k.text())
	}
	k.shot("clerk-slip-print")
}

// Nothing typed is lost in a network cut or by loading the page anew, and a form sent
// twice makes one case.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 40)
	v := c.visitor(t, testenv.Desk)
	v.become("clerk")
	v.open("/window/receive?item=elder-care-card")
	person := simtown.County().People[0].Is
	v.fill("person.id", person.IDValue, "person.name", person.Name, "form.full_name", person.Name, "form.age", "66", "form.address", "桥头村 1 号", "form.phone", person.Phone)
	v.fill("form.card", "paper")
	network := func(off bool) {
		if err := (proto.NetworkEmulateNetworkConditions{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}).Call(v.p); err != nil {
			t.Fatal(err)
		}
	}
	before := c.leaves(t)
	network(true)
	v.click(v.element(`main button[value=file]`))
	v.element(".offline")
	v.sees("网络断了，还没有提交")
	v.shot("clerk-offline")
	network(false)
	v.leads(func() { v.p.MustReload() })
	if got := v.element(`main [name="form.address"]`).MustProperty("value").Str(); got != "桥头村 1 号" {
		t.Errorf("after loading anew the address is %q", got)
	}
	if !v.element(`main [name="form.card"][value=paper]`).MustProperty("checked").Bool() {
		t.Error("after loading anew the choice is gone")
	}
	if c.leaves(t) != before {
		t.Error("something was filed while the network was down")
	}
	// The second press comes before the first answer.
	v.leads(func() {
		v.p.MustEval(`() => { const b = document.querySelector("main button[value=file]"); b.click(); b.click() }`)
	})
	v.sees("已收件")
	at := v.at()
	if got := c.leaves(t) - before; got != 1 {
		t.Errorf("pressed twice: %d entries", got)
	}
	v.open(at) // the address of the form: the case is there, not filed again
	v.sees("没有重复收件")
	if got := c.leaves(t) - before; got != 1 {
		t.Errorf("opened again: %d entries", got)
	}
}

// Package scan is what a shopper is told who scans the code on a box of food.
//
//	code ─▶ Read ─▶ Asked ─▶ Desk.Page asks every source ─▶ Known ─▶ Judge ─▶ Page
//	                          lineage, names, papers,                  verdict and reasons,
//	                          soil, recalls, cold chain, counts        what is not known
//
// The verdict has four values and no fifth: recalled, take care, no fault known, not known. The
// page never says "safe": nobody who looks at records can know that. A source that is absent or
// has no answer is said on the page as not known; it is never taken for a good answer.
//
// It rests on the duties to trace (Food Safety Law, article 42), to recall (article 63) and to
// promise conformity (Law on Quality and Safety of Farm Produce, article 39); none of the texts was
// read here, so no rule of this package cites one. It judges no food, decides no recall, names no
// person and no house: places are known to the village.
package scan

import (
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/label"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

// Asked is a code taken apart.
type Asked struct {
	Key    string   // constrained canonical Digital Link of the finest level: the code that is counted
	Levels []string // keys of what it may be about, the finest first; Levels[0] is Key
	GTIN   string   // "" where the code names none
	Lot    string
	Serial string
	SSCC   string
	GLN    string // of a place, with its extension where it has one
	// What the code itself says, as printed; nobody vouches for it.
	MadeOn     calendar.Day // (11), else (13); 0: not said
	BestBefore calendar.Day // (15)
	UseBy      calendar.Day // (17)
	Signed     string       // the signed extract in the query, "" without
}

// Read reads a code in any form in which people have it, as package typed does. year settles
// two-digit years. The error is a fault for the person, with the place and what to do.
func Read(text string, year int) (Asked, error) {
	reading, err := typed.Read(text)
	if err != nil {
		return Asked{}, err
	}
	a, err := of(reading.Elements, year)
	if err != nil || reading.Link == nil {
		return a, err
	}
	for _, pair := range reading.Link.Other {
		if name, value, _ := strings.Cut(pair, "="); name == label.Parameter {
			a.Signed = value
		}
	}
	return a, nil
}

func of(es gs1.Elements, year int) (Asked, error) {
	var a Asked
	key, err := es.Key()
	if err != nil {
		return a, err
	}
	a.Key = key
	get := func(ai string) string {
		if at := slices.IndexFunc(es, func(e gs1.Element) bool { return e.AI == ai }); at >= 0 {
			return es[at].Value
		}
		return ""
	}
	a.GTIN, a.Lot, a.Serial, a.SSCC, a.GLN = get("01"), get("10"), get("21"), get("00"), get("414")
	a.Levels = []string{key}
	for _, level := range []gs1.Elements{{{AI: "01", Value: a.GTIN}, {AI: "10", Value: a.Lot}}, {{AI: "01", Value: a.GTIN}}} {
		if a.GTIN == "" || level[len(level)-1].Value == "" {
			continue
		}
		if k, err := level.Key(); err == nil && !slices.Contains(a.Levels, k) {
			a.Levels = append(a.Levels, k)
		}
	}
	for _, e := range es {
		day, err := calendar.ParseDay(e.Meaning(year))
		if err != nil {
			continue
		}
		switch e.AI {
		case "11":
			a.MadeOn = day
		case "13":
			if a.MadeOn == 0 {
				a.MadeOn = day
			}
		case "15":
			a.BestBefore = day
		case "17":
			a.UseBy = day
		}
	}
	return a, nil
}

// Path is where the page of the code stands on every host: its Digital Link without host and query.
func (a Asked) Path() string { return PathOf(a.Key) }

// PathOf is the path of a key.
func PathOf(key string) string { return strings.TrimPrefix(key, "https://id.gs1.org") }

// Number is the code as people read it to somebody.
func (a Asked) Number() string {
	switch {
	case a.Serial != "":
		return a.GTIN + " / " + a.Serial
	case a.Lot != "":
		return a.GTIN + " / " + a.Lot
	case a.GTIN != "":
		return a.GTIN
	case a.SSCC != "":
		return a.SSCC
	}
	return strings.Join(strings.Split(strings.Trim(a.Path(), "/"), "/")[1:], " / ")
}

// Unique says that the code belongs to one piece, so that a copy of it can be noticed.
func (a Asked) Unique() bool { return a.Serial != "" || a.SSCC != "" }

// Unique says so of a key.
func Unique(key string) bool {
	kind := trace.KindOf(key)
	return kind == trace.Item || kind == trace.Container
}

// BarCode says that the code is a product's alone and tells no lot: nothing is recorded of such a
// code, and everything of its lots.
func (a Asked) BarCode() bool { return a.GTIN != "" && a.Lot == "" && a.Serial == "" }

// IsPlace says that the code is a shop's or another place's.
func (a Asked) IsPlace() bool { return a.GLN != "" }

// Named is a name that may be known in one language only, or not at all.
func Named(t lang.Text, otherwise string) lang.Text {
	if t.IsZero() {
		return lang.T(otherwise, otherwise)
	}
	return t
}

package linkset

import (
	"slices"
	"strconv"
	"strings"
)

// weighted is one entry of an Accept or Accept-Language header with its quality.
type weighted struct {
	value string
	q     float64
}

// weights reads such a header (RFC 9110, section 12.4.2), best first, equals in their order.
// Entries that cannot be read count as not there.
func weights(header string) (list []weighted) {
	const most = 50 // entries of a header that are looked at
	for part := range strings.SplitSeq(header, ",") {
		if len(list) == most {
			break
		}
		value, params, _ := strings.Cut(part, ";")
		w := weighted{strings.ToLower(strings.TrimSpace(value)), 1}
		if w.value == "" {
			continue
		}
		for p := range strings.SplitSeq(params, ";") {
			if s, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(p)), "q="); ok {
				q, err := strconv.ParseFloat(s, 64)
				if err != nil || !(q >= 0 && q <= 1) {
					q = 0
				}
				w.q = q
			}
		}
		list = append(list, w)
	}
	slices.SortStableFunc(list, func(a, b weighted) int {
		switch {
		case a.q > b.q:
			return -1
		case a.q < b.q:
			return 1
		}
		return 0
	})
	return list
}

// accepts gives the quality of a media type under an Accept header: the most specific entry
// counts; -1 where nothing is said of it.
func accepts(list []weighted, media string) float64 {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	media = strings.TrimSpace(media)
	kind, _, _ := strings.Cut(media, "/")
	q, specific := -1.0, -1
	for _, w := range list {
		s := -1
		switch w.value {
		case media:
			s = 2
		case kind + "/*":
			s = 1
		case "*/*":
			s = 0
		}
		if s > specific {
			q, specific = w.q, s
		}
	}
	return q
}

// byMedia keeps the links whose media type is wanted most. decided: the header told some
// of them from others. Where it wants none of them, all stay.
func byMedia(links []Target, accept string) (kept []Target, decided bool) {
	list := weights(accept)
	best := 0.0
	for _, t := range links {
		if t.Type != "" {
			best = max(best, accepts(list, t.Type))
		}
	}
	if best == 0 {
		return links, false
	}
	for _, t := range links {
		if t.Type != "" && accepts(list, t.Type) == best {
			kept = append(kept, t)
		}
	}
	return kept, len(kept) < len(links)
}

// byLanguage keeps the links in the language wanted most: RFC 4647 lookup, which shortens a
// wanted tag from its end; a link in en-US also serves who wants en where nothing is in en.
func byLanguage(links []Target, acceptLanguage string) (kept []Target, decided bool) {
	for _, w := range weights(acceptLanguage) {
		if w.q == 0 || w.value == "*" {
			continue
		}
		for tag := w.value; tag != ""; tag = shorter(tag) {
			if kept = spoken(links, func(l string) bool { return l == tag }); kept != nil {
				return kept, true
			}
		}
		if kept = spoken(links, func(l string) bool { return strings.HasPrefix(l, w.value+"-") }); kept != nil {
			return kept, true
		}
	}
	return links, false
}

func spoken(links []Target, fits func(string) bool) (kept []Target) {
	for _, t := range links {
		if slices.ContainsFunc(t.Language, func(l string) bool { return fits(strings.ToLower(l)) }) {
			kept = append(kept, t)
		}
	}
	return kept
}

// shorter takes the last subtag off, and a single letter that would be left at the end.
func shorter(tag string) string {
	i := strings.LastIndexByte(tag, '-')
	if i < 0 {
		return ""
	}
	if i >= 2 && tag[i-2] == '-' {
		i -= 2
	}
	return tag[:i]
}

// byContext keeps the links for the context asked for; where none is asked for, or none is
// for it, those without context, if there are any.
func byContext(links []Target, context string) (kept []Target, decided bool) {
	if context != "" {
		for _, t := range links {
			if slices.ContainsFunc(t.Context, func(c string) bool { return strings.EqualFold(c, context) }) {
				kept = append(kept, t)
			}
		}
		if kept != nil {
			return kept, true
		}
	}
	for _, t := range links {
		if len(t.Context) == 0 {
			kept = append(kept, t)
		}
	}
	if kept == nil {
		return links, false
	}
	return kept, false
}

// choose narrows links down: media type, language, context (GS1-Conformant Resolver, 2.6.3).
func choose(links []Target, r *Request) (kept []Target, decided bool) {
	kept, media := byMedia(links, r.Accept)
	kept, language := byLanguage(kept, r.AcceptLanguage)
	kept, context := byContext(kept, r.Context)
	return kept, media || language || context
}

// Accepts gives the quality an Accept header gives a media type, and whether it names it
// itself, rather than by a star.
func Accepts(header, media string) (quality float64, named bool) {
	list := weights(header)
	named = slices.ContainsFunc(list, func(w weighted) bool { return w.value == media })
	return max(0, accepts(list, media)), named
}

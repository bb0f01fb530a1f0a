// Package labelled reads made-up complaints with what is known of each: kind, unit, group of the
// same matter and the places that could show who wrote it.
//
// One line is one complaint; lines that begin with # are remarks:
//
//	kind | unit | group of the same matter, empty for one alone | text with {n:name} {p:phone} {v:plate} {f:firm} {a:address} {i:number} {c:contact}
//
// It is read by who trains and by tests, never by the running program.
package labelled

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"banjie/internal/complaint/hints/tagger"
)

// Story is one complaint.
type Story struct {
	Kind, Unit, Same string
	Text             string
	Marks            []tagger.Span // in runes of the text, in their order
}

var kinds = map[rune]tagger.Kind{'n': tagger.Name, 'p': tagger.Phone, 'v': tagger.Plate, 'f': tagger.Firm, 'a': tagger.Address, 'i': tagger.Number, 'c': tagger.Contact}

// Read reads files of a folder, in the order of the names given. Its errors name file and line.
func Read(folder string, names ...string) ([]Story, error) {
	var all []Story
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		for n, line := range strings.Split(string(raw), "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			s, err := parse(line)
			if err != nil {
				return nil, fmt.Errorf("%s line %d: %w", name, n+1, err)
			}
			all = append(all, s)
		}
	}
	return all, nil
}

func parse(line string) (s Story, err error) {
	part := strings.SplitN(line, "|", 4)
	if len(part) != 4 {
		return s, fmt.Errorf("four fields are wanted: %s", line)
	}
	s = Story{Kind: part[0], Unit: part[1], Same: part[2]}
	s.Text, s.Marks, err = Marked(part[3])
	return s, err
}

// Marked takes the marks out of a text.
func Marked(text string) (plain string, marks []tagger.Span, err error) {
	var out []rune
	rest := []rune(text)
	for i := 0; i < len(rest); i++ {
		if rest[i] != '{' {
			out = append(out, rest[i])
			continue
		}
		end := i + 3
		for end < len(rest) && rest[end] != '}' {
			end++
		}
		if end >= len(rest) || rest[i+2] != ':' || kinds[rest[i+1]] == tagger.None {
			return "", nil, fmt.Errorf("a mark is not closed or unknown: %s", text)
		}
		start := len(out)
		out = append(out, rest[i+3:end]...)
		marks = append(marks, tagger.Span{Kind: kinds[rest[i+1]], Start: start, End: len(out)})
		i = end
	}
	return string(out), marks, nil
}

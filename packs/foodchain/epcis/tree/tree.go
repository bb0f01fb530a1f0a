// Package tree reads JSON strictly, one value at a time, and keeps what a refusal has
// to name: the order of members and the line of each value.
//
//	io.Reader ─ Stream ─ Take: the bytes of one value ─ Parser.Parse ─ Node
//	                   └ Skip: past a value, nothing kept
//
// It refuses what encoding/json lets through: two members of one name, values nested
// deeper than the limit, numbers too long or too large to mean anything, half of a
// surrogate pair, text that is not UTF-8 (RFC 8259, sections 4, 6, 8; RFC 7493).
//
// It knows nothing of EPCIS. XML is turned into the same nodes by its own reader.
package tree

import (
	"fmt"

	"banjie/internal/lang"
)

// Kind says what a value is.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Number
	Text
	List
	Object
)

// Node is one value with its place.
type Node struct {
	Key   string // name of the member, "" in a list
	Space string // namespace of the name where the source has resolved it (XML)
	Text  string // of Text the value, of Number the literal, of Bool "true" or "false"
	Kids  []Node // of List and Object, in their order
	Line  int    // counted from 1
	Start int    // where the member or value begins in the text it was read from
	End   int    // and where it ends
	Kind  Kind
}

// Get gives the member of that name, nil where there is none.
func (n *Node) Get(key string) *Node {
	for i := range n.Kids {
		if n.Kids[i].Key == key && n.Kids[i].Space == "" {
			return &n.Kids[i]
		}
	}
	return nil
}

// Error says where a text is not the JSON that is read here, and why.
type Error struct {
	Line int
	Why  lang.Text // a clause without full stop
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Why.EN) }

func broken(line int, zh, en string, args ...any) error {
	return &Error{Line: line, Why: lang.Format(zh, en, args...)}
}

// Limits bound what one value may cost.
type Limits struct {
	Bytes int // of one value as it is written
	Depth int // how deep lists and objects nest
}

// Numbers longer than maxDigits characters, or with a larger exponent, are refused:
// nothing that is measured needs them, and spelled out they would fill the memory.
const (
	maxDigits   = 60
	maxExponent = 60
)

package ledger

import (
	"fmt"
	"iter"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/lang"
)

// Stored is one leaf as the database keeps it.
type Stored struct {
	N    int64
	Leaf []byte
}

// Archive is a whole ledger as the database keeps it, each part in ascending order. An
// error ends the check.
type Archive struct {
	Leaves iter.Seq2[Stored, error]
	Nodes  iter.Seq2[Node, error]
	Heads  iter.Seq2[Head, error]
}

// Problem is one thing that is wrong in a ledger.
type Problem struct {
	N    int64     `json:"n"`    // leaf at which it shows
	Code string    `json:"code"` // gap, order, bad_leaf, altered, wrong_node, missing_node, extra_node, earlier, wrong_head, bad_head, no_head
	Text lang.Text `json:"text"`
}

// Findings are the result of a check.
type Findings struct {
	Leaves   int64     `json:"leaves"`
	Nodes    int64     `json:"nodes"`
	Heads    int64     `json:"heads"`
	Root     Hash      `json:"root"`     // as computed
	First    int64     `json:"first"`    // lowest leaf with a problem, -1 for none
	Total    int64     `json:"total"`    // problems found
	Problems []Problem `json:"problems"` // the first 100
}

// maxProblems is how many problems are told; the rest are counted.
const maxProblems = 100

// Check reads a whole ledger once, in constant memory, and computes it anew: leaves without
// gaps and in their form, recorded instants that never decrease, every stored node, every
// stored head a prefix of the newest. It compares with nothing outside: use [Rollback] for
// what was published. An error is one of reading; what is wrong is in the findings.
func Check(a Archive) (Findings, error) {
	c := checker{found: Findings{First: -1}, atHead: -1}
	nodes, stopNodes := iter.Pull2(a.Nodes)
	defer stopNodes()
	heads, stopHeads := iter.Pull2(a.Heads)
	defer stopHeads()
	c.nodes, c.heads = cursor[Node]{next: nodes}, cursor[Head]{next: heads}
	c.headsUpTo(0)
	for s, err := range a.Leaves {
		if err == nil {
			err = c.readError()
		}
		if err != nil {
			return c.found, err
		}
		c.leaf(s)
	}
	c.end()
	c.found.Leaves, c.found.Root = c.size, c.tree.root()
	return c.found, c.readError()
}

// cursor looks one value ahead in a sequence.
type cursor[T any] struct {
	next   func() (T, error, bool)
	value  T
	loaded bool
	done   bool
	err    error
}

// peek gives the next value without taking it; ok is false at the end or after an error.
func (c *cursor[T]) peek() (value T, ok bool) {
	if !c.loaded && !c.done {
		var more bool
		c.value, c.err, more = c.next()
		c.done = !more || c.err != nil
		c.loaded = !c.done
	}
	return c.value, c.loaded
}

func (c *cursor[T]) take() { c.loaded = false }

type checker struct {
	found    Findings
	nodes    cursor[Node]
	heads    cursor[Head]
	tree     frontier
	size     int64     // leaves seen
	index    int64     // of the next stored node
	broken   bool      // a leaf is missing and so is its node: nothing above can be computed
	wrong    bool      // a head was wrong; the later ones are wrong for the same reason
	recorded time.Time // latest of the leaves
	group    time.Time // latest of the heads
	atHead   int64     // size of the last head that was compared
}

func (c *checker) readError() error {
	if c.nodes.err != nil {
		return fmt.Errorf("ledger: read nodes: %w", c.nodes.err)
	}
	if c.heads.err != nil {
		return fmt.Errorf("ledger: read heads: %w", c.heads.err)
	}
	return nil
}

func (c *checker) problem(n int64, code string, text lang.Text) {
	c.found.Total++
	if c.found.First < 0 || n < c.found.First {
		c.found.First = n
	}
	if len(c.found.Problems) < maxProblems {
		c.found.Problems = append(c.found.Problems, Problem{n, code, text})
	}
}

func (c *checker) leaf(s Stored) {
	if s.N < c.size {
		c.problem(s.N, "order", lang.Format("第 %d 条重复或次序不对。", "Record %d is repeated or out of order.", s.N))
		return
	}
	if s.N > c.size {
		c.gap(s.N)
	}
	l, err := DecodeLeaf(s.Leaf)
	if err != nil {
		c.problem(s.N, "bad_leaf", lang.Format("第 %d 条的格式不对，读不出来。", "Record %d is malformed and cannot be read.", s.N))
	} else {
		c.order(s.N, l)
	}
	c.grow(tlog.RecordHash(s.Leaf), true)
}

// gap tells of the missing leaves before n. Where their nodes are still there the tree goes
// on with them, so that everything behind the gap is still checked.
func (c *checker) gap(n int64) {
	if n-c.size == 1 {
		c.problem(c.size, "gap", lang.Format("缺第 %d 条。", "Record %d is missing.", c.size))
	} else {
		c.problem(c.size, "gap", lang.Format("缺第 %[1]d 至 %[2]d 条。", "Records %[1]d to %[2]d are missing.", c.size, n-1))
	}
	for c.size < n && !c.broken {
		stored, ok := c.nodes.peek()
		if !ok || stored.Index != c.index {
			c.broken = true
			c.problem(c.size, "missing_node", lang.Format("第 %d 条连哈希也没有，之后的节点和账本头无法核对。", "Of record %d not even the hash is left; the nodes and heads after it cannot be checked.", c.size))
			break
		}
		c.grow(stored.Hash, false)
	}
	c.size = n
}

// order checks that Recorded never decreases. The instant of a sealed leaf is only a day.
func (c *checker) order(n int64, l Leaf) {
	end := l.Recorded
	if l.IsSealed() {
		end = end.Add(24*time.Hour - time.Microsecond)
	}
	if end.Before(c.recorded) {
		c.problem(n, "earlier", lang.Format("第 %[1]d 条的记录时间（%[2]s）早于前面的记录。", "Record %[1]d was written at %[2]s, before one that precedes it.", n, l.Recorded.Format(time.RFC3339)))
	}
	if h, ok := c.heads.peek(); ok && h.Recorded.Before(l.Recorded) {
		c.problem(n, "earlier", lang.Format("第 %[1]d 条的记录时间晚于它所在一组的账本头。", "Record %[1]d was written after the head of its group.", n))
	}
	if l.Recorded.After(c.recorded) {
		c.recorded = l.Recorded
	}
}

// grow adds one leaf by its hash, compares the nodes that come to be, and then the heads
// of this size. A leaf whose stored hash differs is told once, and the tree goes on with
// the stored one, so that a single changed record shows as a single problem.
func (c *checker) grow(h Hash, compare bool) {
	n := c.size
	c.size++
	if c.broken {
		c.headsUpTo(c.size)
		return
	}
	if stored, ok := c.nodes.peek(); compare && ok && stored.Index == c.index && stored.Hash != h {
		c.problem(n, "altered", lang.Format("第 %d 条被改动过：内容与账本中的哈希不符。", "Record %d was changed: it does not match its hash in the ledger.", n))
		h = stored.Hash
	}
	c.tree.add(n, h, func(h Hash) { c.node(n, h) })
	c.headsUpTo(c.size)
}

func (c *checker) node(n int64, h Hash) {
	at := c.index
	c.index++
	stored, ok := c.nodes.peek()
	for ok && stored.Index < at {
		c.found.Nodes++
		c.problem(n, "extra_node", lang.Format("账本节点 %d 重复。", "Node %d of the ledger is repeated.", stored.Index))
		c.nodes.take()
		stored, ok = c.nodes.peek()
	}
	if !ok || stored.Index > at {
		c.problem(n, "missing_node", lang.Format("缺账本节点 %[1]d（属第 %[2]d 条）。", "Node %[1]d of the ledger is missing (record %[2]d).", at, n))
		return
	}
	c.nodes.take()
	c.found.Nodes++
	if stored.Hash != h {
		c.problem(n, "wrong_node", lang.Format("账本节点 %[1]d 不对（属第 %[2]d 条）。", "Node %[1]d of the ledger is wrong (record %[2]d).", at, n))
	}
}

// headsUpTo compares the heads of at most the given size.
func (c *checker) headsUpTo(size int64) {
	for h, ok := c.heads.peek(); ok && h.Size <= size; h, ok = c.heads.peek() {
		c.heads.take()
		c.found.Heads++
		if c.broken {
			continue
		}
		last, root := max(h.Size-1, 0), c.tree.root()
		switch {
		case h.Size < size || h.Size == c.atHead:
			c.problem(last, "bad_head", lang.Format("账本头（%d 条）重复或次序不对。", "The head of %d records is repeated or out of order.", h.Size))
		case h.Root != root && !c.wrong:
			c.wrong = true
			c.problem(last, "wrong_head", lang.Format("账本头（%[1]d 条，%[2]s）与记录对不上：它之前的记录或它本身被改动过。", "The head of %[1]d records (%[2]s) does not match them: a record before it, or the head itself, was changed.", h.Size, h.Recorded.Format(time.RFC3339)))
		case h.Root == root:
			c.wrong = false
		}
		if h.Recorded.Before(c.group) {
			c.problem(last, "earlier", lang.Format("账本头（%d 条）的时间早于前一个。", "The head of %d records is earlier than the one before it.", h.Size))
		}
		c.group = h.Recorded
		if h.Size == size {
			c.atHead = size
		}
	}
}

// end looks for what is left over: nodes and heads beyond the last leaf.
func (c *checker) end() {
	if _, more := c.heads.peek(); !more && c.size > 0 && c.atHead != c.size && !c.broken {
		c.problem(c.size-1, "no_head", lang.Format("最后一条（第 %d 条）没有账本头。", "The last record (%d) has no head.", c.size-1))
	}
	for h, ok := c.heads.peek(); ok; h, ok = c.heads.peek() {
		c.heads.take()
		c.found.Heads++
		c.problem(c.size, "gap", lang.Format("账本头写着 %[1]d 条，库里只有 %[2]d 条：末尾的记录不见了。", "A head says %[1]d records, there are %[2]d: the last ones are gone.", h.Size, c.size))
	}
	for s, ok := c.nodes.peek(); ok && !c.broken; s, ok = c.nodes.peek() {
		c.nodes.take()
		c.found.Nodes++
		c.problem(c.size, "extra_node", lang.Format("账本节点 %d 没有对应的记录。", "Node %d of the ledger belongs to no record.", s.Index))
	}
}

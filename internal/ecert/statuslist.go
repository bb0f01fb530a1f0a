package ecert

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"sort"
	"sync"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// StatusList says which certificates are no longer what they were, and since which
// day. It is small, signed and the same for everybody, so that it may be cached,
// copied and carried on a stick; asking it tells nobody what was asked.
//
// A certificate is named in it by the first 48 bits of SHA-256 of its identifier.
// Entries are sorted; each stands as the distance to the one before (a varint), then
// (last day − day)·8 + status as a varint: six to eight bytes together. In a list of a
// million entries a good certificate is taken for a listed one once in 280 million; the
// issuer can rule it out by looking up the certificates in force before publishing.
type StatusList struct {
	Sequence uint32    // 1, 2, …; a verifier keeps the highest
	Issued   time.Time // as of which instant it is true
	Next     time.Time // when a newer one is due; later than that its silence proves little
	Demo     bool
	Key      KeyID
	Profile  Profile

	entries []entry
	frame   frame
	once    sync.Once // the signature is checked when first asked for; the list never changes
	genuine bool
}

type entry struct {
	name   uint64 // 48 bits
	status Status
	day    calendar.Day
}

// Listed is one certificate a list is made of.
type Listed struct {
	ID     string // full identifier
	Status Status
	Day    calendar.Day // first day of that status
}

// statusCodes are part of the format and never change.
var statusCodes = []Status{1: Amended, 2: Renewed, 3: Rescinded, 4: Revoked, 5: Deregistered}

const (
	nameBits   = 48
	maxEntries = 8 << 20
)

func listName(id string) uint64 {
	h := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(h[:8]) >> (64 - nameBits)
}

// SignStatusList makes a list. Valid and expired certificates do not belong into it.
func SignStatusList(s Signer, sequence uint32, issued, next time.Time, listed []Listed) ([]byte, error) {
	entries := make([]entry, 0, len(listed))
	last := calendar.Day(0)
	for _, l := range listed {
		if slices.Index(statusCodes, l.Status) < 1 {
			return nil, fault.New(fault.Invalid, "status_not_listed",
				lang.T("状态清单只列已变更、延续、撤销、吊销、注销的证照。", "A status list holds amended, renewed, rescinded, revoked and deregistered certificates only."),
				lang.T("请核对证照 "+l.ID+" 的状态。", "Please check the status of certificate "+l.ID+"."))
		}
		entries = append(entries, entry{listName(l.ID), l.Status, l.Day})
		last = max(last, l.Day)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].name < entries[j].name })
	body := binary.BigEndian.AppendUint32(nil, sequence)
	body = addInstant(addInstant(body, issued), next)
	body = addDay(body, last)
	body = binary.BigEndian.AppendUint32(body, uint32(len(entries)))
	before := uint64(0)
	for i, e := range entries {
		if i > 0 && e.name == before {
			return nil, errors.New("ecert: a certificate stands twice in the status list")
		}
		body = binary.AppendUvarint(body, e.name-before)
		body = binary.AppendUvarint(body, uint64(last-e.day)<<3|uint64(slices.Index(statusCodes, e.status)))
		before = e.name
	}
	return seal(s, listForm, s.Public().Demo, body)
}

// ParseStatusList reads a list without checking who signed it; see [StatusList.SignedBy].
func ParseStatusList(sealed []byte) (*StatusList, error) {
	f, err := open(sealed, listForm)
	if err != nil {
		return nil, unreadableList(err)
	}
	r := reader{rest: f.body}
	l := &StatusList{Demo: f.demo, Key: f.key, Profile: f.profile, frame: f}
	l.Sequence, l.Issued, l.Next = r.number(), r.instant(), r.instant()
	last, count := r.day(), r.number()
	if r.err != nil || count > maxEntries || int(count) > len(r.rest)/2 {
		return nil, unreadableList(errors.New("number of entries"))
	}
	l.entries = make([]entry, 0, count)
	name := uint64(0)
	for i := range count {
		step, mark := r.varint(), r.varint()
		code := mark & 7
		if r.err != nil || i > 0 && step == 0 || step >= 1<<nameBits || name+step >= 1<<nameBits || code == 0 || int(code) >= len(statusCodes) || mark>>3 > 1<<20 {
			return nil, unreadableList(errors.New("entry"))
		}
		name += step
		l.entries = append(l.entries, entry{name, statusCodes[code], last - calendar.Day(mark>>3)})
	}
	if err := r.end(); err != nil {
		return nil, unreadableList(err)
	}
	return l, nil
}

// varint reads a number in its shortest writing and refuses a longer one.
func (r *reader) varint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if r.err != nil || n <= 0 || n > 1 && r.rest[n-1] == 0 {
		r.err = errors.New("number")
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// SignedBy says whether one of the keys, not withdrawn and of the same sort (real or demonstration), signed the list.
func (l *StatusList) SignedBy(keys Keys) bool {
	k, ok := keys.Find(l.Key)
	if !ok || k.Withdrawn || k.Demo != l.Demo {
		return false
	}
	l.once.Do(func() { l.genuine = l.frame.genuine(k) })
	return l.genuine
}

// Len is the number of entries.
func (l *StatusList) Len() int { return len(l.entries) }

// Lookup gives the status of a certificate that is listed.
func (l *StatusList) Lookup(id string) (Status, calendar.Day, bool) {
	name := listName(id)
	i, ok := slices.BinarySearchFunc(l.entries, name, func(e entry, n uint64) int {
		switch {
		case e.name < n:
			return -1
		case e.name > n:
			return 1
		}
		return 0
	})
	if !ok {
		return "", 0, false
	}
	return l.entries[i].status, l.entries[i].day, true
}

func unreadableList(cause error) *fault.Fault {
	return fault.New(fault.Invalid, "status_list_unreadable",
		lang.T("证照状态清单读不懂。", "The status list cannot be read."),
		lang.T("请重新下载状态清单。", "Please download the status list again.")).With(cause)
}

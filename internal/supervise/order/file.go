package order

import (
	"banjie/internal/casework"
	"banjie/internal/limit"
)

// Facts of the events.
type (
	// Issue is what an order says; what is demanded stands in the private half, in words.
	Issue struct {
		Year   int    `json:"year"`
		Serial int64  `json:"serial"` // of the year
		Unit   string `json:"unit"`   // to which it is addressed
		About  About  `json:"about"`
		Number string `json:"number,omitempty"` // of the case
		Card   string `json:"card,omitempty"`
		Ground string `json:"ground"` // id of [Grounds]
		Days   int    `json:"days"`   // working days for the reply
	}
	// Reply is what the unit says it did.
	Reply struct {
		Result   string `json:"result"` // done, explained, not done, as the unit sees it
		Evidence int    `json:"evidence"`
	}
	// Later is the one request for a later date and its fate.
	Later struct {
		By       string `json:"by"`
		Days     int    `json:"days"`
		Approved bool   `json:"approved,omitempty"`
		Rejected bool   `json:"rejected,omitempty"`
	}
	// Ending is how it was closed.
	Ending struct {
		Result string `json:"result"`
	}
)

// File is what the procedure knows of an order, folded from the events.
type File struct {
	Issue
	Replies  []Reply
	Later    *Later
	Returned bool // a reply was sent back: there is one such return
	RaisedBy string
}

// FileOf gives the folded file of an order.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

func foldFile(file any, e casework.Event) (err error) {
	f := file.(*File)
	switch e.Kind {
	case "order_issued":
		f.Issue, err = casework.Data[Issue](e)
	case "order_replied":
		var r Reply
		r, err = casework.Data[Reply](e)
		f.Replies = append(f.Replies, r)
	case "later_date_asked", "later_date_decided":
		var l Later
		l, err = casework.Data[Later](e)
		f.Later = &l
	case "reply_returned":
		f.Returned = true
	case "order_raised":
		f.RaisedBy = e.By.ID
	}
	return err
}

// Demand is what was demanded, in words; "" where they were erased.
func Demand(c *casework.Case) string {
	if len(c.Events) == 0 {
		return ""
	}
	return c.Events[0].Private.Text
}

// ReplyClock is the clock until which the unit is to reply.
func ReplyClock(c *casework.Case) (limit.Clock, bool) { return c.Clock("reply") }

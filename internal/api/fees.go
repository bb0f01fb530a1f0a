package api

import (
	"context"
	"net/url"
	"strconv"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
)

// ListedFee is what may be charged on a day.
type ListedFee struct {
	fee.Fee
	Digest string    `json:"digest" doc:"SHA-256 of the version, as in the ledger's event."`
	Says   lang.Text `json:"says" doc:"The rate in words."`
	Href   string    `json:"href"`
}

type feesInput struct {
	Paging
	Q    string `query:"q" maxLength:"100" doc:"In people's own words."`
	Unit string `query:"unit" maxLength:"60" doc:"Unit that collects."`
	On   string `query:"on" maxLength:"10" doc:"Day, 2006-01-02; today by default."`
}

// Payment asks whether what was paid was lawful. It is not stored.
type Payment struct {
	Fee      string       `json:"fee,omitempty" maxLength:"60" doc:"Id of the fee; absent where it is none of the list."`
	On       calendar.Day `json:"on" required:"true" doc:"Day of the payment."`
	Paid     string       `json:"paid" required:"true" maxLength:"20" doc:"Yuan with at most two decimals."`
	Quantity string       `json:"quantity,omitempty" maxLength:"20" doc:"For fees by quantity, with at most six decimals."`
	To       string       `json:"to,omitempty" maxLength:"60" doc:"Unit it was paid to, or outside; absent where that is not known."`
}

// PaymentVerdict is the answer, with its calculation; amounts are yuan.
type PaymentVerdict struct {
	Outcome fee.Outcome `json:"outcome" enum:"lawful,too_much,not_listed,not_lawful_that_day,not_theirs"`
	Fee     *fee.Fee    `json:"fee,omitempty" doc:"Version of that day."`
	Most    string      `json:"most" doc:"What could be charged at most."`
	Over    string      `json:"over" doc:"What was too much."`
	Lines   []fee.Line  `json:"lines" doc:"The calculation, step by step."`
}

type paymentInput struct{ Body Payment }

func (s *Service) feeRoutes() {
	handle(s, op("GET", "/fees", "list-fees", "Fees", "What may be charged 收费目录"), open, s.fees)
	handle(s, op("POST", "/fees/check", "check-payment", "Fees", "Was what was paid lawful? Nothing is stored 核对交费"), open, s.checkPayment)
}

func (s *Service) fees(ctx context.Context, _ caller, in *feesInput) (*page[ListedFee], error) {
	on := s.Calendar().DayOf(s.Clock.Now())
	if in.On != "" {
		d, err := calendar.ParseDay(in.On)
		if err != nil {
			return nil, fault.InvalidInput().At("on", fault.For(err).Message)
		}
		on = d
	}
	reg, err := s.Fees.Fees(ctx, s.Division)
	if err != nil {
		return nil, err
	}
	all := reg.Today(on)
	if in.Q != "" {
		all = nil
		for _, f := range reg.Find(in.Q, 100) {
			if now, ok := reg.On(f.ID, on); ok && now.ValidOn(on) {
				all = append(all, now)
			}
		}
	}
	from, err := strconv.Atoi("0" + in.After)
	if err != nil {
		return nil, fault.New(fault.Invalid, "bad_cursor", lang.T("这个翻页地址不对。", "This page address is wrong."), lang.T("请回到第一页。", "Please go back to the first page."))
	}
	out := &page[ListedFee]{Body: List[ListedFee]{Items: []ListedFee{}}}
	for i, f := range all {
		if i < from || in.Unit != "" && f.Unit != in.Unit {
			continue
		}
		if len(out.Body.Items) == in.Limit {
			q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
			set(q, "q", in.Q)
			set(q, "unit", in.Unit)
			set(q, "on", in.On)
			out.Body.Next = next("/fees", q, strconv.Itoa(i))
			break
		}
		out.Body.Items = append(out.Body.Items, ListedFee{f, f.Digest(), f.Rate.Says(), s.Base + "/fees/" + f.ID})
	}
	return out, nil
}

func (s *Service) checkPayment(ctx context.Context, _ caller, in *paymentInput) (*struct{ Body PaymentVerdict }, error) {
	reg, err := s.Fees.Fees(ctx, s.Division)
	if err != nil {
		return nil, err
	}
	b, bad := in.Body, fault.InvalidInput()
	asked := fee.Asked{Fee: b.Fee, On: b.On, To: b.To}
	var ok bool
	if asked.Paid, ok = fee.ParseFen(b.Paid); !ok {
		bad.At("paid", lang.T("请填写金额，最多两位小数。", "give yuan with at most two decimals"))
	}
	if b.On == 0 || b.On > s.Calendar().DayOf(s.Clock.Now()) {
		bad.At("on", lang.T("请填写交钱的那天，不能晚于今天。", "give the day of the payment, today at the latest"))
	}
	if b.Fee != "" && len(reg.Of(b.Fee)) == 0 {
		bad.At("fee", lang.T("目录里没有这个编号；不在目录里的不要写编号。", "the list has no such id; leave it out for what is not on the list"))
	}
	if b.Quantity != "" {
		if asked.Quantity, ok = fee.ParseDecimal(b.Quantity); !ok {
			bad.At("quantity", lang.T("请填写数字，最多六位小数。", "give a number with at most six decimals"))
		}
	} else if f, ok := reg.On(b.Fee, b.On); ok && f.Rate.Counts() {
		bad.At("quantity", lang.T("这项收费按数量算，请填写数量。", "this fee is reckoned by quantity"))
	}
	if err := bad.Or(); err != nil {
		return nil, err
	}
	v := reg.Check(asked)
	return &struct{ Body PaymentVerdict }{PaymentVerdict{v.Outcome, v.Fee, v.Most.Yuan(), v.Over.Yuan(), v.Lines}}, nil
}

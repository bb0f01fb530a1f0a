package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/notify"
)

// Mail is the server that mails go through. The connection is encrypted where the server
// offers it; a password is never sent in the clear.
type Mail struct {
	Server   string // host:port
	User     string // "" for a server that asks nobody
	Password string
	From     string // address of the office
}

// Check says what is wrong with the setting.
func (m *Mail) Check() error {
	if _, _, err := net.SplitHostPort(m.Server); err != nil {
		return fmt.Errorf("jobs: mail server %q is no host:port", m.Server)
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		return fmt.Errorf("jobs: mail address %q of the office: %w", m.From, err)
	}
	return nil
}

// address is where the applicant wants mail, "" for nowhere. It is read from the case
// each time, so that nothing is sent after an erasure, nor to the address that a stranger gave.
func address(c *casework.Case) string {
	if len(c.Events) == 0 || c.Events[0].Private.Person == nil || licensing.FileOf(c).Disowned {
		return ""
	}
	a, err := mail.ParseAddress(strings.TrimSpace(c.Events[0].Private.Person.Email))
	if err != nil {
		return ""
	}
	return a.Address
}

// mail sends the applicant's notice.
func (s *Service) mail(ctx context.Context, d notify.Delivery) (notify.Outcome, error) {
	if s.Mail == nil {
		return drop("no mail server is set"), nil
	}
	e, got, err := s.event(ctx, d)
	if err != nil {
		return notify.Outcome{}, err
	}
	item, err := s.item(got.c)
	if err != nil {
		return notify.Outcome{}, err
	}
	to := address(got.c)
	for _, n := range notify.Decide(notify.Told{Event: e, Case: got.c, Procedure: got.p, Item: item}) {
		if n.To.Audience == notify.Party && n.To.ID == d.Target && to != "" {
			return s.Mail.send(ctx, to, s.Mail.message(n, to, s.Base, s.Wall.Now())), nil
		}
	}
	return drop("no address, or nothing to tell"), nil
}

// message is a plain text mail in both languages. It carries the title and the sentence,
// never what an officer wrote: mail is a postcard.
func (m *Mail) message(n notify.Notice, to, base string, at time.Time) []byte {
	from, _ := mail.ParseAddress(m.From)
	_, host, _ := strings.Cut(from.Address, "@")
	id := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%s", n.Division, n.N, to))
	var b bytes.Buffer
	header := func(k, v string) { b.WriteString(k + ": " + v + "\r\n") }
	header("From", from.String())
	header("To", "<"+to+">")
	header("Subject", mime.BEncoding.Encode("utf-8", n.Title.ZH+" / "+n.Title.EN))
	header("Date", at.Format(time.RFC1123Z))
	header("Message-ID", "<"+hex.EncodeToString(id[:12])+"@"+host+">") // the same for a repetition
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := ""
	for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
		text += n.Text.In(tag) + "\r\n" + lang.T("详情请凭编号和查询码查看：", "For details, track it with number and code: ").In(tag) + base + "/track\r\n\r\n"
	}
	enc := base64.StdEncoding.EncodeToString([]byte(text))
	for len(enc) > 76 {
		b.WriteString(enc[:76] + "\r\n")
		enc = enc[76:]
	}
	b.WriteString(enc + "\r\n")
	return b.Bytes()
}

// send hands a message to the server. A refusal for good (5xx) ends the delivery.
func (m *Mail) send(ctx context.Context, to string, message []byte) notify.Outcome {
	err := m.submit(ctx, to, message)
	if err == nil {
		return notify.Outcome{Attempt: notify.Attempt{Status: 250}, OK: true}
	}
	o := notify.Outcome{Attempt: notify.Attempt{Problem: "the mail server did not answer"}}
	var code *textproto.Error
	if errors.As(err, &code) {
		o.Status, o.Problem = code.Code, fmt.Sprintf("the mail server answered %d", code.Code)
		o.Drop = code.Code/100 == 5
	}
	return o
}

func (m *Mail) submit(ctx context.Context, to string, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.Server)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	host, _, _ := net.SplitHostPort(m.Server)
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return err
	}
	defer c.Close()
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return err
		}
	}
	if m.User != "" {
		if err := c.Auth(smtp.PlainAuth("", m.User, m.Password, host)); err != nil {
			return err
		}
	}
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return err
	}
	if err := c.Mail(from.Address); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(message); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	// The server has taken the message; a goodbye that fails changes nothing.
	_ = c.Quit()
	return nil
}

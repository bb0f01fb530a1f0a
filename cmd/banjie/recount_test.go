package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/control"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// inventedNotice takes three working days out of July 2026. It is no notice of anybody.
func inventedNotice() calendar.Notice {
	n := calendar.Notice{Year: 2026, Title: "测试用通知", Number: "测试〔2026〕1号"}
	for d := 1; d <= 3; d++ {
		n.Days = append(n.Days, calendar.NoticeDay{Date: calendar.Date(2026, time.July, d), Name: "测试假", Off: true})
	}
	return n
}

func TestCalendarImportRecounts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := smallTown(t)
	var dry, got, again recounted
	if err := withFolder(ctx, dir, "calendar-import", &noticeOrder{Notice: inventedNotice(), Dry: true}, &dry, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := withFolder(ctx, dir, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &got, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if len(got.Moved) == 0 || len(dry.Moved) != len(got.Moved) || len(got.Diff.Days) != 3 {
		t.Fatalf("%d moved, %d in the dry run, %+v", len(got.Moved), len(dry.Moved), got.Diff)
	}
	for _, m := range got.Moved {
		if m.New <= m.Old {
			t.Errorf("%+v: fewer working days cannot end a limit earlier", m)
		}
	}
	if err := withFolder(ctx, dir, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &again, nil, time.Time{}); err != nil || len(again.Moved) > 0 || again.Cases > 0 {
		t.Errorf("a second time: %+v %v", again, err)
	}
	h, err := openToRead(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if h.calendar.Load().IsWorkday(calendar.Date(2026, time.July, 1)) {
		t.Error("the notice is forgotten after a restart")
	}
	key, err := h.cases.ByNumber(ctx, h.division, got.Moved[0].Case)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := h.engine.Load(ctx, key)
	if err != nil || c.Events[len(c.Events)-1].Kind != "clocks_rederived" {
		t.Errorf("the last event is %s, %v", c.Events[len(c.Events)-1].Kind, err)
	}
	if found := check(t, dir); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
	for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
		var out bytes.Buffer
		if err := got.write(&out, tag); err != nil || !strings.Contains(out.String(), got.Moved[0].Case) {
			t.Errorf("%v: %s", err, out.String())
		}
	}
}

// spoken tells when a server has said its first line: it is ready then.
type spoken struct{ ready chan struct{} }

func (s *spoken) Write(p []byte) (int, error) {
	select {
	case <-s.ready:
	default:
		close(s.ready)
	}
	return len(p), nil
}

// While a server owns the folder, commands reach it through its socket and readers read
// beside it; a second server is refused.
func TestCommandsBesideAServer(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	path := filepath.Join(t.TempDir(), "live")
	dir, err := datadir.Create(path, datadir.Instance{Division: "330182"})
	if err != nil {
		t.Fatal(err)
	}
	out := &spoken{make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, dir, serveOptions{listen: "127.0.0.1:0", out: out}) }()
	select {
	case <-out.ready:
	case err := <-ended:
		t.Fatal(err)
	}
	mine, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(mine.Socket()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: %v %v", info, err)
	}
	var got recounted
	if err := withFolder(ctx, mine, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &got, nil, time.Time{}); err != nil || len(got.Diff.Days) != 3 {
		t.Errorf("%+v %v", got, err)
	}
	o := eraseTest
	o.Case = "nobody's"
	if err := withFolder(ctx, mine, "erase", &o, &erased{}, nil, time.Time{}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("erase: %v", err)
	}
	if found := check(t, mine); found.Total > 0 || found.Leaves != 1 {
		t.Errorf("beside the server: %+v", found)
	}
	if err := serve(ctx, mine, serveOptions{listen: "127.0.0.1:0", out: out}); !errors.Is(err, datadir.ErrOwned) {
		t.Errorf("a second server: %v", err)
	}
	if _, err := backup(ctx, mine, filepath.Join(t.TempDir(), "backup"), ""); err != nil {
		t.Errorf("backup beside the server: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if err := control.Call(context.Background(), mine.Socket(), "erase", &o, nil, nil); !errors.Is(err, control.ErrNobody) {
		t.Errorf("after its end: %v", err)
	}
}

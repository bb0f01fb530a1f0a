package main

import (
	"context"
	"sync"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// The machine's clock decides what is late and what the law deems done. When it cannot
// be trusted the sweeper stands still, visibly, until an administrator confirms the time.
const (
	maxJump   = time.Minute    // wall time against monotonic time while running
	maxAbsent = 72 * time.Hour // between the last act and a start
)

// alarm is the state of that watch.
type alarm struct {
	mu   sync.Mutex
	jump *clock.Jump
	why  *fault.Fault
}

// watchClock judges the time at a start; a moved folder has no wall time to judge.
func (h *hall) watchClock(ctx context.Context) error {
	h.alarm.mu.Lock()
	defer h.alarm.mu.Unlock()
	h.alarm.jump = clock.NewJump()
	if h.moved != nil {
		return nil
	}
	last, err := h.db.LastRecorded(ctx)
	if err != nil || last.IsZero() {
		return err
	}
	now := h.clock.Now()
	switch {
	case now.Before(last):
		h.alarm.why = untrusted(lang.Format("本机时间比最后一笔记录还早（最后记录 %s）。", "The machine's time lies before the last record (%s).", last.Format(time.RFC3339)))
	case now.Sub(last) > maxAbsent:
		h.alarm.why = untrusted(lang.Format("距最后一笔记录已超过 72 小时（最后记录 %s）。", "More than 72 hours have passed since the last record (%s).", last.Format(time.RFC3339)))
	}
	if h.alarm.why != nil {
		h.log.Error("clock", "error", h.alarm.why)
	}
	return nil
}

// alarmed says whether the sweeper must stand still.
func (h *hall) alarmed() bool {
	h.alarm.mu.Lock()
	defer h.alarm.mu.Unlock()
	if h.alarm.why == nil && h.alarm.jump != nil { // nil: no server watches
		if d := h.alarm.jump.Since(); d > maxJump || d < -maxJump {
			h.alarm.why = untrusted(lang.Format("本机时间被拨动了 %s。", "The machine's clock was moved by %s.", d.Round(time.Second)))
			h.log.Error("clock", "error", h.alarm.why)
		}
	}
	return h.alarm.why != nil
}

// trusted is the alarm as the engine asks for it: nothing is deemed by a clock that left its path.
func (h *hall) trusted() error {
	h.alarmed()
	if f := h.alarmNow(); f != nil {
		return f
	}
	return nil
}

// alarmNow is why the sweeper stands still; nil when it runs.
func (h *hall) alarmNow() *fault.Fault {
	h.alarm.mu.Lock()
	defer h.alarm.mu.Unlock()
	return h.alarm.why
}

// trustClock is an administrator's word that the time is right.
func (h *hall) trustClock() {
	h.alarm.mu.Lock()
	defer h.alarm.mu.Unlock()
	h.alarm.why = nil
	h.alarm.jump = clock.NewJump()
}

func untrusted(what lang.Text) *fault.Fault {
	return fault.New(fault.Unavailable, "clock_untrusted", what,
		lang.T("到期自动处理已暂停，收件和办理照常，已过期限的办件暂不能办。请管理员核对本机时间后在“系统”页确认。", "Automatic acts on due dates stand still; receiving and handling go on, except where a due date has passed. Let the administrator check the time and confirm it on the system page."))
}

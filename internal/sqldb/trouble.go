package sqldb

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// trouble is what can be wrong with the machine below the database.
type trouble int

const (
	none trouble = iota
	full
	readOnly
	broken
	busy
	unreachable
	unknown
)

// explained gives an error the face that a person needs when the disk or the connection
// is the reason. Everything else stays as it is.
func explained(err error) error {
	if _, told := fault.As(err); err == nil || told {
		return err
	}
	untouched := lang.T("这次操作没有保存，已保存的数据没有被改动。请把这句话告诉管理员，稍后再试。",
		"This was not saved; what was saved before is untouched. Please tell the administrator this sentence and try again later.")
	say := func(code, zh, en string) error {
		return fault.New(fault.Unavailable, code, lang.T(zh, en), untouched).With(err)
	}
	switch troubleOf(err) {
	case full:
		return say("disk_full", "存放数据的磁盘满了。", "The disk that holds the data is full.")
	case readOnly:
		return say("read_only", "数据库现在只能读，不能写。", "The database can be read but not written at the moment.")
	case broken:
		return say("disk_error", "磁盘读写出错，数据库不能正常使用。", "The disk reports errors; the database cannot be used.")
	case busy:
		return say("database_busy", "数据库被别的程序长时间占用。", "Another program has kept the database busy for too long.")
	case unreachable:
		return say("database_unreachable", "连接不上数据库。", "The database cannot be reached.")
	case unknown:
		return fault.New(fault.Unavailable, "outcome_unknown",
			lang.T("数据库连接正好在保存时断开，不能确定这次操作有没有保存。", "The connection to the database broke in the moment of saving; it is not certain whether this was saved."),
			lang.T("请先查看是否已有这次操作，再决定要不要重做。同一份表单再次提交不会重复办理。", "Please look whether it is there before doing it again. Sending the same form again never counts twice.")).With(err)
	}
	return err
}

// unread is explained for somebody who only wanted to see something.
func unread(err error) error {
	if _, told := fault.As(err); err == nil || told || troubleOf(err) == none {
		return err
	}
	told, _ := fault.As(explained(err))
	told.Remedy = lang.T("数据没有被改动。请过一会儿刷新；仍不行，请把这句话告诉管理员。", "Nothing was changed. Please reload in a moment; if it stays so, tell the administrator this sentence.")
	return told
}

func troubleOf(err error) trouble {
	if errors.Is(err, errUnknown) {
		return unknown
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return full
		case sqlite3.SQLITE_READONLY:
			return readOnly
		case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return broken
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return busy
		}
		return none
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "53100":
			return full
		case pg.Code == "25006":
			return readOnly
		case pg.Code == "58030" || strings.HasPrefix(pg.Code, "XX"):
			return broken
		case strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "08"):
			return unreachable
		}
		return none
	}
	var wire net.Error
	if errors.Is(err, errUnreachable) || errors.Is(err, errLost) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) || errors.As(err, &wire) && !errors.Is(err, context.DeadlineExceeded) {
		return unreachable
	}
	return none
}

// endedByItself says that SQLite had already rolled the transaction back, as it does when
// the disk is full.
func endedByItself(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && strings.Contains(lite.Error(), "no transaction is active")
}

// withinTransaction says that an earlier transaction was never ended on this connection.
func withinTransaction(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && strings.Contains(lite.Error(), "within a transaction")
}

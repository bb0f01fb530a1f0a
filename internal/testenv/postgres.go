package testenv

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Postgres gives the address (a postgres:// URL) of a fresh, empty database on a real
// server with durable commits. The database is dropped when the test ends; connections
// that are still open then are cut.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := postgresServer()
	if errors.Is(err, errNoPostgres) {
		missing(t, err.Error())
	}
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), databases.Add(1))
	if err := onServer(server, "create database "+name); err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	t.Cleanup(func() {
		if err := onServer(server, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("PostgreSQL for tests: %v", err)
		}
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("BANJIE_TEST_POSTGRES must be a postgres:// URL: %v", err)
	}
	address.Path = "/" + name
	return address.String()
}

// databases counts the databases this process has made, to name the next one.
var databases atomic.Int64

var errNoPostgres = errors.New("the server programs of PostgreSQL are missing")

// postgresServer is the address of the server: the one of the whole run, or this process's own.
var postgresServer = sync.OnceValues(func() (string, error) {
	if server := os.Getenv("BANJIE_TEST_POSTGRES"); server != "" {
		return server, nil
	}
	if !postgresInstalled() {
		return "", errNoPostgres
	}
	return startPostgres()
})

func postgresInstalled() bool {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return true
	}
	_, err := exec.LookPath("initdb")
	return err == nil
}

// startPostgres starts the script that owns a server. The script stays until its input
// ends, which happens by itself when this process does.
func startPostgres() (string, error) {
	cmd := exec.Command(filepath.Join(Root(), "scripts", "with-postgres"))
	cmd.Stderr = os.Stderr
	if err := holdInput(cmd); err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", errors.Join(errors.New("the server did not start"), cmd.Wait())
	}
	return strings.TrimSpace(address), nil
}

// held keeps the inputs of child processes open for as long as this process lives.
var held struct {
	sync.Mutex
	inputs []io.Closer
}

// holdInput gives cmd an input that ends when this process ends, even by kill -9.
func holdInput(cmd *exec.Cmd) error {
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	held.Lock()
	defer held.Unlock()
	held.inputs = append(held.inputs, in)
	return nil
}

func onServer(server, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

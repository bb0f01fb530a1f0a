package testenv_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"banjie/internal/testenv"
)

func TestPostgresGivesEachTestADatabase(t *testing.T) {
	ctx := context.Background()
	for range 2 { // the same name twice would fail if the databases were one
		conn, err := pgx.Connect(ctx, testenv.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(ctx, "create table mark (id int)"); err != nil {
			t.Fatal(err)
		}
		var encoding string
		if err := conn.QueryRow(ctx, "show server_encoding").Scan(&encoding); err != nil {
			t.Fatal(err)
		}
		if encoding != "UTF8" {
			t.Errorf("encoding = %s, want UTF8", encoding)
		}
		t.Cleanup(func() { conn.Close(ctx) })
	}
}

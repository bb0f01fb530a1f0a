package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// Migrate brings the core's tables up to this program's version.
func (db *DB) Migrate(ctx context.Context) error {
	return db.MigrateFrom(ctx, migrations, "migrations", "schema_version")
}

// MigrateFrom brings the tables of one owner (the core or a pack) up to date. The
// folder holds one sub-folder per engine; the version table is the owner's own.
func (db *DB) MigrateFrom(ctx context.Context, files fs.FS, folder, table string) error {
	sub, err := fs.Sub(files, folder+"/"+string(db.Engine))
	if err != nil {
		return err
	}
	dialect := database.DialectSQLite3
	if db.Engine == Postgres {
		dialect = database.DialectPostgres
	}
	store, err := database.NewStore(dialect, table)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", db.writers, sub, goose.WithStore(store))
	if err != nil {
		return fmt.Errorf("sqldb: migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return explained(fmt.Errorf("sqldb: migrations: %w", err))
	}
	return nil
}

// Raw gives the writing pool to job queues and tools that bring their own tables.
func (db *DB) Raw() *sql.DB { return db.writers }

package scanstore

import "banjie/internal/sqldb"

// WriterOf is the one writer of the store's database.
func WriterOf(s *Store) *sqldb.Writer { return s.w }

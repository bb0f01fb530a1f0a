package soilstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/soil"
)

// putUsers notes who works plots; the same day again is a correction.
func putUsers(tx *sqldb.Tx, division string, all []soil.User) error {
	for _, u := range all {
		if _, err := tx.Exec(`insert into soil_user (division, parcel, valid_from, code) values (?, ?, ?, ?) on conflict (division, parcel, valid_from) do update set code = excluded.code`, division, u.Parcel, int64(u.From), u.Code); err != nil {
			return err
		}
	}
	return nil
}

// UserOn implements [soil.Archive].
func (s *Store) UserOn(ctx context.Context, division, code string, day calendar.Day) (user string, err error) {
	err = s.db.QueryRow(ctx, `select code from soil_user where division = ? and parcel = ? and valid_from <= ? order by valid_from desc limit 1`, division, code, int64(day)).Scan(&user)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("soilstore: %w", err)
	}
	return user, nil
}

// Users is who works a plot by day, the first first.
func (s *Store) Users(ctx context.Context, division, parcel string) (all []soil.User, err error) {
	rows, err := s.db.Query(ctx, `select code, valid_from from soil_user where division = ? and parcel = ? order by valid_from`, division, parcel)
	if err != nil {
		return nil, fmt.Errorf("soilstore: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		u := soil.User{Parcel: parcel}
		var from int64
		if err := rows.Scan(&u.Code, &from); err != nil {
			return nil, fmt.Errorf("soilstore: %w", err)
		}
		u.From = calendar.Day(from)
		all = append(all, u)
	}
	return all, rows.Err()
}

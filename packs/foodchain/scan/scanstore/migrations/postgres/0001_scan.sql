-- +goose Up
-- A scan is a code, an hour and a town that was told, counted; nothing of who scanned is kept.
create table food_scan (
  key text not null, hour bigint not null, town text not null, n bigint not null,
  primary key (key, hour, town)
);
create index food_scan_hour on food_scan (hour);
-- Of each code, so that its page needs one row.
create table food_scan_sum (
  key text not null, n bigint not null, first_hour bigint not null, last_hour bigint not null, town text not null, rule text not null, found bigint not null,
  primary key (key)
);
create index food_scan_sum_found on food_scan_sum (found, key) where rule <> '';
-- +goose Down
drop table food_scan_sum;
drop table food_scan;

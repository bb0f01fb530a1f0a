-- +goose Up
-- The last hour in which a rule held: a finding stands for a while after it.
alter table food_scan_sum add column held integer not null default 0;
update food_scan_sum set held = found where rule <> '';
-- What the regulator said of a finding, from its acts; the latest of each code.
create table food_scan_dismissal (
  key text not null, hour integer not null, rule text not null, why text not null,
  primary key (key)
) without rowid;
-- +goose Down
drop table food_scan_dismissal;
alter table food_scan_sum drop column held;

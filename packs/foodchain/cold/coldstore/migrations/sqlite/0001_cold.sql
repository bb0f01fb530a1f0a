-- +goose Up
-- Readings, by the thing that an event with sensors names; values in thousandths.
create table food_reading (
  thing integer not null, kind integer not null, t_from integer not null, t_to integer not null, low integer not null, high integer not null, event integer not null, n integer not null, device text not null,
  primary key (thing, kind, t_from, event, n)
) without rowid;
-- What the readings of a thing mean, made again whenever one comes: kind gap or excursion.
create table food_cold_finding (
  thing integer not null, kind text not null, t_from integer not null, t_to integer not null, worst integer not null, area integer not null, open integer not null,
  primary key (thing, kind, t_from)
) without rowid;
create index food_cold_finding_at on food_cold_finding (t_from, thing, kind);
create table food_seal (
  division text not null, id text not null, thing text not null, place text not null, reason text not null, amount integer not null, unit text not null, words text not null,
  sealed integer not null, by_whom text not null, released integer not null default 0, fate text not null default '', released_by text not null default '',
  primary key (division, id)
);
create index food_seal_at on food_seal (division, sealed, id);
create index food_seal_thing on food_seal (thing) where thing <> '' and released = 0;
-- +goose Down
drop table food_seal;
drop table food_cold_finding;
drop table food_reading;

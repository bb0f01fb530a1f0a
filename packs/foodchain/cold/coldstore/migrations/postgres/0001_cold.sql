-- +goose Up
-- Readings, by the thing that an event with sensors names; values in thousandths.
create table food_reading (
  thing bigint not null, kind bigint not null, t_from bigint not null, t_to bigint not null, low bigint not null, high bigint not null, event bigint not null, n bigint not null, device text not null,
  primary key (thing, kind, t_from, event, n)
);
-- What the readings of a thing mean, made again whenever one comes: kind gap or excursion.
create table food_cold_finding (
  thing bigint not null, kind text not null, t_from bigint not null, t_to bigint not null, worst bigint not null, area bigint not null, open bigint not null,
  primary key (thing, kind, t_from)
);
create index food_cold_finding_at on food_cold_finding (t_from, thing, kind);
create table food_seal (
  division text not null, id text not null, thing text not null, place text not null, reason text not null, amount bigint not null, unit text not null, words text not null,
  sealed bigint not null, by_whom text not null, released bigint not null default 0, fate text not null default '', released_by text not null default '',
  primary key (division, id)
);
create index food_seal_at on food_seal (division, sealed, id);
create index food_seal_thing on food_seal (thing) where thing <> '' and released = 0;
-- +goose Down
drop table food_seal;
drop table food_cold_finding;
drop table food_reading;

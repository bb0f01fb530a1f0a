-- +goose Up
-- What each event says of a lot; which of it holds is decided when it is read. hold: 1 set apart, 2 released.
alter table food_lot rename to food_lot_was;
create table food_lot (
  key text not null, event integer not null, place text not null, made integer not null, best integer not null, hold integer not null default 0, primary key (key, event)
) without rowid;
insert into food_lot (key, event, place, made, best, hold) select w.key, w.event, w.place, w.made, w.best,
  case when exists (select 1 from food_line l where l.event = w.event and ' ' || l.findings || ' ' like '% sealed %') then 1 else 0 end from food_lot_was w;
insert into food_lot (key, event, place, made, best, hold) select distinct lot, event, place, 0, 0, 2 from food_line where kind = 'release' on conflict (key, event) do nothing;
drop table food_lot_was;
-- +goose Down
alter table food_lot rename to food_lot_now;
create table food_lot (key text primary key, made integer not null, best integer not null, place text not null, sealed integer not null, event integer not null) without rowid;
insert into food_lot (key, made, best, place, sealed, event) select l.key, l.made, l.best, l.place,
  case when l.hold = 1 and not exists (select 1 from food_lot_now r where r.key = l.key and r.place = l.place and r.hold = 2) then 1 else 0 end, l.event
  from food_lot_now l where l.event = (select min(f.event) from food_lot_now f where f.key = l.key and (f.made <> 0 or f.best <> 0));
drop table food_lot_now;

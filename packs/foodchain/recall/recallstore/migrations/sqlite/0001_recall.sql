-- +goose Up
create table food_recall (
  division text not null, id integer not null, number text not null, unit text not null, party text not null, state text not null, drill integer not null, grade integer not null,
  cause text not null, ref text not null, title text not null, maker text not null, opened integer not null, begun integer not null, published integer not null, closed integer not null,
  things integer not null, hash text not null, start text not null, micros integer not null, due integer not null, warns integer not null, by_maker integer not null, stale integer not null default 0,
  primary key (division, id)
);
create index food_recall_opened on food_recall (division, drill, opened, id);
create index food_recall_party on food_recall (division, party, opened) where party <> '';
-- Where a recall begins, by key: things, and plots with a time.
create table food_recall_start (
  key text not null, division text not null, recall integer not null, plot integer not null, known integer not null, t_from integer not null, t_until integer not null,
  primary key (key, division, recall, plot, t_from)
) without rowid;
create index food_recall_start_unknown on food_recall_start (division, recall) where known = 0 and plot = 0;
-- What has any of it: role 0 has, 1 a container or process that held some. frozen: of the confirmed list; now: by the events as they stand.
create table food_recall_thing (
  thing integer not null, division text not null, recall integer not null, role integer not null, frozen integer not null, now integer not null,
  primary key (thing, division, recall)
) without rowid;
create index food_recall_thing_of on food_recall_thing (division, recall, thing, role, frozen, now);
create table food_recall_order (
  division text not null, id integer not null, number text not null, recall integer not null, place text not null, party text not null, state text not null, drill integer not null,
  held text not null, sold text not null, unsaid integer not null, counts text not null, issued integer not null, stopped integer not null, answered integer not null, due integer not null,
  primary key (division, id)
);
create index food_recall_order_of on food_recall_order (division, recall, place);
create index food_recall_order_party on food_recall_order (division, party, issued) where party <> '';
-- +goose Down
drop table food_recall_order;
drop table food_recall_thing;
drop table food_recall_start;
drop table food_recall;

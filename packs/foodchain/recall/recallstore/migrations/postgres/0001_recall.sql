-- +goose Up
create table food_recall (
  division text not null, id bigint not null, number text not null, unit text not null, party text not null, state text not null, drill bigint not null, grade bigint not null,
  cause text not null, ref text not null, title text not null, maker text not null, opened bigint not null, begun bigint not null, published bigint not null, closed bigint not null,
  things bigint not null, hash text not null, start text not null, micros bigint not null, due bigint not null, warns bigint not null, by_maker bigint not null, stale bigint not null default 0,
  primary key (division, id)
);
create index food_recall_opened on food_recall (division, drill, opened, id);
create index food_recall_party on food_recall (division, party, opened) where party <> '';
-- Where a recall begins, by key: things, and plots with a time.
create table food_recall_start (
  key text not null, division text not null, recall bigint not null, plot bigint not null, known bigint not null, t_from bigint not null, t_until bigint not null,
  primary key (key, division, recall, plot, t_from)
);
create index food_recall_start_unknown on food_recall_start (division, recall) where known = 0 and plot = 0;
-- What has any of it: role 0 has, 1 a container or process that held some. frozen: of the confirmed list; now: by the events as they stand.
create table food_recall_thing (
  thing bigint not null, division text not null, recall bigint not null, role bigint not null, frozen bigint not null, now bigint not null,
  primary key (thing, division, recall)
);
create index food_recall_thing_of on food_recall_thing (division, recall, thing, role, frozen, now);
create table food_recall_order (
  division text not null, id bigint not null, number text not null, recall bigint not null, place text not null, party text not null, state text not null, drill bigint not null,
  held text not null, sold text not null, unsaid bigint not null, counts text not null, issued bigint not null, stopped bigint not null, answered bigint not null, due bigint not null,
  primary key (division, id)
);
create index food_recall_order_of on food_recall_order (division, recall, place);
create index food_recall_order_party on food_recall_order (division, party, issued) where party <> '';
-- +goose Down
drop table food_recall_order;
drop table food_recall_thing;
drop table food_recall_start;
drop table food_recall;

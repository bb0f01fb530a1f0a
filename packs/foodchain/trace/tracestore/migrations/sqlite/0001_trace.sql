-- +goose Up
-- What was captured, and its dictionaries. Nothing here is ever taken away.
create table trace_state (
  id integer primary key check (id = 1), next_thing integer not null, next_place integer not null, next_event integer not null, token integer not null
);
insert into trace_state (id, next_thing, next_place, next_event, token) values (1, 1, 1, 1, 0);
create table trace_thing (id integer primary key, key text not null);
create unique index trace_thing_key on trace_thing (key);
create table trace_place (id integer primary key, key text not null, kind text not null default '', district text not null default '');
create unique index trace_place_key on trace_place (key);
create table trace_event (
  id integer primary key, hash blob not null, event_id text not null, declared integer not null, reason text not null,
  type text not null, action text not null, step text not null, disposition text not null, t integer not null, zone integer not null,
  read_point integer not null, location integer not null, process integer not null, things text not null,
  annulled_by integer not null default 0, twin_of integer not null default 0, body blob
);
create index trace_event_hash on trace_event (hash);
create index trace_event_name on trace_event (event_id) where event_id <> '';
create index trace_event_process on trace_event (process) where process <> 0;
-- What follows from the events; made again by Rebuild.
create table trace_event_thing (
  thing integer not null, t integer not null, event integer not null, role integer not null, unit text not null, amount integer not null,
  primary key (thing, t, event, role, unit)
) without rowid;
create table trace_annulment (name text not null, event integer not null, primary key (name, event)) without rowid;
create table trace_edge (
  child integer not null, parent integer not null, event integer not null, t integer not null,
  primary key (child, parent, event)
) without rowid;
create index trace_edge_down on trace_edge (parent, child, event, t);
create table trace_move (
  child integer not null, parent integer not null, t integer not null, event integer not null, put integer not null,
  primary key (child, parent, t, event, put)
) without rowid;
create table trace_stay (
  child integer not null, parent integer not null, t_from integer not null, t_to integer not null, event_in integer not null, event_out integer not null,
  primary key (child, parent, t_from)
) without rowid;
create index trace_stay_parent on trace_stay (parent, t_to, t_from, child);
create table trace_visit (
  thing integer not null, t integer not null, place integer not null, event integer not null,
  primary key (thing, t, place, event)
) without rowid;
create index trace_visit_place on trace_visit (place, t, thing);
create table trace_origin (
  thing integer not null, plot integer not null, event integer not null, t integer not null,
  primary key (thing, plot, event)
) without rowid;
create index trace_origin_plot on trace_origin (plot, t, thing);
create table trace_lot (thing integer primary key, over integer not null, plots blob not null, balance text not null);
create table trace_place_use (place integer not null, use text not null, n integer not null, primary key (place, use)) without rowid;
create table trace_word (list integer not null, word text not null, place integer not null, primary key (list, word, place)) without rowid;
create table trace_finding (subject integer not null, kind text not null, primary key (subject, kind)) without rowid;
create index trace_finding_kind on trace_finding (kind, subject);
-- +goose Down
drop table trace_word;
drop table trace_finding;
drop table trace_place_use;
drop table trace_lot;
drop table trace_origin;
drop table trace_visit;
drop table trace_stay;
drop table trace_move;
drop table trace_edge;
drop table trace_annulment;
drop table trace_event_thing;
drop table trace_event;
drop table trace_place;
drop table trace_thing;
drop table trace_state;

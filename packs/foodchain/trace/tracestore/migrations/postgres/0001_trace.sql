-- +goose Up
-- What was captured, and its dictionaries. Nothing here is ever taken away.
create table trace_state (
  id integer primary key check (id = 1), next_thing bigint not null, next_place bigint not null, next_event bigint not null, token bigint not null
);
insert into trace_state (id, next_thing, next_place, next_event, token) values (1, 1, 1, 1, 0);
create table trace_thing (id bigint primary key, key text not null);
create unique index trace_thing_key on trace_thing (key);
create table trace_place (id bigint primary key, key text not null, kind text not null default '', district text not null default '');
create unique index trace_place_key on trace_place (key);
create table trace_event (
  id bigint primary key, hash bytea not null, event_id text not null, declared bigint not null, reason text not null,
  type text not null, action text not null, step text not null, disposition text not null, t bigint not null, zone bigint not null,
  read_point bigint not null, location bigint not null, process bigint not null, things text not null,
  annulled_by bigint not null default 0, twin_of bigint not null default 0, body bytea
);
create index trace_event_hash on trace_event (hash);
create index trace_event_name on trace_event (event_id) where event_id <> '';
create index trace_event_process on trace_event (process) where process <> 0;
-- What follows from the events; made again by Rebuild.
create table trace_event_thing (
  thing bigint not null, t bigint not null, event bigint not null, role bigint not null, unit text not null, amount bigint not null,
  primary key (thing, t, event, role, unit)
);
create table trace_annulment (name text not null, event bigint not null, primary key (name, event));
create table trace_edge (
  child bigint not null, parent bigint not null, event bigint not null, t bigint not null,
  primary key (child, parent, event)
);
create index trace_edge_down on trace_edge (parent, child, event) include (t);
create table trace_move (
  child bigint not null, parent bigint not null, t bigint not null, event bigint not null, put bigint not null,
  primary key (child, parent, t, event, put)
);
create table trace_stay (
  child bigint not null, parent bigint not null, t_from bigint not null, t_to bigint not null, event_in bigint not null, event_out bigint not null,
  primary key (child, parent, t_from)
);
create index trace_stay_parent on trace_stay (parent, t_to, t_from, child);
create table trace_visit (
  thing bigint not null, t bigint not null, place bigint not null, event bigint not null,
  primary key (thing, t, place, event)
);
create index trace_visit_place on trace_visit (place, t, thing);
create table trace_origin (
  thing bigint not null, plot bigint not null, event bigint not null, t bigint not null,
  primary key (thing, plot, event)
);
create index trace_origin_plot on trace_origin (plot, t, thing);
create table trace_lot (thing bigint primary key, over bigint not null, plots bytea not null, balance text not null);
create table trace_place_use (place bigint not null, use text not null, n bigint not null, primary key (place, use));
create table trace_word (list bigint not null, word text not null, place bigint not null, primary key (list, word, place));
create table trace_finding (subject bigint not null, kind text not null, primary key (subject, kind));
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

-- +goose Up
create table node (
  division text not null, i integer not null, hash blob not null,
  primary key (division, i)
) without rowid;
create table head (
  division text not null, size integer not null, root blob not null, recorded integer not null,
  primary key (division, size)
) without rowid;
create table cases (
  division text not null, id integer not null, number text not null, short text not null,
  procedure text not null, procedure_version integer not null,
  item text not null, item_version integer not null, item_slug text not null,
  state text not null, version integer not null,
  unit text not null, handler text not null,
  party text not null, agent text not null, mandate text not null,
  channel text not null, window_no text not null, provenance text not null, code_hash text not null,
  opened integer not null, accepted integer not null, decided integer not null, closed integer not null,
  result text not null, visits integer not null, deemed integer not null, late_now integer not null, was_late integer not null, poor integer not null,
  promised_due integer not null, statutory_due integer not null,
  promised_state text not null, statutory_state text not null,
  key_facts blob not null, key_private blob,
  primary key (division, id)
) without rowid;
create unique index cases_number on cases (division, number);
create unique index cases_short on cases (division, short);
create index cases_party on cases (division, party, opened);
create index cases_unit on cases (division, unit, closed, opened);
create index cases_opened on cases (division, opened);
create index cases_closed on cases (division, closed);
create index cases_due on cases (division, promised_due) where closed = 0;
create index cases_handler on cases (division, handler, opened) where handler <> '';
create index cases_unit_closed on cases (division, unit, closed) where closed > 0;
create index cases_late_now on cases (division, opened) where late_now = 1;
create index cases_was_late on cases (division, opened) where was_late = 1;
create index cases_deemed on cases (division, opened) where deemed = 1;
create index cases_poor on cases (division, opened) where poor = 1;
create index cases_paused on cases (division, opened) where (promised_state = 'paused' or statutory_state = 'paused');
create index cases_item on cases (division, item, opened);
create table event (
  division text not null, case_id integer not null, seq integer not null, n integer not null,
  kind text not null, schema integer not null,
  at integer not null, effective integer not null, recorded integer not null,
  actor text not null, role text not null, unit text not null, relation text not null, mandate text not null,
  facts blob not null, inner_private blob not null,
  primary key (division, case_id, seq)
) without rowid;
create unique index event_n on event (division, n);
create table private (
  division text not null, case_id integer not null, seq integer not null, body blob not null,
  primary key (division, case_id, seq)
) without rowid;
create table clock (
  division text not null, case_id integer not null, name text not null,
  state text not null, due integer not null, next integer not null, verb text not null, unit text not null,
  primary key (division, case_id, name)
) without rowid;
create index clock_next on clock (division, next) where next > 0;
create index clock_unit on clock (division, unit, due);
create table task (
  division text not null, case_id integer not null, step text not null, task text not null,
  unit text not null, post text not null, officer text not null, state text not null,
  opened integer not null, due integer not null,
  primary key (division, case_id, step, task)
) without rowid;
create index task_unit on task (division, unit, due, case_id);
create index task_unit_opened on task (division, unit, opened, case_id);
create index task_waiting on task (division, unit, due, case_id) where state in ('waiting', 'sent_back');
create index task_officer on task (division, officer, due) where officer <> '';
create table idem (
  division text not null, actor text not null, key text not null, hash blob not null,
  case_id integer not null, seq integer not null, at integer not null,
  primary key (division, actor, key)
) without rowid;
create index idem_at on idem (at);
create table serial (
  division text not null, series text not null, next integer not null,
  primary key (division, series)
) without rowid;
create table division_key (
  division text not null primary key, key_facts blob not null
) without rowid;
create table consumer (
  name text not null, division text not null, n integer not null,
  primary key (name, division)
) without rowid;
create table counter (
  division text not null, measure text not null, day integer not null, unit text not null, n integer not null,
  primary key (division, measure, day, unit)
) without rowid;
create index cases_waiting on cases (division, opened) where closed = 0;
-- +goose Down
drop table counter;
drop table consumer; drop table division_key; drop table serial; drop table idem; drop table task;
drop table clock; drop table private; drop table event; drop table cases; drop table head; drop table node;

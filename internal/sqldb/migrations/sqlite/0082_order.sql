-- +goose Up
create table supervision_order (
  division text not null, case_id integer not null, number text not null, official text not null, unit text not null,
  about text not null, subject text not null, card text not null, ground text not null, stage text not null,
  due integer not null, late integer not null, asked integer not null, opened integer not null, replied integer not null, closed integer not null, result text not null,
  primary key (division, case_id)
) without rowid;
create index supervision_order_stage on supervision_order (division, stage, due, case_id) where closed = 0;
create index supervision_order_unit on supervision_order (division, unit, due, case_id) where closed = 0;
create index supervision_order_closed on supervision_order (division, closed, case_id) where closed > 0;
create index supervision_order_subject on supervision_order (division, subject) where subject <> '';
create table escalation (
  division text not null, case_id integer not null, seq integer not null, unit text not null, number text not null, procedure text not null, item text not null,
  clock text not null, rule text not null, level integer not null, at integer not null, due integer not null, extended integer not null, sealed integer not null, standing integer not null,
  primary key (division, case_id, seq, unit)
) without rowid;
create index escalation_standing on escalation (division, due, case_id, seq, unit) where standing = 1;
create index escalation_unit on escalation (division, unit, due, case_id, seq) where standing = 1;
create index escalation_at on escalation (division, at);
-- +goose Down
drop table escalation;
drop table supervision_order;

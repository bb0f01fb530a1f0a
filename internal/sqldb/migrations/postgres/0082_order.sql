-- +goose Up
create table supervision_order (
  division text not null, case_id bigint not null, number text not null, official text not null, unit text not null,
  about text not null, subject text not null, card text not null, ground text not null, stage text not null,
  due bigint not null, late bigint not null, asked bigint not null, opened bigint not null, replied bigint not null, closed bigint not null, result text not null,
  primary key (division, case_id)
);
create index supervision_order_stage on supervision_order (division, stage, due, case_id) where closed = 0;
create index supervision_order_unit on supervision_order (division, unit, due, case_id) where closed = 0;
create index supervision_order_closed on supervision_order (division, closed, case_id) where closed > 0;
create index supervision_order_subject on supervision_order (division, subject) where subject <> '';
create table escalation (
  division text not null, case_id bigint not null, seq bigint not null, unit text not null, number text not null, procedure text not null, item text not null,
  clock text not null, rule text not null, level bigint not null, at bigint not null, due bigint not null, extended bigint not null, sealed bigint not null, standing bigint not null,
  primary key (division, case_id, seq, unit)
);
create index escalation_standing on escalation (division, due, case_id, seq, unit) where standing = 1;
create index escalation_unit on escalation (division, unit, due, case_id, seq) where standing = 1;
create index escalation_at on escalation (division, at);
-- +goose Down
drop table escalation;
drop table supervision_order;

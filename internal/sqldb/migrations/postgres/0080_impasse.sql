-- +goose Up
create table impasse (
  division text not null, case_id bigint not null, number text not null, item text not null, unit text not null, reason text not null, cause text not null,
  outcome text not null, said text not null, state text not null, fix text not null, opened bigint not null, closed bigint not null,
  primary key (division, case_id)
);
create index impasse_opened on impasse (division, opened);
create index impasse_like on impasse (division, item, cause);
create table class_fix (
  division text not null, case_id bigint not null, number text not null, item text not null, cause text not null, state text not null,
  started_from bigint not null, version bigint not null, linked bigint not null, opened bigint not null, closed bigint not null,
  primary key (division, case_id)
);
create index class_fix_item on class_fix (division, item, state);
create index class_fix_opened on class_fix (division, opened);
-- +goose Down
drop table class_fix;
drop table impasse;

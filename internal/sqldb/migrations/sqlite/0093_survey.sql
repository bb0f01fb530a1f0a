-- +goose Up
create table survey_round (
  division text not null, id text not null, announced integer not null, body blob not null,
  primary key (division, id)
) without rowid;
create table survey_draw (
  division text not null, round text not null, file blob not null, places blob not null, names blob,
  primary key (division, round)
) without rowid;
create table survey_slot (
  division text not null, round text not null, slot text not null, unit text not null, grp text not null, sealed blob not null, token blob not null,
  state text not null, tries integer not null, caller text not null,
  primary key (division, round, slot)
) without rowid;
create index survey_slot_token on survey_slot (division, token);
create table survey_answer (
  division text not null, round text not null, id text not null, unit text not null, grp text not null, body blob not null,
  primary key (division, round, id)
) without rowid;
-- +goose Down
drop table survey_answer;
drop table survey_slot;
drop table survey_draw;
drop table survey_round;

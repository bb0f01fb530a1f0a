-- +goose Up
create table survey_round (
  division text not null, id text not null, announced bigint not null, body bytea not null,
  primary key (division, id)
);
create table survey_draw (
  division text not null, round text not null, file bytea not null, places bytea not null, names bytea,
  primary key (division, round)
);
create table survey_slot (
  division text not null, round text not null, slot text not null, unit text not null, grp text not null, sealed bytea not null, token bytea not null,
  state text not null, tries bigint not null, caller text not null,
  primary key (division, round, slot)
);
create index survey_slot_token on survey_slot (division, token);
create table survey_answer (
  division text not null, round text not null, id text not null, unit text not null, grp text not null, body bytea not null,
  primary key (division, round, id)
);
-- +goose Down
drop table survey_answer;
drop table survey_slot;
drop table survey_draw;
drop table survey_round;

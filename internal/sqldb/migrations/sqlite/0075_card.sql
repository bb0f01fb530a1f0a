-- +goose Up
create table card (
  division text not null, case_id integer not null, card text not null, number text not null, rule text not null, colour text not null, unit text not null,
  state text not null, shown integer not null, seq integer not null, due integer not null, replied integer not null, body blob not null,
  primary key (division, case_id, card)
) without rowid;
create index card_shown on card (division, shown, case_id, card);
create index card_unit on card (division, unit, shown, case_id, card);
create index card_open on card (division, shown, case_id, card) where state in ('opened', 'explained');
-- +goose Down
drop table card;

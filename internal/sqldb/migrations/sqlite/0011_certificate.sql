-- +goose Up
create table certificate (
  division text not null, id text not null, type text not null, case_id integer not null, version integer not null, party text not null,
  status text not null, status_day integer not null, valid_from integer not null, valid_until integer not null, issued integer not null, body blob not null,
  primary key (division, id)
) without rowid;
create unique index certificate_once on certificate (division, case_id, type, version);
create index certificate_party on certificate (division, party, issued);
create index certificate_status on certificate (division, status_day) where status <> 'valid';
-- +goose Down
drop table certificate;

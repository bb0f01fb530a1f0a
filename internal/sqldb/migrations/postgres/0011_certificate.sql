-- +goose Up
create table certificate (
  division text not null, id text not null, type text not null, case_id bigint not null, version bigint not null, party text not null,
  status text not null, status_day bigint not null, valid_from bigint not null, valid_until bigint not null, issued bigint not null, body bytea not null,
  primary key (division, id)
);
create unique index certificate_once on certificate (division, case_id, type, version);
create index certificate_party on certificate (division, party, issued);
create index certificate_status on certificate (division, status_day) where status <> 'valid';
-- +goose Down
drop table certificate;

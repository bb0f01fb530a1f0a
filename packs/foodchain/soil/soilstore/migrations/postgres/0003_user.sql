-- +goose Up
-- who works a plot by day: the credit code of an enterprise or cooperative, empty for not known
create table soil_user (
  division text not null, parcel text not null, valid_from bigint not null, code text not null,
  primary key (division, parcel, valid_from)
);
-- +goose Down
drop table soil_user;

-- +goose Up
-- What acts say.
create table food_business (
  division text not null, id text not null, party text not null, kind text not null, code text not null, household bigint not null, town text not null,
  gln text not null, prefix text not null, proven bigint not null, by_whom text not null, name text collate "C" not null, phone text not null, address text not null,
  primary key (division, id)
);
create unique index food_business_code on food_business (division, code) where code <> '';
create index food_business_party on food_business (division, party, id) where party <> '';
create index food_business_name on food_business (division, name);
create table food_place (
  division text not null, business text not null, key text not null, gln text not null, ext text not null, parcel text not null, name text not null, since bigint not null,
  primary key (key)
);
create index food_place_business on food_place (division, business, gln, ext);
create table food_product (
  division text not null, gtin text not null, business text not null, name text not null, unit text not null, days bigint not null, produce bigint not null,
  cold bigint not null, low bigint not null, high bigint not null,
  primary key (division, gtin)
);
create index food_product_business on food_product (division, business, name);
create table food_licence (
  division text not null, business text not null, number text not null, type text not null, until bigint not null, issued bigint not null,
  primary key (division, business, number)
);
create table food_number (division text not null, prefix text not null, kind text not null, n bigint not null, primary key (division, prefix, kind, n));
create table food_prefix (division text primary key, prefix text not null);
create table food_certificate (division text not null, lot text not null, id text not null, business text not null, issued bigint not null, primary key (division, lot, id));
create index food_certificate_business on food_certificate (division, business, issued, id);
-- What captured events say.
create table food_lot (key text primary key, made bigint not null, best bigint not null, place text not null, sealed bigint not null, event bigint not null);
create table food_line (
  event bigint not null, lot text not null, motion text not null, place text not null, t bigint not null, kind text not null, amount bigint not null, unit text not null,
  business text not null, partner text not null, channel text not null, proof text not null, paper text not null, reason text not null, scan text not null,
  late bigint not null, findings text not null,
  primary key (event, lot, motion)
);
create index food_line_book on food_line (place, t, event, lot);
create index food_line_business on food_line (business, t) where business <> '';
create table food_shelf (place text not null, lot text not null, t bigint not null, primary key (place, lot));
create index food_shelf_last on food_shelf (place, t, lot);
create table food_partner (business text not null, partner text not null, t bigint not null, primary key (business, partner));
create table food_entry (
  division text not null, id text not null, business text not null, request text not null, kind text not null, lot text not null, findings text not null, event bigint not null,
  primary key (division, id)
);
-- +goose Down
drop table food_entry;
drop table food_partner;
drop table food_shelf;
drop table food_line;
drop table food_lot;
drop table food_certificate;
drop table food_prefix;
drop table food_number;
drop table food_licence;
drop table food_product;
drop table food_place;
drop table food_business;

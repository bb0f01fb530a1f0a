-- +goose Up
-- What acts say.
create table food_business (
  division text not null, id text not null, party text not null, kind text not null, code text not null, household integer not null, town text not null,
  gln text not null, prefix text not null, proven integer not null, by_whom text not null, name text not null, phone text not null, address text not null,
  primary key (division, id)
) without rowid;
create unique index food_business_code on food_business (division, code) where code <> '';
create index food_business_party on food_business (division, party, id) where party <> '';
create index food_business_name on food_business (division, name);
create table food_place (
  division text not null, business text not null, key text not null, gln text not null, ext text not null, parcel text not null, name text not null, since integer not null,
  primary key (key)
) without rowid;
create index food_place_business on food_place (division, business, gln, ext);
create table food_product (
  division text not null, gtin text not null, business text not null, name text not null, unit text not null, days integer not null, produce integer not null,
  cold integer not null, low integer not null, high integer not null,
  primary key (division, gtin)
) without rowid;
create index food_product_business on food_product (division, business, name);
create table food_licence (
  division text not null, business text not null, number text not null, type text not null, until integer not null, issued integer not null,
  primary key (division, business, number)
) without rowid;
create table food_number (division text not null, prefix text not null, kind text not null, n integer not null, primary key (division, prefix, kind, n)) without rowid;
create table food_prefix (division text primary key, prefix text not null) without rowid;
create table food_certificate (division text not null, lot text not null, id text not null, business text not null, issued integer not null, primary key (division, lot, id)) without rowid;
create index food_certificate_business on food_certificate (division, business, issued, id);
-- What captured events say.
create table food_lot (key text primary key, made integer not null, best integer not null, place text not null, sealed integer not null, event integer not null) without rowid;
create table food_line (
  event integer not null, lot text not null, motion text not null, place text not null, t integer not null, kind text not null, amount integer not null, unit text not null,
  business text not null, partner text not null, channel text not null, proof text not null, paper text not null, reason text not null, scan text not null,
  late integer not null, findings text not null,
  primary key (event, lot, motion)
) without rowid;
create index food_line_book on food_line (place, t, event, lot);
create index food_line_business on food_line (business, t) where business <> '';
create table food_shelf (place text not null, lot text not null, t integer not null, primary key (place, lot)) without rowid;
create index food_shelf_last on food_shelf (place, t, lot);
create table food_partner (business text not null, partner text not null, t integer not null, primary key (business, partner)) without rowid;
create table food_entry (
  division text not null, id text not null, business text not null, request text not null, kind text not null, lot text not null, findings text not null, event integer not null,
  primary key (division, id)
) without rowid;
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

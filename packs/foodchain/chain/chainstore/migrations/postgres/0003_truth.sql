-- +goose Up
-- Whose a business is must be shown. What was registered by typing a credit code is not proven.
alter table food_business add column proof text not null default '';
alter table food_business add column version bigint not null default 1;
update food_business set proven = 0 where code <> '';
drop index food_business_code;
create unique index food_business_code on food_business (division, code) where code <> '' and proven = 1;
create index food_business_coded on food_business (division, code) where code <> '';
create index food_business_prefix on food_business (prefix) where prefix <> '';
-- A GLN is one business's, with all its plots. One that two have is the first's that opened it.
create table food_gln (gln text primary key, business text not null);
insert into food_gln (gln, business) select gln, min(business) from food_place where ext = '' group by gln;
insert into food_gln (gln, business) select gln, min(business) from food_place where ext <> '' group by gln on conflict (gln) do nothing;
-- How much a certificate says, and whether its issuer took it back.
alter table food_certificate add column amount bigint not null default 0;
alter table food_certificate add column unit text not null default '';
alter table food_certificate add column withdrawn bigint not null default 0;
alter table food_certificate add column why text not null default '';
create index food_certificate_id on food_certificate (division, id);
alter table food_pass add column amount bigint not null default 0;
alter table food_pass add column unit text not null default '';
alter table food_pass add column withdrawn bigint not null default 0;
alter table food_pass add column why text not null default '';
create index food_pass_id on food_pass (division, id);
create index food_pass_business on food_pass (division, business, issued, id);
-- +goose Down
drop index food_pass_business;
drop index food_pass_id;
alter table food_pass drop column why;
alter table food_pass drop column withdrawn;
alter table food_pass drop column unit;
alter table food_pass drop column amount;
drop index food_certificate_id;
alter table food_certificate drop column why;
alter table food_certificate drop column withdrawn;
alter table food_certificate drop column unit;
alter table food_certificate drop column amount;
drop table food_gln;
drop index food_business_prefix;
drop index food_business_coded;
drop index food_business_code;
create unique index food_business_code on food_business (division, code) where code <> '';
alter table food_business drop column version;
alter table food_business drop column proof;

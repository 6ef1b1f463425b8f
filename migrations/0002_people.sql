-- People: who they are, who lives together, consent, and where they can safely be reached.

-- `version` counts changes, so that two people editing one record lose nothing.
create table person (
    id                             uuid        not null primary key,
    given_name                     text        not null,
    family_name                    text        not null,
    date_of_birth                  date,
    -- 2012 or 2012-05, when no more is known; empty otherwise
    born_about                     text        not null default '',
    -- 2012, 2012-05 or 2012-05-03; empty while they live
    died                           text        not null default '',
    -- yes, no, not_known, declined
    learning_difficulty_or_disability text     not null,
    nhs_number                     text        not null,
    -- verified, not_verified, not_present; empty when nobody has said
    nhs_number_status              text        not null default '',
    -- In clear for figures; empty for a refuge or when not known.
    district_code                  text        not null,
    version                        bigint      not null,
    created_at                     timestamptz not null,
    updated_at                     timestamptz not null
);

create index person_nhs_number on person (nhs_number) where nhs_number <> '';

-- Sealed with the person's key; `blind_index` lets equal values meet without being readable.
create table person_contact (
    person_id   uuid  not null references person (id),
    -- address, postcode, phone, safe_contact, safe_contact_methods, safe_contact_times, confidential_address
    field       text  not null,
    sealed      bytea not null,
    blind_index bytea not null,
    primary key (person_id, field)
);
create index person_contact_blind on person_contact (field, blind_index);

-- Keys made from names, for search that forgives spelling: exact, prefix, phonetic.
create table name_key (
    key       text not null,
    person_id uuid not null references person (id),
    primary key (key, person_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create index name_key_person on name_key (person_id);

create table household (
    id         uuid        not null primary key,
    created_at timestamptz not null
);
-- One row for each time that somebody lived there: whoever leaves and comes back has two.
create table household_member (
    id           uuid not null primary key,
    household_id uuid not null references household (id),
    person_id    uuid not null references person (id),
    -- child, young_person, parent_or_carer, other
    role         text not null,
    joined_on    date,
    left_on      date
);
create unique index household_member_now on household_member (household_id, person_id)
    where left_on is null;
create index household_member_person on household_member (person_id);
create index household_member_household on household_member (household_id);

-- That somebody gave themself access for an hour to a record of which they know the summary, and why it could not
-- wait; and what whoever looked at it afterwards found. What opens the record is the scope row that names it, together
-- with `until_at`.
create table access_override (
    id              uuid        not null primary key,
    person_id       uuid        not null references person (id),
    practitioner_id uuid        not null references practitioner (id),
    organisation_id uuid        not null references organisation (id),
    reason          text        not null,
    made_at         timestamptz not null,
    until_at        timestamptz not null,
    -- right, wrong; empty until somebody has looked at it
    finding         text        not null check (finding in ('', 'right', 'wrong')),
    finding_words   text        not null,
    reviewed_by     uuid references practitioner (id),
    reviewed_at     timestamptz
);
create index access_override_practitioner on access_override (practitioner_id, until_at);
create index access_override_person on access_override (person_id, finding);
create index access_override_finding on access_override (finding, made_at);
-- The forums that held the record then: their coordinators look at it, and no other forum's.
create table override_forum (
    override_id uuid not null references access_override (id),
    forum_id    uuid not null references forum (id),
    primary key (override_id, forum_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
-- The same with everybody's name, for those who look at it.
create view override_told as
select o.id, o.person_id as person, p.given_name as given, p.family_name as family, o.practitioner_id as practitioner,
       w.name as by_name, g.name as organisation, o.reason, o.made_at, o.until_at, o.finding, o.finding_words,
       r.name as reviewer
  from access_override o
  join person p on p.id = o.person_id
  join practitioner w on w.id = o.practitioner_id
  join organisation g on g.id = o.organisation_id
  left join practitioner r on r.id = o.reviewed_by;

-- Who was barred from a person's records, and why; and why they were let back. What bars them is the
-- scope row: this is its history.
create table person_bar (
    id          uuid        not null primary key,
    person_id   uuid        not null references person (id),
    -- A practitioner or an organisation.
    target      uuid        not null,
    reason      text        not null,
    barred_by   uuid        not null references practitioner (id),
    barred_at   timestamptz not null,
    -- The forum for which it was done: its coordinator may lift it.
    made_in     uuid references forum (id),
    -- Whether the family asked for it; whoever keeps the plan knows of it then.
    is_exclusion boolean    not null default false,
    lift_reason text        not null,
    lifted_by   uuid references practitioner (id),
    lifted_at   timestamptz
);
create index person_bar_person on person_bar (person_id, barred_at);

-- That somebody asked to see all that is held about a person, and by when they have it (subject access).
create table access_request (
    id               uuid        not null primary key,
    person_id        uuid        not null references person (id),
    -- self, parent, chosen
    asked_by         text        not null check (asked_by in ('self', 'parent', 'chosen')),
    -- How whoever took it knows who asks.
    identity_words   text        not null,
    received_on      date        not null,
    due_on           date        not null,
    -- Why it takes up to two months more; empty when it does not.
    extension_reason text        not null,
    extended_by      uuid references practitioner (id),
    extended_on      date,
    -- open, answered, ended
    status           text        not null check (status in ('open', 'answered', 'ended')),
    -- Why it ended without an answer.
    end_words        text        not null,
    ended_by         uuid references practitioner (id),
    ended_on         date,
    recorded_by      uuid        not null references practitioner (id),
    recorded_at      timestamptz not null
);
create index access_request_person on access_request (person_id, received_on);
create index access_request_status on access_request (status, due_on);
-- Whether a thing that is held goes into the answer. What says something else since has not been decided on.
create table access_decision (
    request_id uuid        not null references access_request (id),
    -- Of the words that were read, and where they stand.
    mark       text        not null,
    -- A code of `crates/casework/src/access_request/model.rs`; empty where it is given.
    withheld   text        not null,
    decided_by uuid        not null references practitioner (id),
    decided_at timestamptz not null,
    primary key (request_id, mark)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- What staff must know before they make contact. It is shown to whoever may read the record, until it
-- is ended with a reason; past `review_on` it says that it has to be looked at again.
create table person_alert (
    id         uuid        not null primary key,
    person_id  uuid        not null references person (id),
    -- A code of `crates/people/src/alert/model.rs`.
    kind       text        not null,
    words      text        not null,
    review_on  date        not null,
    version    bigint      not null,
    added_by   uuid        not null references practitioner (id),
    added_at   timestamptz not null,
    end_reason text        not null,
    -- Whether it should never have stood here: what it said is kept, and shown to nobody.
    in_error   boolean     not null default false,
    ended_by   uuid references practitioner (id),
    ended_at   timestamptz
);
create index person_alert_person on person_alert (person_id, added_at);

-- From whom a person has to be kept safe, on a record of its own: sealed under the key of the person at risk, tied to no other
-- record, found by no search (docs/adr/0019).
create table person_of_concern (
    id            uuid        not null primary key,
    -- The person at risk.
    person_id     uuid        not null references person (id),
    -- involved, record
    readers       text        not null check (readers in ('involved', 'record')),
    sealed        bytea       not null,
    review_on     date        not null,
    version       bigint      not null,
    added_by      uuid        not null references practitioner (id),
    added_at      timestamptz not null,
    -- Who looked at it last, and when; empty until somebody has.
    looked_by     uuid references practitioner (id),
    looked_at     timestamptz,
    -- Whether anybody but whoever recorded it has looked at it.
    is_shared     boolean     not null default false,
    -- Of what was known before: what it says since.
    former_id     uuid references person_of_concern (id),
    -- ended, in_error; replaced: what it said until it was changed; empty while it holds
    outcome       text        not null check (outcome in ('', 'ended', 'in_error', 'replaced')),
    -- Why it is over, or what was wrong with it.
    sealed_reason bytea,
    ended_by      uuid references practitioner (id),
    ended_at      timestamptz
);
create index person_of_concern_former on person_of_concern (former_id);
create index person_of_concern_person on person_of_concern (person_id, added_at);

-- How a person communicates, and what staff arrange before they meet them.
create table person_communication (
    person_id   uuid        not null primary key references person (id),
    -- yes, no, not_known
    interpreter text        not null,
    language    text        not null,
    words       text        not null,
    version     bigint      not null,
    updated_by  uuid        not null references practitioner (id),
    updated_at  timestamptz not null
);
-- One row for each need: a code of `crates/people/src/communication/model.rs`.
create table person_communication_need (
    person_id uuid not null references person (id),
    need      text not null,
    primary key (person_id, need)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- Other names, by which a person is found as by their own: what is empty is as in their own name. What was
-- wrong is taken off, and stays here.
create table person_name (
    id             uuid        not null primary key,
    person_id      uuid        not null references person (id),
    -- A code of `crates/people/src/known_as/model.rs`.
    kind           text        not null,
    given_name     text        not null,
    family_name    text        not null,
    added_by       uuid        not null references practitioner (id),
    added_at       timestamptz not null,
    removal_reason text        not null,
    removed_by     uuid references practitioner (id),
    removed_at     timestamptz
);
create index person_name_person on person_name (person_id);

-- Numbers by which other systems know a person; the NHS number stands with the person.
create table person_identifier (
    id             uuid        not null primary key,
    person_id      uuid        not null references person (id),
    -- upn, local
    kind           text        not null,
    -- Whose number it is; empty for a UPN.
    system         text        not null,
    value          text        not null,
    -- Its letters and digits in capitals: what makes two numbers the same.
    value_key      text        not null,
    added_by       uuid        not null references practitioner (id),
    added_at       timestamptz not null,
    removal_reason text        not null,
    removed_by     uuid references practitioner (id),
    removed_at     timestamptz
);
create index person_identifier_person on person_identifier (person_id);
create index person_identifier_value on person_identifier (value_key);

-- What the one is to the other. A child is kept as a parent the other way round. Days are text as far as they
-- are known: 2012, 2012-05 or 2012-05-03.
create table relationship (
    id             uuid        not null primary key,
    person_id      uuid        not null references person (id),
    other_id       uuid        not null references person (id),
    -- A code of `crates/people/src/family/model.rs`.
    kind           text        not null,
    -- yes, no, not_known; empty where nobody can be responsible for the other
    responsibility text        not null,
    began          text        not null,
    ended          text        not null,
    end_reason     text        not null,
    in_error       boolean     not null,
    recorded_by    uuid        not null references practitioner (id),
    recorded_at    timestamptz not null,
    ended_by       uuid references practitioner (id),
    ended_at       timestamptz
);
create index relationship_person on relationship (person_id);
create index relationship_other on relationship (other_id);

-- That somebody said of an alert or a relationship that it was entered in error, and whether that was taken back. What the thing
-- itself says is what counts: this is its history.
create table person_error (
    id              uuid        not null primary key,
    -- Whose alert it is, or who is something to the other.
    person_id       uuid        not null references person (id),
    -- The other of a relationship.
    other_id        uuid references person (id),
    alert_id        uuid references person_alert (id),
    relationship_id uuid references relationship (id),
    reason          text        not null,
    said_by         uuid        not null references practitioner (id),
    said_at         timestamptz not null,
    -- Why it is right after all; empty while it is an error.
    back_reason     text        not null,
    back_by         uuid references practitioner (id),
    back_at         timestamptz
);
create index person_error_person on person_error (person_id, said_at);
create index person_error_other on person_error (other_id);
create index person_error_alert on person_error (alert_id);

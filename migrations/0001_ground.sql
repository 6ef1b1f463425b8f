-- The ground: the ledger, scope rows, accounts, sessions, drafts, repeated keys.
-- One file for both engines: SQLite takes any type name, PostgreSQL makes real columns of them.
-- Lines after `--@ sqlite` or `--@ postgres` are for that engine alone, until `--@ both`.
-- A narrow table that is read by its key is `without rowid` on SQLite: one tree to search and to write, not two.

-- The one row whose lock orders all changes. `frontier` is the right edge of the Merkle tree.
-- `unfolded` is how many rows wait in `ledger_subject_recent`.
create table ledger_head (
    id       integer not null primary key check (id = 1),
    size     bigint  not null,
    frontier bytea   not null,
    unfolded bigint  not null default 0
);
create table ledger_entry (
    seq          bigint      not null primary key,
    at           timestamptz not null,
    kind         text        not null,
    operation    text        not null,
    actor        uuid,
    organisation uuid,
    session      uuid,
    subject_kind text        not null,
    subject      uuid,
    clauses      text        not null,
    outcome      text        not null,
    commitment   bytea       not null,
    leaf         bytea       not null
);
create index ledger_entry_session on ledger_entry (session, seq);
create index ledger_entry_actor on ledger_entry (actor, seq);
create index ledger_entry_refused on ledger_entry (seq) where kind = 'refusal';
-- What the commitment stands for. May be erased; the entry and its proof stay valid.
create table ledger_detail (
    seq    bigint not null primary key references ledger_entry (seq),
    salt   bytea  not null,
    detail bytea  not null
);
-- Which records an entry is about, to answer "who has looked at this record". May be erased.
-- Read it through the view `ledger_about`.
create table ledger_subject (
    record uuid   not null,
    seq    bigint not null references ledger_entry (seq),
    primary key (record, seq)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
-- The same of the last entries, in the order in which they came: the fifty records of a list are fifty
-- places in the index above, and one place here. Some thousand rows at a time are folded into it.
create table ledger_subject_recent (
    seq    bigint not null references ledger_entry (seq),
    record uuid   not null,
    primary key (seq, record)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create view ledger_about as
select record, seq from ledger_subject
union all
select record, seq from ledger_subject_recent;
-- What a search looked up, as keyed hashes that nobody can read back: for every search alike, so
-- that staff named on a limited record can learn that somebody searched for the person (ADR 4).
-- May be erased.
create table ledger_sought (
    key   uuid   not null,
    seq   bigint not null references ledger_entry (seq),
    -- word_1 …, born, or the field of an exact value
    part  text   not null,
    -- How many words of a name were sought.
    words bigint not null,
    primary key (key, seq, part)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create table ledger_checkpoint (
    size bigint      not null primary key,
    at   timestamptz not null,
    root bytea       not null,
    note text        not null
);

-- Who stands in which relation to which record: what the agreement decides on, for one record and
-- for lists alike.
create table record_scope (
    kind      text not null,
    record    uuid not null,
    relation  text not null,
    target    uuid not null,
    -- Status and place of a case in lists, as its own row has them; of other kinds empty. Triggers keep
    -- them, so that a page of a list of any length reads no more rows than it shows.
    state     text not null default '',
    listed_at timestamptz,
    -- 1: no row of the record bars anybody from it, so that nobody need look for one; 0: there is one, or
    -- it is not known.
    unbarred  integer not null default 0,
    primary key (kind, record, relation, target)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create index record_scope_target on record_scope (target, relation, kind, state, listed_at, record, unbarred);
-- A bar, however it comes about, takes the mark from every row of its record.
--@ sqlite
create trigger record_scope_barred after insert on record_scope
when new.relation in ('restricted', 'barred', 'barred_organisation')
begin
    update record_scope set unbarred = 0 where kind = new.kind and record = new.record;
end;
create trigger record_scope_kept before update of kind, record, relation, target on record_scope
begin
    select raise(abort, 'rows of record_scope are added and removed, not changed');
end;
--@ postgres
create function scope_is_barred() returns trigger language plpgsql as $$
begin
    update record_scope set unbarred = 0 where kind = new.kind and record = new.record;
    return null;
end $$;
create trigger record_scope_barred after insert on record_scope for each row
when (new.relation in ('restricted', 'barred', 'barred_organisation')) execute function scope_is_barred();
create function scope_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'rows of record_scope are added and removed, not changed';
end $$;
create trigger record_scope_kept before update of kind, record, relation, target on record_scope
for each row execute function scope_is_kept();
--@ both
-- What there is one of exists from the start, or nobody could be permitted to begin.
--@ sqlite
insert into record_scope (kind, record, relation, target) values
    ('partnership', x'00000000000000000000000000000000', 'recorded', x'00000000000000000000000000000000'),
    ('ledger',      x'00000000000000000000000000000000', 'recorded', x'00000000000000000000000000000000'),
    ('report',      x'00000000000000000000000000000000', 'recorded', x'00000000000000000000000000000000');
--@ postgres
insert into record_scope (kind, record, relation, target) values
    ('partnership', '00000000-0000-0000-0000-000000000000', 'recorded', '00000000-0000-0000-0000-000000000000'),
    ('ledger',      '00000000-0000-0000-0000-000000000000', 'recorded', '00000000-0000-0000-0000-000000000000'),
    ('report',      '00000000-0000-0000-0000-000000000000', 'recorded', '00000000-0000-0000-0000-000000000000');
--@ both

-- The first answer to a form's key; pressing twice gives it again.
create table repeated_key (
    actor     uuid        not null,
    operation text        not null,
    key       text        not null,
    body_hash bytea       not null,
    answer    jsonb       not null,
    at        timestamptz not null,
    primary key (actor, operation, key)
);

-- The partnership itself, once it is set up.
create table partnership (
    id        integer     not null primary key check (id = 1),
    name      text        not null,
    -- Whom to ring when somebody is at risk, and their number; empty when its file names nobody.
    safeguarding_name  text not null default '',
    safeguarding_phone text not null default '',
    set_up_at timestamptz not null
);

create table organisation (
    id             uuid        not null primary key,
    name           text        not null unique,
    kind           text        not null,
    referrer_group text        not null,
    -- Since when it is no longer a member body, and why.
    withdrawn_on      date,
    withdrawal_reason text     not null default '',
    version        bigint      not null default 1,
    created_at     timestamptz not null
);

-- Where in an organisation somebody works: it opens nothing to anybody.
create table team (
    id              uuid not null primary key,
    organisation_id uuid not null references organisation (id),
    name            text not null,
    unique (organisation_id, name)
);

create table practitioner (
    id            uuid        not null primary key,
    name          text        not null,
    sign_in_name  text        not null unique,
    password_hash text        not null,
    active        boolean     not null,
    created_at    timestamptz not null
);

-- Place tiers may overlap and are the partnership's own; `position` keeps its order. Wards of two districts may have
-- one name.
create table place (
    id       uuid   not null primary key,
    tier     text   not null,
    name     text   not null,
    gss_code text   not null,
    -- The release of the national register that the code is of, such as ONSPD November 2025; may be empty.
    vintage  text   not null default '',
    parent   uuid references place (id),
    position bigint not null,
    unique (tier, name, parent)
);
create index place_parent on place (parent);
create index place_gss_code on place (gss_code);

-- Which district and ward a postcode lies in. A release comes in beside the one in use and is put in use as a
-- whole: nobody reads a half of it.
create table postcode_release (
    id           bigint      not null primary key,
    -- Such as ONSPD November 2025.
    vintage      text        not null,
    -- The hash of what it was made from: name, file, districts.
    basis        text        not null,
    postcodes    bigint      not null,
    in_use       boolean     not null,
    begun_at     timestamptz not null,
    in_use_since timestamptz
);
create unique index postcode_release_in_use on postcode_release (in_use) where in_use = true;
create table postcode (
    release_id    bigint not null references postcode_release (id),
    -- In capitals, without a space.
    postcode      text   not null,
    district_code text   not null,
    ward_code     text   not null,
    -- Since when no address has it any more. A family may still give it.
    terminated_on date,
    primary key (release_id, postcode)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

create table forum (
    id              uuid   not null primary key,
    name            text   not null unique,
    charter         text   not null,
    charter_version text   not null,
    place_id        uuid   not null references place (id)
);
create index forum_place on forum (place_id);

-- The text of each charter that a forum adopted, as it was then: what was decided under it goes on by it.
create table charter_version (
    code       text        not null,
    version    text        not null,
    hash       text        not null,
    -- Path and text of each file.
    files      jsonb       not null,
    adopted_at timestamptz not null,
    primary key (code, version)
);

-- When a practitioner is away, from the first day to the last, or leaves: then there is no last day. Said by themself.
create table absence (
    practitioner_id uuid        not null primary key references practitioner (id),
    from_on         date        not null,
    until_on        date,
    recorded_at     timestamptz not null
);

-- Who has seen enough of the tour, and since when.
create table tour_ended (
    practitioner_id uuid        not null primary key references practitioner (id),
    ended_at        timestamptz not null
);

-- What a practitioner may do, for which organisation and, for roles of a forum, in which forum.
create table membership (
    id              uuid        not null primary key,
    practitioner_id uuid        not null references practitioner (id),
    organisation_id uuid        not null references organisation (id),
    role            text        not null,
    forum_id        uuid references forum (id),
    -- A team of the organisation.
    team_id         uuid references team (id),
    started_at      timestamptz not null,
    ended_at        timestamptz
);
-- The roles that somebody has now: what the door decides on. A disabled account has none.
create view held_role as
select m.practitioner_id, m.organisation_id, m.role, m.forum_id
  from membership m
  join practitioner p on p.id = m.practitioner_id
 where m.ended_at is null and p.active = true;
-- The roles of those who work with families: who is asked to lead, named, or sent as a deputy.
create view working_role as
select m.id, m.practitioner_id, m.organisation_id, m.role, m.forum_id
  from membership m
  join practitioner p on p.id = m.practitioner_id
 where m.ended_at is null and p.active = true
   and m.role in ('practitioner', 'coordinator', 'chair', 'forum_member', 'front_door_worker');
-- Who holds a desk role (the agreement's `Role::DESKS`): no case content is for them, so that no record is open
-- to somebody because they are named on it.
create view desk_holder as
select practitioner_id from membership
 where ended_at is null and role in ('administrator', 'analyst', 'information_governance_lead', 'auditor');
-- Who is named on the limited record of a person (`record`, `target`), where all who are named are coordinators:
-- nobody who works with the family.
create view named_without_staff as
select s.record, s.target from record_scope s
 where s.kind = 'person' and s.relation = 'named'
   and not exists (select 1 from record_scope n
                     join practitioner w on w.id = n.target and w.active = true
                     join membership m on m.practitioner_id = w.id and m.ended_at is null
                    where n.kind = 'person' and n.record = s.record and n.relation = 'named'
                      and not exists (select 1 from membership c
                                       where c.practitioner_id = w.id and c.role = 'coordinator'
                                         and c.ended_at is null));
create index membership_practitioner on membership (practitioner_id, organisation_id);
create index membership_forum on membership (forum_id, role);

-- When a session was last used is told by its last entry in the ledger.
create table session (
    id              uuid        not null primary key,
    token_hash      bytea       not null unique,
    practitioner_id uuid        not null references practitioner (id),
    organisation_id uuid references organisation (id),
    -- full; choosing_organisation: the password was right and nothing else is decided yet
    stage           text        not null,
    started_at      timestamptz not null,
    -- When its holder last showed with their password that it is them, since signing in.
    confirmed_at    timestamptz,
    ended_at        timestamptz
);
create index session_practitioner on session (practitioner_id);

-- One-time links: invitation and reset. The link's secret is made from its id with a key, so it is
-- kept nowhere.
create table one_time_link (
    id              uuid        not null primary key,
    token_hash      bytea       not null unique,
    practitioner_id uuid        not null references practitioner (id),
    purpose         text        not null,
    made_at         timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz,
    -- Nobody when the machine's console made it.
    made_by         uuid references practitioner (id),
    -- When a password was set anew by it, and when the account's holder said that it was them.
    set_anew_at     timestamptz,
    confirmed_at    timestamptz
);
create index one_time_link_practitioner on one_time_link (practitioner_id);

create table sign_in_attempt (
    id           uuid        not null primary key,
    name_hash    bytea       not null,
    address_hash bytea       not null,
    at           timestamptz not null,
    good         boolean     not null
);
create index sign_in_attempt_name on sign_in_attempt (name_hash, at);
create index sign_in_attempt_address on sign_in_attempt (address_hash, at);

-- What someone has typed and not yet sent, sealed with a key of its own.
create table draft (
    practitioner_id uuid        not null references practitioner (id),
    form            text        not null,
    sealed          bytea       not null,
    saved_at        timestamptz not null,
    primary key (practitioner_id, form)
);

-- The ledger is only ever added to. (Its detail and subject rows may be erased.)
--@ sqlite
create trigger ledger_entry_kept before update on ledger_entry
begin select raise(abort, 'the ledger is only ever added to'); end;
create trigger ledger_entry_not_removed before delete on ledger_entry
begin select raise(abort, 'the ledger is only ever added to'); end;
--@ postgres
create function ledger_only_grows() returns trigger language plpgsql as $$
begin raise exception 'the ledger is only ever added to'; end $$;
create trigger ledger_entry_kept before update or delete on ledger_entry
for each row execute function ledger_only_grows();

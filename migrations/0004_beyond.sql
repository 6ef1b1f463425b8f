-- Casework beyond the forum: what was told to others or kept from them, and stepping up.

-- What was told to somebody about a family, or kept from them, and why.
create table sharing_decision (
    id              uuid        not null primary key,
    case_id         uuid        not null references case_record (id),
    -- An organisation of the partnership, or who else.
    organisation_id uuid references organisation (id),
    told            text        not null,
    -- share, not_share
    decision        text        not null check (decision in ('share', 'not_share')),
    what            text        not null,
    reason          text        not null,
    -- Whether it was told although the family excluded the organisation.
    despite_exclusion boolean   not null,
    decided_on      date        not null,
    recorded_by     uuid        not null references practitioner (id),
    recorded_at     timestamptz not null,
    -- What is wrong with it, when it was entered in error.
    error_reason    text        not null default ''
);
create index sharing_decision_case on sharing_decision (case_id, decided_on);

-- What was asked of the statutory service, such as children's social care, and its answer. Until it accepts, the forum
-- holds the case.
create table step_up (
    id           uuid        not null primary key,
    case_id      uuid        not null references case_record (id),
    reason       text        not null,
    -- The level of need as it was judged then.
    level        bigint      not null,
    rung         text        not null,
    rung_on      date        not null,
    -- waiting, accepted, declined
    status       text        not null check (status in ('waiting', 'accepted', 'declined')),
    answered_on  date,
    answer_words text        not null,
    answered_by  uuid references practitioner (id),
    recorded_by  uuid        not null references practitioner (id),
    recorded_at  timestamptz not null
);
create index step_up_case on step_up (case_id, recorded_at);

-- What an organisation knows of a case, written before its meeting.
create table item_update (
    item_id         uuid        not null references agenda_item (id),
    organisation_id uuid        not null references organisation (id),
    words           text        not null,
    version         bigint      not null,
    written_by      uuid        not null references practitioner (id),
    written_at      timestamptz not null,
    primary key (item_id, organisation_id)
);

-- The text of a form as it was when it was first answered: it never changes under its answers.
create table form_text (
    -- SHA-256 of the text.
    digest bytea not null primary key,
    text   text  not null
);

-- A form that is filled in about a case. Its answers are sealed under the person's key: a FHIR QuestionnaireResponse.
create table case_form (
    id           uuid        not null primary key,
    case_id      uuid        not null references case_record (id),
    person_id    uuid        not null references person (id),
    code         text        not null,
    title        text        not null,
    form_version text        not null,
    digest       bytea       not null references form_text (digest),
    -- in_progress, complete
    status       text        not null,
    answers      bytea       not null,
    version      bigint      not null,
    started_by   uuid        not null references practitioner (id),
    started_at   timestamptz not null,
    changed_by   uuid        not null references practitioner (id),
    changed_at   timestamptz not null
);
create index case_form_case on case_form (case_id, started_at);

-- What a form said each time that it was completed: nothing of it is lost when it is opened again.
create table case_form_completion (
    form_id      uuid        not null references case_form (id),
    number       bigint      not null,
    answers      bytea       not null,
    completed_by uuid        not null references practitioner (id),
    completed_at timestamptz not null,
    primary key (form_id, number)
);

-- What matters most to a family, and what is done if things get worse.
create table contingency (
    case_id      uuid        not null primary key references case_record (id),
    about_me     text        not null,
    early_signs  text        not null,
    triggers     text        not null,
    what_to_do   text        not null,
    whom_to_call text        not null,
    version      bigint      not null,
    recorded_by  uuid        not null references practitioner (id),
    recorded_at  timestamptz not null
);

-- An old need that is back, on an open case or a closed one: what was seen, against a goal or what the plan says of things
-- getting worse, and what was done.
create table relapse_event (
    id                uuid        not null primary key,
    case_id           uuid        not null references case_record (id),
    happened_on       date        not null,
    goal_id           uuid references plan_goal (id),
    -- early_sign, trigger, other; empty where it is about a goal
    sign              text        not null,
    seen              text        not null,
    done              text        not null,
    -- How the goal had gone until then.
    was_outcome       text        not null,
    was_outcome_words text        not null,
    recorded_by       uuid        not null references practitioner (id),
    recorded_at       timestamptz not null,
    -- What is wrong with it, when it was entered in error.
    error_reason      text        not null default ''
);
create index relapse_event_case on relapse_event (case_id, happened_on);

-- That somebody said of a line of a record that it was entered in error, and whether that was taken back. What the line
-- itself says of it is what counts: this is its history.
create table entry_error (
    id          uuid        not null primary key,
    referral_id uuid        not null references referral (id),
    entry_id    uuid        not null,
    -- consent, note, paper, relapse, shared
    sort        text        not null,
    reason      text        not null,
    said_by     uuid        not null references practitioner (id),
    said_at     timestamptz not null,
    -- Why it is right after all; empty while it is an error.
    back_reason text        not null,
    back_by     uuid references practitioner (id),
    back_at     timestamptz
);
create index entry_error_referral on entry_error (referral_id, said_at);

-- That a request, and the case it became, was about another record until some day; and who has checked what was written
-- before (ADR 12).
create table person_correction (
    id            uuid        not null primary key,
    referral_id   uuid        not null references referral (id),
    forum_id      uuid        not null references forum (id),
    was_person_id uuid        not null references person (id),
    person_id     uuid        not null references person (id),
    reason        text        not null,
    corrected_by  uuid        not null references practitioner (id),
    corrected_on  date        not null,
    corrected_at  timestamptz not null,
    checked_by    uuid references practitioner (id),
    checked_on    date
);
create index person_correction_referral on person_correction (referral_id, corrected_at);
create index person_correction_was on person_correction (was_person_id, corrected_at);

-- What a practitioner asked a forum for advice about, and the answer. It names nobody, and no record hangs on it.
create table advice (
    id              uuid        not null primary key,
    forum_id        uuid        not null references forum (id),
    situation       text        not null,
    tried           text        not null,
    question        text        not null,
    asked_by        uuid        not null references practitioner (id),
    asked_for       uuid        not null references organisation (id),
    asked_on        date        not null,
    asked_at        timestamptz not null,
    -- advice_given, please_refer, one_organisation; empty while nobody has answered
    kind            text        not null,
    -- Which organisation can meet it.
    organisation_id uuid references organisation (id),
    words           text        not null,
    answered_on     date,
    answered_by     uuid references practitioner (id),
    -- The request that came of it.
    referral_id     uuid references referral (id)
);
create index advice_forum on advice (forum_id, answered_on, asked_at);
create index advice_asker on advice (asked_by, asked_at);
create index advice_referral on advice (referral_id);

-- A question with the names that its line says, as lists and its form show it.
create view advice_line as
select a.id, a.forum_id, f.name as forum_name, f.charter || '/' || f.charter_version as charter,
       a.situation, a.tried, a.question, a.asked_by as asker, w.name as asked_by, o.name as organisation_name,
       a.asked_on, a.asked_at, a.kind, coalesce(s.name, '') as one_organisation, a.words, a.answered_on,
       coalesce(k.name, '') as answered_by, a.referral_id
  from advice a
  join forum f on f.id = a.forum_id
  join practitioner w on w.id = a.asked_by
  join organisation o on o.id = a.asked_for
  left join organisation s on s.id = a.organisation_id
  left join practitioner k on k.id = a.answered_by;

-- Casework: from a referral to the closed case.

create table referral (
    id                     uuid        not null primary key,
    forum_id               uuid        not null references forum (id),
    person_id              uuid        not null references person (id),
    household_id           uuid references household (id),
    -- In which system it was first recorded, and its reference and day there; `here` for our own.
    source_system          text        not null,
    source_reference       text        not null,
    received_on            date        not null,
    received_month         text        not null,
    -- sha256 of the imported row; empty for our own.
    source_hash            text        not null,
    referrer_practitioner  uuid references practitioner (id),
    referrer_organisation  uuid references organisation (id),
    referrer_group         text        not null,
    charter_version        text        not null,
    level_of_need          bigint,
    agencies_needed        bigint,
    -- none, looked_after, in_hospital, complex_needs, step_down, not_known
    transition             text        not null,
    -- complete, incomplete, held_elsewhere, not_started
    assessment_state       text        not null,
    -- given, refused, not_asked, withdrawn
    consent                text        not null,
    lawful_basis           text        not null,
    without_consent_reason text        not null,
    strengths              text        not null,
    needs_words            text        not null,
    own_words              text        not null,
    referrer_offer         text        not null,
    -- yes, no, not_known: known to social care within the charter's look-back
    known_to_social_care   text        not null,
    -- A referral of the same person within the look-back, if there was one.
    re_referral_of         uuid references referral (id),
    -- When somebody told the referrer that it arrived and when they will hear; a decision tells it, too.
    acknowledged_on        date,
    acknowledged_by        uuid references practitioner (id),
    status                 text        not null check (status in ('received', 'accepted', 'returned', 'withdrawn')),
    decided_on             date,
    decided_by             uuid references practitioner (id),
    -- Who confirmed it, where the charter asks for a second pair of eyes.
    confirmed_by           uuid references practitioner (id),
    return_reason          text        not null,
    decision_rationale     text        not null,
    -- Why it was decided against the rules; a code of the charter, counted.
    override_reason        text        not null,
    case_id                uuid,
    version                bigint      not null,
    created_at             timestamptz not null,
    unique (source_system, source_reference, received_on)
);
create index referral_forum on referral (forum_id, status, received_on);
create index referral_about on referral (person_id);
create index referral_received on referral (received_on);
create index referral_referrer on referral (referrer_practitioner, status);
-- The references that people quote are drawn by chance.
create unique index referral_reference on referral (source_reference) where source_system = 'here';

create table referral_need (
    referral_id uuid not null references referral (id),
    need        text not null,
    primary key (referral_id, need)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- Who of the household a request is about besides its person: those whom its referrer named. It opens nobody's record.
create table referral_person (
    referral_id uuid not null references referral (id),
    person_id   uuid not null references person (id),
    primary key (referral_id, person_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create index referral_person_person on referral_person (person_id);

-- What became known after a request was sent.
create table referral_note (
    id          uuid        not null primary key,
    referral_id uuid        not null references referral (id),
    words       text        not null,
    written_by  uuid        not null references practitioner (id),
    written_on  date        not null,
    written_at  timestamptz not null,
    -- What is wrong with it, when it was entered in error.
    error_reason text       not null default ''
);
create index referral_note_referral on referral_note (referral_id, written_at);

-- What became of the people of a returned request, or of the closed case that it became: asked so many months after that
-- day, as the charter says. The latest answer for a number of months counts.
create table referral_followup (
    id          uuid        not null primary key,
    referral_id uuid        not null references referral (id),
    -- returned, closed; and the day from which the months count, for a case may be closed more than once.
    asked_after text        not null check (asked_after in ('returned', 'closed')),
    since_on    date        not null,
    months      bigint      not null,
    -- A code of the charter.
    answer      text        not null,
    words       text        not null,
    answered_by uuid        not null references practitioner (id),
    answered_on date        not null,
    answered_at timestamptz not null
);
create index referral_followup_referral on referral_followup (referral_id, answered_at);

-- The common assessment as a FHIR QuestionnaireResponse; a new answer is a new version.
create table assessment (
    id          uuid        not null primary key,
    referral_id uuid        not null references referral (id),
    person_id   uuid        not null references person (id),
    form        text        not null,
    form_version text       not null,
    version     bigint      not null,
    answers     jsonb       not null,
    made_by     uuid        not null references practitioner (id),
    made_at     timestamptz not null,
    unique (referral_id, version)
);

create table consent (
    id           uuid        not null primary key,
    person_id    uuid        not null references person (id),
    -- For which request it was said: whoever sees one case of a person need not know of another.
    referral_id  uuid        not null references referral (id),
    -- support, share
    purpose      text        not null,
    -- given, refused, withdrawn
    decision     text        not null,
    decided_on   date        not null,
    -- On which basis information is shared, and why without consent: codes of the charter; empty when it is not.
    lawful_basis           text not null default '',
    without_consent_reason text not null default '',
    -- person, parent, young_person, capacity; empty where nobody said
    decider      text        not null default '',
    -- Somebody judged whether they were able to decide this: about what, who, when, able or not_able, and why.
    about          text not null default '',
    assessed_by    text not null default '',
    assessed_on    date,
    finding        text not null default '',
    finding_reason text not null default '',
    recorded_by  uuid references practitioner (id),
    recorded_at  timestamptz not null,
    note         text        not null,
    -- What is wrong with it, when it was entered in error: it counts for nothing then.
    error_reason text        not null default '',
    error_by     uuid references practitioner (id),
    error_on     date
);
create index consent_person on consent (person_id);
create index consent_referral on consent (referral_id, decided_on);

create table case_record (
    id               uuid        not null primary key,
    referral_id      uuid        not null references referral (id),
    forum_id         uuid        not null references forum (id),
    person_id        uuid        not null references person (id),
    charter_version  text        not null,
    level_of_need    bigint      not null,
    status           text        not null check (status in ('open', 'closed')),
    opened_on        date        not null,
    closed_on        date,
    closure_reason   text        not null,
    closure_outcome  text        not null,
    closure_summary  text        not null,
    -- When the case was referred, or re-referred, to social care: step-up.
    stepped_up_on    date,
    lead_id          uuid references practitioner (id),
    lead_organisation uuid references organisation (id),
    -- none, proposed, accepted, declined, to_be_appointed
    lead_status      text        not null,
    next_review_on   date,
    version          bigint      not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null
);
create index case_record_forum on case_record (forum_id, status, updated_at, id);
create index case_record_person on case_record (person_id);
create index case_record_referral on case_record (referral_id);
-- Closed cases that nobody leads any more: the coordinator is asked how things are. Without the state in its
-- condition: SQLite would plan every statement that names the state as a parameter anew, each time.
create index case_record_led_by_nobody on case_record (forum_id, closed_on) where lead_id is null;
create index case_record_review on case_record (next_review_on) where next_review_on is not null;
alter table referral add column stepped_up_on date;

-- What lists of cases sort by stands in the scope rows of the case, too.
--@ sqlite
create trigger case_record_listed after update of status, updated_at on case_record
begin
    update record_scope set state = new.status, listed_at = new.updated_at
     where kind = 'case' and record = new.id;
end;
create trigger case_record_listed_first after insert on case_record
begin
    update record_scope set state = new.status, listed_at = new.updated_at
     where kind = 'case' and record = new.id;
end;
create trigger record_scope_listed after insert on record_scope when new.kind = 'case' and new.state = ''
begin
    update record_scope
       set (state, listed_at) = (select c.status, c.updated_at from case_record c where c.id = new.record)
     where kind = 'case' and record = new.record and relation = new.relation and target = new.target
       and exists (select 1 from case_record c where c.id = new.record);
end;
--@ postgres
create function case_is_listed() returns trigger language plpgsql as $$
begin
    update record_scope set state = new.status, listed_at = new.updated_at
     where kind = 'case' and record = new.id;
    return null;
end $$;
create trigger case_record_listed after insert or update of status, updated_at on case_record
for each row execute function case_is_listed();
create function scope_is_listed() returns trigger language plpgsql as $$
begin
    select c.status, c.updated_at into new.state, new.listed_at from case_record c where c.id = new.record;
    new.state := coalesce(new.state, '');
    return new;
end $$;
create trigger record_scope_listed before insert on record_scope for each row
when (new.kind = 'case' and new.state = '') execute function scope_is_listed();
--@ both

-- Who was asked to be lead professional, what they answered and when their time ended: the history,
-- so that reluctance can be seen. At most one is accepted and one proposed at a time.
create table lead_request (
    id              uuid        not null primary key,
    case_id         uuid        not null references case_record (id),
    practitioner_id uuid        not null references practitioner (id),
    organisation_id uuid        not null references organisation (id),
    status          text        not null check (status in ('proposed', 'accepted', 'declined', 'withdrawn', 'ended')),
    decline_reason  text        not null,
    -- Nobody when the machine's console brought it in.
    proposed_by     uuid references practitioner (id),
    proposed_at     timestamptz not null,
    answered_at     timestamptz,
    ended_at        timestamptz
);
create index lead_request_case on lead_request (case_id, status);
create index lead_request_practitioner on lead_request (practitioner_id, status);

create table meeting (
    id           uuid        not null primary key,
    forum_id     uuid        not null references forum (id),
    held_on      date        not null,
    -- When it begins, as 09:30; empty where it is as the charter says.
    starts       text        not null default '',
    -- planned, agenda_published, held, minutes_confirmed, cancelled
    status       text        not null check (status in ('planned', 'agenda_published', 'held', 'minutes_confirmed', 'cancelled')),
    version      bigint      not null,
    created_at   timestamptz not null
);
create index meeting_forum on meeting (forum_id, held_on);

create table attendance (
    meeting_id      uuid not null references meeting (id),
    practitioner_id uuid not null references practitioner (id),
    organisation_id uuid not null references organisation (id),
    -- present, apologies, absent, deputy_sent, written_update
    status          text not null,
    -- Who came for somebody who sent a deputy: an account, or a name.
    deputy_id       uuid references practitioner (id),
    deputy_name     text not null default '',
    primary key (meeting_id, practitioner_id)
);

create table agenda_item (
    id          uuid        not null primary key,
    meeting_id  uuid        not null references meeting (id),
    case_id     uuid        not null references case_record (id),
    position    bigint      not null,
    minutes     bigint,
    discussion  text        not null,
    -- empty, or plan_agreed, more_information, no_further_action, step_up
    decision    text        not null,
    rationale   text        not null,
    -- Who saw it otherwise, and why.
    dissent     text        not null default '',
    decided_at  timestamptz,
    version     bigint      not null,
    unique (meeting_id, case_id)
);
create index agenda_item_case on agenda_item (case_id);

-- What providers can allocate.
create table service (
    id              uuid    not null primary key,
    organisation_id uuid    not null references organisation (id),
    name            text    not null,
    -- For whom it is, in the provider's words.
    criteria        text    not null default '',
    -- With how many families it can work at a time.
    capacity        bigint  not null,
    goes_live_on    date,
    -- Since when it is no longer offered, and why; who has it keeps it.
    withdrawn_on      date,
    withdrawal_reason text   not null default '',
    version           bigint not null default 1,
    unique (organisation_id, name)
);
-- Where it is offered; everywhere when there is none.
create table service_place (
    service_id uuid not null references service (id),
    place_id   uuid not null references place (id),
    primary key (service_id, place_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

create table allocation (
    id           uuid        not null primary key,
    case_id      uuid        not null references case_record (id),
    meeting_id   uuid references meeting (id),
    service_id   uuid        not null references service (id),
    -- offered, waiting, accepted, declined, ended
    status       text        not null check (status in ('offered', 'waiting', 'accepted', 'declined', 'ended')),
    decline_reason text      not null,
    -- By when the provider answers, as the charter's clock says.
    answer_by    date,
    answered_by  uuid references practitioner (id),
    answered_at  timestamptz,
    -- Since when the family waits for a place, which is their turn, and until about when.
    waiting_since timestamptz,
    waiting_until date,
    started_on   date,
    ended_on     date,
    -- A code of `crates/casework/src/allocation/support.rs`; empty when it ended with its case.
    end_reason   text        not null default '',
    offered_at   timestamptz not null
);
create index allocation_case on allocation (case_id);
create index allocation_service on allocation (service_id, status);
create index allocation_answer on allocation (answer_by) where status = 'offered';

-- A goal of the plan: a need, what should be different, and how it went.
create table plan_goal (
    id             uuid        not null primary key,
    case_id        uuid        not null references case_record (id),
    words          text        not null,
    -- A code of the charter's needs; may be empty.
    need           text        not null,
    -- How important it is to the family, and how sure they are that it will come about: 0 to 10.
    importance     bigint      check (importance between 0 and 10),
    confidence     bigint      check (confidence between 0 and 10),
    -- met, part_met, not_met; empty while it is worked on
    outcome        text        not null check (outcome in ('', 'met', 'part_met', 'not_met')),
    outcome_words  text        not null,
    version        bigint      not null,
    recorded_by    uuid        not null references practitioner (id),
    recorded_at    timestamptz not null
);
create index plan_goal_case on plan_goal (case_id, id);

create table plan_action (
    id             uuid        not null primary key,
    case_id        uuid        not null references case_record (id),
    meeting_id     uuid references meeting (id),
    goal_id        uuid references plan_goal (id),
    description    text        not null,
    due_on         date        not null,
    -- open, done, part_done, not_done
    status         text        not null check (status in ('open', 'part_done', 'done', 'not_done')),
    version        bigint      not null default 1,
    -- Nobody when the machine's console brought it in.
    recorded_by    uuid references practitioner (id),
    recorded_at    timestamptz not null
);
create index plan_action_case on plan_action (case_id, due_on);
create index plan_action_due on plan_action (status, due_on);
create table action_owner (
    action_id       uuid    not null references plan_action (id),
    organisation_id uuid    not null references organisation (id),
    practitioner_id uuid references practitioner (id),
    -- The one organisation that answers for a joint action.
    accountable     boolean not null,
    primary key (action_id, organisation_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both
create index action_owner_organisation on action_owner (organisation_id);
create index action_owner_practitioner on action_owner (practitioner_id);

-- Report-backs: what each owner says was done.
create table action_update (
    id              uuid        not null primary key,
    action_id       uuid        not null references plan_action (id),
    organisation_id uuid        not null references organisation (id),
    practitioner_id uuid        not null references practitioner (id),
    -- done, part_done, not_done
    status          text        not null,
    said            text        not null,
    reported_at     timestamptz not null
);
create index action_update_action on action_update (action_id);

create table review (
    id             uuid        not null primary key,
    case_id        uuid        not null references case_record (id),
    -- The day by which it was to be reviewed, if one had been set.
    due_on         date,
    reviewed_on    date        not null,
    progress       text        not null,
    -- continue, close, step_up
    decision       text        not null,
    next_review_on date,
    recorded_by    uuid        not null references practitioner (id),
    recorded_at    timestamptz not null
);
create index review_case on review (case_id, reviewed_on);

-- The journey of a case in order: what happened, in a sentence that holds no more than its reader
-- may see; `kind` is the operation's name.
create table chronology_event (
    id          uuid        not null primary key,
    case_id     uuid        not null references case_record (id),
    happened_on date        not null,
    kind        text        not null,
    said        text        not null,
    -- Whether it matters most; and what is wrong with it, when it was entered in error.
    significant  boolean    not null default false,
    error_reason text       not null default '',
    recorded_by uuid references practitioner (id),
    recorded_at timestamptz not null
);
create index chronology_event_case on chronology_event (case_id, happened_on, recorded_at);

//! The tables of which nothing goes into an answer, each with its columns and why.

/// Table, columns, and why its rows are not in an answer.
pub const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("ledger_head", "id size frontier unfolded", "the edge of the ledger: about nobody"),
    (
        "ledger_entry",
        "seq at kind operation actor organisation session subject_kind subject clauses outcome commitment leaf",
        "what professionals did: who looked at a record is asked on a page of its own",
    ),
    ("ledger_detail", "seq salt detail", "sealed copies of what stands in the records"),
    (
        "ledger_subject",
        "record seq",
        "which entries are about a record: asked on a page of its own",
    ),
    ("ledger_subject_recent", "seq record", "the same of the last entries"),
    ("ledger_sought", "key seq part words", "keyed hashes that nobody can read back"),
    ("ledger_checkpoint", "size at root note", "about nobody"),
    (
        "record_scope",
        "kind record relation target state listed_at unbarred",
        "which professionals may open a record",
    ),
    (
        "repeated_key",
        "actor operation key body_hash answer at",
        "the ids that an operation answered with",
    ),
    ("partnership", "id name safeguarding_name safeguarding_phone set_up_at", "about nobody"),
    (
        "organisation",
        "id name kind referrer_group withdrawn_on withdrawal_reason version created_at",
        "about nobody",
    ),
    ("team", "id organisation_id name", "where professionals work"),
    ("practitioner", "id name sign_in_name password_hash active created_at", "professionals"),
    ("place", "id tier name gss_code vintage parent position", "about nobody"),
    (
        "postcode_release",
        "id vintage basis postcodes in_use begun_at in_use_since",
        "a national list: about nobody",
    ),
    (
        "postcode",
        "release_id postcode district_code ward_code terminated_on",
        "a national list: about nobody",
    ),
    ("forum", "id name charter charter_version place_id", "about nobody"),
    ("charter_version", "code version hash files adopted_at", "about nobody"),
    ("absence", "practitioner_id from_on until_on recorded_at", "professionals"),
    ("tour_ended", "practitioner_id ended_at", "professionals"),
    (
        "membership",
        "id practitioner_id organisation_id role forum_id team_id started_at ended_at",
        "professionals",
    ),
    (
        "session",
        "id token_hash practitioner_id organisation_id stage started_at confirmed_at ended_at",
        "professionals",
    ),
    (
        "one_time_link",
        "id token_hash practitioner_id purpose made_at expires_at used_at made_by set_anew_at confirmed_at",
        "professionals",
    ),
    ("sign_in_attempt", "id name_hash address_hash at good", "professionals"),
    (
        "draft",
        "practitioner_id form sealed saved_at",
        "what a professional typed and has not sent, sealed with a key of their own",
    ),
    ("name_key", "key person_id", "made from the names, which are given"),
    ("household", "id created_at", "holds those together who live together, and says nothing"),
    ("override_forum", "override_id forum_id", "which coordinators look at it afterwards"),
    (
        "access_decision",
        "request_id mark withheld decided_by decided_at",
        "what was left out of an answer would be told by it",
    ),
    (
        "referral_person",
        "referral_id person_id",
        "who else a referral is about: one about somebody else belongs to their record, and would tell of them",
    ),
    ("meeting", "id forum_id held_on starts status version created_at", "about nobody"),
    (
        "attendance",
        "meeting_id practitioner_id organisation_id status deputy_id deputy_name",
        "which professionals came",
    ),
    (
        "service",
        "id organisation_id name criteria capacity goes_live_on withdrawn_on withdrawal_reason version",
        "about nobody",
    ),
    ("service_place", "service_id place_id", "about nobody"),
    ("form_text", "digest text", "the questions of a form: about nobody"),
    (
        "lead_duty",
        "id request_id case_id duty from_on due_on done_on ended_on",
        "what a lead professional has to do, and by when",
    ),
    ("team_attendance", "meeting_id member_id", "who of the team came"),
    (
        "gap",
        "id forum_id need place_id reason words raised_on raised_by raised_at outcome came_of_it closed_on closed_by",
        "about nobody",
    ),
    (
        "awareness_session",
        "id forum_id referrer_group held_on held_by words recorded_by recorded_at",
        "about nobody",
    ),
    (
        "paper_piece",
        "paper_id number sealed",
        "a paper's file is read by somebody and given apart: its title is in the answer",
    ),
    (
        "plan_share",
        "case_id line is_shared mark chosen_by chosen_at",
        "which lines of the plan, all of which are given, stand on the paper for the family",
    ),
    (
        "import_run",
        "id file_hash kind imported unchanged rejected started_at ended_at",
        "about nobody",
    ),
];

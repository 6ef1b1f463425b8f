//! What somebody reads before it goes out, and what nobody does.

use super::*;

on_both_engines! {
    async fn d15_what_somebody_wrote_is_read_first_for_one_reason_and_may_be_left_out(engine: Engine) {
        let Scene { world, mut coordinator, own, third, .. } = scene(engine).await;
        let case = id_text(&world, own.id("case_record"));
        for (table, column, says) in [
            ("review", "progress", "Zebedee came at night, to 14 Elm Road"),
            ("plan_goal", "words", "Sleep through the night"),
        ] {
            execute(&world.fresh.db, &format!("update {table} set {column} = '{says}' where case_id = {case}")).await;
        }
        let name = id_text(&world, third.id("person"));
        execute(&world.fresh.db, &format!("update person set given_name = 'Zebedee' where id = {name}")).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let things = waiting(&mut coordinator, &page).await;
        let asks = |says: &str| {
            let thing = things.iter().find(|it| it["facts"].to_string().contains(says));
            thing.unwrap_or_else(|| panic!("{says} goes out unread"))["asks"].clone()
        };
        assert_eq!(asks("Zebedee came"), asks("Sleep through the night"), "the reason tells who is there");
        let (waits, texts) = (Value::from(things.clone()).to_string(), expected("Own"));
        for held in ABOUT {
            for (column, is) in held.columns {
                let says = canary("Own", held.table, column);
                let is_written = matches!(is, Is::Words(_) | Is::Form(_) | Is::Answers(_)) && texts.contains(&says);
                let is_changed = ["review.progress", "plan_goal.words"].contains(&format!("{}.{column}", held.table).as_str());
                assert!(!is_written || is_changed || waits.contains(&says), "{says} goes out unread");
            }
        }
        assert!(counted(&mut coordinator, &page).await[0] > 5, "codes and days go out by themselves");
        decide_all(&mut coordinator, &page, "third_party").await;
        let file = coordinator.get(&format!("{page}/file")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        for hidden in ["Zebedee", "Elm Road", "Sleep through the night"] {
            assert!(!file.body.contains(hidden), "{hidden}");
        }
        assert!(file.says("Some things are about other people as well"), "{}", file.body);
        // What was left out, and then says something else, is read again.
        execute(&world.fresh.db, &format!("update review set progress = 'She is at the refuge' where case_id = {case}")).await;
        let again = coordinator.get(&format!("{page}/file")).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    }

    async fn d15_a_code_is_said_in_the_words_of_the_pages_and_of_the_charter_and_never_raw(engine: Engine) {
        let Scene { world, mut coordinator, own, .. } = scene(engine).await;
        let charter = charter::shipped("maag").unwrap().unwrap();
        let [declined, returned] =
            [&charter.decline_reasons, &charter.return_reasons].map(|it| it.iter().next().unwrap().clone());
        let [case, referral] = ["case_record", "referral"].map(|table| id_text(&world, own.id(table)));
        for (table, said, of) in [
            ("advice", "kind = 'please_refer'".to_owned(), format!("referral_id = {referral}")),
            ("allocation", format!("decline_reason = '{}'", declined.code), format!("case_id = {case}")),
            ("referral", format!("return_reason = '{}'", returned.code), format!("id = {referral}")),
            ("household_member", "role = 'step_child'".to_owned(), format!("person_id = {}", id_text(&world, own.id("person")))),
        ] {
            execute(&world.fresh.db, &format!("update {table} set {said} where {of}")).await;
        }
        let page = asked(&mut coordinator, own.id("person")).await;
        decide_all(&mut coordinator, &page, "give").await;
        let file = coordinator.get(&format!("{page}/data/file")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        let things = file.json()["things"].to_string();
        for said in ["Please make a request", &declined.name, &returned.name, "step child"] {
            assert!(things.contains(&format!("\"{said}\"")), "{said}: {things}");
        }
        for code in ["please_refer", "step_child", &declined.code, &returned.code] {
            assert!(!things.contains(&format!("\"{code}\"")), "{code}: {things}");
        }
    }

    async fn d15_a_relationship_is_held_only_where_the_reader_may_know_of_the_other(engine: Engine) {
        let Scene { world, mut coordinator, own, third, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let is_told = |things: &[Value]| things.iter().any(|it| it["title"] == "A relationship to somebody");
        assert!(is_told(&waiting(&mut coordinator, &page).await), "it waits for somebody to decide");
        let person = [(Kind::Person, third.id("person"))];
        for relation in [Relation::Forum, Relation::Open] {
            retie(&world, &person, (relation, FORUM.0), false).await;
        }
        assert!(!is_told(&waiting(&mut coordinator, &page).await), "of whom they may not know");
        decide_all(&mut coordinator, &page, "give").await;
        let file = coordinator.get(&format!("{page}/file")).await;
        assert!(!file.body.contains("relationship.end_reason"), "{}", file.body);
    }

    async fn d15_from_whom_somebody_is_kept_safe_goes_to_nobody_but_themself(engine: Engine) {
        let Scene { world, mut coordinator, own, .. } = scene(engine).await;
        let says = canary("Own", "person_of_concern", "sealed");
        let page = asked(&mut coordinator, own.id("person")).await;
        let things = waiting(&mut coordinator, &page).await;
        let told = things.iter().find(|it| it.to_string().contains(&says)).unwrap();
        assert_eq!((&told["alone"], &told["title"]), (&true.into(), &"Somebody from whom they have to be kept safe".into()));
        let why = canary("Own", "person_of_concern", "sealed_reason");
        assert!(told.to_string().contains(&why));
        for by in ["parent", "chosen"] {
            let said = [("asked_by", by), ("identity", "I know them")];
            let form = format!("/people/{}/access-requests/new", own.id("person"));
            let page = done(&coordinator.fill(&form, &[&said[..], &RECEIVED].concat()).await);
            let things = Value::from(waiting(&mut coordinator, &page).await).to_string();
            assert!(things.contains("OwnCanary") && !things.contains("person_of_concern") && !things.contains("kept safe"), "{by}: {things}");
        }
        // What was entered in error nobody reads, nor what was wrong with it.
        let person = id_text(&world, own.id("person"));
        execute(&world.fresh.db, &format!("update person_of_concern set outcome = 'in_error' where person_id = {person}")).await;
        let things = Value::from(waiting(&mut coordinator, &page).await).to_string();
        assert!(things.contains("kept safe") && !things.contains(&says) && !things.contains(&why), "{things}");
    }

    async fn d15_what_an_alert_said_that_was_entered_in_error_nobody_reads(engine: Engine) {
        let Scene { world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let says = canary("Own", "person_alert", "words");
        assert!(Value::from(waiting(&mut coordinator, &page).await).to_string().contains(&says));
        let person = id_text(&world, own.id("person"));
        execute(&world.fresh.db, &format!("update person_alert set in_error = true where person_id = {person}")).await;
        let things = waiting(&mut coordinator, &page).await;
        assert!(things.iter().any(|it| it["title"] == "An alert"), "that there was one is decided on");
        assert!(!Value::from(things).to_string().contains(&says));
    }

    async fn d15_the_answers_of_a_form_go_out_only_where_their_reader_may_read_them(engine: Engine) {
        let Scene { world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let forms = ["case_form.answers", "case_form_completion.answers"];
        let waits = Value::from(waiting(&mut coordinator, &page).await).to_string();
        assert!(forms.iter().all(|it| waits.contains(it)), "{waits}");
        assert!(!coordinator.get(&page).await.says("Forms of a case are not in it"));
        // Once it is closed, its coordinator reads the record of the case and not where the family lives.
        retie(&world, &[(Kind::Case, own.id("case_record"))], (Relation::Open, FORUM.0), false).await;
        let waits = Value::from(waiting(&mut coordinator, &page).await).to_string();
        assert!(!forms.iter().any(|it| waits.contains(it)), "{waits}");
        assert!(waits.contains("contingency.about_me"), "the rest of the case is there");
        assert!(coordinator.get(&page).await.says("Forms of a case are not in it"));
        decide_all(&mut coordinator, &page, "give").await;
        let file = coordinator.get(&format!("{page}/file")).await;
        assert!(file.says("Some forms that were filled in are not in it"), "{}", file.body);
        let data = coordinator.get(&format!("{page}/data/file")).await;
        assert_eq!(data.json()["forms_are_here"], false);
    }

    async fn d15_a_page_that_was_read_is_given_with_one_press_but_for_what_could_put_somebody_in_danger(engine: Engine) {
        let Scene { world: _world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let things = waiting(&mut coordinator, &page).await;
        let (alone, together): (Vec<Value>, Vec<Value>) = things.into_iter().partition(|it| it["alone"] == true);
        assert!(alone.iter().any(|it| it["title"] == "How to reach them") && together.len() > 5);
        let shown: Vec<(String, &str)> = alone.iter().chain(&together).map(|it| (mark(it), "")).collect();
        let unread = decide(&mut coordinator, &page, &shown).await;
        assert!(unread.says("Select for at least one thing"), "{}", unread.body);
        let wrong = decide_page(&mut coordinator, &page, &shown, "perhaps").await;
        assert!(wrong.says("Tick it, or leave it empty"), "{}", wrong.body);
        // What stood on no page that was read is not given.
        let (last, read) = together.split_last().unwrap();
        let shown: Vec<(String, &str)> = alone.iter().chain(read).map(|it| (mark(it), "")).collect();
        done(&decide_page(&mut coordinator, &page, &shown, "yes").await);
        let left: BTreeSet<String> = waiting(&mut coordinator, &page).await.iter().map(mark).collect();
        assert_eq!(left, alone.iter().chain([last]).map(mark).collect());
    }

    async fn d15_what_was_left_out_goes_in_again_once_somebody_says_so(engine: Engine) {
        let Scene { world: _world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        decide_all(&mut coordinator, &page, "give").await;
        let (says, is_first) = (canary("Own", "person", "family_name"), "1. Who they are");
        let form = coordinator.get(&format!("{page}/items/1")).await;
        let (_, after) = form.body.split_once(is_first).unwrap();
        let (_, value) = after.split_once("<option value=\"").unwrap();
        let of = value.split_once('=').unwrap().0.to_owned();
        for (code, is_in) in [("harm", false), ("give", true)] {
            done(&decide(&mut coordinator, &page, &[(of.clone(), code)]).await);
            let file = coordinator.get(&format!("{page}/file")).await;
            assert_eq!(file.body.contains(&says), is_in, "{code}");
        }
        // Nothing on the form says that it goes in and takes nothing back.
        done(&decide(&mut coordinator, &page, &[(of.clone(), "harm")]).await);
        let form = coordinator.get(&format!("{page}/items/1")).await;
        assert!(form.body.contains(&format!("{of}=give")) && !form.body.contains(&format!("\"{of}=\"")), "{}", form.body);
    }

    async fn d15_where_somebody_lives_and_what_they_confided_goes_to_nobody_unread(engine: Engine) {
        let Scene { world: _world, mut coordinator, own, .. } = scene(engine).await;
        let form = format!("/people/{}/access-requests/new", own.id("person"));
        let said = [("asked_by", "parent"), ("identity", "On the birth certificate")];
        let page = done(&coordinator.fill(&form, &[&said[..], &RECEIVED].concat()).await);
        let things = waiting(&mut coordinator, &page).await;
        let asks = |title: &str| {
            things.iter().filter(|it| it["title"] == title).map(|it| it["asks"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(asks("How to reach them"), ["Whoever reads it learns where they are, or how to reach them"]);
        for confided in ["If things get worse", "A form", "Who they are", "A service"] {
            assert_eq!(asks(confided), ["They may not want whoever asks to read it"], "{confided}");
        }
        let [given, waits, withheld] = counted(&mut coordinator, &page).await;
        assert_eq!((given, withheld), (0, 0), "{waits} wait: nothing goes to somebody else unread");
        decide_all(&mut coordinator, &page, "wishes").await;
        let file = coordinator.get(&format!("{page}/file")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        for hidden in ["person_contact.sealed", "referral.own_words", "assessment.answers"] {
            assert!(!file.body.contains(hidden), "{hidden}");
        }
        assert!(!file.says("in the belief"), "why it is left out would tell that it was said");
        assert!(file.says("What is held about the person you asked for") && !file.says("about you"), "{}", file.body);
    }
}

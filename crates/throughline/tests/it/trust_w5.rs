//! Row W5: files. The limit holds while a file comes, only some kinds are taken, and none is ever shown.

use agreement::{Kind, Relation, Role};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
};
use db::all;
use futures::{StreamExt as _, channel::oneshot, stream};
use testkit::{COUNCIL, POLICE, on_both_engines};
use uuid::Uuid;

use crate::{case_life::done, people_search};

mod ground;
mod sending;

use ground::ground;
use sending::{KIND, add, hidden, parts, sent};

/// A PDF that a browser could take for a page.
const PDF: &[u8] = b"%PDF-1.7\n<html><script>alert(1)</script> 14 Hidden Lane</html>\n%%EOF";

on_both_engines! {
    async fn a_paper_is_listed_and_leaves_as_an_attachment_and_as_nothing_else(engine: Engine) {
        let mut ground = ground(engine).await;
        for page in ground.pages.clone() {
            let location = done(&add(&mut ground.coordinator, &format!("{page}/new"), "Plan \"Zoë\"/..", PDF).await);
            assert_eq!(location, page);
            let list = ground.coordinator.get(&page).await;
            assert!(list.says("Plan \"Zoë\"/..") && list.says("A letter or an e-mail") && list.says("PDF, "), "{}", list.body);
            assert!(!list.body.contains("Dawn Hidden"), "the name of the sent file is not kept");
            let file = ground.file(&page).await;
            for path in [file.clone(), format!("/api/v1{file}")] {
                let came = ground.coordinator.get(&path).await;
                assert_eq!((came.status, came.body.as_bytes()), (StatusCode::OK, PDF), "{path}");
                for (name, value) in [
                    ("content-type", "application/octet-stream"),
                    ("content-length", &PDF.len().to_string()),
                    ("content-disposition", "attachment; filename=\"Plan Zo.pdf\"; filename*=UTF-8''Plan%20Zo%C3%AB.pdf"),
                    ("content-security-policy", "default-src 'none'; sandbox"),
                    ("x-content-type-options", "nosniff"),
                    ("cache-control", "no-store"),
                ] {
                    assert_eq!(came.headers.get(name).unwrap(), value, "{path} {name}");
                }
            }
        }
        let shown = ("export".to_owned(), "shown".to_owned());
        for of in ["case", "referral"] {
            assert_eq!(ground.entries(&format!("take_{of}_paper")).await, [shown.clone(), shown.clone()]);
            assert_eq!(ground.entries(&format!("add_{of}_paper")).await.len(), 1);
        }
        let chronology = ground.coordinator.get(&format!("/cases/{}/chronology", ground.case)).await;
        assert!(chronology.says("A paper was added: a letter or an e-mail."), "{}", chronology.body);
    }

    async fn a_file_of_many_pieces_comes_back_whole_is_sealed_and_damage_to_it_is_noticed(engine: Engine) {
        let mut ground = ground(engine).await;
        let page = ground.pages[0].clone();
        let whole = "They live at 14 Hidden Lane. ".repeat(20_000);
        done(&add(&mut ground.coordinator, &format!("{page}/new"), "Long", whole.as_bytes()).await);
        assert_eq!(ground.count().await, (1, 3));
        let mut tx = ground.world.fresh.db.begin().await.unwrap();
        let kept: Vec<(Vec<u8>,)> = all!(&mut tx, "select sealed from paper_piece").unwrap();
        drop(tx);
        assert!(kept.iter().all(|(it,)| !it.windows(6).any(|some| some == b"Hidden")), "it is sealed");
        let file = ground.file(&page).await;
        assert!(ground.coordinator.get(&file).await.body == whole);
        ground.change("damage").await;
        let damaged = ground.coordinator.get(&file).await;
        assert_eq!(damaged.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!damaged.body.contains("Hidden"), "nothing of it leaves");
        ground.change("lose").await;
        assert_eq!(ground.coordinator.get(&file).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }

    async fn a_paper_is_gone_when_the_key_of_its_person_is(engine: Engine) {
        let mut ground = ground(engine).await;
        let page = ground.pages[1].clone();
        done(&add(&mut ground.coordinator, &format!("{page}/new"), "Letter", b"Dear all").await);
        let file = ground.file(&page).await;
        let keys = db::Keys::open(ground.world.fresh.keys.clone()).await.unwrap();
        keys.destroy(ground.person.0).await.unwrap();
        assert_eq!(ground.coordinator.get(&file).await.status, StatusCode::NOT_FOUND);
    }

    async fn papers_of_a_case_about_the_wrong_person_go_along_under_the_right_persons_key(engine: Engine) {
        let mut ground = ground(engine).await;
        for page in ground.pages.clone() {
            done(&add(&mut ground.coordinator, &format!("{page}/new"), "Letter", b"Dear all").await);
        }
        let right = people_search::add(&mut ground.coordinator, people_search::ZARA).await.to_string();
        let typed = [("other", right.as_str()), ("reason", "The school rang")];
        done(&ground.coordinator.fill(&format!("/cases/{}/wrong-person", ground.case), &typed).await);
        let keys = db::Keys::open(ground.world.fresh.keys.clone()).await.unwrap();
        keys.destroy(ground.person.0).await.unwrap();
        for page in ground.pages.clone() {
            let file = ground.file(&page).await;
            assert!(ground.coordinator.get(&file).await.body == "Dear all", "{page}");
        }
    }

    async fn a_paper_reaches_whoever_made_a_request_once_they_read_the_address_and_only_its_adder_hides_it(engine: Engine) {
        let mut ground = ground(engine).await;
        let (mut ria, id) = ground.world.someone("Ria", POLICE, Role::Practitioner).await;
        let page = ground.pages[1].clone();
        ground.tie(ground.records[1], Relation::Referrer, id.0).await;
        done(&add(&mut ground.coordinator, &format!("{page}/new"), "Letter", b"Dear all").await);
        let file = ground.file(&page).await;
        let list = ria.get(&page).await.body;
        assert!(list.contains("Letter") && !list.contains("/file\"") && !list.contains("/error\""), "{list}");
        let refused = ria.get(&file).await;
        assert!(!refused.says("Dear all") && refused.says("those who may read where the family lives"), "{}", refused.body);
        let hides = (file.replace("/file", "/error"), [("reason", "I do not like it")]);
        assert_eq!(ria.fill(&hides.0, &hides.1).await.status, StatusCode::CONFLICT);
        ground.tie((Kind::Person, ground.person.0), Relation::Referrer, id.0).await;
        assert!(ria.get(&file).await.body == "Dear all");
    }

    async fn a_file_that_is_too_large_is_refused_before_it_ends_and_leaves_nothing(engine: Engine) {
        let mut ground = ground(engine).await;
        for page in ground.pages.clone() {
            let path = format!("{page}/new");
            let hidden = hidden(&mut ground.coordinator, &path).await;
            let mut fields: Vec<(&str, &str)> =
                hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            fields.extend([("title", "The title typed"), ("sort", "order")]);
            let mut start = parts(&fields, Some(b"%PDF-1.7 "));
            start.truncate(start.len() - "\r\n--cut--\r\n".len());
            // 26 MB in small pieces, of a sending that never ends.
            let small = || Bytes::from(vec![b'x'; 16 * 1024]);
            let pieces = (0..26 * 64).map(move |_| small());
            let coming = stream::iter([Bytes::from(start.clone())].into_iter().chain(pieces)).chain(stream::pending());
            let body = Body::from_stream(coming.map(Ok::<_, std::io::Error>));
            let refused = ground.coordinator.send(sent(&path, body)).await;
            // One that says how large it is is not waited for at all.
            let coming = stream::iter([Bytes::from(start)]).chain(stream::pending());
            let mut said = sent(&path, Body::from_stream(coming.map(Ok::<_, std::io::Error>)));
            said.headers_mut().insert(header::CONTENT_LENGTH, "27262976".parse().unwrap());
            let at_once = ground.coordinator.send(said).await;
            for reply in [refused, at_once] {
                assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", reply.body);
                assert!(reply.problems()["file"].contains("25 MB"), "{}", reply.body);
                assert_eq!(reply.value("title").as_deref(), Some("The title typed"));
            }
        }
        assert_eq!(ground.count().await, (0, 0));
    }

    async fn what_is_none_of_the_kinds_is_refused_with_all_that_is_wrong_and_the_title_is_kept(engine: Engine) {
        let mut ground = ground(engine).await;
        let path = format!("{}/new", ground.pages[0]);
        for file in [
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".as_slice(),
            b"<!doctype html><script>alert(1)</script>",
            b"<?xml version=\"1.0\"?><a/>",
            b"MZ\x90\x00 program",
            b"PK\x03\x04 folder.exe",
            b"PK\x03\x04[Content_Types].xml word/document.xml word/vbaProject.bin",
            b"GIF89a",
        ] {
            let reply = add(&mut ground.coordinator, &path, "Kept", file).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
            assert!(reply.problems()["file"].starts_with("The file must be a PDF"), "{}", reply.body);
            assert_eq!(reply.value("title").as_deref(), Some("Kept"));
        }
        let nothing = add(&mut ground.coordinator, &path, "", b"").await;
        assert_eq!(nothing.problems().len(), 2, "{}", nothing.body);
        assert!(nothing.problems()["file"].starts_with("Choose a file"));
        assert_eq!(ground.count().await, (0, 0));
    }

    async fn whoever_may_not_read_the_address_downloads_nothing_and_an_outsider_finds_no_page(engine: Engine) {
        let mut ground = ground(engine).await;
        let (mut chair, _) = ground.world.someone("Chris", COUNCIL, Role::Chair).await;
        let (mut outsider, _) = ground.world.someone("Otto", POLICE, Role::Practitioner).await;
        let (mut involved, id) = ground.world.someone("Ina", POLICE, Role::Practitioner).await;
        let (mut barred, is_barred) = ground.world.someone("Bert", COUNCIL, Role::Coordinator).await;
        for (page, record) in ground.pages.clone().into_iter().zip(ground.records) {
            done(&add(&mut ground.coordinator, &format!("{page}/new"), "Letter", b"Dear all").await);
            let file = ground.file(&page).await;
            ground.tie(record, Relation::Involved, id.0).await;
            if record == ground.records[0] {
                assert_eq!(involved.get(&file).await.status, StatusCode::CONFLICT, "the family's address decides");
                ground.tie((Kind::Person, ground.person.0), Relation::Involved, id.0).await;
            }
            ground.tie(record, Relation::Barred, is_barred.0).await;
            let (new, error) = (format!("{page}/new"), file.replace("/file", "/error"));
            let list = chair.get(&page).await;
            assert!(list.says("Letter") && !list.body.contains("/file\""), "{}", list.body);
            assert_eq!(chair.get(&file).await.status, StatusCode::FORBIDDEN);
            assert_eq!(involved.get(&file).await.body, "Dear all");
            assert_eq!(involved.get(&new).await.status, StatusCode::FORBIDDEN);
            for path in [&page, &file, &new, &error] {
                assert_eq!(outsider.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
                assert_eq!(barred.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
                assert_eq!(ground.world.visitor().get(path).await.status, StatusCode::SEE_OTHER, "{path}");
            }
            // Nobody fills a disk with what they may not send.
            let token = ("_csrf", barred.get("/people").await.value("_csrf").unwrap());
            let mut start = parts(&[(token.0, &token.1), ("title", "T"), ("sort", "letter")], Some(b"%PDF-"));
            start.truncate(start.len() - "--cut--\r\n".len());
            let coming = stream::iter([Ok::<_, std::io::Error>(Bytes::from(start))]).chain(stream::pending());
            let refused = barred.send(sent(&new, Body::from_stream(coming))).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
            ground.tie(record, Relation::Restricted, Uuid::nil()).await;
            for path in [&page, &file, &new, &error] {
                assert_eq!(ground.coordinator.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
    }

    async fn a_paper_of_one_record_is_not_had_at_the_address_of_another(engine: Engine) {
        let mut ground = ground(engine).await;
        let [case, referral] = ground.pages.clone();
        done(&add(&mut ground.coordinator, &format!("{case}/new"), "Letter", b"Dear all").await);
        let elsewhere = ground.file(&case).await.replace(&case, &referral);
        for path in [elsewhere.clone(), elsewhere.replace("/file", "/error")] {
            assert_eq!(ground.coordinator.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn a_paper_that_was_entered_in_error_keeps_its_line_and_is_not_given_out_also_after_closing(engine: Engine) {
        let mut ground = ground(engine).await;
        for page in ground.pages.clone() {
            done(&add(&mut ground.coordinator, &format!("{page}/new"), "Letter", b"Dear all").await);
        }
        ground.change("close").await;
        for page in ground.pages.clone() {
            let file = ground.file(&page).await;
            let error = file.replace("/file", "/error");
            let empty = ground.coordinator.fill(&error, &[("reason", "  ")]).await;
            assert_eq!(empty.problems()["reason"], "Enter why it should not be here");
            done(&ground.coordinator.fill(&error, &[("reason", "About another family")]).await);
            let list = ground.coordinator.get(&page).await;
            assert!(list.says("Entered in error: About another family") && !list.body.contains("/file\""), "{}", list.body);
            for path in [file.clone(), format!("/api/v1{file}"), error] {
                let reply = ground.coordinator.get(&path).await;
                assert_eq!(reply.status, StatusCode::CONFLICT, "{path}");
                assert!(!reply.body.contains("Dear all"));
            }
        }
        let late = ground.coordinator.get(&format!("{}/new", ground.pages[0])).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "a closed case takes no paper");
    }

    async fn the_same_form_sent_twice_adds_one_paper_and_another_file_under_its_key_is_told(engine: Engine) {
        let mut ground = ground(engine).await;
        let path = format!("{}/new", ground.pages[0]);
        let hidden = hidden(&mut ground.coordinator, &path).await;
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("title", "Letter"), ("sort", "letter")]);
        for _ in 0..2 {
            done(&ground.coordinator.send(sent(&path, parts(&fields, Some(b"Dear all")))).await);
        }
        let other = ground.coordinator.send(sent(&path, parts(&fields, Some(b"Dear none")))).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
        assert_eq!(ground.count().await, (1, 1));
    }

    async fn a_body_that_is_broken_is_told_in_words_and_changes_nothing(engine: Engine) {
        let mut ground = ground(engine).await;
        let path = format!("{}/new", ground.pages[0]);
        let hidden = hidden(&mut ground.coordinator, &path).await;
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("title", "Letter"), ("sort", "letter")]);
        let good = parts(&fields, Some(b"Dear all"));
        let many: Vec<(&str, &str)> = (0..60).map(|_| ("title", "x")).collect();
        let long = "x".repeat(2_000_000);
        let head = format!("--cut\r\nContent-Disposition: form-data; name=\"title\"; x=\"{long}\"\r\n\r\n\r\n--cut--\r\n");
        let mut two = parts(&fields, Some(b"Dear all"));
        two.truncate(two.len() - "--cut--\r\n".len());
        two.extend(parts(&[], Some(b"Dear none")));
        let mut last = parts(&[("title", "Letter"), ("sort", "letter")], Some(b"Dear all"));
        last.truncate(last.len() - "--cut--\r\n".len());
        last.extend(parts(&fields, None));
        for (what, kind, body, told) in [
            ("no boundary", "multipart/form-data", good.clone(), "no boundary"),
            ("an empty boundary", "multipart/form-data; boundary=", good.clone(), "send it again"),
            ("cut off in the file", KIND, good[..good.len() - 12].to_vec(), "ended too early"),
            ("cut off before it", KIND, good[..40].to_vec(), "Choose the file and send it again"),
            ("nothing", KIND, Vec::new(), "Choose the file and send it again"),
            ("no parts", KIND, vec![b'x'; 300_000], "Choose the file and send it again"),
            ("a head without end", KIND, head.into_bytes(), "Choose the file and send it again"),
            ("too many parts", KIND, parts(&many, None), "too many parts"),
            ("too much beside the file", KIND, parts(&[("title", &long)], None), "too long"),
            ("two files", KIND, two, "one file at a time"),
            ("the token behind the file", KIND, last, "This form has expired"),
            ("no text", KIND, parts(&fields, None).iter().map(|it| if *it == b'L' { 0xff } else { *it }).collect(), "not text"),
        ] {
            let mut request = sent(&path, body);
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap());
            let reply = ground.coordinator.send(request).await;
            assert!(reply.status.is_client_error() && reply.says(told), "{what}: {} {}", reply.status, reply.body);
        }
        let without = ground.coordinator.send(sent(&path, parts(&fields, None))).await;
        assert!(without.problems()["file"].starts_with("Choose a file"), "{}", without.body);
        assert_eq!(ground.count().await, (0, 0));
    }

    async fn what_was_typed_beside_a_file_is_kept_for_whoever_was_too_late(engine: Engine) {
        let mut ground = ground(engine).await;
        let path = format!("{}/new", ground.pages[0]);
        let fields = [("_csrf", "old"), ("title", "A long title"), ("sort", "order")];
        let late = ground.coordinator.send(sent(&path, parts(&fields, Some(PDF)))).await;
        assert_eq!(late.status, StatusCode::FORBIDDEN);
        let again = ground.coordinator.get(&path).await;
        assert_eq!(again.value("title").as_deref(), Some("A long title"));
        done(&add(&mut ground.coordinator, &path, "A long title", PDF).await);
        assert_eq!(ground.coordinator.get(&path).await.value("title").unwrap_or_default(), "");
    }

    async fn one_file_of_each_person_comes_at_a_time_and_a_record_holds_so_many(engine: Engine) {
        let mut ground = ground(engine).await;
        let token = ground.coordinator.get("/people").await.value("_csrf").unwrap();
        let path = format!("/api/v1{}/new", ground.pages[0]);
        let request = |body: Body| {
            let mut request = sent(&path, body);
            request.headers_mut().insert("x-csrf-token", token.parse().unwrap());
            request
        };
        let whole = parts(&[("title", "Letter"), ("sort", "letter")], Some(b"Dear all"));
        let (begun, has_begun) = oneshot::channel::<()>();
        let (go_on, goes_on) = oneshot::channel::<()>();
        let slow = whole.clone();
        // Nothing of it is asked for before it has its place; the rest waits for the other.
        let coming = stream::once(async move {
            begun.send(()).unwrap();
            goes_on.await.unwrap();
            Ok::<_, std::io::Error>(Bytes::from(slow))
        });
        let (mut first, mut second) = (ground.coordinator.clone(), ground.coordinator.clone());
        let other = async {
            has_begun.await.unwrap();
            let refused = second.send(request(Body::from(whole.clone()))).await;
            go_on.send(()).unwrap();
            refused
        };
        let (came, refused) = tokio::join!(first.send(request(Body::from_stream(coming))), other);
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.body.contains("Another file of yours is still coming"), "{}", refused.body);
        assert_eq!(came.status, StatusCode::OK, "{}", came.body);
        assert_eq!(ground.coordinator.send(request(Body::from(whole.clone()))).await.status, StatusCode::OK);
        ground.change("fill").await;
        let full = ground.coordinator.send(request(Body::from(whole))).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(full.body.contains("No more than 500 MB"), "{}", full.body);
    }

    async fn a_program_sends_the_same_parts_and_is_told_what_is_wrong(engine: Engine) {
        let mut ground = ground(engine).await;
        let token = ground.coordinator.get("/people").await.value("_csrf").unwrap();
        for page in ground.pages.clone() {
            let path = format!("/api/v1{page}/new");
            let right = [("title", "Letter"), ("sort", "letter")];
            let mut send = async |fields: &[(&str, &str)], file: Option<&[u8]>| {
                let mut request = sent(&path, parts(fields, file));
                request.headers_mut().insert("x-csrf-token", token.parse().unwrap());
                ground.coordinator.send(request).await
            };
            let wrong = send(&[("title", ""), ("sort", "castle")], Some(b"GIF89a")).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(wrong.json()["errors"].as_array().unwrap().len(), 3, "{}", wrong.body);
            let large = send(&right, Some(&vec![b'x'; 26 * 1024 * 1024])).await;
            assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
            assert!(large.json()["detail"].as_str().unwrap().contains("25 MB"), "{}", large.body);
            let added = send(&right, Some(b"Dear all")).await;
            assert_eq!(added.status, StatusCode::OK, "{}", added.body);
            let paper = added.json().as_str().unwrap().to_owned();
            let file = ground.coordinator.get(&format!("/api/v1{page}/{paper}/file")).await;
            assert_eq!(file.body, "Dear all");
        }
        let forged = ground.coordinator.send(sent(&format!("/api/v1{}/new", ground.pages[0]), parts(&[], None))).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
    }
}

//! Row W8 on the shipped program, with bytes on a socket: what no library would send for us. Always a
//! clear refusal, never a failure, and the next request is answered.

use testkit::Engine;

use crate::{
    trust_ground::Ground,
    trust_served::{Served, wire},
};

const MEGABYTE: usize = 1 << 20;

fn long() -> String {
    "x".repeat(MEGABYTE)
}

/// Requests of a size that no honest one has.
fn too_long(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let (cookie, form) =
        (format!("__Host-throughline={token}"), "application/x-www-form-urlencoded");
    let signed_in = [("cookie", cookie.as_str())];
    let bearer = format!("Bearer {token}");
    let json = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let (long, query) = (long(), format!("/cases?after={}", long()));
    let many: String = (0..40_000).map(|at| format!("f{at}=x&")).collect();
    vec![
        ("a query of 1 MB", wire("GET", &query, &signed_in, "")),
        ("a query of 1 MB for the API", wire("GET", &format!("/api/v1{query}"), &json[..1], "")),
        ("a query of 1 MB of a visitor", wire("GET", &query, &[], "")),
        ("a query of 1 MB where forms are sent", wire("POST", &query, &signed_in, "")),
        (
            "a query of 60,000",
            wire("GET", &format!("/cases?after={}", "x".repeat(60_000)), &signed_in, ""),
        ),
        (
            "a query of 30,000 fields",
            wire("GET", &format!("/cases?{}", "a=&".repeat(20_000)), &signed_in, ""),
        ),
        ("a path of 1 MB", wire("GET", &format!("/{long}"), &signed_in, "")),
        ("a header of 1 MB", wire("GET", "/cases", &[("x-long", &long)], "")),
        ("a cookie of 1 MB", wire("GET", "/cases", &[("cookie", &long)], "")),
        (
            "a token of 1 MB",
            wire("GET", "/api/v1/cases", &[("authorization", &format!("Bearer {long}"))], ""),
        ),
        ("a method of 1 MB", wire(&long, "/cases", &signed_in, "")),
        (
            "a form of more than 1 MB",
            wire(
                "POST",
                "/people",
                &[signed_in[0], ("content-type", form)],
                &format!("name={long}x"),
            ),
        ),
        (
            "a body of more than 1 MB",
            wire("POST", "/api/v1/people", &json, &format!("{{\"name\":\"{long}\"}}")),
        ),
        (
            "a form of 40,000 fields",
            wire("POST", "/people", &[signed_in[0], ("content-type", form)], &many),
        ),
    ]
}

/// Requests that are not quite HTTP, or say one thing and do another.
fn broken(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let cookie = format!("__Host-throughline={token}");
    let signed_in = [("cookie", cookie.as_str())];
    let raw = |text: &str| text.as_bytes().to_vec();
    vec![
        ("another version", raw("GET / HTTP/9.9\r\nhost: x\r\n\r\n")),
        ("no version", raw("GET /\r\n\r\n")),
        ("a nul in the path", raw("GET /\0 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")),
        ("bytes that are no text", b"GET /\xff\xfe?\xff HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a header without a name", raw("GET / HTTP/1.1\r\nhost: x\r\n: x\r\n\r\n")),
        ("a header that goes on", raw("GET / HTTP/1.1\r\nhost: x\r\n x\r\n\r\n")),
        (
            "a length that is none",
            raw("POST /people HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"),
        ),
        (
            "a length past all numbers",
            raw("POST /people HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n"),
        ),
        (
            "two lengths",
            raw(
                "POST /people HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
            ),
        ),
        (
            "a chunk without a length",
            raw("POST /people HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
        ),
        ("odd percent signs", wire("GET", "/cases?after=%&%=%zz&%f", &signed_in, "")),
        ("a path above the top", wire("GET", "/../../etc/passwd", &signed_in, "")),
        ("a path with another escape", wire("GET", "/people/%2e%2e%2f%00", &signed_in, "")),
    ]
}

/// Numbers, dates and ids that no honest form sends, in every place where a list takes one.
fn odd(token: &str) -> Vec<Vec<u8>> {
    let bearer = format!("Bearer {token}");
    let signed_in = [("authorization", bearer.as_str())];
    let values = [
        "0",
        "-1",
        "9223372036854775808",
        "1e400",
        "NaN",
        "0000-00-00",
        "9999-12-31",
        "2025-02-29",
        "00000000-0000-0000-0000-0000000000c1",
        "%F0%9F%A6%94",
        "a%0d%0aset-cookie:x",
    ];
    let places = [
        "/api/v1/cases?after=",
        "/api/v1/cases?page_size=",
        "/api/v1/cases?status=",
        "/api/v1/referrals?after=",
        "/api/v1/people/",
        "/api/v1/cases/",
        "/api/v1/referrals/",
        "/api/v1/meetings/",
        "/api/v1/ledger?before=",
    ];
    let pairs = places.iter().flat_map(|place| values.map(|value| format!("{place}{value}")));
    pairs.map(|path| wire("GET", &path, &signed_in, "")).collect()
}

#[tokio::test]
async fn w8_a_megabyte_where_a_word_belongs_and_broken_http_are_refused_and_hurt_nobody() {
    let ground = Ground::on(Engine::Sqlite).await;
    let served = Served::over(&ground).await;
    let token = ground.who("coordinator").token.clone().unwrap();
    let bearer = format!("Bearer {token}");
    let alive = async || {
        let asked = wire("GET", "/api/v1/cases", &[("authorization", &bearer)], "");
        served.send(asked).await.status
    };
    assert_eq!(alive().await, 200);
    for (what, bytes) in [too_long(&token), broken(&token)].concat() {
        let answer = served.send(bytes).await;
        let short: String = answer.text.chars().take(200).collect();
        assert!((400..500).contains(&answer.status), "{what}: {} {short}", answer.status);
        assert_eq!(alive().await, 200, "after {what}");
    }
    for bytes in odd(&token) {
        let asked: String = String::from_utf8_lossy(&bytes).lines().next().unwrap().to_owned();
        let answer = served.send(bytes).await;
        assert!((200..500).contains(&answer.status), "{asked}: {}", answer.text);
        assert!(!answer.text.to_lowercase().contains("\nset-cookie:x"), "{asked}");
    }
    assert_eq!(alive().await, 200);
    let written = served.stop();
    assert_eq!(written.lines().find(|line| line.contains("panicked")), None);
}

//! What browsers are sent, and what must never be in it.
#![expect(clippy::unwrap_used, reason = "a set-up step that fails should stop the test")]

use assets::{ASSETS, Asset, find};

fn text(path: &str) -> &'static str {
    std::str::from_utf8(find(path).unwrap().bytes).unwrap()
}

#[test]
fn every_named_path_is_sent() {
    for path in
        [assets::CSS, assets::JS, assets::BOOT, assets::FONT, assets::ICON, assets::LICENCES]
    {
        assert!(find(path).is_some(), "{path}");
    }
    assert_eq!(assets::path("app.css"), assets::CSS);
    assert_eq!(assets::path("none.css"), "");
    assert!(find("/assets/app.css").is_none());
    assert!(find("/assets/../Cargo.toml").is_none());
}

#[test]
fn every_path_holds_the_hash_of_its_content() {
    let mut paths: Vec<&str> = ASSETS.iter().map(|asset| asset.path).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), ASSETS.len());
    for Asset { name, path, .. } in ASSETS {
        let (stem, extension) = name.rsplit_once('.').unwrap();
        let hash = path.strip_prefix(&format!("/assets/{stem}-")).unwrap();
        let hash = hash.strip_suffix(&format!(".{extension}")).unwrap();
        assert!(hash.len() == 12 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{path}");
    }
}

#[test]
fn the_compressed_copy_is_the_same_file() {
    for asset in ASSETS {
        let Some(packed) = asset.brotli else { continue };
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).unwrap();
        assert_eq!(unpacked, asset.bytes, "{}", asset.name);
    }
}

#[test]
fn the_styles_point_only_at_what_is_sent() {
    let css = text(assets::CSS);
    let targets: Vec<&str> =
        css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(targets.len() >= 2, "{targets:?}");
    for target in targets {
        assert!(find(target).is_some(), "{target}");
    }
}

#[test]
fn the_look_is_not_that_of_government() {
    let css = text(assets::CSS);
    for theirs in ["GDS Transport", "crest", "crown"] {
        assert!(!css.contains(theirs), "{theirs}");
    }
    assert!(css.contains("Public Sans"));
}

#[test]
fn the_scripts_do_nothing_that_a_strict_policy_forbids() {
    for script in [assets::JS, assets::BOOT] {
        let js = text(script);
        for forbidden in [
            "eval(",
            "new Function",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
        ] {
            assert!(!js.contains(forbidden), "{script} has {forbidden}");
        }
    }
}

#[test]
fn what_is_sent_stays_small() {
    let limits = [(assets::CSS, 14_000), (assets::JS, 7_300), (assets::BOOT, 200)];
    for (path, limit) in limits {
        let size = find(path).unwrap().brotli.unwrap().len();
        assert!(size <= limit, "{path} is {size} bytes under brotli, over {limit}");
    }
}

#[test]
fn the_lock_file_holds_no_address_to_download_from() {
    let lock = include_str!("../web/package-lock.json");
    assert!(!lock.contains("\"resolved\""));
    assert!(!lock.contains("http://") && !lock.contains("registry."));
}

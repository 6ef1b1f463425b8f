//! Makes the styles, the script and the font that browsers are sent.
//!
//! `npm ci` when the lock file has changed, sass, esbuild, then each file under a name that holds
//! its hash, with a brotli copy. A style that points at a file that is not sent fails the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

const FONTS: &str = "node_modules/@fontsource-variable/public-sans/files";
const MOJ_IMAGES: &str = "node_modules/@ministryofjustice/frontend/moj/assets/images";

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={}", error.to_string().replace('\n', " | "));
            ExitCode::FAILURE
        }
    }
}

fn build() -> Outcome<()> {
    let web = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("web");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in ["package.json", "package-lock.json", ".npmrc", "src", "node_modules/.installed"]
    {
        println!("cargo::rerun-if-changed={}", web.join(watched).display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    install(&web)?;

    let mut files = Emitted::new(web.clone(), out.clone());
    let css = sass(&web)?;
    let css = files.resolve_urls(&css)?;
    files.emit("app.css", "text/css; charset=utf-8", css.as_bytes())?;
    for script in ["app.js", "boot.js"] {
        let js = esbuild(&web, script)?;
        files.emit(script, "text/javascript; charset=utf-8", js.as_bytes())?;
    }
    files.emit("icon.svg", "image/svg+xml", &fs::read(web.join("src/icon.svg"))?)?;
    files.emit("licences.txt", "text/plain; charset=utf-8", licences(&web)?.as_bytes())?;
    fs::write(out.join("table.rs"), files.table())?;
    Ok(())
}

/// Fills `node_modules` from the lock file, once, however many builds ask for it together.
fn install(web: &Path) -> Outcome<()> {
    let guard = File::create(web.join(".install.lock"))?;
    guard.lock()?;
    let lock_file = web.join("package-lock.json");
    let stamp = web.join("node_modules/.installed");
    let wanted = hash(&fs::read(&lock_file)?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let mut last = String::new();
    for _ in 0..3 {
        match run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit"])
            .current_dir(web))
        {
            Ok(_) => {
                let mut file = File::create(&stamp)?;
                file.write_all(wanted.as_bytes())?;
                // As old as the lock file, so that cargo does not take it for a change.
                file.set_modified(fs::metadata(&lock_file)?.modified()?)?;
                return Ok(());
            }
            Err(error) => last = error.to_string(),
        }
    }
    Err(format!("npm could not fetch what crates/assets/web/package-lock.json lists: {last}")
        .into())
}

fn sass(web: &Path) -> Outcome<String> {
    let tool = "node_modules/sass/sass.js";
    let options = ["--style=compressed", "--no-source-map", "--no-charset", "--load-path=."];
    run(Command::new("node").arg(tool).args(options).arg("src/app.scss").current_dir(web))
}

fn esbuild(web: &Path, script: &str) -> Outcome<String> {
    let tool = "node_modules/esbuild/bin/esbuild";
    let options =
        ["--bundle", "--minify", "--format=iife", "--target=es2020", "--log-level=warning"];
    let entry = format!("src/{script}");
    run(Command::new("node").arg(tool).arg(entry).args(options).current_dir(web))
}

fn run(command: &mut Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!(
            "{name} is missing: install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)"
        ),
        _ => format!("{name} could not be started: {error}"),
    })?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?} failed: {said}").into())
    }
}

/// The licences of what is sent, which they ask to travel with it.
fn licences(web: &Path) -> Outcome<String> {
    let mut text = fs::read_to_string(web.join("src/licences.txt"))?;
    for (name, file) in [
        ("Public Sans", "@fontsource-variable/public-sans/LICENSE"),
        ("idiomorph", "idiomorph/LICENSE"),
    ] {
        let licence = fs::read_to_string(web.join("node_modules").join(file))?;
        write!(text, "\n\n{name}\n\n{}", licence.trim())?;
    }
    Ok(text)
}

struct Emitted {
    web: PathBuf,
    out: PathBuf,
    /// Name in the sources to path in the browser.
    paths: BTreeMap<String, String>,
    rows: String,
}

impl Emitted {
    fn new(web: PathBuf, out: PathBuf) -> Emitted {
        Emitted { web, out, paths: BTreeMap::new(), rows: String::new() }
    }

    fn emit(&mut self, name: &str, content_type: &str, bytes: &[u8]) -> Outcome<String> {
        let (stem, extension) = name.rsplit_once('.').ok_or("an asset needs an extension")?;
        let digest: String = hash(bytes).chars().take(12).collect();
        let path = format!("/assets/{stem}-{digest}.{extension}");
        let file = self.out.join(name);
        fs::write(&file, bytes)?;
        let mut brotli = "None".to_owned();
        let packed = pack(bytes)?;
        if packed.len() < bytes.len() * 9 / 10 {
            let packed_file = self.out.join(format!("{name}.br"));
            fs::write(&packed_file, packed)?;
            brotli = format!("Some(include_bytes!({packed_file:?}))");
        }
        writeln!(
            self.rows,
            "    Asset {{ name: {name:?}, path: {path:?}, content_type: {content_type:?}, \
             bytes: include_bytes!({file:?}), brotli: {brotli} }},"
        )?;
        self.paths.insert(name.to_owned(), path.clone());
        Ok(path)
    }

    /// Puts the hashed path in the place of each `url()`, sending that file too.
    fn resolve_urls(&mut self, css: &str) -> Outcome<String> {
        let mut parts = css.split("url(");
        let mut resolved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (target, rest) = part.split_once(')').ok_or("a url( is not closed")?;
            let target = target.trim_matches(['"', '\'']);
            let name = target.rsplit('/').next().unwrap_or(target);
            let path = match self.paths.get(name) {
                Some(path) => path.clone(),
                None => self.emit_referred(name, target)?,
            };
            write!(resolved, "url({path}){rest}")?;
        }
        Ok(resolved)
    }

    fn emit_referred(&mut self, name: &str, target: &str) -> Outcome<String> {
        let found = [FONTS, MOJ_IMAGES, "src"]
            .iter()
            .map(|folder| self.web.join(folder).join(name))
            .find(|file| file.is_file())
            .ok_or_else(|| format!("the styles refer to {target}, which no package brings"))?;
        let content_type = match name.rsplit('.').next() {
            Some("woff2") => "font/woff2",
            Some("svg") => "image/svg+xml",
            _ => return Err(format!("the styles refer to {target}, of a kind not sent").into()),
        };
        self.emit(name, content_type, &fs::read(found)?)
    }

    fn table(&self) -> String {
        let mut text = format!(
            "/// Every file, in no order.\npub static ASSETS: &[Asset] = &[\n{}];\n",
            self.rows
        );
        for (constant, name, about) in [
            ("CSS", "app.css", "The styles."),
            ("JS", "app.js", "The script, for the end of the body."),
            (
                "BOOT",
                "boot.js",
                "The script that says that there is script, for the start of the body.",
            ),
            ("FONT", "public-sans-latin-wght-normal.woff2", "The typeface, to be fetched early."),
            ("ICON", "icon.svg", "The icon of the browser's tab."),
            ("LICENCES", "licences.txt", "The licences of what is sent."),
        ] {
            let path = self.paths.get(name).map_or("", String::as_str);
            text.push_str(&format!("/// {about}\npub const {constant}: &str = {path:?};\n"));
        }
        text
    }
}

fn pack(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_TEXT,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

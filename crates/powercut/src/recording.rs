//! Reads what strace wrote (`-f -y -xx`) into the events that matter to a disk.

use std::collections::BTreeMap;

use crate::{Files, PowercutError};

/// Something that a program did, in the order in which it took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A file was opened so that it exists from now on.
    Created(String),
    /// Bytes went to a file, not yet to the disk.
    Wrote(String, usize, Vec<u8>),
    /// A file was cut or grown to a length.
    Truncated(String, usize),
    /// A file was removed.
    Removed(String),
    /// A sync of a file began: it covers what was written before.
    SyncBegan(String),
    /// That sync came back: what it covers is on the disk.
    SyncEnded(String),
    /// The folder itself was synced: which files there are is on the disk.
    FolderSynced,
    /// The program told the world that a change is kept.
    Acknowledged(u64),
}

/// What a program did to the files of one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The files before it ran.
    pub start: Files,
    /// What it did.
    pub events: Vec<Event>,
}

impl Recording {
    /// Reads the text of a recording; only files directly in `folder` count.
    ///
    /// # Errors
    /// When a line does something to the folder that is not modelled.
    pub fn read(text: &str, folder: &str, start: Files) -> Result<Self, PowercutError> {
        let mut reader = Reader {
            folder: format!("{}/", folder.trim_end_matches('/')),
            positions: BTreeMap::new(),
            unfinished: BTreeMap::new(),
            events: Vec::new(),
        };
        for (at, line) in text.lines().enumerate() {
            let not_understood = || PowercutError::NotUnderstood {
                line: at + 1,
                text: line.chars().take(120).collect(),
            };
            reader.line(line).ok_or_else(not_understood)?;
        }
        Ok(Self { start, events: reader.events })
    }
}

struct Reader<'a> {
    folder: String,
    /// Where the next plain write goes, for each open file.
    positions: BTreeMap<&'a str, usize>,
    /// What each thread is in the middle of.
    unfinished: BTreeMap<&'a str, &'a str>,
    events: Vec<Event>,
}

impl<'a> Reader<'a> {
    /// One line; none when it is not understood.
    fn line(&mut self, line: &'a str) -> Option<()> {
        let (thread, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") {
            return Some(());
        }
        if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
            self.unfinished.insert(thread, begun);
            return self.begin(begun);
        }
        if rest.starts_with("<... ") {
            let begun = self.unfinished.remove(thread)?;
            let (_, ending) = rest.split_once("resumed>")?;
            return self.end(begun, ending);
        }
        // A call that came back at once; what it returned stands after the last " = ".
        let (begun, _) = rest.rsplit_once(" = ")?;
        self.begin(begun)?;
        self.end(begun, rest.get(begun.len()..)?)
    }

    /// What a call does by being made.
    fn begin(&mut self, begun: &str) -> Option<()> {
        let (call, arguments) = begun.split_once('(')?;
        match call {
            "fsync" | "fdatasync" => {
                if let Some(file) = self.ours(&path_of(arguments)?) {
                    self.events.push(Event::SyncBegan(file));
                }
            }
            "write" if self.ours(&path_of(arguments)?).is_none() => {
                self.acknowledgements(arguments)?;
            }
            _ => {}
        }
        Some(())
    }

    /// What a call has done once it is back. `ending` is all that follows what `begin` saw.
    fn end(&mut self, begun: &'a str, ending: &'a str) -> Option<()> {
        let (call, arguments) = begun.split_once('(')?;
        let (late, result) = ending.rsplit_once("= ").unwrap_or(("", ending));
        let result = result.split([' ', '<']).next().unwrap_or_default();
        let Ok(result) = result.parse::<usize>() else {
            // The call failed, or never came back: nothing happened, as far as anyone can know.
            return Some(());
        };
        match call {
            "openat" | "open" | "creat" => {
                let opened = ending.rsplit_once("= ")?.1;
                self.open(arguments, late, opened)
            }
            "lseek" => self.seek(arguments, result),
            "write" | "pwrite64" => self.write(call, arguments, result),
            "fsync" | "fdatasync" => self.synced(arguments),
            "ftruncate" => {
                if let Some(file) = self.ours(&path_of(arguments)?) {
                    self.events.push(Event::Truncated(file, last_number(arguments)?));
                }
                Some(())
            }
            "unlink" | "unlinkat" => {
                if let Some(file) = self.ours(&text_of(arguments)?) {
                    self.events.push(Event::Removed(file));
                }
                Some(())
            }
            // Not modelled: fine for other folders, an error in ours.
            _ => (!decoded(arguments).contains(&self.folder)).then_some(()),
        }
    }

    fn open(&mut self, arguments: &str, late: &str, opened: &'a str) -> Option<()> {
        let (descriptor, _) = opened.split_once('<')?;
        self.positions.insert(descriptor, 0);
        let flags = format!("{arguments}{late}");
        if let Some(file) = self.ours(&path_of(opened)?) {
            if flags.contains("O_APPEND") {
                return None;
            }
            if flags.contains("O_CREAT") {
                self.events.push(Event::Created(file.clone()));
            }
            if flags.contains("O_TRUNC") {
                self.events.push(Event::Truncated(file, 0));
            }
        }
        Some(())
    }

    fn seek(&mut self, arguments: &'a str, result: usize) -> Option<()> {
        let (descriptor, _) = arguments.split_once('<')?;
        self.positions.insert(descriptor, result);
        Some(())
    }

    /// As many bytes as the call says it wrote.
    fn write(&mut self, call: &str, arguments: &'a str, written: usize) -> Option<()> {
        let (descriptor, _) = arguments.split_once('<')?;
        let Some(file) = self.ours(&path_of(arguments)?) else { return Some(()) };
        let offset = if call == "write" {
            let position = self.positions.entry(descriptor).or_default();
            *position += written;
            *position - written
        } else {
            last_number(arguments)?
        };
        let bytes = bytes_of(arguments)?.get(..written)?.to_vec();
        self.events.push(Event::Wrote(file, offset, bytes));
        Some(())
    }

    fn synced(&mut self, arguments: &str) -> Option<()> {
        let path = path_of(arguments)?;
        if let Some(file) = self.ours(&path) {
            self.events.push(Event::SyncEnded(file));
        } else if format!("{path}/") == self.folder {
            self.events.push(Event::FolderSynced);
        }
        Some(())
    }

    fn acknowledgements(&mut self, arguments: &str) -> Option<()> {
        let said = String::from_utf8_lossy(&bytes_of(arguments)?).into_owned();
        let changes = said.lines().filter_map(|line| line.strip_prefix("ACK "));
        let changes = changes.filter_map(|change| change.trim().parse().ok());
        self.events.extend(changes.map(Event::Acknowledged));
        Some(())
    }

    /// The name of a file of the folder.
    fn ours(&self, path: &str) -> Option<String> {
        let name = path.strip_prefix(&self.folder)?;
        (!name.contains('/') && !name.ends_with("-shm")).then(|| name.to_owned())
    }
}

/// The path that strace shows in angle brackets behind the first descriptor.
fn path_of(arguments: &str) -> Option<String> {
    Some(decoded(arguments.split_once('<')?.1.split_once('>')?.0))
}

/// The first string among the arguments.
fn bytes_of(arguments: &str) -> Option<Vec<u8>> {
    unescape(arguments.split_once('"')?.1.split_once('"')?.0)
}

fn text_of(arguments: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&bytes_of(arguments)?).into_owned())
}

fn last_number(arguments: &str) -> Option<usize> {
    arguments.trim_end_matches([')', ' ']).rsplit(", ").next()?.parse().ok()
}

/// `\x41\x42` as bytes; nothing else is written with `-xx`.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let bytes = text.split("\\x").skip(1).map(|hex| u8::from_str_radix(hex, 16));
    bytes.collect::<Result<_, _>>().ok()
}

/// Text with its `\x41` put back, the rest left as it is.
fn decoded(text: &str) -> String {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.extend(u8::from_str_radix(hex, 16));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Event>, PowercutError> {
        Recording::read(text, "/d", Files::new()).map(|recording| recording.events)
    }

    #[test]
    fn the_calls_of_a_commit_become_events() {
        let events = read(
            r#"7 openat(AT_FDCWD</x>, "\x2f\x64\x2f\x61", O_RDWR|O_CREAT, 0644) = 3<\x2f\x64\x2f\x61>
7 pwrite64(3<\x2f\x64\x2f\x61>, "\x01\x02", 2, 4096) = 2
7 fdatasync(3<\x2f\x64\x2f\x61>) = 0
7 write(1<\x70>, "\x41\x43\x4b\x20\x31\x37\x0a", 7) = 7
7 ftruncate(3<\x2f\x64\x2f\x61>, 512) = 0
7 fsync(4<\x2f\x64>) = 0
7 unlink("\x2f\x64\x2f\x61") = 0
7 +++ exited with 0 +++"#,
        );
        let a = || "a".to_owned();
        let expected = vec![
            Event::Created(a()),
            Event::Wrote(a(), 4096, vec![1, 2]),
            Event::SyncBegan(a()),
            Event::SyncEnded(a()),
            Event::Acknowledged(17),
            Event::Truncated(a(), 512),
            Event::FolderSynced,
            Event::Removed(a()),
        ];
        assert_eq!(events.unwrap(), expected);
    }

    #[test]
    fn plain_writes_go_where_the_last_one_ended_or_where_a_seek_put_them() {
        let events = read(
            r#"7 openat(AT_FDCWD</x>, "\x2f", O_RDWR) = 3</d/a>
7 write(3</d/a>, "\x01", 1) = 1
7 lseek(3</d/a>, 9, SEEK_SET) = 9
7 write(3</d/a>, "\x02\x03", 2) = 1"#,
        );
        let a = || "a".to_owned();
        assert_eq!(events.unwrap(), [Event::Wrote(a(), 0, vec![1]), Event::Wrote(a(), 9, vec![2])]);
    }

    #[test]
    fn a_write_that_ends_after_a_sync_began_is_not_covered_by_it() {
        let events = read(
            r#"7 pwrite64(3</d/a>, "\x01", 1, 0 <unfinished ...>
8 fsync(3</d/a> <unfinished ...>
7 <... pwrite64 resumed>) = 1
8 <... fsync resumed>) = 0"#,
        );
        let a = || "a".to_owned();
        let expected =
            [Event::SyncBegan(a()), Event::Wrote(a(), 0, vec![1]), Event::SyncEnded(a())];
        assert_eq!(events.unwrap(), expected);
    }

    #[test]
    fn failed_calls_and_other_folders_change_nothing_and_the_unknown_is_refused() {
        let quiet = r#"7 unlink("\x2f\x64\x2f\x61") = -1 ENOENT (No such file)
7 pwrite64(3</e/a>, "\x01", 1, 0) = 1
7 rename("/e/a", "/e/b") = 0"#;
        assert_eq!(read(quiet).unwrap(), []);
        assert!(read(r#"7 rename("\x2f\x64\x2f\x61", "\x2f\x64\x2f\x62") = 0"#).is_err());
        assert!(read("what is this").is_err());
    }
}

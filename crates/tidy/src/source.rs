//! Rust text taken apart into code, comments and string literals.

/// A string literal and where it begins.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// Counted from one.
    pub line: usize,
    /// What stands between the quotes, escapes as written.
    pub text: String,
}

/// One file of Rust. `code` and `comments` keep each line where it was, so that line numbers hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Without comments and without what stands in quotes.
    pub code: String,
    /// The comments alone.
    pub comments: String,
    /// The string literals, in order.
    pub literals: Vec<Literal>,
}

impl Source {
    /// Takes a text apart. It need not be Rust that compiles.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut reader =
            Reader { chars: text.chars().collect(), at: 0, line: 1, source: Self::default() };
        while let Some(c) = reader.peek(0) {
            reader.piece(c);
        }
        reader.source
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
    source: Source,
}

#[derive(Clone, Copy)]
enum To {
    Code,
    Comments,
    Nowhere,
}

impl Reader {
    fn piece(&mut self, c: char) {
        match (c, self.peek(1)) {
            ('/', Some('/')) => self.line_comment(),
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.string(None),
            ('r', Some('"' | '#')) if !self.in_word() => match self.raw_hashes() {
                Some(hashes) => self.string(Some(hashes)),
                None => self.take(To::Code),
            },
            ('\'', Some('\\')) => self.char_literal(),
            ('\'', _) if self.peek(2) == Some('\'') => self.char_literal(),
            _ => self.take(To::Code),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Whether the character before is part of a name; `br` and `cr` begin raw strings too.
    fn in_word(&self) -> bool {
        let before = |back| self.at.checked_sub(back).and_then(|at| self.chars.get(at)).copied();
        let named = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let prefix = matches!(before(1), Some('b' | 'c')) && !named(before(2));
        named(before(1)) && !prefix
    }

    /// Moves on by one character; lines are kept everywhere.
    fn take(&mut self, to: To) {
        let Some(c) = self.peek(0) else { return };
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.source.code.push(c);
            self.source.comments.push(c);
            return;
        }
        match to {
            To::Code => self.source.code.push(c),
            To::Comments => self.source.comments.push(c),
            To::Nowhere => {}
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.take(To::Comments);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while let Some(c) = self.peek(0) {
            let step = match (c, self.peek(1)) {
                ('/', Some('*')) => 1,
                ('*', Some('/')) => -1,
                _ => 0,
            };
            self.take(To::Comments);
            if step != 0 {
                self.take(To::Comments);
                depth += step;
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn raw_hashes(&self) -> Option<usize> {
        let hashes = (1..).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        (self.peek(hashes + 1) == Some('"')).then_some(hashes)
    }

    /// A string; a raw one tells how many `#` close it.
    fn string(&mut self, raw: Option<usize>) {
        let (line, opening) = (self.line, raw.map_or(1, |hashes| hashes + 2));
        for _ in 0..opening {
            self.take(To::Code);
        }
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            if c == '"' && self.closes(raw) {
                break;
            }
            text.push(c);
            self.take(To::Nowhere);
            if c == '\\' && raw.is_none() {
                text.extend(self.peek(0));
                self.take(To::Nowhere);
            }
        }
        for _ in 0..raw.map_or(1, |hashes| hashes + 1) {
            self.take(To::Code);
        }
        self.source.literals.push(Literal { line, text });
    }

    fn closes(&self, raw: Option<usize>) -> bool {
        raw.is_none_or(|hashes| (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')))
    }

    fn char_literal(&mut self) {
        self.take(To::Code);
        if self.peek(0) == Some('\\') {
            self.take(To::Nowhere);
        }
        self.take(To::Nowhere);
        while self.peek(0).is_some_and(|c| c != '\'' && c != '\n') {
            self.take(To::Nowhere);
        }
        self.take(To::Code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_strings_are_told_apart() {
        let source = Source::read("let a = \"b // c\"; // d \"e\"\n/* f /* g */ h */ let i = 'j';");
        assert_eq!(source.code, "let a = \"\"; \n let i = '';");
        assert_eq!(source.comments, "// d \"e\"\n/* f /* g */ h */");
        assert_eq!(source.literals, [Literal { line: 1, text: "b // c".into() }]);
    }

    #[test]
    fn raw_strings_escapes_lifetimes_and_quotes_in_quotes_do_not_mislead() {
        let source = Source::read(r##"f::<'a>(r#"x " y"#, "\"z", '"', b'\'', br"{", var"q")"##);
        let texts: Vec<_> = source.literals.iter().map(|literal| literal.text.as_str()).collect();
        assert_eq!(texts, ["x \" y", "\\\"z", "{", "q"]);
        assert_eq!(source.code, r##"f::<'a>(r#""#, "", '', b'', br"", var"")"##);
    }

    #[test]
    fn a_string_over_several_lines_keeps_the_lines_after_it_in_place() {
        let source = Source::read("a(\"one\ntwo\");\nb");
        assert_eq!(source.code.lines().nth(2), Some("b"));
    }
}

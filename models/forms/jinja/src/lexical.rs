//! Faults that Jinja's lexer finds, in its words: characters that no token has, and brackets that do not fit.

/// What is wrong, and in which line, from 1 on.
pub struct LexicalFault {
    pub words: String,
    pub line: usize,
}

const PLAIN: &str = "+-/*~%=<>.:|,;";

struct Scan<'a> {
    text: &'a [char],
    at: usize,
}

impl Scan<'_> {
    fn starts(&self, wanted: &str) -> bool {
        wanted.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c))
    }

    fn fault(&self, words: String) -> LexicalFault {
        let line = self.text[..self.at].iter().filter(|c| **c == '\n').count() + 1;
        LexicalFault { words, line }
    }

    fn skip_blanks(&mut self) {
        while self.text.get(self.at).map_or(false, |c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes behind the next `wanted`; false where there is none.
    fn skip_past(&mut self, wanted: &str) -> bool {
        while self.at < self.text.len() && !self.starts(wanted) {
            self.at += 1;
        }
        let found = self.at < self.text.len();
        self.at += wanted.len();
        found
    }

    /// Behind a string's opening quote: goes behind its closing one.
    fn skip_string(&mut self, quote: char) -> bool {
        while let Some(c) = self.text.get(self.at) {
            self.at += if *c == '\\' { 2 } else { 1 };
            if *c == quote {
                return true;
            }
        }
        false
    }

    fn unexpected(&self) -> LexicalFault {
        let c = self.text[self.at];
        let shown = match c {
            '\'' => "\"'\"".to_string(),
            '\\' => "'\\\\'".to_string(),
            _ => format!("'{c}'"),
        };
        self.fault(format!("unexpected char {shown} at {}", self.at))
    }

    /// Behind "{{" or "{%": goes behind its end, or to the end of all.
    fn block(&mut self, end: &str) -> Result<(), LexicalFault> {
        let mut open = vec![];
        while self.at < self.text.len() {
            self.skip_blanks();
            let signed = self.starts("-") || self.starts("+");
            let ends = self.starts(end) || (signed && Scan { text: self.text, at: self.at + 1 }.starts(end));
            if open.is_empty() && ends {
                self.at += end.len() + usize::from(!self.starts(end));
                return Ok(());
            }
            let c = match self.text.get(self.at) {
                Some(&c) => c,
                None => return Ok(()),
            };
            match c {
                '\'' | '"' => {
                    let begin = self.at;
                    self.at += 1;
                    if !self.skip_string(c) {
                        self.at = begin;
                        return Err(self.unexpected());
                    }
                    continue;
                }
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => match open.pop() {
                    None => return Err(self.fault(format!("unexpected '{c}'"))),
                    Some(wanted) if wanted != c => {
                        return Err(self.fault(format!("unexpected '{c}', expected '{wanted}'")));
                    }
                    _ => {}
                },
                '!' if self.starts("!=") => self.at += 1,
                _ if c.is_alphanumeric() || c == '_' || PLAIN.contains(c) => {}
                _ => return Err(self.unexpected()),
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Whether a block that has just begun is {% raw %}; then goes behind it.
    fn is_raw(&mut self) -> bool {
        let begin = self.at;
        self.at += usize::from(self.starts("-") || self.starts("+"));
        self.skip_blanks();
        if self.starts("raw") {
            self.at += 3;
            self.skip_blanks();
            self.at += usize::from(self.starts("-%}"));
            if self.starts("%}") {
                return true;
            }
        }
        self.at = begin;
        false
    }

    fn skip_raw(&mut self) -> Result<(), LexicalFault> {
        let begin = self.at;
        while self.skip_past("{%") {
            self.at += usize::from(self.starts("-") || self.starts("+"));
            self.skip_blanks();
            if self.starts("endraw") {
                self.skip_past("%}");
                return Ok(());
            }
        }
        self.at = begin;
        Err(self.fault("Missing end of raw directive".to_string()))
    }

    fn whole(&mut self) -> Result<(), LexicalFault> {
        while self.at < self.text.len() {
            let begin = self.at;
            self.at += 2;
            let text = self.text.get(begin..begin + 2).unwrap_or(&[]);
            match text {
                ['{', '{'] => {
                    self.at += usize::from(self.starts("-") || self.starts("+"));
                    self.block("}}")?;
                }
                ['{', '%'] if self.is_raw() => self.skip_raw()?,
                ['{', '%'] => {
                    self.at += usize::from(self.starts("-") || self.starts("+"));
                    self.block("%}")?;
                }
                ['{', '#'] => {
                    if !self.skip_past("#}") {
                        self.at = begin;
                        return Err(self.fault("Missing end of comment tag".to_string()));
                    }
                }
                _ => self.at = begin + 1,
            }
        }
        Ok(())
    }
}

/// The first such fault.
pub fn find_fault(text: &str) -> Option<LexicalFault> {
    if !text.contains('{') {
        return None;
    }
    let all: Vec<char> = text.chars().collect();
    Scan { text: &all, at: 0 }.whole().err()
}

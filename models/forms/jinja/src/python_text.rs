//! Values as Python prints them.

use crate::context::Labels;
use crate::numbers::number_text;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Error, ErrorKind, Output};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io;

fn quoted(text: &str) -> String {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(mark);
    for c in text.chars() {
        match c {
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            _ if c == mark => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out.push(mark);
    out
}

/// repr() of what stands in a list or an object.
pub fn repr(value: &Value) -> String {
    match value.kind() {
        ValueKind::String => quoted(value.as_str().unwrap_or_default()),
        _ => text(value),
    }
}

pub fn text(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => String::new(),
        ValueKind::None => "None".to_string(),
        ValueKind::Bool => if value.is_true() { "True" } else { "False" }.to_string(),
        ValueKind::Seq | ValueKind::Iterable if value.downcast_object_ref::<Labels>().is_none() => {
            let all: Vec<String> = value.try_iter().into_iter().flatten().map(|one| repr(&one)).collect();
            format!("[{}]", all.join(", "))
        }
        ValueKind::Map => {
            let pair = |key: Value| {
                let found = value.get_item(&key).unwrap_or(Value::UNDEFINED);
                format!("{}: {}", repr(&key), repr(&found))
            };
            let all: Vec<String> = value.try_iter().into_iter().flatten().map(pair).collect();
            format!("{{{}}}", all.join(", "))
        }
        ValueKind::Number => number_text(value),
        _ => value.to_string(),
    }
}

/// As Python's json.dumps() spaces it, in ASCII and safe within HTML.
struct PythonJson {
    indent: usize, // 0: on one line
    level: usize,
    has_values: bool,
}

impl PythonJson {
    fn new(indent: usize) -> PythonJson {
        PythonJson { indent, level: 0, has_values: false }
    }

    fn begin<W: ?Sized + io::Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.has_values = false;
        out.write_all(mark)
    }

    fn end<W: ?Sized + io::Write>(&mut self, out: &mut W, mark: &[u8]) -> io::Result<()> {
        self.level -= 1;
        if self.has_values {
            self.break_line(out)?;
        }
        self.has_values = true;
        out.write_all(mark)
    }

    fn next<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(if self.indent == 0 { b", " } else { b"," })?;
        }
        self.break_line(out)
    }

    fn break_line<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.indent == 0 {
            return Ok(());
        }
        write!(out, "\n{}", " ".repeat(self.indent * self.level))
    }
}

impl Formatter for PythonJson {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_values = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_values = true;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut units = [0; 2];
        for c in text.chars() {
            if c.is_ascii() && !"<>&'".contains(c) && c != '\x7f' {
                out.write_all(&[c as u8])?;
                continue;
            }
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

/// The filter.
pub fn to_json(value: &Value, indent: Option<usize>, named: Kwargs) -> Result<Value, Error> {
    let indent = indent.or(named.get::<Option<usize>>("indent")?).unwrap_or(0);
    named.assert_all_used()?;
    let mut text = vec![];
    let mut out = Serializer::with_formatter(&mut text, PythonJson::new(indent));
    value.serialize(&mut out).map_err(|failed| Error::new(ErrorKind::BadSerialization, failed.to_string()))?;
    let text = String::from_utf8(text).map_err(|failed| Error::new(ErrorKind::BadSerialization, failed.to_string()))?;
    Ok(Value::from_safe_string(text))
}

pub fn write(out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    out.write_str(&text(value)).map_err(|failed| Error::new(ErrorKind::WriteFailure, failed.to_string()))
}

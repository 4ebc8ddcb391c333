//! Values as Python prints them.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind, Output};

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
fn repr(value: &Value) -> String {
    match value.kind() {
        ValueKind::String => quoted(value.as_str().unwrap_or_default()),
        _ => text(value),
    }
}

fn text(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => String::new(),
        ValueKind::None => "None".to_string(),
        ValueKind::Bool => if value.is_true() { "True" } else { "False" }.to_string(),
        ValueKind::Seq => {
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
        _ => value.to_string(),
    }
}

pub fn write(out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    out.write_str(&text(value)).map_err(|failed| Error::new(ErrorKind::WriteFailure, failed.to_string()))
}

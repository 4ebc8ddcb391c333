//! Jinja's filters that minijinja has not, or has otherwise.

use crate::arguments::{refused, Arguments};
use crate::links::quoted;
use crate::numbers::{float_of, percent, rounded, whole_of};
use crate::methods::capitalized;
use crate::python_text::{repr as repr_of, text};
use minijinja::value::{Rest, Value, ValueKind};
use minijinja::{Environment, Error};
use std::time::{SystemTime, UNIX_EPOCH};

fn items(value: &Value) -> Result<Vec<Value>, Error> {
    value.try_iter().map(|all| all.collect())
}

fn member(value: &Value, path: &str) -> Value {
    let step = |value: Value, name: &str| match name.parse::<usize>() {
        Ok(place) => value.get_item_by_index(place),
        Err(_) => value.get_item(&Value::from(name)),
    };
    path.split('.').fold(value.clone(), |found, name| step(found, name).unwrap_or(Value::UNDEFINED))
}

fn escape(value: &Value, _: Rest<Value>) -> Value {
    let mut out = String::new();
    for c in text(value).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '\'' => out += "&#39;",
            '"' => out += "&#34;",
            _ => out.push(c),
        }
    }
    Value::from_safe_string(out)
}

pub fn center(text: &str, width: usize, fill: &str) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let left = missing / 2 + (missing & width & 1);
    fill.repeat(left) + text + &fill.repeat(missing - left)
}

fn center_filter(value: &Value, rest: Rest<Value>) -> String {
    center(&text(value), Arguments::new(&rest).whole(0, "width", 80).clamp(0, 10_000) as usize, " ")
}

fn filesizeformat(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let binary = Arguments::new(&rest).flag(0, "binary", false);
    let base: f64 = if binary { 1024.0 } else { 1000.0 };
    let bytes = float_of(value).ok_or_else(|| refused(format!("could not convert to float: {value}")))?;
    if bytes == 1.0 {
        return Ok("1 Byte".to_string());
    }
    if bytes < base {
        return Ok(format!("{:.0} Bytes", bytes.trunc()));
    }
    let mut power = 1;
    while power < 8 && bytes >= base.powi(power + 1) {
        power += 1;
    }
    let letter = if binary { "KMGTPEZY" } else { "kMGTPEZY" }.chars().nth(power as usize - 1).unwrap_or('Y');
    Ok(format!("{:.1} {letter}{}", base * bytes / base.powi(power + 1), if binary { "iB" } else { "B" }))
}

fn format(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    percent(&text(value), given.placed(), &|name| given.named().and_then(|named| named.get::<Value>(name).ok()))
}

fn random(value: &Value) -> Result<Value, Error> {
    let all = items(value)?;
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.subsec_nanos() as usize);
    Ok(all.get(nanos / 100 % all.len().max(1)).cloned().unwrap_or(Value::UNDEFINED))
}

fn striptags(value: &Value, _: Rest<Value>) -> String {
    let mut left = text(value);
    for (first, last) in [("<!--", "-->"), ("<", ">")] {
        while let Some(begin) = left.find(first) {
            let end = match left[begin..].find(last) {
                None => break,
                Some(end) => begin + end + last.len(),
            };
            left.replace_range(begin..end, "");
        }
    }
    let plain = left.split_whitespace().collect::<Vec<_>>().join(" ");
    [("&lt;", "<"), ("&gt;", ">"), ("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")]
        .iter()
        .fold(plain, |made, (from, to)| made.replace(from, to))
}

fn sum(value: &Value, rest: Rest<Value>) -> Result<Value, Error> {
    let given = Arguments::new(&rest);
    let path = given.get(0, "attribute");
    let mut all = vec![given.get(1, "start").unwrap_or(Value::from(0))];
    for one in items(value)? {
        all.push(path.as_ref().map_or(one.clone(), |path| member(&one, &path.to_string())));
    }
    if let Some(wrong) = all.iter().find(|one| !one.is_number() && one.kind() != ValueKind::Bool) {
        return Err(refused(format!("unsupported operand type(s) for +: 'int' and {}", wrong.kind())));
    }
    if all.iter().all(|one| one.is_integer() || one.kind() == ValueKind::Bool) {
        return Ok(Value::from(all.iter().filter_map(whole_of).fold(0i128, i128::saturating_add)));
    }
    Ok(Value::from(all.iter().filter_map(float_of).sum::<f64>()))
}

fn truncate(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let length = given.whole(0, "length", 255);
    let end = given.text(2, "end", "...");
    let all: Vec<char> = text(value).chars().collect();
    let ends = end.chars().count() as i64;
    if length < ends {
        return Err(refused(format!("expected length >= {ends}, got {length}")));
    }
    if all.len() as i64 <= length + given.whole(3, "leeway", 5) {
        return Ok(all.into_iter().collect());
    }
    let kept: String = all[..(length - ends) as usize].iter().collect();
    let kept = if given.flag(1, "killwords", false) { kept.as_str() } else { kept.rsplit_once(' ').map_or(kept.as_str(), |(words, _)| words) };
    Ok(kept.to_string() + &end)
}

fn urlencode(value: &Value) -> Result<String, Error> {
    if value.kind() == ValueKind::String {
        return Ok(value.as_str().unwrap_or_default().split('/').map(quoted).collect::<Vec<_>>().join("/"));
    }
    let of_query = |value: &Value| quoted(&text(value)).replace("%20", "+");
    let mut pairs = vec![];
    match value.kind() {
        ValueKind::Map => {
            for key in items(value)? {
                pairs.push(format!("{}={}", of_query(&key), of_query(&value.get_item(&key)?)));
            }
        }
        ValueKind::Seq | ValueKind::Iterable => {
            for pair in items(value)? {
                pairs.push(format!("{}={}", of_query(&pair.get_item_by_index(0)?), of_query(&pair.get_item_by_index(1)?)));
            }
        }
        _ => return Ok(quoted(&text(value))),
    }
    Ok(pairs.join("&"))
}

fn wordcount(value: &Value) -> usize {
    text(value).split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).count()
}

/// Words and the spaces between them; a word may be broken behind its hyphens.
fn chunks(line: &str, at_hyphens: bool) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut made: Vec<String> = vec![];
    let mut begin = 0;
    for place in 1..=letters.len() {
        let breaks = place == letters.len() || letters[place - 1].is_whitespace() != letters[place].is_whitespace() || {
            let behind = &letters[place..];
            at_hyphens
                && letters[place - 1] == '-'
                && place - begin >= 3
                && is_word(letters[place - 3])
                && is_word(letters[place - 2])
                && !letters[place - 2].is_ascii_digit()
                && behind.len() >= 2
                && is_word(behind[0])
                && is_word(behind[1])
        };
        if breaks {
            made.push(letters[begin..place].iter().collect());
            begin = place;
        }
    }
    made
}

fn wrapped(line: &str, width: usize, breaks_words: bool, at_hyphens: bool) -> Vec<String> {
    let size = |text: &String| text.chars().count();
    let is_space = |text: &String| text.trim().is_empty();
    let mut lines = vec![];
    let mut rest: Vec<String> = chunks(line, at_hyphens);
    rest.reverse();
    while !rest.is_empty() {
        if !lines.is_empty() && rest.last().map_or(false, is_space) {
            rest.pop();
        }
        let (mut now, mut length): (Vec<String>, usize) = (vec![], 0);
        while rest.last().map_or(false, |next| length + size(next) <= width) {
            let next = rest.pop().unwrap_or_default();
            length += size(&next);
            now.push(next);
        }
        if rest.last().map_or(false, |next| size(next) > width) {
            let long = rest.pop().unwrap_or_default();
            if breaks_words {
                let room = (width - length).max(1);
                now.push(long.chars().take(room).collect());
                rest.push(long.chars().skip(room).collect());
            } else if now.is_empty() {
                now.push(long);
            } else {
                rest.push(long);
            }
        }
        if now.last().map_or(false, is_space) {
            now.pop();
        }
        if !now.is_empty() {
            lines.push(now.concat());
        }
    }
    lines
}

fn wordwrap(value: &Value, rest: Rest<Value>) -> String {
    let given = Arguments::new(&rest);
    let width = given.whole(0, "width", 79).clamp(1, 100_000) as usize;
    let between = given.text(2, "wrapstring", "\n");
    let (breaks, hyphens) = (given.flag(1, "break_long_words", true), given.flag(3, "break_on_hyphens", true));
    let all = text(value);
    all.lines().map(|line| wrapped(line, width, breaks, hyphens).join(&between)).collect::<Vec<_>>().join(&between)
}

fn xmlattr(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let mut all = vec![];
    for key in items(value)? {
        let found = value.get_item(&key)?;
        if !found.is_none() && !found.is_undefined() {
            all.push(format!("{key}=\"{}\"", escape(&found, Rest(vec![]))));
        }
    }
    let space = if all.is_empty() || !Arguments::new(&rest).flag(0, "autospace", true) { "" } else { " " };
    Ok(space.to_string() + &all.join(" "))
}

fn title(value: &Value) -> String {
    let mut begins = true;
    let mut out = String::new();
    for c in text(value).chars() {
        if c.is_whitespace() || "-({[<".contains(c) {
            begins = true;
            out.push(c);
        } else if begins {
            begins = false;
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

fn round(value: &Value, rest: Rest<Value>) -> Result<Value, Error> {
    let given = Arguments::new(&rest);
    let digits = given.whole(0, "precision", 0);
    let method = given.text(1, "method", "common");
    let number = float_of(value).filter(|_| value.as_str().is_none()).ok_or_else(|| refused("no number to round"))?;
    let unit = 10f64.powi(digits.clamp(-300, 300) as i32);
    Ok(match method.as_str() {
        "common" if value.is_integer() && digits >= 0 => value.clone(),
        "common" if value.is_integer() => Value::from(rounded(number, digits) as i64),
        "common" => Value::from(rounded(number, digits)),
        "ceil" => Value::from((number * unit).ceil() / unit),
        "floor" => Value::from((number * unit).floor() / unit),
        _ => return Err(refused("method must be common, ceil or floor")),
    })
}

fn int(value: &Value, rest: Rest<Value>) -> Value {
    let given = Arguments::new(&rest);
    let base = given.whole(1, "base", 10);
    let of_text = || i128::from_str_radix(value.as_str()?.trim(), base.clamp(2, 36) as u32).ok();
    let found = if base == 10 || value.as_str().is_none() { whole_of(value) } else { of_text() };
    let by_float = || float_of(value).filter(|found| found.is_finite()).map(|found| found as i128);
    found.or_else(by_float).map_or_else(|| given.get(0, "default").unwrap_or(Value::from(0)), Value::from)
}

fn float(value: &Value, rest: Rest<Value>) -> Value {
    float_of(value).map_or_else(|| Arguments::new(&rest).get(0, "default").unwrap_or(Value::from(0.0)), Value::from)
}

fn join(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let path = given.get(1, "attribute").map(|path| path.to_string());
    let told = |one: &Value| path.as_ref().map_or_else(|| text(one), |path| text(&member(one, path)));
    Ok(items(value)?.iter().map(told).collect::<Vec<_>>().join(&given.text(0, "d", "")))
}

fn replace(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let (old, new) = (given.get(0, "old"), given.get(1, "new"));
    let (old, new) = old.zip(new).ok_or_else(|| refused("replace: old and new are missing"))?;
    let all = text(value);
    Ok(match given.get(2, "count").and_then(|count| count.as_usize()) {
        Some(count) => all.replacen(&text(&old), &text(&new), count),
        None => all.replace(&text(&old), &text(&new)),
    })
}

fn default(value: &Value, rest: Rest<Value>) -> Value {
    let given = Arguments::new(&rest);
    let by_name = || given.named().and_then(|named| named.get::<Value>("default_value").ok());
    let otherwise = || given.placed().first().cloned().or_else(by_name).unwrap_or(Value::from(""));
    if value.is_undefined() || (given.flag(1, "boolean", false) && !value.is_true()) {
        otherwise()
    } else {
        value.clone()
    }
}

fn indent(value: &Value, rest: Rest<Value>) -> String {
    let given = Arguments::new(&rest);
    let by = match given.get(0, "width") {
        Some(width) if width.as_str().is_some() => width.to_string(),
        Some(width) => " ".repeat(width.as_usize().unwrap_or(0).min(1_000)),
        None => " ".repeat(4),
    };
    let blank = given.flag(2, "blank", false);
    let all = text(value);
    let rest = |line: &str| if blank || !line.is_empty() { by.clone() + line } else { String::new() };
    let mut lines = all.split('\n');
    let first = lines.next().unwrap_or_default();
    let first = if given.flag(1, "first", false) { by.clone() + first } else { first.to_string() };
    std::iter::once(first).chain(lines.map(rest)).collect::<Vec<_>>().join("\n")
}

fn length(value: &Value) -> Result<usize, Error> {
    if value.is_undefined() {
        return Ok(0);
    }
    value.len().ok_or_else(|| refused(format!("object of type {} has no len()", value.kind())))
}

/// The first or the last of it: nothing where there is none.
fn end_of(value: &Value, last: bool) -> Result<Value, Error> {
    let found = match value.kind() {
        ValueKind::Undefined => None,
        ValueKind::String => {
            let all = value.as_str().unwrap_or_default();
            if last { all.chars().last() } else { all.chars().next() }.map(Value::from)
        }
        _ => {
            let all = items(value)?;
            if last { all.last() } else { all.first() }.cloned()
        }
    };
    Ok(found.unwrap_or(Value::UNDEFINED))
}

fn trim(value: &Value, rest: Rest<Value>) -> String {
    let all = text(value);
    match Arguments::new(&rest).get(0, "chars") {
        Some(chars) => all.trim_matches(|c| text(&chars).contains(c)).to_string(),
        None => all.trim().to_string(),
    }
}

pub fn add_to(environment: &mut Environment<'_>) {
    for name in ["e", "escape", "forceescape"] {
        environment.add_filter(name, escape);
    }
    for name in ["length", "count"] {
        environment.add_filter(name, length);
    }
    for name in ["d", "default"] {
        environment.add_filter(name, default);
    }
    environment.add_filter("capitalize", |value: &Value| capitalized(&text(value)));
    environment.add_filter("center", center_filter);
    environment.add_filter("filesizeformat", filesizeformat);
    environment.add_filter("first", |value: &Value| end_of(value, false));
    environment.add_filter("float", float);
    environment.add_filter("format", format);
    environment.add_filter("indent", indent);
    environment.add_filter("int", int);
    environment.add_filter("join", join);
    environment.add_filter("last", |value: &Value| end_of(value, true));
    environment.add_filter("lower", |value: &Value| text(value).to_lowercase());
    environment.add_filter("pprint", |value: &Value| repr_of(value));
    environment.add_filter("random", random);
    environment.add_filter("replace", replace);
    environment.add_filter("round", round);
    environment.add_filter("string", |value: &Value| text(value));
    environment.add_filter("striptags", striptags);
    environment.add_filter("sum", sum);
    environment.add_filter("title", title);
    environment.add_filter("trim", trim);
    environment.add_filter("truncate", truncate);
    environment.add_filter("upper", |value: &Value| text(value).to_uppercase());
    environment.add_filter("urlencode", urlencode);
    environment.add_filter("wordcount", wordcount);
    environment.add_filter("wordwrap", wordwrap);
    environment.add_filter("xmlattr", xmlattr);
    environment.add_test("callable", |_: &Value| false);
}

//! Methods of Python's texts, dictionaries and lists.

use crate::arguments::{refused, Arguments};
use crate::numbers::format_text;
use crate::python_text::text;
use crate::text_filters::center;
use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind, State};

fn unknown(kind: &str, method: &str) -> Error {
    Error::new(ErrorKind::UnknownMethod, format!("'{kind} object' has no attribute '{method}'"))
}

fn trimmed(of: &str, given: &Arguments<'_>, left: bool, right: bool) -> String {
    let wanted = given.get(0, "chars").map(|found| found.to_string());
    let goes = |c: char| wanted.as_ref().map_or(c.is_whitespace(), |wanted| wanted.contains(c));
    let of = if left { of.trim_start_matches(goes) } else { of };
    (if right { of.trim_end_matches(goes) } else { of }).to_string()
}

fn split(of: &str, given: &Arguments<'_>, from_right: bool) -> Vec<String> {
    let most = given.whole(1, "maxsplit", -1);
    let most = if most < 0 { usize::MAX } else { most as usize + 1 };
    let owned = |parts: Vec<&str>| parts.into_iter().map(str::to_string).collect::<Vec<_>>();
    match (given.get(0, "sep"), from_right) {
        (Some(by), false) => owned(of.splitn(most, &text(&by)).collect()),
        (Some(by), true) => {
            let mut parts = owned(of.rsplitn(most, &text(&by)).collect());
            parts.reverse();
            parts
        }
        (None, _) if most == usize::MAX => owned(of.split_whitespace().collect()),
        (None, _) => {
            let mut parts = vec![];
            let mut rest = of.trim();
            while !rest.is_empty() && parts.len() + 1 < most {
                let (word, left) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                parts.push(word.to_string());
                rest = left.trim_start();
            }
            if !rest.is_empty() {
                parts.push(rest.to_string());
            }
            parts
        }
    }
}

pub fn capitalized(of: &str) -> String {
    let mut rest = of.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + &rest.as_str().to_lowercase())
}

fn titled(of: &str) -> String {
    let mut before = false;
    let mut out = String::new();
    for c in of.chars() {
        if before {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        before = c.is_alphabetic();
    }
    out
}

fn all_are(of: &str, wanted: impl Fn(char) -> bool) -> Value {
    Value::from(!of.is_empty() && of.chars().all(wanted))
}

fn of_text(of: &str, method: &str, given: &Arguments<'_>) -> Result<Value, Error> {
    let argument = |place: usize| {
        given.get(place, "").map(|found| text(&found)).ok_or_else(|| refused(format!("{method}() takes at least {} arguments", place + 1)))
    };
    let among = |is: fn(&str, &str) -> bool| -> Result<Value, Error> {
        let wanted = given.get(0, "").ok_or_else(|| refused(format!("{method}() takes at least 1 argument")))?;
        let all: Vec<Value> = if wanted.kind() == ValueKind::Seq { wanted.try_iter()?.collect() } else { vec![wanted] };
        Ok(Value::from(all.iter().any(|one| is(of, &text(one)))))
    };
    let width = || given.whole(0, "width", 0).clamp(0, 10_000) as usize;
    let fill = || given.text(1, "fillchar", " ");
    let padding = || fill().repeat(width().saturating_sub(of.chars().count()));
    let place = |found: Option<usize>| Value::from(found.map_or(-1, |at| of[..at].chars().count() as i64));
    Ok(match method {
        "upper" => Value::from(of.to_uppercase()),
        "lower" | "casefold" => Value::from(of.to_lowercase()),
        "title" => Value::from(titled(of)),
        "capitalize" => Value::from(capitalized(of)),
        "strip" => Value::from(trimmed(of, given, true, true)),
        "lstrip" => Value::from(trimmed(of, given, true, false)),
        "rstrip" => Value::from(trimmed(of, given, false, true)),
        "split" => Value::from(split(of, given, false)),
        "rsplit" => Value::from(split(of, given, true)),
        "splitlines" => Value::from(of.lines().map(str::to_string).collect::<Vec<_>>()),
        "startswith" => among(|of, by| of.starts_with(by))?,
        "endswith" => among(|of, by| of.ends_with(by))?,
        "removeprefix" => Value::from(of.strip_prefix(argument(0)?.as_str()).unwrap_or(of)),
        "removesuffix" => Value::from(of.strip_suffix(argument(0)?.as_str()).unwrap_or(of)),
        "replace" => {
            let (old, new) = (argument(0)?, argument(1)?);
            let most = given.get(2, "count").and_then(|count| count.as_usize()).unwrap_or(usize::MAX);
            Value::from(of.replacen(&old, &new, most))
        }
        "join" => {
            let all = given.get(0, "").ok_or_else(|| refused("join() takes exactly one argument"))?;
            let all: Vec<String> = all.try_iter()?.map(|one| text(&one)).collect();
            Value::from(all.join(of))
        }
        "count" => Value::from(of.matches(argument(0)?.as_str()).count()),
        "find" => place(of.find(argument(0)?.as_str())),
        "rfind" => place(of.rfind(argument(0)?.as_str())),
        "isdigit" | "isdecimal" | "isnumeric" => all_are(of, char::is_numeric),
        "isalpha" => all_are(of, char::is_alphabetic),
        "isalnum" => all_are(of, char::is_alphanumeric),
        "isspace" => all_are(of, char::is_whitespace),
        "isupper" => Value::from(of.chars().any(char::is_uppercase) && !of.chars().any(char::is_lowercase)),
        "islower" => Value::from(of.chars().any(char::is_lowercase) && !of.chars().any(char::is_uppercase)),
        "center" => Value::from(center(of, width(), &fill())),
        "ljust" => Value::from(of.to_string() + &padding()),
        "rjust" => Value::from(padding() + of),
        "zfill" => {
            let signs = usize::from(of.starts_with(|c| "+-".contains(c)));
            let zeros = "0".repeat(width().saturating_sub(of.chars().count()));
            Value::from(format!("{}{zeros}{}", &of[..signs], &of[signs..]))
        }
        "format" => Value::from(format_text(of, given.placed(), &|name| given.named().and_then(|named| named.get::<Value>(name).ok()))?),
        _ => return Err(unknown("str", method)),
    })
}

fn of_map(of: &Value, method: &str, given: &Arguments<'_>) -> Result<Value, Error> {
    let keys = || of.try_iter().map(|all| all.collect::<Vec<_>>());
    let value = |key: &Value| of.get_item(key).unwrap_or(Value::UNDEFINED);
    Ok(match method {
        "keys" => Value::from(keys()?),
        "values" => Value::from(keys()?.iter().map(value).collect::<Vec<_>>()),
        "items" => Value::from(keys()?.iter().map(|key| Value::from(vec![key.clone(), value(key)])).collect::<Vec<_>>()),
        "get" => {
            let key = given.get(0, "").ok_or_else(|| refused("get expected at least 1 argument, got 0"))?;
            let found = value(&key);
            if found.is_undefined() {
                given.get(1, "").unwrap_or(Value::from(()))
            } else {
                found
            }
        }
        _ => return Err(unknown("dict", method)),
    })
}

fn of_list(of: &Value, method: &str, given: &Arguments<'_>) -> Result<Value, Error> {
    let wanted = given.placed().get(0).ok_or_else(|| refused(format!("{method}() takes exactly one argument")))?;
    let mut all = of.try_iter()?;
    Ok(match method {
        "count" => Value::from(all.filter(|one| one == wanted).count()),
        "index" => Value::from(all.position(|one| &one == wanted).ok_or_else(|| refused(format!("{wanted} is not in list")))?),
        _ => return Err(unknown("list", method)),
    })
}

pub fn call(_: &State<'_, '_>, of: &Value, method: &str, arguments: &[Value]) -> Result<Value, Error> {
    let given = Arguments::new(arguments);
    match of.kind() {
        ValueKind::String => of_text(of.as_str().unwrap_or_default(), method, &given),
        ValueKind::Map => of_map(of, method, &given),
        ValueKind::Seq => of_list(of, method, &given),
        ValueKind::Number if method == "is_integer" => {
            Ok(Value::from(crate::numbers::float_of(of).map_or(false, |number| number.fract() == 0.0)))
        }
        _ => Err(unknown(&of.kind().to_string(), method)),
    }
}

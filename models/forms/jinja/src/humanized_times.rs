//! The filters humanize_… of times and spans, as Python's humanize says them in English. A number is a span in seconds.

use crate::arguments::{refused, Arguments};
use crate::moment::Moment;
use crate::numbers::{float_of, percent, with_commas};
use crate::python_text::text;
use minijinja::value::{Rest, Value};
use minijinja::{Environment, Error};
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const UNITS: [&str; 8] = ["microsecond", "millisecond", "second", "minute", "hour", "day", "month", "year"];
const YEARS: usize = 7;

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_micros() as i64)
}

fn many(count: i64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Python's round() of n / d: the even one of two that are as near.
fn nearest(n: i64, d: f64) -> i64 {
    crate::numbers::rounded(n as f64 / d, 0) as i64
}

fn span(micros: i64, months: bool, smallest: &str) -> Result<String, Error> {
    if !["seconds", "milliseconds", "microseconds"].contains(&smallest) {
        return Err(refused(format!("Minimum unit '{smallest}' not supported")));
    }
    let micros = micros.abs();
    let all_days = micros / DAY;
    let seconds = micros % DAY / SECOND;
    let rest = micros % SECOND;
    let (years, days) = (all_days / 365, all_days % 365);
    let months_of = nearest(days, 30.5);
    let said = |text: &str| text.to_string();
    if years == 0 && days < 1 {
        return Ok(match seconds {
            0 if smallest == "microseconds" && rest < 1_000 => many(rest, "microsecond"),
            0 if smallest != "seconds" => many(rest / 1_000, "millisecond"),
            0 => said("a moment"),
            1 => said("a second"),
            2..=59 => many(seconds, "second"),
            60..=3599 => match nearest(seconds, 60.0) {
                1 => said("a minute"),
                60 => said("an hour"),
                minutes => many(minutes, "minute"),
            },
            _ => match nearest(seconds, 3600.0) {
                1 => said("an hour"),
                24 => said("a day"),
                hours => many(hours, "hour"),
            },
        });
    }
    Ok(match (years, days, months_of) {
        (0, 1, _) => said("a day"),
        (0, _, 0) => many(days, "day"),
        (0, _, _) if !months => many(days, "day"),
        (0, _, 1) => said("a month"),
        (0, _, 12) => said("a year"),
        (0, _, _) => many(months_of, "month"),
        (1, 0, 0) => said("a year"),
        (1, _, 0) => format!("1 year, {}", many(days, "day")),
        (1, _, _) if !months => format!("1 year, {}", many(days, "day")),
        (1, _, 1) => said("1 year, 1 month"),
        (1, _, 12) => said("2 years"),
        (1, _, _) => format!("1 year, {}", many(months_of, "month")),
        _ => {
            let years = nearest(all_days, 365.0);
            format!("{} year{}", with_commas(&years.to_string()), if years == 1 { "" } else { "s" })
        }
    })
}

/// Of less than 285,000 years; Python takes ten times as much.
fn micros_of(seconds: f64) -> Result<i64, Error> {
    if seconds.abs() >= 9e12 {
        return Err(refused("Python int too large to convert to C int"));
    }
    Ok(crate::numbers::rounded(seconds * SECOND as f64, 0) as i64)
}

fn naturaldelta(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    // A text of seconds is told as such, as long as int() reads it.
    match float_of(value).filter(|_| value.as_str().map_or(true, |found| found.trim().parse::<i64>().is_ok())) {
        Some(seconds) if seconds.is_finite() => {
            span(micros_of(seconds)?, given.flag(0, "months", true), &given.text(1, "minimum_unit", "seconds"))
        }
        _ => Ok(text(value)),
    }
}

fn naturaltime(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let reference = given.get(3, "when").and_then(|when| when.downcast_object_ref::<Moment>().map(Moment::micros));
    let (past, is_future) = if let Some(moment) = value.downcast_object_ref::<Moment>() {
        let past = reference.unwrap_or_else(now) - moment.micros();
        (past, past < 0)
    } else if let Some(seconds) = float_of(value).filter(|found| value.is_number() && found.is_finite()) {
        (micros_of(crate::numbers::rounded(seconds, 0))?, given.flag(0, "future", false))
    } else {
        return Ok(text(value));
    };
    let said = span(past, given.flag(1, "months", true), &given.text(2, "minimum_unit", "seconds"))?;
    Ok(match said.as_str() {
        "a moment" => "now".to_string(),
        _ if is_future => said + " from now",
        _ => said + " ago",
    })
}

fn day_as(moment: &Moment, format: &str) -> String {
    match moment.days() - moment.days_at(now()) {
        0 => "today".to_string(),
        1 => "tomorrow".to_string(),
        -1 => "yesterday".to_string(),
        _ => moment.strftime(format),
    }
}

fn naturalday(value: &Value, _: Rest<Value>) -> String {
    value.downcast_object_ref::<Moment>().map_or_else(|| text(value), |moment| day_as(moment, "%b %d"))
}

fn naturaldate(value: &Value, _: Rest<Value>) -> String {
    let shown = |moment: &Moment| {
        let days = (moment.days() - moment.days_at(now())).abs();
        day_as(moment, if days as f64 >= 5.0 * 365.0 / 12.0 { "%b %d %Y" } else { "%b %d" })
    };
    value.downcast_object_ref::<Moment>().map_or_else(|| text(value), shown)
}

/// A count of a unit, and what is left for smaller ones; all of it where there is none smaller.
struct Division<'a> {
    smallest: usize,
    suppressed: Vec<usize>,
    format: &'a str,
}

impl Division<'_> {
    fn divide(&self, value: f64, by: f64, unit: usize) -> Result<(f64, f64), Error> {
        if unit == self.smallest {
            let shown = percent(self.format, &[Value::from(value / by)], &|_| None)?;
            return Ok((shown.trim().parse().map_err(|_| refused("could not convert string to float"))?, 0.0));
        }
        if unit < self.smallest || self.suppressed.contains(&unit) {
            return Ok((0.0, value));
        }
        let count = (value / by).floor();
        Ok((count, (value - count * by).trunc()))
    }
}

fn unit_of(name: &str) -> Result<usize, Error> {
    let lower = name.to_lowercase();
    UNITS.iter().position(|unit| lower == format!("{unit}s")).ok_or_else(|| refused(format!("'{}'", name.to_uppercase())))
}

fn precisedelta(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let seconds = match float_of(value).filter(|found| value.is_number() && found.is_finite()) {
        None => return Ok(text(value)),
        Some(found) => found,
    };
    let format = given.text(2, "format", "%0.2f");
    let mut suppressed = vec![];
    for one in given.get(1, "suppress").into_iter().flat_map(|all| all.try_iter().into_iter().flatten().collect::<Vec<_>>()) {
        suppressed.push(unit_of(one.as_str().unwrap_or_default())?);
    }
    let wanted = unit_of(&given.text(0, "minimum_unit", "seconds"))?;
    let smallest = (wanted..UNITS.len())
        .find(|unit| !suppressed.contains(unit))
        .ok_or_else(|| refused("Minimum unit is suppressed and no suitable replacement was found"))?;
    let how = Division { smallest, suppressed, format: &format };
    let free = |unit: usize| unit >= how.smallest && !how.suppressed.contains(&unit);
    let micros = micros_of(seconds)?.abs();
    let mut counts = [0f64; 8];
    let (years, days) = how.divide((micros / DAY) as f64, 365.0, YEARS)?;
    let (months, days) = how.divide(days, 30.5, 6)?;
    let left = days * 86_400.0 + (micros % DAY / SECOND) as f64;
    let (days, left) = how.divide(left, 86_400.0, 5)?;
    let (hours, left) = how.divide(left, 3_600.0, 4)?;
    let (minutes, left) = how.divide(left, 60.0, 3)?;
    let (secs, left) = how.divide(left * 1e6 + (micros % SECOND) as f64, 1e6, 2)?;
    let (millis, left) = how.divide(left, 1_000.0, 1)?;
    counts[..].copy_from_slice(&[left, millis, secs, minutes, hours, days, months, years]);
    // What rounding made whole goes to the next unit.
    for (unit, full) in [(1, 1_000.0), (2, 60.0), (3, 60.0), (4, 24.0), (5, 31.0), (6, 12.0)] {
        if counts[unit] >= full && free(unit + 1) {
            counts[unit] -= full;
            counts[unit + 1] += 1.0;
        }
    }
    let mut told: Vec<String> = vec![];
    for unit in (how.smallest..UNITS.len()).rev() {
        let count = counts[unit];
        if count <= 0.0 && !(told.is_empty() && unit == how.smallest) {
            continue;
        }
        let plural = if 1.0 < count && count < 2.0 { 2 } else { count as i64 };
        let noun = format!("{}{}", UNITS[unit], if plural == 1 { "" } else { "s" });
        let shown = if unit == how.smallest && count.fract() > 0.0 {
            percent(&format, &[Value::from(count)], &|_| None)?
        } else if unit == YEARS {
            with_commas(&format!("{count:.0}"))
        } else {
            format!("{:.0}", count.trunc())
        };
        told.push(format!("{shown} {noun}"));
    }
    let last = told.pop().unwrap_or_default();
    Ok(if told.is_empty() { last } else { format!("{} and {last}", told.join(", ")) })
}

pub fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("humanize_naturaldelta", naturaldelta);
    environment.add_filter("humanize_naturaltime", naturaltime);
    environment.add_filter("humanize_naturalday", naturalday);
    environment.add_filter("humanize_naturaldate", naturaldate);
    environment.add_filter("humanize_precisedelta", precisedelta);
}

//! Points in time as Python shows them.

use minijinja::value::{from_args, Object, ObjectRepr, Value};
use minijinja::{Error, ErrorKind, State};
use std::fmt;
use std::sync::Arc;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// Read from RFC 3339, in its own zone.
#[derive(Debug)]
pub struct Moment {
    year: i64,
    month: usize,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micro: i64,
    zone: String, // "+00:00"
}

impl Moment {
    pub fn parse(text: &str) -> Option<Moment> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
        let mark = |at: usize, wanted: &str| text.get(at..at + 1).filter(|found| wanted.contains(found));
        (mark(4, "-")?, mark(7, "-")?, mark(10, "T ")?, mark(13, ":")?, mark(16, ":")?);
        let mut rest = text.get(19..)?;
        let mut micro = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            micro = format!("{:0<6}", &fraction[..end.min(6)]).parse().ok()?;
            rest = &fraction[end..];
        }
        let zone = if rest == "Z" { "+00:00" } else { rest };
        let month = number(5, 7)? as usize;
        if !(1..=12).contains(&month) || zone.len() != 6 {
            return None;
        }
        Some(Moment {
            year: number(0, 4)?,
            month,
            day: number(8, 10)?,
            hour: number(11, 13)?,
            minute: number(14, 16)?,
            second: number(17, 19)?,
            micro,
            zone: zone.to_string(),
        })
    }

    /// Monday is 0 (Sakamoto's method, shifted).
    fn weekday(&self) -> usize {
        const SHIFTS: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = if self.month < 3 { self.year - 1 } else { self.year };
        let sunday_first = (year + year / 4 - year / 100 + year / 400 + SHIFTS[self.month - 1] + self.day) % 7;
        ((sunday_first + 6) % 7) as usize
    }

    /// Days since 1970 in its own zone.
    pub fn days(&self) -> i64 {
        let year = self.year - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + self.day_of_year() - 719_163
    }

    /// Of its zone, east of Greenwich.
    fn offset_seconds(&self) -> i64 {
        let part = |from: usize, to: usize| self.zone.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
        (part(1, 3) * 3_600 + part(4, 6) * 60) * if self.zone.starts_with('-') { -1 } else { 1 }
    }

    /// Microseconds since 1970 in Greenwich.
    pub fn micros(&self) -> i64 {
        let seconds = self.days() * 86_400 + self.hour * 3_600 + self.minute * 60 + self.second - self.offset_seconds();
        seconds * 1_000_000 + self.micro
    }

    /// Days since 1970 in the zone of this one at `micros`.
    pub fn days_at(&self, micros: i64) -> i64 {
        (micros.div_euclid(1_000_000) + self.offset_seconds()).div_euclid(86_400)
    }

    fn day_of_year(&self) -> i64 {
        const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let leaps = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        BEFORE[self.month - 1] + self.day + i64::from(leaps && self.month > 2)
    }

    fn written(&self, between: char) -> String {
        let fraction = if self.micro == 0 { String::new() } else { format!(".{:06}", self.micro) };
        format!(
            "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}{}{}",
            self.year, self.month, self.day, between, self.hour, self.minute, self.second, fraction, self.zone
        )
    }

    pub fn strftime(&self, format: &str) -> String {
        let mut out = String::new();
        let mut rest = format.chars();
        while let Some(c) = rest.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let hour12 = (self.hour + 11) % 12 + 1;
            match rest.next() {
                Some('Y') => out += &format!("{:04}", self.year),
                Some('y') => out += &format!("{:02}", self.year % 100),
                Some('m') => out += &format!("{:02}", self.month),
                Some('d') => out += &format!("{:02}", self.day),
                Some('e') => out += &format!("{:>2}", self.day),
                Some('H') => out += &format!("{:02}", self.hour),
                Some('I') => out += &format!("{:02}", hour12),
                Some('M') => out += &format!("{:02}", self.minute),
                Some('S') => out += &format!("{:02}", self.second),
                Some('f') => out += &format!("{:06}", self.micro),
                Some('j') => out += &format!("{:03}", self.day_of_year()),
                Some('p') => out += if self.hour < 12 { "AM" } else { "PM" },
                Some('A') => out += DAYS[self.weekday()],
                Some('a') => out += &DAYS[self.weekday()][..3],
                Some('B') => out += MONTHS[self.month - 1],
                Some('b') => out += &MONTHS[self.month - 1][..3],
                Some('z') => out += &self.zone.replace(':', ""),
                Some('Z') => out += &if self.zone == "+00:00" { "UTC".to_string() } else { format!("UTC{}", self.zone) },
                Some('T') => out += &self.strftime("%H:%M:%S"),
                Some('F') => out += &self.strftime("%Y-%m-%d"),
                Some('D') => out += &self.strftime("%m/%d/%y"),
                Some('R') => out += &self.strftime("%H:%M"),
                Some('c') => out += &self.strftime("%a %b %e %H:%M:%S %Y"),
                Some('x') => out += &self.strftime("%m/%d/%y"),
                Some('X') => out += &self.strftime("%H:%M:%S"),
                Some('%') => out.push('%'),
                Some(other) => {
                    out.push('%');
                    out.push(other);
                }
                None => out.push('%'),
            }
        }
        out
    }
}

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(Value::from(match key.as_str()? {
            "year" => self.year,
            "month" => self.month as i64,
            "day" => self.day,
            "hour" => self.hour,
            "minute" => self.minute,
            "second" => self.second,
            "microsecond" => self.micro,
            _ => return None,
        }))
    }

    fn call_method(self: &Arc<Self>, _: &State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        match method {
            "strftime" => {
                let (format,): (&str,) = from_args(args)?;
                Ok(Value::from(self.strftime(format)))
            }
            "isoformat" => Ok(Value::from(self.written('T'))),
            "weekday" => Ok(Value::from(self.weekday())),
            _ => Err(Error::new(ErrorKind::UnknownMethod, format!("a time has no method named {method}"))),
        }
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written(' '))
    }
}

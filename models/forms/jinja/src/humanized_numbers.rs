//! The filters humanize_… of numbers, as Python's humanize says them in English.

use crate::arguments::{refused, Arguments};
use crate::numbers::{by_spec, fixed, float_of, percent, repr, whole_of, with_commas};
use crate::python_text::text;
use minijinja::value::{Rest, Value};
use minijinja::{Environment, Error};

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const POWERS: [&str; 12] = [
    "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion", "octillion",
    "nonillion", "decillion", "googol",
];
const SIZES: [char; 10] = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y', 'R', 'Q'];

fn not_finite(value: f64) -> Option<String> {
    let words = if value.is_nan() { "NaN" } else if value < 0.0 { "-Inf" } else { "+Inf" };
    Some(words.to_string()).filter(|_| !value.is_finite())
}

/// A number with how it was told where it is none; "NaN" and the like too.
fn whole(value: &Value) -> Result<i128, String> {
    let number = float_of(value).ok_or_else(|| text(value))?;
    match not_finite(number) {
        Some(words) => Err(words),
        None => whole_of(value).ok_or_else(|| text(value)),
    }
}

fn printf(format: &str, value: f64) -> Result<String, Error> {
    percent(format, &[Value::from(value)], &|_| None)
}

fn ordinal(value: &Value, _: Rest<Value>) -> String {
    whole(value).map_or_else(
        |words| words,
        |number| {
            let last = if (11..=13).contains(&number.rem_euclid(100)) { 0 } else { number.rem_euclid(10) };
            format!("{number}{}", match last { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })
        },
    )
}

fn intcomma(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let plain = value.as_str().map(|found| found.replace(',', ""));
    let is_float = plain.as_ref().map_or(!value.is_integer(), |found| found.contains('.'));
    let value = &plain.map_or(value.clone(), Value::from);
    let number = match float_of(value) {
        None => return Ok(text(value)),
        Some(found) => found,
    };
    if let Some(words) = not_finite(number) {
        return Ok(words);
    }
    let written = match (Arguments::new(&rest).get(0, "ndigits"), is_float) {
        (Some(digits), _) => fixed(number, digits.as_usize().unwrap_or(0).min(300)),
        (None, true) => repr(number),
        (None, false) => match whole_of(value) {
            None => return Ok(text(value)),
            Some(found) => found.to_string(),
        },
    };
    Ok(with_commas(&written))
}

/// The words of a power of a thousand, and the power before which the next begins.
fn intword(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let format = Arguments::new(&rest).text(0, "format", "%.1f");
    let number = match whole(value) {
        Err(words) => return Ok(words),
        Ok(found) => found,
    };
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    if size < 1_000 {
        return Ok(number.to_string());
    }
    // Beyond decillions there is nothing that fits into the number.
    let mut power = ((size as f64).log10().floor() as usize / 3).clamp(1, 11);
    while power < 11 && size >= 1_000u128.pow(power as u32 + 1) {
        power += 1;
    }
    while power > 1 && size < 1_000u128.pow(power as u32) {
        power -= 1;
    }
    let mut rounded: f64 = printf(&format, size as f64 / 1_000f64.powi(power as i32))?.parse().map_err(|_| refused("no number"))?;
    if power < 11 && rounded == 1_000.0 {
        power += 1;
        rounded = 1.0;
    }
    Ok(format!("{sign}{} {}", printf(&format, rounded)?, POWERS[power - 1]))
}

fn apnumber(value: &Value, _: Rest<Value>) -> String {
    whole(value).map_or_else(
        |words| words,
        |number| WORDS.get(usize::try_from(number).unwrap_or(10)).map_or(number.to_string(), |word| word.to_string()),
    )
}

/// The fraction next to a number between 0 and 1 whose denominator is 1000 at most (the last convergent, or the best
/// between two).
fn fraction(of: f64) -> (i64, i64) {
    let (mut p0, mut q0, mut p1, mut q1) = (0i64, 1i64, 1i64, 0i64);
    // The exact value of the float, as far as 128 bits hold it.
    let (mut n, mut d) = ((of * (1u64 << 53) as f64) as i128, 1i128 << 53);
    let exact = of;
    while d != 0 {
        let a = (n / d) as i64;
        if q0 + a * q1 > 1_000 {
            break;
        }
        let (p2, q2) = (p0 + a * p1, q0 + a * q1);
        p0 = p1;
        q0 = q1;
        p1 = p2;
        q1 = q2;
        let left = n - i128::from(a) * d;
        n = d;
        d = left;
    }
    if d == 0 {
        return (p1, q1);
    }
    let k = (1_000 - q0) / q1;
    let (p, q) = (p0 + k * p1, q0 + k * q1);
    let far = |p: i64, q: i64| (p as f64 / q as f64 - exact).abs();
    if far(p1, q1) <= far(p, q) {
        (p1, q1)
    } else {
        (p, q)
    }
}

fn fractional(value: &Value, _: Rest<Value>) -> String {
    let number = match float_of(value) {
        None => return text(value),
        Some(found) => found,
    };
    if let Some(words) = not_finite(number) {
        return words;
    }
    let whole = number.trunc();
    let (over, under) = fraction((number - whole).abs());
    let sign = if number < 0.0 { -1 } else { 1 };
    if under == 1 {
        format!("{:.0}", whole + (sign * over) as f64)
    } else if whole == 0.0 {
        format!("{}/{under}", sign * over)
    } else {
        format!("{whole:.0} {over}/{under}")
    }
}

fn scientific_text(number: f64, precision: i64) -> String {
    let made = format!("{number:.*e}", precision.clamp(0, 300) as usize);
    let (mantissa, exponent) = made.split_once('e').unwrap_or((&made, "0"));
    let raised: String = exponent.chars().map(|c| c.to_digit(10).map_or('⁻', |digit| SUPERSCRIPTS[digit as usize])).collect();
    format!("{mantissa} x 10{raised}")
}

fn scientific(value: &Value, rest: Rest<Value>) -> String {
    let precision = Arguments::new(&rest).whole(0, "precision", 2);
    float_of(value).map_or_else(
        || text(value),
        |number| not_finite(number).unwrap_or_else(|| scientific_text(number, precision)),
    )
}

fn clamp(value: &Value, rest: Rest<Value>) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(value.clone());
    }
    let given = Arguments::new(&rest);
    let number = float_of(value).filter(|_| value.is_number()).ok_or_else(|| refused("must be real number"))?;
    if let Some(words) = not_finite(number) {
        return Ok(Value::from(words));
    }
    let bound = |place: usize, name: &str| given.get(place, name);
    let (shown, token) = match (bound(0, "floor"), bound(1, "ceil")) {
        (Some(floor), _) if float_of(&floor).map_or(false, |least| number < least) => (floor, given.text(3, "floor_token", "<")),
        (_, Some(ceil)) if float_of(&ceil).map_or(false, |most| number > most) => (ceil, given.text(4, "ceil_token", ">")),
        _ => (value.clone(), String::new()),
    };
    let format = given.text(2, "format", "{:}");
    Ok(Value::from(token + &crate::numbers::format_text(&format, &[shown], &|_| None)?))
}

fn metric(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let unit = given.text(0, "unit", "");
    let precision = given.whole(1, "precision", 3);
    let mut number = float_of(value).filter(|_| !value.as_str().is_some()).ok_or_else(|| refused("must be real number"))?;
    if let Some(words) = not_finite(number) {
        return Ok(words);
    }
    let mut exponent = if number == 0.0 { 0 } else { number.abs().log10().floor() as i64 };
    if exponent >= 33 || exponent < -30 {
        return Ok(scientific_text(number, precision - 1) + &unit);
    }
    let bucket = exponent.div_euclid(3) * 3;
    number = if bucket < 0 { number * 10f64.powi(-bucket as i32) } else { number / 10f64.powi(bucket as i32) };
    let digits_of = |exponent: i64| (precision - exponent.rem_euclid(3) - 1).max(0);
    let mut digits = digits_of(exponent);
    if exponent < 30 && crate::numbers::rounded(number.abs(), digits) >= 10f64.powi(exponent.rem_euclid(3) as i32 + 1) {
        exponent += 1;
        number /= 10f64.powi((exponent.div_euclid(3) * 3 - bucket) as i32);
        digits = digits_of(exponent);
    }
    let small: Vec<char> = "mμnpfazyrq".chars().collect();
    let prefix = if exponent >= 3 {
        SIZES[(exponent / 3 - 1) as usize].to_string()
    } else if exponent < 0 {
        small[((-exponent - 1) / 3) as usize].to_string()
    } else {
        String::new()
    };
    let bare = (unit.is_empty() && prefix.is_empty()) || ["°", "′", "″"].contains(&unit.as_str());
    let written = by_spec(&Value::from(number), &format!(".{digits}f"))?;
    Ok(format!("{written}{}{prefix}{unit}", if bare { "" } else { " " }))
}

fn naturalsize(value: &Value, rest: Rest<Value>) -> Result<String, Error> {
    let given = Arguments::new(&rest);
    let (binary, gnu) = (given.flag(0, "binary", false), given.flag(1, "gnu", false));
    let format = given.text(2, "format", "%.1f");
    let base: f64 = if binary || gnu { 1024.0 } else { 1000.0 };
    let bytes = float_of(value).ok_or_else(|| refused(format!("could not convert to float: {value}")))?;
    let size = bytes.abs();
    if size == 1.0 && !gnu {
        return Ok(format!("{bytes:.0} Byte"));
    }
    if size < base {
        return Ok(format!("{:.0}{}", bytes.trunc(), if gnu { "B" } else { " Bytes" }));
    }
    let most = SIZES.len();
    let mut power = (size.ln() / base.ln()).min(most as f64) as usize;
    let shown = |power: usize| printf(&format, bytes / base.powi(power as i32));
    if power < most && shown(power)?.trim_start_matches('-').parse::<f64>().map_or(false, |found| found >= base) {
        power += 1;
    }
    let letter = SIZES[power - 1];
    let suffix = match (gnu, binary) {
        (true, _) => letter.to_ascii_uppercase().to_string(),
        (_, true) => format!(" {}iB", letter.to_ascii_uppercase()),
        _ => format!(" {letter}B"),
    };
    Ok(shown(power)? + &suffix)
}

pub fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("humanize_ordinal", ordinal);
    environment.add_filter("humanize_intcomma", intcomma);
    environment.add_filter("humanize_intword", intword);
    environment.add_filter("humanize_apnumber", apnumber);
    environment.add_filter("humanize_fractional", fractional);
    environment.add_filter("humanize_scientific", scientific);
    environment.add_filter("humanize_clamp", clamp);
    environment.add_filter("humanize_metric", metric);
    environment.add_filter("humanize_naturalsize", naturalsize);
    environment.add_filter("humanize_thousands_separator", |_: &Value| ",");
    environment.add_filter("humanize_decimal_separator", |_: &Value| ".");
}

//! What a filter or a method was called with, by place or by name.

use minijinja::value::{Kwargs, Value};
use minijinja::{Error, ErrorKind};
use std::convert::TryFrom;

pub struct Arguments<'a> {
    placed: &'a [Value],
    named: Option<Kwargs>,
}

pub fn refused(words: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, words.into())
}

impl<'a> Arguments<'a> {
    pub fn new(all: &'a [Value]) -> Arguments<'a> {
        match all.split_last() {
            Some((last, before)) if last.is_kwargs() => {
                Arguments { placed: before, named: Kwargs::try_from(last.clone()).ok() }
            }
            _ => Arguments { placed: all, named: None },
        }
    }

    pub fn placed(&self) -> &'a [Value] {
        self.placed
    }

    pub fn named(&self) -> Option<&Kwargs> {
        self.named.as_ref()
    }

    /// Nothing where it was not given, or as None.
    pub fn get(&self, place: usize, name: &str) -> Option<Value> {
        let by_name = || self.named.as_ref().and_then(|named| named.get::<Value>(name).ok());
        self.placed.get(place).cloned().or_else(by_name).filter(|found| !found.is_none() && !found.is_undefined())
    }

    pub fn text(&self, place: usize, name: &str, otherwise: &str) -> String {
        self.get(place, name).map_or(otherwise.to_string(), |found| found.to_string())
    }

    pub fn whole(&self, place: usize, name: &str, otherwise: i64) -> i64 {
        self.get(place, name).and_then(|found| found.as_i64()).unwrap_or(otherwise)
    }

    pub fn flag(&self, place: usize, name: &str, otherwise: bool) -> bool {
        self.get(place, name).map_or(otherwise, |found| found.is_true())
    }
}

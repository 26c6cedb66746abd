//! The engine in a page: a plain C interface, JSON in and out.
//!
//! ```text
//! p = linepack_allocate(n)          room for n bytes of UTF-8, written by the caller
//! a = linepack_open(p, n)           { "name", "files", "version", "commit" }  →  {} or { "faults": [...] }
//! a = linepack_evaluate(p, n)       a request of `linepack_economics::live`, or of `linepack_report::live`
//!     at a: length as u32, little endian, then that many bytes of UTF-8
//! linepack_free(p, n)               gives room back; an answer has 4 bytes more than its length
//! ```
//!
//! There is one study at a time. Nothing is calculated here.

#![allow(unsafe_code, reason = "memory is shared with the page by address and length")]

use linepack_economics::live::{Live, Memory};
use linepack_economics::outcome::Engine;
use linepack_economics::study::Files;
use serde::Deserialize;
use std::cell::RefCell;

thread_local! {
    static OPEN: RefCell<Option<(Live, Memory)>> = const { RefCell::new(None) };
}

/// A study as the page hands it over.
#[derive(Deserialize)]
struct Opening {
    name: String,
    files: Files,
    version: String,
    commit: String,
}

/// Room for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn linepack_allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Gives room back.
///
/// # Safety
/// `at` and `length` are those of one allocation or answer that has not been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linepack_free(at: *mut u8, length: usize) {
    // SAFETY: the caller keeps to the contract above.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, length)) });
}

/// Opens a study.
///
/// # Safety
/// `at` and `length` are those of one allocation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linepack_open(at: *const u8, length: usize) -> *mut u8 {
    // SAFETY: the caller keeps to the contract above.
    handed(&open(unsafe { std::slice::from_raw_parts(at, length) }))
}

/// Answers a request about the open study.
///
/// # Safety
/// `at` and `length` are those of one allocation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn linepack_evaluate(at: *const u8, length: usize) -> *mut u8 {
    // SAFETY: the caller keeps to the contract above.
    handed(&evaluate(unsafe { std::slice::from_raw_parts(at, length) }))
}

fn open(opening: &[u8]) -> String {
    let opening: Opening = match serde_json::from_slice(opening) {
        Ok(opening) => opening,
        Err(error) => return fault(&error.to_string()),
    };
    let engine = Engine { version: opening.version, commit: opening.commit };
    match Live::new(&opening.name, &opening.files, engine) {
        Ok(live) => {
            OPEN.with(|open| *open.borrow_mut() = Some((live, Memory::default())));
            "{}".to_owned()
        }
        Err(faults) => fault(&faults.to_string()),
    }
}

fn evaluate(request: &[u8]) -> String {
    let Ok(request) = std::str::from_utf8(request) else { return fault("the request is not UTF-8") };
    OPEN.with(|open| match &mut *open.borrow_mut() {
        Some((live, memory)) => linepack_report::live::answer(live, request, memory),
        None => fault("no study is open"),
    })
}

fn fault(message: &str) -> String {
    serde_json::json!({ "faults": [{ "message": message, "hint": "open a study first" }] }).to_string()
}

/// Length and bytes, handed to the page, which gives them back.
fn handed(text: &str) -> *mut u8 {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend_from_slice(&text.as_bytes()[..length as usize]);
    Box::into_raw(bytes.into_boxed_slice()).cast()
}

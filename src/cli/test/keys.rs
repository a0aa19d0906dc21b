//! One key from the terminal, without waiting for the end of a line where the system lets us.

use std::io::{BufRead, Read, Write};
use std::process::{Command, Stdio};

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter.
    Letter(char),
    /// Control and C.
    Interrupt,
    /// Nothing more comes.
    End,
}

/// Waits for a key.
pub fn read() -> Key {
    let _ = std::io::stdout().flush();
    let Some(before) = stty(&["-g"]) else { return of_line() };
    // Signals are taken as keys, so that the terminal is put right before anything ends.
    if stty(&["-icanon", "-isig", "-echo", "min", "1", "time", "0"]).is_none() {
        return of_line();
    }
    let mut byte = [0_u8; 1];
    let mut input = std::io::stdin();
    let key = loop {
        match input.read(&mut byte) {
            Ok(1) => match byte[0] {
                3 => break Key::Interrupt,
                4 => break Key::End,
                letter if letter.is_ascii() => break Key::Letter(letter.to_ascii_lowercase().into()),
                // The first byte of a Chinese letter: an input method that is still on.
                _ => {}
            },
            _ => break Key::End,
        }
    };
    stty(&[before.trim()]);
    key
}

/// The first letter of a line.
fn of_line() -> Key {
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(count) if count > 0 => {
            line.trim().chars().next().map_or(Key::Letter('\n'), |letter| Key::Letter(letter.to_ascii_lowercase()))
        }
        _ => Key::End,
    }
}

/// Asks the terminal, or tells it; none where that is not possible.
fn stty(words: &[&str]) -> Option<String> {
    let told = Command::new("stty").args(words).stdin(Stdio::inherit()).stderr(Stdio::null()).output().ok()?;
    told.status.success().then(|| String::from_utf8_lossy(&told.stdout).into_owned())
}

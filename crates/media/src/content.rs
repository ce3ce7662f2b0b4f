//! What is to be seen and heard in a recording, half a second at a time.
//!
//! Proposals for people, never findings: a machine does not know whether a picture shows what the
//! law wants shown.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use earshot::Detector;

use crate::ProbeFailure;

/// How finely it is looked at.
pub(crate) const WINDOW_MS: u64 = 500;
/// A day: longer recordings are not looked into.
const MOST_WINDOWS: usize = 2 * 24 * 3600;
/// Beyond this many, what is close together is told as one.
const MOST_STRETCHES: usize = 2_000;

/// Brightness from 0 to 255 that nine tenths of a black picture stay below; limited range black is 16.
const BLACK: f32 = 32.0;
/// Between the darkest and the brightest tenth of a picture that shows nothing.
const UNIFORM: f32 = 16.0;
/// Mean brightness of a picture too dark to recognise people.
const DARK: f32 = 45.0;

/// Samples of sound a second.
pub(crate) const SAMPLE_RATE: u32 = 16_000;
/// Samples the detector takes at once: 16 ms.
const FRAME: usize = 256;
const FRAME_MS: u64 = 16;
/// Mean square of a sample below which nothing is to be heard (−54 dBFS).
const QUIET: i64 = 4_294;
/// From this score on a frame is taken for a voice.
const VOICE: f32 = 0.5;

/// What a stretch of a recording seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// The picture is black.
    Black,
    /// The picture is uniform: something may cover the lens.
    Covered,
    /// The picture is too dark to recognise people.
    Dark,
    /// The picture does not change at all.
    Frozen,
    /// Nothing is to be heard.
    Silent,
    /// Somebody speaks.
    Speech,
}

impl Seen {
    const ALL: [Self; 6] =
        [Self::Black, Self::Covered, Self::Dark, Self::Frozen, Self::Silent, Self::Speech];

    /// Windows it must last to be told, and windows that may lie between two of one stretch.
    const fn length(self) -> (usize, usize) {
        match self {
            Self::Black => (4, 0),
            Self::Covered => (6, 0),
            Self::Dark => (20, 1),
            Self::Frozen => (16, 0),
            Self::Silent => (10, 0),
            Self::Speech => (1, 2),
        }
    }
}

/// A stretch of a recording, in milliseconds of playing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Where it begins.
    pub from_ms: u64,
    /// Where it ends.
    pub to_ms: u64,
    /// What it seems to be.
    pub seen: Seen,
}

/// Pictures and sound by half seconds.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    pictures: Vec<Picture>,
    frozen_since: Option<f32>,
    frozen: Vec<(f32, f32)>,
    sounds: Vec<Sound>,
}

#[derive(Debug, Clone, Copy)]
struct Picture {
    low: f32,
    high: f32,
    mean: f32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sound {
    frames: u32,
    voiced: u32,
    loudest: i64,
}

impl Windows {
    /// Takes one line of the filter's output: a picture's number, or one of its values.
    pub(crate) fn note(&mut self, line: &str) -> Result<(), ProbeFailure> {
        if let Some(rest) = line.strip_prefix("frame:") {
            let number = rest.split("pts:").nth(1).and_then(|rest| rest.split_whitespace().next());
            let Some(number) = number.and_then(|text| text.parse::<usize>().ok()) else {
                return Ok(());
            };
            if number >= MOST_WINDOWS {
                return Err(ProbeFailure::TooBig);
            }
            // A camera that stood still for a while is shown as the picture it stopped at.
            let last = self.pictures.last().copied();
            let new = Picture { low: 0.0, high: 255.0, mean: 255.0 };
            self.pictures.resize(number, last.unwrap_or(new));
            self.pictures.push(new);
            return Ok(());
        }
        let Some((name, value)) = line.strip_prefix("lavfi.").and_then(|line| line.split_once('='))
        else {
            return Ok(());
        };
        let Ok(value) = value.parse::<f32>() else { return Ok(()) };
        match name {
            "freezedetect.freeze_start" => self.frozen_since = Some(value),
            "freezedetect.freeze_end" => {
                self.frozen.extend(self.frozen_since.take().map(|since| (since, value)));
            }
            _ => {
                let Some(picture) = self.pictures.last_mut() else { return Ok(()) };
                match name {
                    "signalstats.YLOW" => picture.low = value,
                    "signalstats.YHIGH" => picture.high = value,
                    "signalstats.YAVG" => picture.mean = value,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Takes the sound: samples of 16 bits, little-endian, one channel.
    pub(crate) fn hear(&mut self, path: &Path) -> io::Result<()> {
        self.hear_samples(BufReader::new(File::open(path)?))
    }

    fn hear_samples(&mut self, mut from: impl Read) -> io::Result<()> {
        let mut detector = Detector::default_boxed();
        let mut bytes = [0_u8; 2 * FRAME];
        let mut ms = 0_u64;
        loop {
            match from.read_exact(&mut bytes) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
            let mut frame = [0_i16; FRAME];
            for (sample, pair) in frame.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *sample = i16::from_le_bytes(*pair);
            }
            let squares: i64 = frame.iter().map(|s| i64::from(*s) * i64::from(*s)).sum();
            let window = usize::try_from(ms / WINDOW_MS).unwrap_or(usize::MAX);
            if window >= MOST_WINDOWS {
                return Ok(());
            }
            if self.sounds.len() <= window {
                self.sounds.resize(window.saturating_add(1), Sound::default());
            }
            if let Some(sound) = self.sounds.get_mut(window) {
                sound.frames += 1;
                sound.voiced += u32::from(detector.predict_i16(&frame) >= VOICE);
                sound.loudest = sound.loudest.max(squares / 256);
            }
            ms += FRAME_MS;
        }
    }

    /// What seems to be where, in order; nothing reaches beyond `lasted_ms`.
    pub(crate) fn stretches(&self, lasted_ms: Option<u64>) -> Vec<Stretch> {
        let mut join = 0;
        loop {
            let mut found: Vec<Stretch> = Seen::ALL
                .into_iter()
                .flat_map(|seen| self.runs(seen, join))
                .filter_map(|stretch| shortened(stretch, lasted_ms))
                .collect();
            if found.len() <= MOST_STRETCHES || join >= MOST_WINDOWS {
                found.sort_unstable();
                return found;
            }
            join = (join * 2).max(2);
        }
    }

    fn runs(&self, seen: Seen, join: usize) -> Vec<Stretch> {
        let (least, between) = seen.length();
        let flags: Vec<bool> = match seen {
            Seen::Silent => self.sounds.iter().map(|sound| sound.loudest < QUIET).collect(),
            // Three of ten frames: a word in half a second.
            Seen::Speech => self
                .sounds
                .iter()
                .map(|sound| sound.frames > 0 && sound.voiced * 10 >= sound.frames * 3)
                .collect(),
            Seen::Frozen => self.still(),
            Seen::Black | Seen::Covered | Seen::Dark => {
                self.pictures.iter().map(|picture| picture.seen() == Some(seen)).collect()
            }
        };
        runs(&flags, least, between.max(join))
            .into_iter()
            .map(|(from, to)| Stretch { from_ms: at(from), to_ms: at(to), seen })
            .collect()
    }

    /// Windows of a picture that shows something and does not change.
    fn still(&self) -> Vec<bool> {
        let open = self.frozen_since.map(|since| (since, f32::INFINITY));
        let spans: Vec<(f32, f32)> = self.frozen.iter().copied().chain(open).collect();
        let mut flags = Vec::with_capacity(self.pictures.len());
        let mut second = 0.0_f32;
        for picture in &self.pictures {
            let covered = matches!(picture.seen(), Some(Seen::Black | Seen::Covered));
            let frozen = spans.iter().any(|(from, to)| *from <= second && second < *to);
            flags.push(frozen && !covered);
            second += 0.5;
        }
        flags
    }
}

impl Picture {
    fn seen(self) -> Option<Seen> {
        if self.high <= BLACK {
            Some(Seen::Black)
        } else if self.high - self.low <= UNIFORM {
            Some(Seen::Covered)
        } else if self.mean <= DARK {
            Some(Seen::Dark)
        } else {
            None
        }
    }
}

fn at(window: usize) -> u64 {
    u64::try_from(window).unwrap_or(u64::MAX).saturating_mul(WINDOW_MS)
}

fn shortened(stretch: Stretch, lasted_ms: Option<u64>) -> Option<Stretch> {
    let to_ms = stretch.to_ms.min(lasted_ms.unwrap_or(u64::MAX));
    (stretch.from_ms < to_ms).then_some(Stretch { to_ms, ..stretch })
}

/// First and one past the last window of each run; runs with at most `between` others between
/// them are one, and those shorter than `least` are left out.
fn runs(flags: &[bool], least: usize, between: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (place, _) in flags.iter().enumerate().filter(|(_, flag)| **flag) {
        match found.last_mut() {
            Some((_, to)) if place <= to.saturating_add(between) => *to = place + 1,
            Some(_) | None => found.push((place, place + 1)),
        }
    }
    found.retain(|(from, to)| to - from >= least);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(windows: &Windows, lasted_ms: Option<u64>) -> Vec<(Seen, u64, u64)> {
        let stretches = windows.stretches(lasted_ms);
        stretches.into_iter().map(|one| (one.seen, one.from_ms, one.to_ms)).collect()
    }

    fn pictures(values: &[(usize, &str)]) -> Windows {
        let mut windows = Windows::default();
        let mut number = 0;
        for (times, lines) in values {
            for _ in 0..*times {
                windows.note(&format!("frame:{number}    pts:{number}      pts_time:x")).unwrap();
                for line in lines.split(' ') {
                    windows.note(&format!("lavfi.signalstats.{line}")).unwrap();
                }
                number += 1;
            }
        }
        windows
    }

    #[test]
    fn a_picture_is_black_covered_dark_or_nothing_of_these() {
        let bright = "YLOW=20 YHIGH=200 YAVG=120";
        let windows = pictures(&[
            (10, bright),
            (4, "YLOW=16 YHIGH=17 YAVG=16"),
            (10, bright),
            (6, "YLOW=80 YHIGH=90 YAVG=84"),
            (20, "YLOW=20 YHIGH=80 YAVG=40"),
            (3, "YLOW=16 YHIGH=16 YAVG=16"),
            (2, bright),
        ]);
        let wanted = [
            (Seen::Black, 5_000, 7_000),
            (Seen::Covered, 12_000, 15_000),
            (Seen::Dark, 15_000, 25_000),
        ];
        assert_eq!(seen(&windows, None), wanted, "a second and a half of black is too short");
        assert_eq!(seen(&windows, Some(12_500))[1], (Seen::Covered, 12_000, 12_500));
    }

    #[test]
    fn a_picture_that_stands_still_is_frozen_unless_it_shows_nothing() {
        let mut windows = pictures(&[(40, "YLOW=20 YHIGH=200 YAVG=120")]);
        windows.note("lavfi.freezedetect.freeze_start=2").unwrap();
        windows.note("lavfi.freezedetect.freeze_end=11.5").unwrap();
        windows.note("lavfi.freezedetect.freeze_start=12").unwrap();
        let wanted = [(Seen::Frozen, 2_000, 11_500), (Seen::Frozen, 12_000, 20_000)];
        assert_eq!(seen(&windows, None), wanted, "the second one lasts to the end");
        let mut black = pictures(&[(40, "YLOW=16 YHIGH=16 YAVG=16")]);
        black.note("lavfi.freezedetect.freeze_start=0").unwrap();
        assert_eq!(seen(&black, None), [(Seen::Black, 0, 20_000)]);
    }

    #[test]
    fn nonsense_lines_change_nothing_and_a_week_is_too_long() {
        let mut windows = Windows::default();
        for line in [
            "",
            "frame:",
            "frame:1 pts:x",
            "lavfi.",
            "lavfi.a=b",
            "lavfi.signalstats.YAVG=1",
            "x=1",
        ] {
            windows.note(line).unwrap();
        }
        assert_eq!(seen(&windows, None), []);
        let refused = windows.note("frame:1 pts:1209600 pts_time:604800");
        assert!(matches!(refused, Err(ProbeFailure::TooBig)));
    }

    #[test]
    fn silence_is_told_from_five_seconds_on() {
        let mut windows = Windows::default();
        let quiet = vec![0_u8; 32_000 * 6];
        windows.hear_samples(quiet.as_slice()).unwrap();
        assert_eq!(seen(&windows, Some(5_900)), [(Seen::Silent, 0, 5_900)]);
        let mut short = Windows::default();
        short.hear_samples(&quiet[..32_000 * 4]).unwrap();
        assert_eq!(seen(&short, None), []);
    }

    #[test]
    fn very_many_stretches_are_told_as_fewer() {
        let mut windows = Windows::default();
        let word = Sound { frames: 31, voiced: 31, loudest: 1 << 20 };
        let pause = Sound { voiced: 0, ..word };
        windows.sounds = [word, pause, pause, pause].repeat(9_000);
        let found = windows.stretches(None);
        assert!((1..=MOST_STRETCHES).contains(&found.len()), "{}", found.len());
        assert_eq!(found[0].from_ms, 0);
    }
}

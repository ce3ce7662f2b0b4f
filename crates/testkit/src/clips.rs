//! Sample recordings, made by ffmpeg when they are first wanted and kept for the next time.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use terms::Timestamp;

/// Fonts that a caption or clock may be drawn with, best first; the first has no Chinese.
const FONTS: [&str; 4] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf",
];
const CHINA_OFFSET_S: i64 = 8 * 3600;

/// The video codec of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// H.264, which every browser plays.
    H264,
    /// H.265, which newer cameras write and many browsers do not play.
    H265,
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::H264 => "h264",
            Self::H265 => "h265",
        })
    }
}

/// What a clip is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// MP4 with the index at the end, as cameras write it.
    Mp4,
    /// MP4 with the index in front.
    Mp4IndexFirst,
    /// Matroska.
    Mkv,
    /// MPEG transport stream.
    Ts,
    /// AVI.
    Avi,
}

impl Wrapping {
    const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 | Self::Mp4IndexFirst => "mp4",
            Self::Mkv => "mkv",
            Self::Ts => "ts",
            Self::Avi => "avi",
        }
    }
}

/// What spoils a stretch of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoilt {
    /// Black, as in a pocket.
    Black,
    /// One colour, as behind a finger.
    Covered,
    /// The same picture again and again.
    Frozen,
}

/// A recording to be made: colour bars with the camera's clock burnt in, and a tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Start of the file's name; letters, digits, `-` and `_` stay, the rest becomes `_`.
    pub name: String,
    /// Drawn over the picture if there is a font for it; at most 40 characters.
    pub caption: String,
    /// What the camera's clock says at the first picture; also the `creation_time` tag.
    pub started_at: Timestamp,
    /// Length in milliseconds.
    pub lasted_ms: u64,
    /// Video codec.
    pub codec: Codec,
    /// Container.
    pub wrapping: Wrapping,
    /// Width and height in pixels, even numbers.
    pub size: (u32, u32),
    /// Pictures a second.
    pub fps: u32,
    /// With an AAC tone, or silent without a sound stream.
    pub sound: bool,
    /// Somebody speaks from this millisecond on, about seven seconds, in silence instead of the
    /// tone; the tone stays where ffmpeg has no voice.
    pub voice_at_ms: Option<u64>,
    /// What spoils the picture, from and until which millisecond.
    pub spoilt: Option<(Spoilt, u64, u64)>,
}

impl Clip {
    /// H.264 with sound in MP4, 320 × 180, 10 pictures a second.
    #[must_use]
    pub fn new(name: &str, started_at: Timestamp, lasted_ms: u64) -> Self {
        Self {
            name: name.to_owned(),
            caption: String::new(),
            started_at,
            lasted_ms,
            codec: Codec::H264,
            wrapping: Wrapping::Mp4,
            size: (320, 180),
            fps: 10,
            sound: true,
            voice_at_ms: None,
            spoilt: None,
        }
    }

    fn file_name(&self) -> String {
        let plain = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '_' };
        let name: String = self.name.chars().take(40).map(plain).collect();
        let caption = if self.caption.is_empty() {
            String::new()
        } else {
            format!("-{:016x}", fingerprint(&self.caption))
        };
        let (width, height) = self.size;
        let (index, sound) =
            (self.wrapping == Wrapping::Mp4IndexFirst, if self.sound { "" } else { "-silent" });
        let front = if index { "-front" } else { "" };
        let voice = self.voice_at_ms.map(|at| format!("-voice{at}")).unwrap_or_default();
        let spoilt = self.spoilt.map(|(how, from, to)| format!("-{how:?}{from}to{to}"));
        let spoilt = spoilt.unwrap_or_default();
        format!(
            "{name}{caption}-{}-{width}x{height}x{}-{}ms-{}{front}{sound}{voice}{spoilt}.{}",
            self.codec,
            self.fps,
            self.lasted_ms,
            self.started_at.ms(),
            self.wrapping.extension()
        )
    }
}

/// A folder of clips. Blocking; needs `ffmpeg` on the path.
#[derive(Debug, Clone)]
pub struct Clips {
    folder: PathBuf,
}

impl Clips {
    /// The folder that all tests share, `target/clips`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn shared() -> io::Result<Self> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
            PathBuf::from,
        );
        Self::in_folder(&target.join("clips"))
    }

    /// A folder of one's own, e.g. of the demo.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// The clip's file, made now if it is not there yet.
    ///
    /// # Errors
    /// If ffmpeg is missing or fails; the message has what it said.
    pub fn make(&self, clip: &Clip) -> io::Result<PathBuf> {
        self.once(&clip.file_name(), |to| {
            let text = to.with_extension("text");
            let arguments = arguments(clip, &text, to)?;
            let ran = Command::new("ffmpeg").args(arguments).stdin(Stdio::null()).output()?;
            if text.exists() {
                fs::remove_file(&text)?;
            }
            if ran.status.success() {
                return Ok(());
            }
            Err(io::Error::other(String::from_utf8_lossy(&ran.stderr).into_owned()))
        })
    }

    /// The first `keep_percent` of a clip's bytes: what a camera leaves whose battery was pulled.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub fn cut_short(&self, clip: &Clip, keep_percent: u64) -> io::Result<PathBuf> {
        let whole = self.make(clip)?;
        self.once(&format!("cut-{keep_percent}-{}", clip.file_name()), |to| {
            fs::copy(&whole, to)?;
            let file = fs::OpenOptions::new().write(true).open(to)?;
            file.set_len(file.metadata()?.len().saturating_mul(keep_percent) / 100)
        })
    }

    /// A file of no bytes named like a recording.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn zero_bytes(&self) -> io::Result<PathBuf> {
        self.once("zero-bytes.mp4", |to| fs::write(to, b""))
    }

    /// A text file named like a recording.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn text_named_mp4(&self) -> io::Result<PathBuf> {
        self.once("text.mp4", |to| fs::write(to, "这不是录像。\n".repeat(100)))
    }

    /// An HLS playlist named like a recording that wants `target` read, e.g. a file of the server.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn playlist_named_mp4(&self, target: &str) -> io::Result<PathBuf> {
        self.once(&format!("playlist-{:016x}.mp4", fingerprint(target)), |to| {
            let head = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n";
            fs::write(to, format!("{head}{target}\n#EXT-X-ENDLIST\n"))
        })
    }

    /// Makes a file under another name first, so that a half-made one is never taken for whole and
    /// two processes may want the same.
    fn once(&self, name: &str, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
        let path = self.folder.join(name);
        if path.exists() {
            return Ok(path);
        }
        let thread = format!("{:?}", std::thread::current().id());
        let place: String = thread.chars().filter(char::is_ascii_digit).collect();
        let making = self.folder.join(format!("making-{}-{place}-{name}", std::process::id()));
        make(&making)?;
        fs::rename(&making, &path)?;
        Ok(path)
    }
}

/// Keeps files of different texts apart. Not a digest of anything.
fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn arguments(clip: &Clip, text: &Path, to: &Path) -> io::Result<Vec<OsString>> {
    let ((width, height), fps) = (clip.size, clip.fps);
    let seconds = format!("{}.{:03}", clip.lasted_ms / 1000, clip.lasted_ms % 1000);
    let picture = format!("testsrc2=size={width}x{height}:rate={fps}");
    let mut args: Vec<OsString> = words("-v error -nostdin -y -f lavfi -t");
    args.extend([seconds.clone().into(), "-i".into(), picture.into()]);
    if clip.sound {
        args.extend(words("-f lavfi -t"));
        args.push(seconds.clone().into());
        args.extend(sound(clip, &seconds)?);
        args.extend(words("-c:a aac -b:a 48k"));
    }
    let filters: Vec<String> = overlay(clip, text)?.into_iter().chain(spoil(clip)).collect();
    if !filters.is_empty() {
        args.extend(["-vf".into(), filters.join(",").into()]);
    }
    args.extend(words(match clip.codec {
        Codec::H264 => "-c:v libx264 -preset ultrafast -crf 30",
        Codec::H265 => "-c:v libx265 -preset ultrafast -crf 32 -x265-params log-level=error",
    }));
    if clip.codec == Codec::H265 && clip.wrapping == Wrapping::Mp4 {
        args.extend(words("-tag:v hvc1"));
    }
    args.extend(words("-pix_fmt yuv420p -metadata"));
    let utc = clip.started_at.plus_ms(-CHINA_OFFSET_S * 1000).to_china_rfc3339();
    args.push(format!("creation_time={}Z", utc.trim_end_matches("+08:00")).into());
    args.extend(words(match clip.wrapping {
        Wrapping::Mp4 => "-f mp4",
        Wrapping::Mp4IndexFirst => "-movflags +faststart -f mp4",
        Wrapping::Mkv => "-f matroska",
        Wrapping::Ts => "-f mpegts",
        Wrapping::Avi => "-f avi",
    }));
    args.push(to.into());
    Ok(args)
}

/// The sound's source and filter.
fn sound(clip: &Clip, seconds: &str) -> io::Result<Vec<OsString>> {
    const SAID: &str = "Good morning. We are officers of the market bureau. This inspection is \
        being recorded. Please show us your licence and the purchase records.";
    if let Some(at) = clip.voice_at_ms
        && can_speak()?
    {
        let from = format!("flite=text='{SAID}':voice=slt");
        let filter = format!("adelay={at}:all=1,apad=whole_dur={seconds}");
        return Ok(vec!["-i".into(), from.into(), "-filter:a".into(), filter.into()]);
    }
    let tone = "sine=frequency=440:sample_rate=32000";
    Ok(["-i", tone, "-filter:a", "volume=0.2"].map(OsString::from).to_vec())
}

/// Whether this ffmpeg was built with a voice.
///
/// # Errors
/// If there is no ffmpeg.
pub fn can_speak() -> io::Result<bool> {
    let told = Command::new("ffmpeg").args(["-v", "error", "-filters"]).output()?;
    Ok(String::from_utf8_lossy(&told.stdout).contains(" flite "))
}

/// The filter that spoils the picture.
fn spoil(clip: &Clip) -> Option<String> {
    let (how, from, to) = clip.spoilt?;
    let seconds = |ms: u64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let filled = |colour: &str| {
        let (from, to) = (seconds(from), seconds(to));
        format!("drawbox=c={colour}:t=fill:enable='between(t,{from},{to})'")
    };
    Some(match how {
        Spoilt::Black => filled("black"),
        Spoilt::Covered => filled("0x705040"),
        Spoilt::Frozen => {
            let (from, to, fps) = (seconds(from), seconds(to), clip.fps);
            format!("select='not(between(t,{from},{to}))',fps={fps}")
        }
    })
}

fn words(text: &str) -> Vec<OsString> {
    text.split(' ').map(OsString::from).collect()
}

/// The clock (and the caption above it) as a filter; `None` without a font.
fn overlay(clip: &Clip, text: &Path) -> io::Result<Option<String>> {
    let Some((has_chinese, font)) = FONTS
        .iter()
        .enumerate()
        .find(|(_, font)| Path::new(font).exists())
        .map(|(n, font)| (n < 2, font))
    else {
        return Ok(None);
    };
    let caption: String = clip.caption.chars().filter(|c| !"%\\{}".contains(*c)).take(40).collect();
    let caption = if has_chinese || caption.is_ascii() { caption } else { String::new() };
    let clock = clip.started_at.ms().div_euclid(1000).saturating_add(CHINA_OFFSET_S);
    let lines = if caption.is_empty() { caption } else { caption + "\n" };
    // Read from a file, since a text inside a filter would need three levels of escaping.
    fs::write(text, format!("{lines}%{{pts:gmtime:{clock}:%Y-%m-%d %H\\:%M\\:%S}}"))?;
    let quoted = text.display().to_string().replace('\\', "\\\\").replace(['\'', ':'], "_");
    if quoted != text.display().to_string() {
        return Ok(None); // a folder with such a name cannot be written into a filter
    }
    let size = (clip.size.1 / 12).max(10);
    Ok(Some(format!(
        "drawtext=fontfile={font}:textfile='{quoted}':fontsize={size}:fontcolor=white:\
         box=1:boxcolor=black@0.6:boxborderw=4:x=8:y=h-th-8"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_is_made_once_and_named_by_all_that_makes_it() {
        let clips = Clips::shared().unwrap();
        let one = Clip::new("现场/检查 1", Timestamp::from_ms(1_741_311_000_000), 300);
        let path = clips.make(&one).unwrap();
        let made = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(clips.make(&one).unwrap(), path);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), made);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("现场_检查_1-h264-320x180"), "{name}");
        let other = Clip { caption: "case 12: shop".to_owned(), ..one };
        assert_ne!(clips.make(&other).unwrap(), path);
    }
}

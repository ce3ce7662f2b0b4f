//! Bytes of a blob over HTTP, whole or in one range.

use app::BlobReader;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The range asked for, clipped to what is there.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(u64, u64),
    Unsatisfiable,
}

/// Reads `Range: bytes=a-b`. More than one range, or another unit, is answered with the whole.
fn wanted(range: Option<&str>, size: u64) -> Wanted {
    let Some(spec) = range.and_then(|range| range.strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    if spec.contains(',') {
        return Wanted::Whole;
    }
    let Some((from, to)) = spec.trim().split_once('-') else { return Wanted::Whole };
    let read = |text: &str| text.parse::<u64>().ok();
    match (from, to) {
        ("", suffix) => match read(suffix) {
            Some(0) | None => Wanted::Unsatisfiable,
            Some(_) if size == 0 => Wanted::Unsatisfiable,
            Some(last) => Wanted::Part(size.saturating_sub(last), size),
        },
        (from, to) => {
            let Some(from) = read(from) else { return Wanted::Whole };
            let end =
                if to.is_empty() { Some(size) } else { read(to).map(|to| to.saturating_add(1)) };
            match end.map(|end| end.min(size)) {
                Some(end) if from < end => Wanted::Part(from, end),
                Some(_) => Wanted::Unsatisfiable,
                None => Wanted::Whole,
            }
        }
    }
}

/// Answers with a blob or a range of it. Never cached, never sniffed, never framed elsewhere.
pub(crate) fn serve(headers: &HeaderMap, reader: BlobReader, kind: &'static str) -> Response {
    let size = reader.size_bytes();
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, from, to) = match wanted(range, size) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Unsatisfiable => {
            let all = HeaderValue::from_str(&format!("bytes */{size}"));
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            if let Ok(all) = all {
                response.headers_mut().insert(header::CONTENT_RANGE, all);
            }
            return response;
        }
    };
    let mut response = (status, Body::from_stream(reader.stream(from..to))).into_response();
    let mut set = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind.to_owned());
    set(header::CONTENT_LENGTH, (to - from).to_string());
    set(header::ACCEPT_RANGES, "bytes".to_owned());
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to - 1));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};

    #[test]
    fn ranges_are_clipped_and_nonsense_is_the_whole() {
        let cases = [
            (None, Wanted::Whole),
            (Some("bytes=0-"), Wanted::Part(0, 10)),
            (Some("bytes=2-4"), Wanted::Part(2, 5)),
            (Some("bytes=8-99"), Wanted::Part(8, 10)),
            (Some("bytes=-3"), Wanted::Part(7, 10)),
            (Some("bytes=-30"), Wanted::Part(0, 10)),
            (Some("bytes=10-"), Wanted::Unsatisfiable),
            (Some("bytes=5-2"), Wanted::Unsatisfiable),
            (Some("bytes=-0"), Wanted::Unsatisfiable),
            (Some("bytes=0-1,4-5"), Wanted::Whole),
            (Some("lines=1-2"), Wanted::Whole),
            (Some("bytes=a-b"), Wanted::Whole),
            (Some("bytes=0-18446744073709551615"), Wanted::Part(0, 10)),
        ];
        for (range, expected) in cases {
            assert_eq!(wanted(range, 10), expected, "{range:?}");
        }
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Unsatisfiable);
    }
}

//! The web UI, built in; and the headers every answer carries.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::RustEmbed;

use app::App;

#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Built;

/// What the server says where the UI was not built in.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>留痕</title><p>界面未随程序构建。请运行 <code>cargo xtask demo</code>，或先构建 web 目录。";

/// For files that may run as a worker: digests are computed by WebAssembly there.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; \
         connect-src 'self'; font-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'"
    )
}

/// The page that verifies without the server; `None` where the UI was not built in.
pub(crate) fn verifier() -> Option<Vec<u8>> {
    Built::get("VERIFY.html").map(|file| file.data.into_owned())
}

/// A file of the UI, or its first page for every path it routes by itself.
pub(crate) async fn page(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") {
        return super::problem::Problem::not_found().into_response();
    }
    if let Some(file) = Built::get(path).filter(|_| path != "index.html") {
        let kind = kind_of(path);
        let is_hashed = path.starts_with("assets/");
        let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, cache),
            (header::CONTENT_SECURITY_POLICY, WORKER_POLICY),
        ];
        return (headers, file.data.into_owned()).into_response();
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let nonce = URL_SAFE_NO_PAD.encode(app.nonce());
    let html = Built::get("index.html")
        .and_then(|file| String::from_utf8(file.data.into_owned()).ok())
        .unwrap_or_else(|| NOT_BUILT.to_owned())
        .replace("{{NONCE}}", &nonce);
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        _ => "application/octet-stream",
    }
}

fn set_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// Headers of every answer: nothing is sniffed, framed, cached or told to others.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set_missing(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set_missing(headers, header::REFERRER_POLICY, "no-referrer");
    set_missing(headers, header::CACHE_CONTROL, "no-store");
    set_missing(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set_missing(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set_missing(
        headers,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    response
}

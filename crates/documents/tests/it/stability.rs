//! Digests of documents are kept in the journal, so the bytes must not wander.

use documents::Renderer;

use crate::fixture::{LAW, example, fonts, instrument, kind, render};

#[test]
fn the_same_instrument_gives_the_same_bytes_even_from_another_renderer() {
    let other = Renderer::new(fonts(&[]), &LAW).unwrap();
    for code in ["WS02", "WS08", "WS46", "WS48", "WS71"] {
        let fields = example(code);
        let first = render(&instrument(kind(code), &fields));
        let again = render(&instrument(kind(code), &fields));
        assert_eq!(first.pdf, again.pdf, "{code}");
        let elsewhere = other.render(&instrument(kind(code), &fields)).unwrap();
        assert_eq!(first.pdf, elsewhere.pdf, "{code}");
    }
}

#[test]
fn another_salt_or_another_word_gives_other_bytes() {
    let fields = example("WS46");
    let first = render(&instrument(kind("WS46"), &fields));
    let mut salted = instrument(kind("WS46"), &fields);
    salted.id_salt = [8; 16];
    assert_ne!(first.pdf, render(&salted).pdf);
    let mut draft = instrument(kind("WS46"), &fields);
    draft.draft = true;
    assert_ne!(first.pdf, render(&draft).pdf);
}

#[test]
fn one_renderer_serves_many_threads() {
    let fields = example("WS48");
    let alone = render(&instrument(kind("WS48"), &fields)).pdf;
    std::thread::scope(|scope| {
        let work = || render(&instrument(kind("WS48"), &fields)).pdf;
        let running: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        for thread in running {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn the_file_says_that_it_is_pdf_a_2b() {
    let fields = example("WS46");
    let pdf = render(&instrument(kind("WS46"), &fields)).pdf;
    assert!(pdf.starts_with(b"%PDF-1."));
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("pdfaid:part>2<") && text.contains("pdfaid:conformance>B<"));
}

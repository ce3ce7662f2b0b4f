//! From an instrument to a file.

use std::collections::HashMap;

use rules::catalogue::{Layout, RecordKind, missing_elements};
use terms::Date;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fault::RenderFault;
use crate::fonts::Fonts;
use crate::instrument::{Instrument, Rendered};
use crate::sheet::sheet;
use crate::world::SheetWorld;

/// Layout results unused for this many documents are forgotten, so that memory stays level.
const CACHE_AGE: usize = 8;
const SHEET_PATH: &str = "/sheet.json";

/// Holds fonts, templates and the compiled library; one for the whole process, shared freely.
pub struct Renderer {
    fonts: Fonts,
    library: LazyHash<Library>,
    templates: HashMap<FileId, Source>,
    sheet_id: FileId,
}

impl Renderer {
    /// Reads the templates: every given `.typ` file, path and text. Of a path only the part from
    /// `templates/` or `records/` on counts; other files are left alone.
    ///
    /// # Errors
    /// [`RenderFault::Template`] for a template that does not parse.
    pub fn new(fonts: Fonts, templates: &[(String, String)]) -> Result<Self, RenderFault> {
        let mut parsed = HashMap::new();
        for (path, text) in templates.iter().filter(|(path, _)| path.ends_with(".typ")) {
            let Some(name) = rooted(path) else { continue };
            let id = file_id(&name)?;
            let source = Source::new(id, text.clone());
            if let Some(error) = source.root().errors_and_warnings().0.first() {
                return Err(RenderFault::Template { name, message: error.message.to_string() });
            }
            parsed.insert(id, source);
        }
        let sheet_id = file_id(SHEET_PATH)?;
        let library = LazyHash::new(Library::default());
        Ok(Self { fonts, library, templates: parsed, sheet_id })
    }

    /// Makes the PDF (PDF/A-2b). The same instrument gives the same bytes.
    ///
    /// # Errors
    /// [`RenderFault`] if the layout's template is missing or fails. What a user typed cannot
    /// cause one: missing elements are marked, characters without a glyph are replaced.
    pub fn render(&self, instrument: &Instrument<'_>) -> Result<Rendered, RenderFault> {
        let name = template_of(instrument.kind);
        let main = file_id(&name)?;
        if !self.templates.contains_key(&main) {
            return Err(RenderFault::TemplateMissing { name });
        }
        let (sheet, mut warnings) = sheet(instrument, &self.fonts);
        let data = serde_json::to_vec(&sheet).map_err(RenderFault::Sheet)?;
        let world = SheetWorld {
            library: &self.library,
            fonts: &self.fonts,
            templates: &self.templates,
            main,
            sheet_id: self.sheet_id,
            sheet: Bytes::new(data),
        };
        let compiled = typst::compile::<PagedDocument>(&world);
        let document =
            compiled.output.map_err(|errors| self.template_fault(&name, errors.first()))?;
        let pdf = write_pdf(&document, instrument, &mut warnings)?;
        typst::comemo::evict(CACHE_AGE);
        Ok(Rendered {
            pdf,
            pages: u32::try_from(document.pages().len()).unwrap_or(u32::MAX),
            missing: missing_elements(instrument.kind, instrument.fields),
            warnings,
        })
    }

    fn template_fault(&self, name: &str, error: Option<&SourceDiagnostic>) -> RenderFault {
        let Some(error) = error else {
            return RenderFault::Template { name: name.to_owned(), message: String::new() };
        };
        let source = error.span.id().and_then(|id| self.templates.get(&id));
        let name = source.map_or(name, |source| source.id().get().vpath().get_with_slash());
        RenderFault::Template { name: name.to_owned(), message: error.message.to_string() }
    }
}

/// PDF/A-2b for the archive; where the exporter refuses, a plain PDF with a warning.
fn write_pdf(
    document: &PagedDocument,
    instrument: &Instrument<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<u8>, RenderFault> {
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|error| RenderFault::Pdf { message: error.message().to_string() })?;
    match typst_pdf::pdf(document, &options(instrument, standards)) {
        Ok(pdf) => Ok(pdf),
        Err(errors) => {
            let why = errors.first().map(|error| error.message.to_string()).unwrap_or_default();
            warnings.push(format!("未能生成 PDF/A-2b（{why}），已生成普通 PDF"));
            typst_pdf::pdf(document, &options(instrument, PdfStandards::default())).map_err(
                |errors| {
                    let message = errors.first().map(|error| error.message.to_string());
                    RenderFault::Pdf { message: message.unwrap_or_default() }
                },
            )
        }
    }
}

fn options(instrument: &Instrument<'_>, standards: PdfStandards) -> PdfOptions {
    let salt: String = instrument.id_salt.iter().map(|byte| format!("{byte:02x}")).collect();
    PdfOptions {
        ident: Smart::Custom(format!("{}-{salt}", instrument.kind.code)),
        creator: Smart::Custom(None),
        timestamp: midnight(instrument.made_on),
        standards,
        ..PdfOptions::default()
    }
}

fn midnight(day: Date) -> Option<Timestamp> {
    let (year, month, day) = day.ymd();
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let start = Datetime::from_ymd_hms(i32::from(year), month, day, 0, 0, 0)?;
    Timestamp::new_local(start, 8 * 60)
}

fn template_of(kind: &RecordKind) -> String {
    match kind.layout {
        Layout::Form | Layout::Letter | Layout::Minutes | Layout::List => {
            format!("/templates/{}.typ", kind.layout.as_str())
        }
        Layout::Own => format!("/records/{}/template.typ", kind.code),
    }
}

/// `…/law/templates/form.typ` is `/templates/form.typ` for the other templates.
fn rooted(path: &str) -> Option<String> {
    let path = format!("/{path}");
    let start = ["/templates/", "/records/"].iter().filter_map(|root| path.rfind(root)).max()?;
    path.get(start..).map(str::to_owned)
}

fn file_id(path: &str) -> Result<FileId, RenderFault> {
    let fault = |message: String| RenderFault::Template { name: path.to_owned(), message };
    let path = VirtualPath::new(path).map_err(|error| fault(format!("{error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

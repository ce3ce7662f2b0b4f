//! What can go wrong with the machine, not with the instrument.

use std::path::PathBuf;

/// A document could not be made. Nothing a user types leads here; a template or a font does.
#[derive(Debug, thiserror::Error)]
pub enum RenderFault {
    /// No font was found; without one every page would be blank.
    #[error("no fonts in {}", show(.dirs))]
    NoFonts {
        /// The folders that were searched.
        dirs: Vec<PathBuf>,
    },
    /// A font file or folder could not be read.
    #[error("cannot read {}", .path.display())]
    FontUnreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A layout needs a template that was not given.
    #[error("template {name} is missing")]
    TemplateMissing {
        /// Its path among the templates.
        name: String,
    },
    /// A template does not parse, or fails on its data.
    #[error("template {name}: {message}")]
    Template {
        /// The template, with the line where known.
        name: String,
        /// What typst says.
        message: String,
    },
    /// The sheet could not be written as JSON.
    #[error("cannot write the sheet as JSON")]
    Sheet(#[source] serde_json::Error),
    /// The pages were laid out but could not be written as PDF.
    #[error("cannot write the PDF: {message}")]
    Pdf {
        /// What the exporter says.
        message: String,
    },
}

fn show(dirs: &[PathBuf]) -> String {
    dirs.iter().map(|dir| dir.display().to_string()).collect::<Vec<_>>().join(", ")
}

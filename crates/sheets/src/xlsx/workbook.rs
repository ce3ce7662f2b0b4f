//! Which worksheets there are and where their parts lie.

use std::collections::HashMap;

use super::package::Package;
use super::xml::{Piece, Xml, attribute, prefixed};
use crate::error::{Format, Limit, Why};
use crate::limits::{MAX_PARTS, MAX_SHEETS};

/// A visible worksheet.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: String,
}

/// What a workbook holds.
pub(super) struct Contents {
    pub(super) visible: Vec<Entry>,
    pub(super) hidden: Vec<String>,
    /// Path of the shared strings.
    pub(super) strings: Option<String>,
    /// Path of the cell formats.
    pub(super) styles: Option<String>,
    /// Days are counted from 1904, as old Apple computers did.
    pub(super) is_from_1904: bool,
}

/// What a part points to.
struct Relation {
    id: String,
    /// The last word of its type, e.g. `worksheet`.
    kind: String,
    path: String,
}

impl Contents {
    /// Reads the workbook's own part.
    ///
    /// # Errors
    /// Not a workbook, broken, or too many worksheets.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Why> {
        let roots = relations(package, "", "_rels/.rels")?;
        let root = roots.iter().find(|relation| relation.kind == "officeDocument");
        let path = root.map(|relation| relation.path.clone()).ok_or(Format::OtherPackage)?;
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let rels = joined(folder, &format!("_rels/{file}.rels"));
        let relations = relations(package, folder, &rels)?;
        let xml = package.part(&path)?.ok_or(Format::Damaged)?;
        let path_of = |kind: &str| {
            relations.iter().find(|relation| relation.kind == kind).map(|one| one.path.clone())
        };
        let mut contents = Self {
            visible: Vec::new(),
            hidden: Vec::new(),
            strings: path_of("sharedStrings"),
            styles: path_of("styles"),
            is_from_1904: false,
        };
        contents.fill(&xml, &relations)?;
        Ok(contents)
    }

    fn fill(&mut self, part: &str, relations: &[Relation]) -> Result<(), Why> {
        let by_id: HashMap<&str, &Relation> =
            relations.iter().map(|relation| (relation.id.as_str(), relation)).collect();
        let mut xml = Xml::of(part);
        let mut is_workbook = false;
        while let Some(piece) = xml.next()? {
            let Piece::Open(tag) = piece else { continue };
            match tag.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "workbookPr" => {
                    let value = attribute(&tag, "date1904")?;
                    self.is_from_1904 |= matches!(value.as_deref(), Some("1" | "true" | "on"));
                }
                "sheet" => {
                    let name = attribute(&tag, "name")?.ok_or(Format::Damaged)?;
                    let id = prefixed(&tag, "id")?.ok_or(Format::Damaged)?;
                    let relation = by_id.get(id.as_str()).ok_or(Format::Damaged)?;
                    let state = attribute(&tag, "state")?;
                    self.add(name, relation, state.as_deref())?;
                }
                _ => {}
            }
        }
        if is_workbook { Ok(()) } else { Err(Format::OtherPackage.into()) }
    }

    /// Charts and dialogs that fill a whole sheet have no cells.
    fn add(&mut self, name: String, relation: &Relation, state: Option<&str>) -> Result<(), Why> {
        if relation.kind != "worksheet" {
            return Ok(());
        }
        if self.visible.len().saturating_add(self.hidden.len()) >= MAX_SHEETS {
            return Err(Limit::Sheets.into());
        }
        match state {
            Some("hidden" | "veryHidden") => self.hidden.push(name),
            Some(_) | None => self.visible.push(Entry { name, path: relation.path.clone() }),
        }
        Ok(())
    }
}

/// What the part in `folder` points to, from its list at `path`.
fn relations(package: &mut Package<'_>, folder: &str, path: &str) -> Result<Vec<Relation>, Why> {
    let xml = package.part(path)?.ok_or(Format::Damaged)?;
    let mut xml = Xml::of(&xml);
    let mut relations = Vec::new();
    while let Some(piece) = xml.next()? {
        let Piece::Open(tag) = piece else { continue };
        if tag.local_name().as_ref() != "Relationship" {
            continue;
        }
        if relations.len() >= MAX_PARTS {
            return Err(Limit::Parts.into());
        }
        let id = attribute(&tag, "Id")?.ok_or(Format::Damaged)?;
        let kind = attribute(&tag, "Type")?.ok_or(Format::Damaged)?;
        let target = attribute(&tag, "Target")?.ok_or(Format::Damaged)?;
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        relations.push(Relation { id, kind, path: joined(folder, &target) });
    }
    Ok(relations)
}

/// A target seen from a folder; one that begins with `/` is seen from the package.
fn joined(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path.join("/")
}

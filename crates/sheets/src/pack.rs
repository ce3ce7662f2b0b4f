//! Several small files as one ZIP, for people to take away.

use std::io::{self, Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Puts files into a ZIP, each under its name, in the order given. The same files give the same ZIP.
///
/// # Errors
/// If two have the same name.
pub fn write_zip(files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, bytes) in files {
        zip.start_file(*name, options).map_err(io::Error::other)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_goes_in_comes_out_under_its_name() {
        let files: [(&str, &[u8]); 2] = [("说明.txt", "怎样核验".as_bytes()), ("log.vkey", b"k+1")];
        let zip = write_zip(&files).unwrap();
        assert_eq!(zip, write_zip(&files).unwrap());
        let mut back = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        assert_eq!(back.len(), 2);
        for (name, bytes) in files {
            let mut read = Vec::new();
            back.by_name(name).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes);
        }
        write_zip(&[("a", b""), ("a", b"")]).unwrap_err();
    }
}

//! CSV files of contacts: reading what other programs write, whatever its encoding and delimiter, and writing what no
//! spreadsheet takes for a formula. Nothing here touches the database.

use std::collections::HashMap;

use csv::StringRecord;
use domain::view::contacts::{NAME_LENGTH, tags};
use domain::view::imports::{BadRow, ContactField, RowProblem};
use domain::{EmailAddress, Invalid, Lang, Phone, Problem, text};

use crate::phones;

/// A file's text, and how it is laid out.
pub(crate) struct Sheet {
    text: String,
    delimiter: u8,
    /// Empty if the file begins with data.
    headings: Vec<String>,
    width: usize,
}

/// A row that can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub email: EmailAddress,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub lang: Option<Lang>,
    pub tags: Vec<String>,
}

impl Sheet {
    /// # Errors
    /// [`Invalid::Csv`] for an empty file and for what is no text.
    pub fn read(bytes: &[u8]) -> Result<Self, Invalid> {
        let text = decode(bytes);
        if text.trim().is_empty() || text.contains('\0') {
            return Err(Invalid::Csv);
        }
        let delimiter = delimiter(&text);
        let sheet = Self { text, delimiter, headings: Vec::new(), width: 0 };
        let (_, first) = sheet.lines(false).next().ok_or(Invalid::Csv)?;
        let first: Vec<String> = first.map_err(|_| Invalid::Csv)?.iter().map(|cell| cell.trim().to_owned()).collect();
        let headed = !first.iter().any(|cell| cell.parse::<EmailAddress>().is_ok());
        Ok(Self { width: first.len(), headings: if headed { first } else { Vec::new() }, ..sheet })
    }

    /// What stands above the columns; empty if the file has no headings.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// How many columns there are.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Line number and cells of every row that is not blank, the headings left out.
    pub fn rows(&self) -> impl Iterator<Item = (u64, csv::Result<StringRecord>)> {
        self.lines(!self.headings.is_empty()).filter(|(_, row)| row.as_ref().map_or(true, |row| row.iter().any(|cell| !cell.trim().is_empty())))
    }

    fn lines(&self, headed: bool) -> impl Iterator<Item = (u64, csv::Result<StringRecord>)> {
        let reader = csv::ReaderBuilder::new().delimiter(self.delimiter).flexible(true).has_headers(headed).from_reader(self.text.as_bytes());
        let (mut offset, mut line) = (0, 1);
        reader.into_records().map(move |row| {
            // The reader's own count is one behind after a carriage return and after a blank line.
            let start = row.as_ref().ok().and_then(StringRecord::position).and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(offset);
            let blank = self.text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let start = start + blank;
            line += self.text.as_bytes()[offset..start].iter().filter(|byte| **byte == b'\n').map(|_| 1).sum::<u64>();
            offset = start;
            (line, row)
        })
    }

    /// What each column seems to hold, by its heading in English or French; the address also by what is in the column.
    pub fn guess(&self) -> Vec<ContactField> {
        let mut fields: Vec<ContactField> = Vec::with_capacity(self.width);
        for heading in &self.headings {
            let guess = by_heading(heading).filter(|field| *field == ContactField::Tags || !fields.contains(field));
            fields.push(guess.unwrap_or(ContactField::Ignore));
        }
        fields.resize(self.width, ContactField::Ignore);
        if !fields.contains(&ContactField::Email) {
            let sample: Vec<StringRecord> = self.rows().take(20).filter_map(|(_, row)| row.ok()).collect();
            let addresses = |i: usize| sample.iter().filter(|row| row.get(i).is_some_and(|cell| cell.parse::<EmailAddress>().is_ok())).count();
            if let Some(i) = (0..self.width).max_by_key(|i| (addresses(*i), std::cmp::Reverse(*i))).filter(|i| addresses(*i) > 0) {
                fields[i] = ContactField::Email;
            }
        }
        // “Nom” alone is the whole name.
        if !fields.contains(&ContactField::FirstName) && !fields.contains(&ContactField::Name) {
            for field in fields.iter_mut().filter(|field| **field == ContactField::LastName) {
                *field = ContactField::Name;
            }
        }
        fields
    }

    /// The rows that can be imported and those that cannot. Of rows with the same address the first counts.
    pub fn sort_out(&self, columns: &[ContactField]) -> (Vec<Row>, Vec<BadRow>) {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let mut seen: HashMap<EmailAddress, u64> = HashMap::new();
        for (line, cells) in self.rows() {
            let row = cells.as_ref().map_err(|_| RowProblem::Unreadable).and_then(|cells| parse(cells, columns));
            let row = row.and_then(|row| match seen.get(&row.email) {
                Some(first) => Err(RowProblem::Duplicate { line: *first }),
                None => Ok(row),
            });
            match row {
                Ok(row) => {
                    seen.insert(row.email.clone(), line);
                    good.push(row);
                }
                Err(problem) => bad.push(BadRow { line, problem, cells: cells.map(|cells| cells.iter().map(str::to_owned).collect()).unwrap_or_default() }),
            }
        }
        (good, bad)
    }
}

fn by_heading(heading: &str) -> Option<ContactField> {
    Some(match text::words(heading).join(" ").as_str() {
        "email"
        | "e mail"
        | "mail"
        | "email address"
        | "e mail address"
        | "courriel"
        | "adresse email"
        | "adresse e mail"
        | "adresse mail"
        | "adresse electronique" => ContactField::Email,
        "name" | "full name" | "fullname" | "display name" | "contact" | "contact name" | "nom complet" | "nom et prenom" | "prenom et nom" | "nom prenom"
        | "prenom nom" => ContactField::Name,
        "first name" | "firstname" | "given name" | "prenom" => ContactField::FirstName,
        "last name" | "lastname" | "surname" | "family name" | "nom" | "nom de famille" => ContactField::LastName,
        "phone"
        | "phone number"
        | "telephone"
        | "tel"
        | "mobile"
        | "mobile phone"
        | "cell"
        | "portable"
        | "numero de telephone"
        | "telephone mobile"
        | "telephone portable" => ContactField::Phone,
        "language" | "lang" | "locale" | "langue" => ContactField::Language,
        "tags" | "tag" | "labels" | "etiquettes" | "etiquette" | "mots cles" => ContactField::Tags,
        _ => return None,
    })
}

fn parse(cells: &StringRecord, columns: &[ContactField]) -> Result<Row, RowProblem> {
    let (mut email, mut name, mut first, mut last, mut phone, mut lang, mut all_tags) = (None, None, None, None, None, None, String::new());
    for (cell, field) in cells.iter().zip(columns) {
        if *field == ContactField::Ignore {
            continue;
        }
        let cell = bare(cell.trim());
        // A quotation mark that is never closed swallows the lines below.
        if cell.contains('\n') {
            return Err(RowProblem::Unreadable);
        }
        let Some(cell) = text::line(cell) else { continue };
        match field {
            ContactField::Ignore => {}
            ContactField::Email => email = Some(cell),
            ContactField::Name => name = Some(cell),
            ContactField::FirstName => first = Some(cell),
            ContactField::LastName => last = Some(cell),
            ContactField::Phone => phone = Some(cell),
            ContactField::Language => lang = language(&cell),
            ContactField::Tags => all_tags = all_tags + "," + &cell,
        }
    }
    let name = name.or_else(|| match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    });
    if name.as_ref().is_some_and(|name| name.chars().count() > NAME_LENGTH) {
        return Err(RowProblem::TooLong);
    }
    Ok(Row {
        email: email.ok_or(RowProblem::NoEmail)?.parse().map_err(|_| RowProblem::Email)?,
        name,
        phone: phone.map(|phone| phones::checked(&phone.parse()?).map_err(Problem::from)).transpose().map_err(|_| RowProblem::Phone)?,
        lang,
        tags: tags(&all_tags).map_err(|_| RowProblem::TooLong)?,
    })
}

/// `fr`, `fr-CA`, `Français`, `French`, `anglais`; `None` for a language the portal does not speak.
fn language(cell: &str) -> Option<Lang> {
    let word = text::fold(cell);
    if word.starts_with("fr") {
        Some(Lang::Fr)
    } else if word.starts_with("en") || word.starts_with("angl") {
        Some(Lang::En)
    } else {
        None
    }
}

/// The delimiter that stands most often in the first line, outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (delimiter, count) in &mut counts {
                    *count += i32::from(*delimiter == byte);
                }
            }
            _ => {}
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

/// The characters of a file: UTF-8, UTF-16 if it says so, else Windows-1252.
fn decode(bytes: &[u8]) -> String {
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|two| pair([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| windows_1252(*byte)).collect(), str::to_owned)
        }
    }
}

/// The characters of Windows-1252 from 0x80 to 0x9f; the others are those of Unicode.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š',
    '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One line of a CSV file. A cell that a spreadsheet would run as a formula gets an apostrophe in front (case 6).
pub(crate) fn line<S: AsRef<str>>(cells: &[S]) -> String {
    let mut text = String::new();
    for (i, cell) in cells.iter().enumerate() {
        let cell = cell.as_ref();
        let guarded = if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() };
        if i > 0 {
            text.push(',');
        }
        if guarded.contains([',', ';', '"', '\n', '\r']) {
            text += &["\"", &guarded.replace('"', "\"\""), "\""].concat();
        } else {
            text += &guarded;
        }
    }
    text + "\r\n"
}

/// A cell without the apostrophe that [`line`] puts before a formula.
fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> (Vec<Row>, Vec<(u64, RowProblem)>) {
        let sheet = Sheet::read(text.as_bytes()).unwrap();
        let (good, bad) = sheet.sort_out(&sheet.guess());
        (good, bad.into_iter().map(|row| (row.line, row.problem)).collect())
    }

    #[test]
    fn reads_english_and_french_headings_with_any_delimiter() {
        for text in [
            "Email,First Name,Last Name,Phone,Tags\nada@example.org,Ada,Lovelace,+44 7700 900123,\"vip, paris\"\n",
            "Prénom;Nom;Adresse e-mail;Téléphone;Étiquettes\nAda;Lovelace;ADA@example.org;+447700900123;VIP,Paris\n",
            "Nom\tCourriel\tPortable\ttags\r\nAda Lovelace\tada@example.org\t0044 7700 900123\tparis;vip\r\n",
        ] {
            let (good, bad) = sorted(text);
            assert_eq!(bad, []);
            assert_eq!(good[0].name.as_deref(), Some("Ada Lovelace"), "{text}");
            assert_eq!(good[0].email.as_str(), "ada@example.org");
            assert_eq!(good[0].phone.as_ref().unwrap().as_str(), "+447700900123");
            assert_eq!(good[0].tags, ["paris", "vip"]);
        }
    }

    #[test]
    fn reads_files_without_headings() {
        let (good, _) = sorted("Ada,ada@example.org\nGrace,grace@example.org\n");
        assert_eq!(good.iter().map(|row| row.email.as_str()).collect::<Vec<_>>(), ["ada@example.org", "grace@example.org"]);
    }

    #[test]
    fn reads_what_windows_and_spreadsheets_write() {
        let windows = b"email;nom\nelodie@example.org;\xc9lodie \x8cuvrard\n";
        let bom = b"\xef\xbb\xbfemail;nom\nelodie@example.org;\xc3\x89lodie \xc5\x92uvrard\n";
        let mut wide = vec![0xff, 0xfe];
        wide.extend("email;nom\nelodie@example.org;Élodie Œuvrard\n".encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [windows.as_slice(), bom, &wide] {
            let sheet = Sheet::read(bytes).unwrap();
            assert_eq!(sheet.headings(), ["email", "nom"]);
            assert_eq!(sheet.sort_out(&sheet.guess()).0[0].name.as_deref(), Some("Élodie Œuvrard"));
        }
        for bytes in [b"".as_slice(), b" \n", b"PK\x03\x04\0\0"] {
            assert_eq!(Sheet::read(bytes).err(), Some(Invalid::Csv));
        }
    }

    #[test]
    fn case_64_bad_rows_are_named_by_line_and_never_stop_the_good_ones() {
        let text = "email,name,phone\r\nada@example.org,Ada,\r\n\r\nno address,Bob,\r\n,Eve,\r\ngrace@example.org,\"Grace\r\nHopper\",\r\nADA@example.org,Ada again,\r\nalan@example.org,Alan,06 39\r\nedsger@example.org,Edsger\r\n";
        let (good, bad) = sorted(text);
        assert_eq!(good.iter().map(|row| row.email.as_str()).collect::<Vec<_>>(), ["ada@example.org", "edsger@example.org"]);
        assert_eq!(
            bad,
            [(4, RowProblem::Email), (5, RowProblem::NoEmail), (6, RowProblem::Unreadable), (8, RowProblem::Duplicate { line: 2 }), (9, RowProblem::Phone)]
        );
    }

    #[test]
    fn case_6_a_cell_is_never_a_formula() {
        assert_eq!(line(&["=cmd()", "+33", "-1", "@a", "a, \"b\"", "plain"]), "'=cmd(),'+33,'-1,'@a,\"a, \"\"b\"\"\",plain\r\n");
        assert_eq!(bare("'+33"), "+33");
        assert_eq!(bare("'tis"), "'tis");
    }
}

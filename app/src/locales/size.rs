//! How large a file is, in words.

use domain::Lang;

use super::Words;

impl Words {
    /// `1.2 MB`, as the language writes it; a thousand bytes are a kilobyte, as people's computers count.
    pub fn size(self, bytes: u64) -> String {
        let (letter, comma) = match self.lang {
            Lang::En => ("B", "."),
            Lang::Fr => ("o", ","),
        };
        let (unit, prefix) = match bytes {
            0..1_000 => return format!("{bytes}\u{a0}{letter}"),
            1_000..1_000_000 => (1_000, "k"),
            1_000_000..1_000_000_000 => (1_000_000, "M"),
            _ => (1_000_000_000, "G"),
        };
        let tenths = bytes / (unit / 10);
        let number = if tenths < 100 && !tenths.is_multiple_of(10) { format!("{}{comma}{}", tenths / 10, tenths % 10) } else { (tenths / 10).to_string() };
        format!("{number}\u{a0}{prefix}{letter}")
    }

    /// A limit as [`Self::size`] would write it, in whole megabytes of 1,048,576 bytes, as settings count.
    pub fn limit(self, bytes: u64) -> String {
        let letter = match self.lang {
            Lang::En => "B",
            Lang::Fr => "o",
        };
        let mb = bytes >> 20;
        if mb >= 1024 && mb.is_multiple_of(1024) { format!("{}\u{a0}G{letter}", mb / 1024) } else { format!("{mb}\u{a0}M{letter}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_sizes_as_each_language_does() {
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        for (bytes, english, french) in [
            (0, "0 B", "0 o"),
            (999, "999 B", "999 o"),
            (1_000, "1 kB", "1 ko"),
            (1_260_000, "1.2 MB", "1,2 Mo"),
            (84_900_000, "84 MB", "84 Mo"),
            (3_100_000_000, "3.1 GB", "3,1 Go"),
        ] {
            assert_eq!(en.size(bytes).replace('\u{a0}', " "), english);
            assert_eq!(fr.size(bytes).replace('\u{a0}', " "), french);
        }
        assert_eq!(en.limit(200 << 20).replace('\u{a0}', " "), "200 MB");
        assert_eq!(fr.limit(4 << 30).replace('\u{a0}', " "), "4 Go");
    }
}

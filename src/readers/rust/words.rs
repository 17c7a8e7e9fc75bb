//! Which files may hold a word: a small Bloom filter of the identifiers of each file.
//!
//! It answers "who else mentions `Config`?" without reading every file again. It may say yes
//! wrongly (the outline tells), never no.

/// The identifiers of one file, hashed.
pub(crate) struct WordFilter {
    bits: Box<[u64]>,
}

impl WordFilter {
    /// The filter of `text`: about one bit for every three bytes.
    pub(crate) fn new(text: &str) -> Self {
        let words = (text.len() / 192).next_power_of_two().max(4);
        let mut bits = vec![0u64; words].into_boxed_slice();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !is_word(bytes[at]) {
                at += 1;
                continue;
            }
            let mut hash = SEED;
            while at < bytes.len() && is_word(bytes[at]) {
                hash = step(hash, bytes[at]);
                at += 1;
            }
            let bit = hash as usize & (words * 64 - 1);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self { bits }
    }

    /// False when `word` is surely not in the text.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        let hash = word.bytes().fold(SEED, step);
        let bit = hash as usize & (self.bits.len() * 64 - 1);
        self.bits[bit / 64] & (1 << (bit % 64)) != 0
    }
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>).
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_text_may_be_held() {
        let text = "fn spawn_all(n: usize) { tokio::spawn(r#async); } // 并发";
        let filter = WordFilter::new(text);
        for word in ["fn", "spawn_all", "n", "tokio", "spawn", "async", "并发"] {
            assert!(filter.may_hold(word), "{word}");
        }
    }

    #[test]
    fn few_words_that_are_not_in_the_text_may_be_held() {
        let text: String = (0..100).map(|n| format!("let present_{n} = {n};\n")).collect();
        let filter = WordFilter::new(&text);
        let held = (0..1000).filter(|n| filter.may_hold(&format!("absent_{n}"))).count();
        assert!(held < 300, "{held} of 1000");
    }
}

//! Amounts as instruments write them.

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// `7,700.00元`; an amount below zero keeps its sign.
pub(crate) fn in_figures(fen: i64) -> String {
    let amount = fen.unsigned_abs();
    let yuan = (amount / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in yuan.chars().enumerate() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{grouped}.{:02}元", amount % 100)
}

/// `人民币柒仟柒佰元整`: the form that cannot be altered by a stroke.
pub(crate) fn in_words(fen: i64) -> String {
    let amount = fen.unsigned_abs();
    let (yuan, jiao, cents) = (amount / 100, amount / 10 % 10, amount % 10);
    let mut words = String::from("人民币");
    if fen < 0 {
        words.push('负');
    }
    if yuan > 0 || amount == 0 {
        words.push_str(&whole(yuan));
        words.push('元');
    }
    match (jiao, cents) {
        (0, 0) => words.push('整'),
        (0, _) if yuan > 0 => words.push('零'),
        _ => {}
    }
    if jiao > 0 {
        words.push(digit(jiao));
        words.push('角');
    }
    if cents > 0 {
        words.push(digit(cents));
        words.push('分');
    }
    words
}

fn whole(number: u64) -> String {
    if number == 0 {
        return DIGITS.first().map(char::to_string).unwrap_or_default();
    }
    let mut words = String::new();
    let mut gap = false;
    let mut scale = 10_u64.pow(16);
    for unit in GROUPS.iter().rev() {
        let group = number / scale % 10_000;
        scale = (scale / 10_000).max(1);
        if group == 0 {
            gap = !words.is_empty();
            continue;
        }
        if !words.is_empty() && (gap || group < 1000) {
            words.push(digit(0));
        }
        words.push_str(&thousands(group));
        words.push_str(unit);
        gap = false;
    }
    words
}

/// One to 9999, without a leading zero.
fn thousands(group: u64) -> String {
    let mut words = String::new();
    let mut gap = false;
    for (power, place) in [1000, 100, 10, 1].iter().zip(PLACES.iter().rev()) {
        let value = group / power % 10;
        if value == 0 {
            gap = !words.is_empty();
            continue;
        }
        if gap {
            words.push(digit(0));
            gap = false;
        }
        words.push(digit(value));
        words.push_str(place);
    }
    words
}

fn digit(value: u64) -> char {
    usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or('零')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_three() {
        assert_eq!(in_figures(0), "0.00元");
        assert_eq!(in_figures(5), "0.05元");
        assert_eq!(in_figures(770_000), "7,700.00元");
        assert_eq!(in_figures(-123_456_789), "-1,234,567.89元");
        assert_eq!(in_figures(i64::MIN), "-92,233,720,368,547,758.08元");
    }

    #[test]
    fn words_follow_the_rules_for_zeros() {
        for (fen, words) in [
            (0, "人民币零元整"),
            (770_000, "人民币柒仟柒佰元整"),
            (1_000_000, "人民币壹万元整"),
            (1_000_500, "人民币壹万零伍元整"),
            (10_000_100, "人民币壹拾万零壹元整"),
            (12_345_678, "人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
            (100_000_000_000, "人民币壹拾亿元整"),
            (1_000_000_010_000, "人民币壹佰亿零壹佰元整"),
            (6, "人民币陆分"),
            (10_006, "人民币壹佰元零陆分"),
            (50, "人民币伍角"),
            (20_010_000, "人民币贰拾万零壹佰元整"),
        ] {
            assert_eq!(in_words(fen), words, "{fen}");
        }
        assert!(in_words(i64::MIN).starts_with("人民币负"));
    }
}

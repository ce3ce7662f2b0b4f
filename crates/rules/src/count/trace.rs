//! Tells how a date came about, so that a person can check it with a wall calendar.

use terms::Date;

use crate::calendar::{SpecialDay, SpecialKind};

/// More lines than this would not be read; long limits are summed up instead.
const MAX_LINES: usize = 40;

/// The lines of a derivation.
pub(super) struct Steps {
    lines: Vec<String>,
    run: Option<Run>,
    total: u32,
}

/// Days in a row that all count, or all do not.
struct Run {
    first: Date,
    last: Date,
    counted: bool,
    days: u32,
    why: String,
}

impl Steps {
    pub(super) fn from(day: Date) -> Self {
        let lines = vec![format!("自{}起算，当日不计入", day.to_chinese())];
        Self { lines, run: None, total: 0 }
    }

    pub(super) fn say(&mut self, line: String) {
        self.flush();
        self.push(line);
    }

    pub(super) fn day(
        &mut self,
        day: Date,
        counted: bool,
        special: Option<&SpecialDay>,
        paused: bool,
    ) {
        let why = match special {
            _ if paused => "不计入期间".to_owned(),
            Some(special) if special.kind == SpecialKind::Off => format!("{}放假", special.name),
            Some(_) => "调休上班".to_owned(),
            None if counted => String::new(),
            None => "休息日".to_owned(),
        };
        match &mut self.run {
            Some(run) if run.counted == counted && run.why == why => {
                run.last = day;
                run.days += 1;
            }
            _ => {
                self.flush();
                self.run = Some(Run { first: day, last: day, counted, days: 1, why });
            }
        }
    }

    pub(super) fn flush(&mut self) {
        let Some(run) = self.run.take() else { return };
        let (first, last) = (run.first.min(run.last), run.first.max(run.last));
        let days = if first == last {
            first.to_chinese()
        } else {
            format!("{}至{}", first.to_chinese(), last.to_chinese())
        };
        let why = if run.why.is_empty() { String::new() } else { format!("（{}）", run.why) };
        if run.counted {
            self.total += run.days;
            self.push(format!("{days}{why}计{}日，累计{}日", run.days, self.total));
        } else {
            self.push(format!("{days}{why}不计"));
        }
    }

    pub(super) fn paused(&mut self, from: Date, until: Date, days: i64) {
        let line = format!("{}至{}前扣除{days}日", from.to_chinese(), until.to_chinese());
        self.say(line);
    }

    pub(super) fn ends(&mut self, end: Date) {
        self.say(format!("{}24时届满", end.to_chinese()));
    }

    pub(super) fn rolls(&mut self, end: Date, moved: Date) {
        self.say(format!(
            "末日{}为休息日，顺延至其后第一个工作日{}24时届满",
            end.to_chinese(),
            moved.to_chinese()
        ));
    }

    pub(super) fn doubtful(&mut self, end: Date, moved: Date) {
        self.say(format!(
            "末日{}为休息日，是否顺延有争议：从严按当日24时届满，从宽为{}",
            end.to_chinese(),
            moved.to_chinese()
        ));
    }

    pub(super) fn estimated(&mut self) {
        self.say("其中有年份的放假安排尚未录入，只按周末推算，日期为预估".to_owned());
    }

    pub(super) fn into_lines(mut self) -> Vec<String> {
        self.flush();
        let left_out = self.lines.len().saturating_sub(MAX_LINES);
        if left_out > 0 {
            let tail = self.lines.split_off(self.lines.len() - MAX_LINES / 2);
            self.lines.truncate(MAX_LINES / 2);
            self.lines.push(format!("（中间{left_out}步从略）"));
            self.lines.extend(tail);
        }
        self.lines
    }

    fn push(&mut self, line: String) {
        self.lines.push(line);
    }
}

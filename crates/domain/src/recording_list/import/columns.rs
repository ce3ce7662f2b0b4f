//! Which column of a table is which of ours, by its title.

use std::collections::BTreeSet;

use crate::recording_list::Field;

/// Titles seen in lists in the open and in exports, without white space and in lower case. The
/// first that fits names the column; what fits none is kept as a remark.
const TITLES: &[(Field, &[&str])] = &[
    (
        Field::Item,
        &[
            "事项",
            "执法事项",
            "行政执法事项",
            "记录事项",
            "音像记录事项",
            "事项名称",
            "具体事项",
            "执法活动",
            "项目",
            "item",
            "matter",
            "item_name",
        ],
    ),
    (
        Field::Act,
        &[
            "执法行为",
            "行政执法行为",
            "执法类别",
            "行政执法类别",
            "执法种类",
            "执法类型",
            "行为类别",
            "行为种类",
            "类别",
            "act",
            "act_kind",
            "category",
        ],
    ),
    (
        Field::Stage,
        &[
            "环节",
            "执法环节",
            "记录环节",
            "行政执法环节",
            "程序环节",
            "阶段",
            "执法阶段",
            "执法程序",
            "stage",
            "stage_text",
            "enforcement_stage",
            "step",
        ],
    ),
    (
        Field::Scene,
        &[
            "记录场合",
            "场合",
            "场景",
            "记录场景",
            "记录场所",
            "执法场所",
            "记录地点",
            "地点",
            "场所",
            "scene",
            "place",
            "location",
        ],
    ),
    (
        Field::Devices,
        &[
            "记录设备",
            "设备",
            "摄录设备",
            "音像记录设备",
            "执法记录设备",
            "记录工具",
            "device",
            "devices",
            "equipment",
        ],
    ),
    (
        Field::Mode,
        &[
            "记录方式",
            "方式",
            "音像记录方式",
            "记录要求",
            "记录形式",
            "强度",
            "记录强度",
            "是否全程",
            "是否全程记录",
            "mode",
            "recording_mode",
        ],
    ),
    (
        Field::Content,
        &[
            "记录内容",
            "内容",
            "摄录内容",
            "音像记录内容",
            "摄录重点",
            "记录重点",
            "重点内容",
            "content",
            "contents",
        ],
    ),
    (
        Field::StartPoint,
        &[
            "起点",
            "开始点",
            "记录起点",
            "开始时间",
            "记录开始时间",
            "起始时间",
            "开始节点",
            "起始点",
            "start",
            "start_point",
            "from",
        ],
    ),
    (Field::OtherFocus, &["其他摄录重点", "其他记录重点", "其他重点", "other_focus"]),
    (
        Field::EndPoint,
        &[
            "止点",
            "终点",
            "结束点",
            "记录止点",
            "记录终点",
            "结束时间",
            "记录结束时间",
            "终止时间",
            "结束节点",
            "end",
            "end_point",
            "to",
        ],
    ),
    (
        Field::Retention,
        &[
            "保存要求",
            "保存期限",
            "保管期限",
            "保存时间",
            "保存时限",
            "资料保存期限",
            "retention",
            "retention_period",
            "keep",
        ],
    ),
];

/// The title without white space, brackets with what is in them, and closing marks; lower case.
fn bare(title: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for c in title.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth = depth.saturating_add(1),
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || matches!(c, ':' | '：' | '*' | '＊') => {}
            _ => bare.extend(c.to_lowercase()),
        }
    }
    bare
}

/// A proposal of what each column holds; a column of ours is proposed once, what is left over is
/// a remark. Titles that say exactly what we call it go before those that merely contain it.
#[must_use]
pub fn propose(header: &[String]) -> Vec<Field> {
    let titles: Vec<String> = header.iter().map(|title| bare(title)).collect();
    let mut proposed = vec![Field::Remarks; titles.len()];
    let mut taken: BTreeSet<Field> = BTreeSet::new();
    let exact = |title: &str, word: &str| title == word;
    // A Latin word inside another says nothing: "contact" is no "act".
    let within = |title: &str, word: &str| !word.is_ascii() && title.contains(word);
    let passes: [fn(&str, &str) -> bool; 2] = [exact, within];
    for fits in passes {
        for (title, place) in titles.iter().zip(&mut proposed) {
            if *place != Field::Remarks {
                continue;
            }
            let free = TITLES.iter().filter(|(field, _)| !taken.contains(field));
            let mut named =
                free.filter(|(_, words)| words.iter().any(|word| fits(title.as_str(), word)));
            if let Some((field, _)) = named.next() {
                *place = *field;
                taken.insert(*field);
            }
        }
    }
    proposed
}

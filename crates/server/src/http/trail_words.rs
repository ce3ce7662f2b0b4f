//! Facts in words for people: what was done, to what, with which particulars.

use std::collections::BTreeMap;

use app::TrailFact;
use app::rules::catalogue::{Catalogue, Slot};
use domain::org::Directory;
use domain::{Event, activity, custody, device, record, recording};
use serde_json::Value;

use super::cases::trail::TrailDetail;
use super::matching::sentences::grounds_line;
use super::recordings::write::basis_zh;

/// Longest particular shown in a trail, in characters; the whole is in the fact.
const MAX_SHOWN: usize = 200;

/// What a kind of fact is called.
pub(crate) fn action(kind: &str) -> &'static str {
    match kind {
        "case.registered" => "登记案源",
        "case.officers_assigned" => "指定承办人",
        "case.activity_joined" => "关联现场执法",
        "case.access_asked" => "提出调阅申请",
        "case.duty_waived" => "提出事项不适用",
        "case.waiver_signed" => "签字认定不适用",
        "case.waiver_revoked" => "不同意或者撤销不适用认定",
        "case.opened" => "立案",
        "case.deemed_opened" => "依法视为受理",
        "case.not_opened" => "不予立案",
        "case.investigation_concluded" => "调查终结",
        "case.decided" => "作出决定",
        "case.closed" => "结案",
        "record.drafted" => "起草文书",
        "record.edited" => "修改草稿",
        "record.submitted" => "提交签批",
        "record.signed" => "签署",
        "record.party_signed" => "登记当事人等签名",
        "record.returned" => "退回修改",
        "record.voiding_proposed" => "提出作废文书",
        "record.voiding_refused" => "不同意作废文书",
        "record.voided" => "作废",
        "record.secrecy_marked" => "标注涉密情况",
        "record.took_effect" => "文书生效",
        "record.corrected" => "被更正",
        "record.served" => "送达",
        "record.rendered" => "生成页面文件",
        "activity.planned" => "安排现场执法",
        "activity.arrived" => "到达现场",
        "activity.credentials_shown" => "出示证件",
        "activity.announced" => "告知正在录音录像",
        "activity.voice_stated" => "语音说明",
        "activity.focus_marked" => "摄录重点打点",
        "activity.interrupted" => "中止记录",
        "activity.resumed" => "恢复记录",
        "activity.departed" => "离开现场",
        "activity.officers_changed" => "更换现场执法人员",
        "activity.cancelled" => "取消现场执法",
        "activity.returned" => "返回单位",
        "activity.unrecorded" => "说明没有音像记录的原因",
        "activity.remote_declared" => "申报不能当日储存",
        "custody.original_checked" => "核对原始资料",
        "custody.original_disposed" => "登记销毁原始资料",
        "custody.file_checked" => "核对存储文件",
        "custody.damage_set_aside" => "移出受损文件",
        "custody.bytes_restored" => "从副本恢复文件",
        "custody.patrolled" => "完成一轮巡检",
        "report.daily" => "出具指标日报",
        "report.doubted" => "提出更正指标日报",
        "report.upheld" => "维持指标日报",
        "report.superseded" => "更正指标日报",
        "beacon.cosigned" => "写入见证时间信标",
        "beacon.stamped" => "写入可信时间戳",
        "policy.adopted" => "启用信任策略",
        "policy.dropped" => "撤下信任策略",
        "custody.look_refused" => "未获准的查看被拒绝",
        "custody.private_copy_found" => "报告自行保存的音像记录",
        "custody.private_copy_removed" => "收回自行保存的音像记录",
        "case.footage_matched" => "调取固定摄像",
        "activity.remote_decided" => "批准或者不批准不能当日储存",
        "activity.device_seen_back" => "设备已返回单位",
        "activity.gap_explained" => "说明录像缺口",
        "activity.recording_joined" => "关联音像",
        "activity.recording_parted" => "撤销音像关联",
        "recording.deposited" => "音像入库",
        "recording.quarantined" => "隔离音像",
        "recording.collected" => "采集站取自设备",
        "recording.received" => "上传文件全部收到并落盘",
        "recording.cleared" => "采集站清空设备上的文件",
        "recording.examined" => "识别音像",
        "recording.not_examinable" => "音像无法识别",
        "recording.observed" => "初判音像内容",
        "recording.not_observable" => "音像内容无法初判",
        "recording.derived" => "生成预览",
        "recording.linked" => "关联到现场执法",
        "recording.unlinked" => "撤销关联",
        "recording.non_enforcement_proposed" => "标为非执法活动",
        "recording.non_enforcement_confirmed" => "确认非执法活动",
        "recording.non_enforcement_revoked" => "撤销非执法活动标记",
        "recording.marked" => "音像打点",
        "recording.time_corrected" => "更正录制时间",
        "recording.evidence_attached" => "复制附卷",
        "recording.excerpt_taken" => "截取衍生件",
        "recording.excerpt_made" => "衍生件做成",
        "recording.excerpt_failed" => "衍生件没有做成",
        "recording.excerpt_opened" => "查看或者下载衍生件",
        "recording.excerpt_attached" => "衍生件附卷",
        "recording.secrecy_marked" => "标注涉密情况",
        "recording.viewed" => "查看音像",
        "access.requested" => "申请调阅",
        "access.approved" => "批准调阅",
        "access.refused" => "不予批准调阅",
        "access.used" => "导出案卷包",
        "access.revoked" => "撤回调阅授权",
        "case_file.composed" => "确认卷内目录",
        "case_file.page_rendered" => "生成卷宗封面目录",
        "case_file.contents_written" => "写出卷内目录",
        "case_file.pack_started" => "开始制作案卷包",
        "case_file.packed" => "案卷包制成并校验",
        "case_file.pack_failed" => "案卷包制作失败",
        "case_file.archived" => "归档",
        "org.sectors_named" => "写明执法领域",
        "org.item_required" => "规定应当有的文书",
        "org.law_chosen" => "选定法律适用口径",
        "org.room_named" => "登记办案场所",
        "org.room_closed" => "停用办案场所",
        "org.matching_chosen" => "选定音像关联方式",
        "org.slips_chosen" => "选定查验单提供范围",
        "org.password_reset" => "重置密码",
        "org.guessing_stopped" => "放慢对密码猜测的应答",
        "recording_list.adopted" => "采用音像记录事项清单",
        "recording_list.drafted" => "起草清单",
        "recording_list.rows_changed" => "修改清单草案",
        "recording_list.submitted" => "清单草案报上级指导",
        "recording_list.commented" => "上级对清单草案提出意见",
        "recording_list.comment_answered" => "答复上级意见",
        "recording_list.approved" => "批准清单施行",
        "recording_list.withdrawn" => "撤回清单草案",
        "station.registered" => "登记采集站",
        "station.key_rotated" => "更换采集站密钥",
        "station.device_named" => "登记采集站所对应的设备",
        "station.closed" => "停用采集站",
        "station.docked" => "设备接入采集站",
        "oversight.raised" => "提出问题",
        "oversight.defended" => "提出申辩",
        "oversight.verified" => "核实属实",
        "oversight.dismissed" => "认定误报",
        "oversight.ordered" => "责令改正",
        "oversight.rectified" => "报告改正",
        "oversight.rechecked" => "复核改正情况",
        "oversight.referred" => "移送责任追究线索",
        "oversight.planned" => "制定监督检查计划",
        "oversight.reported" => "登记监督检查报告",
        "oversight.indicator_published" => "登记考评指标公布",
        "recording.described" => "说明音像来历",
        "recording.device_named" => "登记来源设备",
        "recording.clearance_noted" => "记下设备是否清空",
        "device.registered" => "登记设备",
        "device.changed" => "修改设备登记",
        "device.issued" => "领用、交接设备",
        "device.returned" => "归还设备",
        "device.checked" => "检查设备",
        "device.docked" => "设备接入采集站",
        "device.fault_reported" => "报修",
        "device.repair_begun" => "送修",
        "device.fault_closed" => "报修办结",
        "device.lost" => "登记丢失",
        "device.found" => "登记找回",
        "device.retired" => "设备停用",
        "device.gap_found" => "发现文件缺号",
        "device.gap_filled" => "缺号文件入库",
        "device.gap_explained" => "说明文件缺号",
        _ => "其他",
    }
}

/// What the things of a trail are called: as the trail itself says, and the catalogue.
pub(crate) struct Names<'a> {
    catalogue: &'a Catalogue,
    directory: &'a Directory,
    titles: BTreeMap<String, String>,
}

impl<'a> Names<'a> {
    /// Reads the titles out of the facts that began each thing.
    pub(crate) fn of(
        facts: &[TrailFact],
        catalogue: &'a Catalogue,
        directory: &'a Directory,
    ) -> Self {
        let title = |fact: &TrailFact| {
            let event = &fact.recorded.as_ref()?.event;
            if let Event::Record(record::Event::Drafted { record, kind, .. }) = event {
                let title = catalogue.kind(kind).map_or(kind, |kind| &kind.title);
                Some((record.to_string(), format!("《{title}》")))
            } else if let Event::Activity(activity::Event::Planned { activity, title, .. }) = event
            {
                Some((activity.to_string(), title.clone()))
            } else if let Event::Recording(recording::Event::Deposited {
                recording,
                file_name,
                ..
            }) = event
            {
                Some((recording.to_string(), file_name.reveal().clone()))
            } else {
                None
            }
        };
        Self { catalogue, directory, titles: facts.iter().filter_map(title).collect() }
    }

    /// A person's name.
    pub(crate) fn person(&self, id: terms::OfficerId) -> String {
        self.directory.name_of(id)
    }

    /// What a fact is about, and where that is shown.
    pub(crate) fn object(
        &self,
        fact: &TrailFact,
        event: Option<&Value>,
    ) -> (String, Option<String>) {
        let id = fact.stream.as_str();
        let called = |id: &str, else_called: &str| {
            self.titles.get(id).cloned().unwrap_or_else(|| else_called.to_owned())
        };
        let of_record = |event: &Value| {
            let record = event.get("record")?.as_str()?;
            let title = self.titles.get(record)?;
            Some((title.clone(), Some(format!("/cases/{id}/records/{record}"))))
        };
        match fact.stream.kind() {
            "case" => event
                .and_then(of_record)
                .unwrap_or_else(|| ("本案".to_owned(), Some(format!("/cases/{id}")))),
            "act" => (called(id, "现场执法"), Some(format!("/acts/{id}"))),
            "rec" => (called(id, "音像"), Some(format!("/av/{id}"))),
            "access" => ("调阅申请".to_owned(), None),
            "dev" => ("设备".to_owned(), Some(format!("/devices/{id}"))),
            "viol" => ("问题".to_owned(), Some(format!("/violations/{id}"))),
            _ => (id.to_owned(), None),
        }
    }

    /// The particulars of a fact, labelled in Chinese.
    pub(crate) fn details(&self, event: &Value) -> Vec<TrailDetail> {
        let Some(fields) = event.as_object() else { return Vec::new() };
        let detail = |(key, value): (&String, &Value)| {
            let text = self.shown(key, value)?;
            Some(TrailDetail { label: label(key)?.to_owned(), before: None, after: Some(text) })
        };
        fields.iter().filter_map(detail).collect()
    }

    /// The Chinese word for a word of data.
    fn word(&self, key: &str, text: &str) -> Option<String> {
        let word = match key {
            "slot" => Slot::parse(text)?.zh(),
            "cause" => activity::Cause::parse(text)?.zh(),
            "manner" => activity::Manner::parse(text)?.zh(),
            "kind" => match self.catalogue.kind(text) {
                Some(kind) => return Some(kind.title.clone()),
                None => kind_of_thing(text)?,
            },
            "basis" => match recording::DeviceBasis::parse(text) {
                Some(basis) => basis.zh(),
                None => return Some(basis_zh(text)),
            },
            "found" => custody::OriginalState::parse(text)?.zh(),
            "how" => device::Retirement::parse(text)?.zh(),
            "failure" => recording::ExcerptFailure::parse(text)?.zh(),
            "recipe" => recording::Recipe::parse(text)?.zh(),
            "reason" => device::GapReason::parse(text)?.zh(),
            _ => return None,
        };
        Some(word.to_owned())
    }

    fn shown(&self, key: &str, value: &Value) -> Option<String> {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => match text.parse() {
                Ok(id) => self.directory.name_of(id),
                Err(_) => self.word(key, text).unwrap_or_else(|| text.clone()),
            },
            Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
            Value::Number(number) if key.ends_with("_at") => {
                terms::Timestamp::from_ms(number.as_i64()?).to_chinese_minute()
            }
            Value::Number(number) if matches!(key, "from_ms" | "to_ms") => {
                recording::clock(number.as_i64()?)
            }
            Value::Number(number) => number.to_string(),
            Value::Array(items) => {
                let items = items.iter().filter_map(|item| self.shown(key, item));
                items.collect::<Vec<_>>().join("、")
            }
            Value::Object(object) => match key {
                "grounds" => grounds_line(value, self.directory)?,
                "digests" => object.get("sha256")?.as_str()?.to_owned(),
                "doc_no" => {
                    let part =
                        |name: &str| object.get(name).map(|v| v.to_string().replace('"', ""));
                    format!(
                        "{}{}〔{}〕{}号",
                        part("short_name")?,
                        part("series")?,
                        part("year")?,
                        part("seq")?
                    )
                }
                "gap" => {
                    let at = |name: &str| object.get(name).and_then(Value::as_i64);
                    let minute = |ms: i64| terms::Timestamp::from_ms(ms).to_chinese_minute();
                    format!("{}至{}", minute(at("from")?), minute(at("to")?))
                }
                "details" => format!(
                    "{} {}",
                    object.get("asset_no")?.as_str()?,
                    object.get("model")?.as_str()?
                ),
                "check" | "docking" => {
                    let battery = object.get("battery_percent").and_then(Value::as_u64);
                    format!("电量 {}", battery.map_or("未查".to_owned(), |n| format!("{n}%")))
                }
                "fields" => format!("{}项", object.len()),
                _ => return None,
            },
        };
        Some(text.chars().take(MAX_SHOWN).collect())
    }
}

/// The word for what a mark points at, what does not work, or where numbers are missing.
fn kind_of_thing(text: &str) -> Option<&'static str> {
    let mark = recording::MarkKind::parse(text).map(recording::MarkKind::zh);
    let fault = || device::FaultKind::parse(text).map(device::FaultKind::zh);
    let gap = || device::GapKind::parse(text).map(device::GapKind::zh);
    let aside = || recording::NonEnforcementKind::parse(text).map(|kind| kind.zh());
    let excerpt = || recording::ExcerptKind::parse(text).map(recording::ExcerptKind::zh);
    let stored = || custody::StoredKind::parse(text).map(custody::StoredKind::zh);
    mark.or_else(excerpt).or_else(fault).or_else(gap).or_else(aside).or_else(stored)
}

fn label(key: &str) -> Option<&'static str> {
    Some(match key {
        "title" => "名称",
        "reason" => "原因",
        "opinion" => "意见",
        "slot" => "签署位",
        "name" => "姓名",
        "officers" => "人员",
        "case_no" => "案号",
        "doc_no" => "文号",
        "kind" => "类别",
        "place" => "地点",
        "method" => "方式",
        "served_at" => "送达时间",
        "arrived_at" | "departed_at" | "returned_at" | "shown_at" | "announced_at"
        | "stated_at" | "marked_at" | "interrupted_at" | "resumed_at" => "时间",
        "is_stated" => "恢复时语音说明原因",
        "started_at" => "起始时间",
        "cause" => "中止原因",
        "manner" => "说明方式",
        "text" => "内容",
        "gap" => "时段",
        "digests" => "摘要",
        "found" => "核对结果",
        "file_name" => "文件名",
        "basis" => "依据",
        "until_at" => "有效期至",
        "purpose" => "用途",
        "retention" => "保管期限",
        "archive_no" => "归档号",
        "act_ended_on" => "执法行为终结日",
        "verdict" => "校验结论",
        "pages" => "页数",
        "credential_no" => "执法证号",
        "note" => "备注",
        "point" => "摄录重点",
        "seen" => "发现的情况",
        "grounds" => "根据",
        "is_serious" => "应当追究责任",
        "is_criticised" => "通报批评",
        "due_on" => "期限",
        "demand" => "改正要求",
        "report" => "改正情况",
        "is_passed" => "已经改正",
        "to" => "接收者",
        "from" => "交出者",
        "holder" => "当时领用人",
        "despite" => "仍然领用的理由",
        "files_left" => "机内剩余文件",
        "is_unusable" => "不能使用",
        "is_cleared" => "设备已清空",
        "happened_at" | "seen_at" => "时间",
        "how" => "停用方式",
        "data_went" => "数据去向",
        "first_no" => "首号",
        "last_no" => "末号",
        "file_no" => "文件编号",
        "details" => "登记内容",
        "check" => "检查情况",
        "docking" => "接入情况",
        "fields" => "填写内容",
        "excerpt" => "衍生件编号",
        "from_ms" => "起点",
        "to_ms" => "终点",
        "derived_from" => "原件SHA-256",
        "recipe" => "制作方法",
        "failure" => "没有做成的原因",
        "is_copy" => "下载带出",
        "failures" => "连续失败次数",
        "known_browser" => "来自曾登录过的浏览器",
        _ => return None,
    })
}

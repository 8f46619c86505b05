"""Texts: statements, papers, the list of evidence; their facts and times come from the scenario."""

import csv
import io
from datetime import datetime

from sample_cases.qingxi_workshop.scenario import FOLDER, Paper, Scenario, Statement

_WHAT_IT_IS = "本文件夹全部内容由程序生成,用于演示和测试;人物、单位、地址、证号、电话均为虚构,与任何真实案件无关。"


_COLUMNS = (
    "编号", "名称", "数量", "单位", "特征", "提取部位", "提取方法", "包装", "封签号", "提取时间", "提取人", "见证人",
    "提取前照片", "提取后照片", "存放", "备注",
)


def statement(scenario: Scenario, item: Statement) -> bytes:
    """The text of a statement."""
    party = scenario.party(item.party)
    officers = [scenario.officer(key) for key in item.officers]
    return _filled(scenario, item.text, {
        "begun": item.begun, "ended": item.ended, "place": item.place, "name": party.name, "role": party.role,
        "occupation": party.occupation, "id_number": party.id_number, "phone": party.phone,
        "officers": "、".join(f"{officer.name}({officer.certificate_no})" for officer in officers),
        "recorder": officers[-1].name,
    })


def paper(scenario: Scenario, item: Paper) -> bytes:
    """The text of a paper."""
    return _filled(scenario, item.file, {"clock_rows": _clock_rows(scenario), "exhibit_rows": _exhibit_rows(scenario)})


def evidence_list(scenario: Scenario) -> bytes:
    """The list of exhibits as a table (CSV, UTF-8 with a mark)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for item in scenario.exhibits:
        officers = "、".join(scenario.officer(key).name for key in item.extractors)
        writer.writerow([
            item.number, item.name, f"{item.amount:g}", item.unit, item.features, item.position_text, item.method,
            item.container, item.seal, f"{item.extracted_at:%Y-%m-%d %H:%M}", officers, item.witness,
            " ".join(item.before), " ".join(item.after), item.storage, "演示数据",
        ])
    return text.getvalue().encode("utf-8-sig")


def notice(scenario: Scenario) -> bytes:
    """What the folder is."""
    return f"{scenario.name}\r\n{scenario.notice}\r\n{_WHAT_IT_IS}\r\n".encode()


def not_a_picture(scenario: Scenario) -> bytes:
    """A text that someone named like a picture."""
    return f"{scenario.notice}\r\n照片传输失败:请重新从相机卡复制本张。\r\n".encode()


def _filled(scenario: Scenario, name: str, values: dict[str, str | datetime]) -> bytes:
    text = (FOLDER / "texts" / name).read_text(encoding="utf-8")
    shared: dict[str, str | datetime] = {happening.key: happening.at for happening in scenario.timeline}
    shared |= {
        "case_name": scenario.name, "address": scenario.facts.address, "agency": scenario.facts.agency,
        "forces": scenario.facts.forces, "all_officers": "、".join(officer.name for officer in scenario.officers),
    }
    return text.format_map(shared | values).encode("utf-8")


def _clock_rows(scenario: Scenario) -> str:
    rows = []
    for device in scenario.devices:
        shown = scenario.shown(device.measured_at, device.code)
        rows.append(
            f"{device.code:<8} {device.name}\n    北京时间 {device.measured_at:%Y-%m-%d %H:%M:%S}  "
            f"设备显示 {shown:%H:%M:%S}  偏差 {device.offset_s:+.0f} s(±{device.uncertainty_s:g} s)"
        )
    return "\n".join(rows)


def _exhibit_rows(scenario: Scenario) -> str:
    return "\n".join(
        "\t".join((
            item.number, item.name, f"{item.amount:g}{item.unit}", item.position_text, item.method,
            f"{item.container}/{item.seal}", f"{item.extracted_at:%H:%M}",
            "、".join(scenario.officer(key).name for key in item.extractors),
        ))
        for item in scenario.exhibits
    )

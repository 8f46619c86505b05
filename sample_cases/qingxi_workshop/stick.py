"""The stick of the attendance clock, as a raw image: who left when, and a list of sleepers that was deleted."""

from datetime import datetime

from sample_cases.qingxi_workshop.fat import DiskFile, fat12
from sample_cases.qingxi_workshop.scenario import Scenario

ATTENDANCE, SLEEPERS = "考勤导出-2026年3月.csv", "夹层住宿安排.txt"


def stick(scenario: Scenario) -> bytes:
    """The image: attendance of the last week, orders under way, and the list that was deleted before the inspection."""
    return fat12([
        DiskFile(ATTENDANCE, _attendance(scenario), datetime(2026, 3, 16, 22, 55, 10)),
        DiskFile("在产订单.txt", _orders(scenario), datetime(2026, 3, 16, 19, 40, 2)),
        DiskFile(SLEEPERS, _sleepers(scenario), datetime(2025, 11, 16, 20, 12, 36), deleted=True),
    ], label="KAOQIN")


def _attendance(scenario: Scenario) -> bytes:
    """GBK, as the clock writes it; on the last evening the workers left the machines shortly before eleven."""
    rows = ["工号,姓名,日期,上班,下班,备注"]
    people = [scenario.party(key).name for key in ("w_worker", "dead", "injured")]
    for day in range(9, 17):
        for number, name in enumerate(people):
            minute = (day * 7 + number * 3) % 20
            leaving = f"22:{50 + number}" if day == 16 else f"20:{minute:02}"
            rows.append(f"{number + 1:03},{name},2026-03-{day:02},08:{minute:02},{leaving},")
    return "\r\n".join([*rows, f",,,,,{scenario.notice}", ""]).encode("gbk")


def _orders(scenario: Scenario) -> bytes:
    lines = ["在产订单（3月16日）", "书包 1200只，交期3月18日，海绵垫40捆当日到货，暂放西墙", "手袋 300只，交期3月25日"]
    return "\r\n".join([scenario.notice, *lines, ""]).encode("gbk")


def _sleepers(scenario: Scenario) -> bytes:
    worker, dead, injured = (scenario.party(key).name for key in ("w_worker", "dead", "injured"))
    lines = [
        "夹层住宿安排（2025年下半年）", f"西卧室：{worker}、{injured}", f"东卧室：{dead}",
        "水电费每人每月60元，从工资扣", "检查来时被褥收进纸箱",
    ]
    return "\r\n".join([scenario.notice, *lines, ""]).encode("gbk")

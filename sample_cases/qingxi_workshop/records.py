"""What devices recorded: the alarm panel's history and the meter's load, each by the clock of its device."""

import csv
import io
from datetime import datetime, timedelta

import numpy as np

from sample_cases.qingxi_workshop.scenario import Scenario

_VOLTAGE, _STEP_S = 223.0, 10


def panel_log(scenario: Scenario) -> bytes:
    """The history that a panel prints: GBK text with CRLF, newest last, a mute and a fault among it."""
    alarm = scenario.when("alarm")

    def at(true: datetime) -> str:
        return f"{scenario.shown(true, 'FACP-1'):%Y-%m-%d %H:%M:%S}"

    rows = [
        (alarm - timedelta(days=98, hours=5, minutes=12), "操作", "面板", "系统由自动转为手动"),
        (alarm - timedelta(days=64, hours=3), "故障", "001回路031号", "感烟探测器 故障(8-10号楼梯间二层)"),
        (alarm - timedelta(days=64, hours=2, minutes=52), "操作", "面板", "消音"),
        (alarm - timedelta(days=12, hours=9, minutes=40), "故障", "主机", "备电欠压"),
        (alarm - timedelta(days=12, hours=9, minutes=31), "恢复", "主机", "备电欠压 恢复"),
        (alarm, "火警", "001回路018号", "感烟探测器 首次火警(10-12号楼梯间一层)"),
        (alarm + timedelta(seconds=3), "请求", "001回路102号", "声光警报器 手动状态未启动"),
        (alarm + timedelta(seconds=47), "火警", "001回路019号", "感烟探测器 火警(10-12号楼梯间二层)"),
        (alarm + timedelta(minutes=3, seconds=24), "故障", "001回路018号", "感烟探测器 通讯中断"),
        (alarm + timedelta(minutes=8, seconds=55), "操作", "面板", "消音"),
        (alarm + timedelta(minutes=51, seconds=8), "操作", "面板", "复位"),
    ]
    head = ["*" * 62, "  火灾报警控制器 历史记录导出    型号:EC-FACP-200(演示)", f"  {scenario.notice}",
            f"  导出时间(控制器时钟):{at(scenario.device('FACP-1').measured_at)}", "*" * 62]
    body = [f"{number:04d}  {at(true)}  {kind}  {source:<12}  {text}" for number, (true, kind, source, text) in
            enumerate(rows, 1187)]
    return "\r\n".join([*head, *body, "共11条", ""]).encode("gbk")


def access_log(scenario: Scenario) -> bytes:
    """Who passed the door of the stairs: a platform whose clock follows the standard time; UTF-8 with its mark."""
    alarm, arrive = scenario.when("alarm"), scenario.when("arrive")
    passed = (
        (alarm - timedelta(hours=7, minutes=52), "10号301住户", "刷卡", "开门"),
        (alarm - timedelta(hours=5, minutes=41), "12号302住户", "刷卡", "开门"),
        (alarm - timedelta(hours=3, minutes=27), "物业巡查", "刷卡", "开门"),
        (alarm + timedelta(minutes=2, seconds=20), "12号302住户", "出门按钮", "开门"),
        (alarm + timedelta(minutes=2, seconds=51), "10号301住户", "出门按钮", "开门"),
        (arrive + timedelta(seconds=55), "", "门磁", "强行开门"),
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["时间", "门", "人员", "方式", "结果", "备注"])
    for number, (at, person, way, result) in enumerate(passed):
        note = scenario.notice if number == 0 else ""
        writer.writerow([f"{at:%Y-%m-%d %H:%M:%S}", "10-12号楼梯间一层", person, way, result, note])
    return text.getvalue().encode("utf-8-sig")


def meter_load(scenario: Scenario) -> bytes:
    """The meter's readings every ten seconds: spikes before the short circuit, then nothing after the trip."""
    rng = np.random.default_rng(scenario.seed + 5)
    anomaly, trip = scenario.when("anomaly"), scenario.when("trip")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["表计时间", "电压V", "电流A", "有功功率kW", "累计电量kWh", "事件", "备注"])
    energy = 18234.61
    begin = trip - timedelta(minutes=22)
    begin = begin.replace(second=begin.second // _STEP_S * _STEP_S)
    spikes = {2, 5, 6, 9, 11, 13}
    for number in range(28 * 60 // _STEP_S):
        true = begin + timedelta(seconds=_STEP_S * number)
        current = 1.42 + 0.05 * float(rng.standard_normal())
        since = (true - anomaly).total_seconds()
        event = ""
        if since >= 0 and int(since // _STEP_S) in spikes:
            current += 6.0 + 9.0 * float(rng.random())
            event = "电流突变"
        if true >= trip:
            current, event = 0.0, "失流" if true < trip + timedelta(seconds=_STEP_S) else ""
        voltage = _VOLTAGE + 0.8 * float(rng.standard_normal()) - 0.09 * current
        power = voltage * current * 0.93 / 1000
        energy += power * _STEP_S / 3600
        shown = scenario.shown(true, "METER-1")
        note = scenario.notice if number == 0 else ""
        writer.writerow([f"{shown:%Y-%m-%d %H:%M:%S}", f"{voltage:.1f}", f"{current:.2f}", f"{power:.3f}",
                         f"{energy:.3f}", event, note])
    return text.getvalue().encode("utf-8-sig")

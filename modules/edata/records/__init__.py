"""Electronic data (电子数据): how it was acquired, by which clock it tells the time, and what was found in it."""

from modules.edata.records.acquisitions import AcquiredItem, Acquisition, Carrier, HashCheck, Method, WriteBlock
from modules.edata.records.clocks import ClockCheck
from modules.edata.records.logs import Layout, Log, LogFormat, LogKind, TimeOrder

__all__ = [
    "AcquiredItem", "Acquisition", "Carrier", "ClockCheck", "HashCheck", "Layout", "Log", "LogFormat", "LogKind",
    "Method", "TimeOrder", "WriteBlock",
]

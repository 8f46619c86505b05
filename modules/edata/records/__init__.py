"""Electronic data (电子数据): how it was acquired, by which clock it tells the time, and what was found in it."""

from modules.edata.records.acquisitions import AcquiredItem, Acquisition, Carrier, HashCheck, Method, WriteBlock
from modules.edata.records.clocks import ClockCheck
from modules.edata.records.images import DiskImage, Volume
from modules.edata.records.logs import Layout, Log, LogFormat, LogKind, TimeOrder
from modules.edata.records.media import Candidate, CandidateKind, Derived, Recording, Verdict

__all__ = [
    "AcquiredItem", "Acquisition", "Candidate", "CandidateKind", "Carrier", "ClockCheck", "Derived", "DiskImage",
    "HashCheck", "Layout", "Log", "LogFormat", "LogKind", "Method", "Recording", "TimeOrder", "Verdict", "Volume",
    "WriteBlock",
]

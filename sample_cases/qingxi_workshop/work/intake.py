"""Everything that was received goes into the vault in one go, the slips among it."""

from sample_cases.qingxi_workshop.work.working import Working


def work(case: Working) -> None:
    """Take the raw files in."""
    case.sign_in("lin")
    case.desk.take_in([case.raw])

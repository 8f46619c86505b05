"""The vault's own keeping: what an interrupted intake leaves does not pile up."""

from pathlib import Path

from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.catalogue import Catalogue
from workstation.services.rules import load_rules
from workstation.services.workbench import Workbench
from workstation.storage.vault import INCOMING


def test_opening_for_writing_removes_half_copied_files(tmp_path: Path) -> None:
    source = tmp_path / "照片 1.jpg"
    source.write_bytes(b"photograph")
    with temporary_case(tmp_path) as made:
        ((_, stored),) = made.vault.take_in([source])
        folder = made.info.folder
    incoming = folder / "vault" / INCOMING
    (incoming / "4711-1").write_bytes(b"half a pho")
    (incoming / "4711-2").write_bytes(b"ready to be renamed")
    (incoming / "4711-2").chmod(0o444)
    (incoming / "no file of ours").mkdir()
    bench = Workbench(Catalogue(()), load_rules())

    bench.open_case(folder, TEST_OFFICER, read_only=True).close()
    assert len(list(incoming.iterdir())) == 3, "somebody else may be taking files in"

    case = bench.open_case(folder, TEST_OFFICER)
    try:
        assert [path.name for path in incoming.iterdir()] == ["no file of ours"]
        assert case.vault.path(stored.sha256).read_bytes() == b"photograph"
    finally:
        case.close()

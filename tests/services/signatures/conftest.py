"""An office with its officers, and a paper signed once and twice."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.signatures.hands import CHEAP, ROOT_SECRET, SECRET, Sign, key_of
from tests.typeset.sample import build
from workstation.services.identity import Identities, SignedIn
from workstation.services.job import Task
from workstation.services.sandbox import Sandbox
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.document import sign_document
from workstation.services.signatures.request import KeySource, SignRequest
from workstation.services.signatures.signing import Signed
from workstation.typeset.blocks import Heading, Paragraph, SignaturePlace, Signatures


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with an authority and two officers' keys."""
    profile = tmp_path_factory.mktemp("签名 设置")
    authority = Authority(profile, CHEAP, 2048)
    authority.create("清溪消防救援大队", ROOT_SECRET)
    authority.issue("陈志远", "清溪消防救援大队", "粤440123", ROOT_SECRET, SECRET)
    authority.issue("林静", "清溪消防救援大队", "粤440124", ROOT_SECRET, SECRET)
    return profile


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = Signatures((SignaturePlace("承办人", field="investigator"), SignaturePlace("审核人", field="reviewer")))
    folder = tmp_path_factory.mktemp("文件 副本")
    return build(folder, [[Heading(1, "账本校验与签名"), Paragraph("一处烟头。"), places]], "案卷 副本.pdf")[0]


@pytest.fixture
def document(paper: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(paper, tmp_path / paper.name))


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> SignedIn:
    identities = Identities(tmp_path_factory.mktemp("profile"), CHEAP)
    return identities.sign_in(identities.create("陈志远", "清溪大队", "440123", "correct horse").id, "correct horse")


@pytest.fixture(scope="module")
def sign(office: Path, sandbox: Sandbox, officer: SignedIn) -> Sign:
    def do(path: Path, key: KeySource | None = None, task: Task | None = None, **options: object) -> Signed:
        request = SignRequest(path, path, key or key_of(office, "陈志远"))
        return sign_document(
            task or Task(lambda _: None), replace(request, **options), sandbox.parse, officer,  # type: ignore[arg-type]
        )

    return do


@pytest.fixture(scope="module")
def once(sign: Sign, paper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper with one signature."""
    path = Path(shutil.copy(paper, tmp_path_factory.mktemp("一次") / paper.name))
    sign(path, reason="承办")
    return path


@pytest.fixture(scope="module")
def twice(sign: Sign, once: Path, office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper with both signatures."""
    path = Path(shutil.copy(once, tmp_path_factory.mktemp("两次") / once.name))
    sign(path, key_of(office, "林静"), reason="审核")
    return path

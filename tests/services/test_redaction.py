"""A redacted copy: the machine proposes, officers decide, and what was removed is truly gone from the file."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from tests.services.redaction_bench import ADDRESS, BENCH, ID, NAME, PHONE, TWIN, bench
from workstation.api import Event, FileState, Heading, Moment, Party, PartyKind, StoredFile, UserError, Words
from workstation.domain import drawing
from workstation.domain.redaction import RedactedPicture, RedactedTerm, RedactionKind, Region
from workstation.services.dossier import Exported, Request, export_document
from workstation.services.identity import Identities, SignedIn
from workstation.services.job import Job, direct_write
from workstation.services.redaction import deciding
from workstation.services.redaction.plan import PictureRule, RedactionPlan, TermRule, plan_of
from workstation.services.redaction.preview import preview
from workstation.services.redaction.proof import remains
from workstation.services.redaction.proposing import propose
from workstation.services.redaction.pseudonyms import pseudonym
from workstation.services.redaction.replacing import Redactor
from workstation.services.sealed import KeyCost
from workstation.storage.case import Case
from workstation.typeset.blocks import Drawing
from workstation.typeset.lines import set_lines
from workstation.typeset.part import render_part
from workstation.typeset.print_copy import print_copy
from workstation.typeset.stamps import HEAD_Y
from workstation.typeset.style import BODY
from workstation.typeset.tracing import traced, traces, untraced

WORDS = Words("zh")
AT = Moment(utc=datetime(2026, 1, 23, tzinfo=UTC))
SECRETS = (NAME, TWIN, ID, PHONE, "138 1234 5678", ADDRESS, "花园路")
WHITE, RED = (250, 250, 250), (200, 0, 0)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> SignedIn:
    identities = Identities(tmp_path_factory.mktemp("profile"), KeyCost(1, 8, 1))
    return identities.sign_in(identities.create("陈志远", "大队", "440123", "correct horse").id, "correct horse")


@pytest.fixture
def case(tmp_path: Path, signer: SignedIn) -> Iterator[Case]:
    made = bench().create_case(tmp_path / "案件 副本", f"{NAME}家火灾", signer.officer)
    paths = [tmp_path / name for name in ("1.jpg", "2.jpg", "3.jpg")]
    for number, path in enumerate(paths):
        photograph(path, number)
    with made.work("facts.import") as work:
        work.put(Party(kind=PartyKind.PERSON, name=NAME, id_number=ID, phone=PHONE, address=ADDRESS))
        for path, stored in made.vault.take_in(paths):
            assert not isinstance(stored, UserError)
            work.put(StoredFile(
                id=stored.sha256[:32], sha256=stored.sha256, sm3="", size=stored.size, name=path.name, source_path="",
                media_type="image/jpeg", taken_in=AT, importer="photos", state=FileState.OK,
            ))
    yield made
    made.close()


def photograph(path: Path, number: int) -> None:
    """White with a red face in the middle; the camera's name and a preview in its EXIF block tell the same."""
    picture = Image.new("RGB", (400, 300), WHITE)
    picture.paste(RED, (150, 100, 250, 200))
    picture.putpixel((number, 0), (0, 0, 0))
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "相机".encode().decode("latin-1"), f"owner {NAME}".encode().decode("latin-1")
    exif[0x0112] = 6
    picture.save(path, "JPEG", quality=95, exif=exif)


def job_of(case: Case) -> Job:
    return Job(case, direct_write(case), lambda *_, **__: pytest.fail("no parser"), lambda _: None)


def digests(case: Case) -> list[str]:
    return [file.sha256 for file in case.read().all(StoredFile, order=("name",))]


def decide(case: Case, style: str = "surname") -> RedactionPlan:
    """As an officer does: every proposal ticked, an area on the first photograph, the second left out."""
    proposals = propose(job_of(case), bench().catalogue, "dossier", WORDS)
    first, second, _ = digests(case)
    with case.work("redaction.redact") as work:
        wanted = [(one.kind, one.text) for one in proposals.texts if one.kind is not RedactionKind.OFFICER]
        deciding.redact(work, [*wanted, (RedactionKind.OTHER, "拒签")], WORDS, style=style)
        deciding.decide_picture(work, first, regions=[Region(0.3, 0.3, 0.7, 0.7, "人脸")])
        deciding.decide_picture(work, second, left_out=True, reason="死者")
    return plan_of(case.read())


def export(case: Case, output: Path, signer: SignedIn, plan: RedactionPlan, language: str = "zh") -> Exported:
    return export_document(job_of(case), Request(output, language=language, bench=BENCH, redaction=plan), signer)


def everything(path: Path) -> bytes:
    """The file and every stream in it, inflated by zlib itself."""
    raw = path.read_bytes()
    found = [raw]
    place = 0
    while (place := raw.find(b"stream", place)) >= 0:
        begin = raw.index(b"\n", place) + 1
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(raw[begin:]))
        place += 6
    return b"\n".join(found)


def test_the_machine_proposes_what_would_be_printed(case: Case) -> None:
    proposals = propose(job_of(case), bench().catalogue, "dossier", WORDS)
    found = {(one.kind, one.text): one for one in proposals.texts}
    assert found[RedactionKind.NAME, NAME].source == "records"
    assert found[RedactionKind.NAME, TWIN].source == "labels"
    assert (RedactionKind.ID_NUMBER, ID) in found
    assert found[RedactionKind.PHONE, PHONE].where["询问"] >= 21
    assert (RedactionKind.ADDRESS, ADDRESS) in found
    assert found[RedactionKind.NAME, NAME].count > 25
    assert [one.sha256 for one in proposals.pictures] == digests(case)
    assert case.read().count(RedactedTerm) == 0  # nothing is decided by that


def test_only_a_signed_in_officer_decides(case: Case, tmp_path: Path) -> None:
    case.act_as(Identities(tmp_path / "profile", KeyCost(1, 8, 1)).machine().officer)
    with pytest.raises(UserError, match=r"work\.sign_in"), case.work("redaction.redact") as work:
        deciding.redact(work, [(RedactionKind.NAME, NAME)], WORDS)
    with pytest.raises(UserError, match=r"redaction\.nothing_chosen"):
        plan_of(case.read())


def test_what_was_removed_is_gone(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "脱敏 副本.pdf", signer, decide(case))
    assert remains(str(made.path), plan_of(case.read())) == []
    with pypdfium2.PdfDocument(made.path) as pdf:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
        assert pdf.count_attachments() == 0
    reader = PdfReader(made.path)
    told = "".join(pages) + str(reader.metadata) + str(list(map(str, reader.page_labels)))
    told += "".join(str(item["/Title"]) for item in flat(reader.outline))
    told += "".join("".join(page.extract_text().split()) for page in reader.pages)
    told = "".join(told.split())
    data = everything(made.path)
    for secret in SECRETS:
        assert "".join(secret.split()) not in told, secret
        wide = secret.encode("utf-16-be")
        for encoded in (secret.encode(), wide, wide.hex().upper().encode(), secret.encode("gb18030")):
            assert encoded not in data, secret
    assert "张某某的询问笔录" in told and "张某甲" in told and "〔证件号码" not in told and "〔证件号1〕" in told
    assert "我叫张某某，住在〔住址1〕，手机〔电话1〕，妻子张某甲" in told
    assert all("脱敏副本" in page for page in pages)
    glyphs = shown_characters(made.path)
    assert not glyphs & set("建国卫花园")  # nor do the embedded faces hold them


def flat(outline: list[object]) -> Iterator[dict[str, object]]:
    for item in outline:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item  # type: ignore[misc]


def shown_characters(path: Path) -> set[str]:
    found: set[str] = set()
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                for part in thing.ToUnicode.read_bytes().split(b"<")[1:]:
                    code = part.split(b">")[0]
                    if len(code) == 4:
                        found.add(bytes.fromhex(code.decode()).decode("utf-16-be", errors="replace"))
    return found


def test_the_list_tells_where_and_why_but_not_what(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "a.pdf", signer, decide(case))
    with pypdfium2.PdfDocument(made.path) as pdf:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    page = next(page for page in pages if "不是原件。文字在排版前已替换" in page)
    for expected in ("个人姓名张某某询问：", "证件号码〔证件号1〕询问：", "保护个人信息",
                     "涂盖区域照片：1处，第2卷第1页人脸", "未收入的图片照片：2处，第2卷第1–2页死者"):
        assert expected in page, expected
    whole = "".join(pages)
    assert "此照片未收入脱敏副本：死者" in whole and "尚无人看过这张照片" in whole


def test_the_list_names_exactly_the_pages_where_something_was_removed(
    case: Case, signer: SignedIn, tmp_path: Path
) -> None:
    with case.work("facts.import") as work:
        for number in range(90):
            said = {3: f"{TWIN}说", 40: f"{NAME}说", 89: PHONE}.get(number, "无")
            work.put(Event(id=f"{number:032x}", title=f"第{number}件：" + "路上没有人。" * 30 + said, moment=AT))
    plan = decide(case)
    made = export(case, tmp_path / "a.pdf", signer, plan)
    shown = {what: placed(made, what) for kind, what in plan.keys if kind != "picture"}
    pattern = re.compile("|".join(map(re.escape, sorted(shown, key=len, reverse=True))))
    found: dict[str, set[str]] = {what: set() for what in shown}
    with pypdfium2.PdfDocument(made.path) as pdf:
        assert len(pdf) > 12
        for number, page in enumerate(pdf):
            label, text = pdf.get_page_label(number), page.get_textpage()
            body = "".join(text.get_text_bounded(top=HEAD_Y - 6).split())
            assert not any(secret in body for secret in (NAME, TWIN, ID, PHONE, ADDRESS)), label
            for what in pattern.findall(body) if "脱敏清单" not in label else ():
                found[what].add(re.sub(r"(件目录|封面|备考表) \d+$", r"\1", label))
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert found == shown
    assert len({tuple(sorted(where)) for where in found.values()}) > 2
    (list_at,) = [at for at, page in enumerate(pages) if "不是原件。文字在排版前已替换" in page]
    said = "".join(pages[list_at:])
    assert "除封面外各页的页眉" in said and "U+FDD0" not in "".join(pages)
    (where,) = [one.pages for one in made.removed if one.what == "〔电话1〕" and one.section == "询问"]
    (first, _), (second, _), last = ((page, volume) for volume, page in where)
    assert (first, second) == (1, 2) and f"处，第1卷第1–2、{last[0]}页" in said
    reader = PdfReader(made.path)
    told = str(reader.metadata) + "".join(map(str, reader.page_labels)) + "".join(
        str(item["/Title"]) for item in flat(reader.outline)
    )
    assert "张某某" in told and not re.search("[\ufdd0\ufdd1\U000f0000-\U000ffffd]", told)
    assert export(case, tmp_path / "b.pdf", signer, plan).sha256 == made.sha256


def placed(made: Exported, what: str) -> set[str]:
    """The labels of the pages that a copy names for a text; the head of all pages is left out."""
    return {
        f"第{volume}卷 {page or one.section}"
        for one in made.removed if one.what == what for volume, page in one.pages if volume
    }


def test_a_mark_goes_through_layout_unseen() -> None:
    marked = f"前{traced('张某', 2)}后{traced('李某', 1)}"
    plain_lines, lines = (set_lines(text, BODY, 25, {}) for text in ("前张某后李某", marked))
    assert ["".join(run.text for run in line.runs) for line in lines] == [
        "".join(run.text for run in line.runs) for line in plain_lines
    ]
    assert {run.text: run.trace for line in lines for run in line.runs if run.trace}
    assert untraced(marked) == "前张某后李某" and traces((marked, Heading(1, traced("王", 3)))) == {1, 2, 3}


def test_pixels_and_previews_are_gone(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "a.pdf", signer, decide(case))
    with pikepdf.open(made.path) as pdf:
        images = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)
                  and thing.get("/Subtype") == "/Image"]
        (image,) = images
        data = image.read_raw_bytes()
    assert b"Exif" not in data and b"owner" not in data
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.size == (300, 400)  # upright
    red, green, _ = (band.tobytes() for band in picture.split())
    assert not any(one > 120 and other < 80 for one, other in zip(red, green, strict=True)), "something red is left"
    assert max(picture.getpixel((150, 200))) < 20 and min(picture.getpixel((10, 10))) > 200
    assert b"owner" not in everything(made.path)


def test_a_picture_below_a_drawing_is_painted_over_or_left_out(tmp_path: Path) -> None:
    digest = "ab" + "0" * 62
    folder = tmp_path / "underlay" / "ab"
    folder.mkdir(parents=True)
    plain, anew = folder / f"{digest}.jpg", folder / f"{digest}-{'1' * 16}.jpg"
    photograph(plain, 0)
    photograph(anew, 1)

    def shown(path: Path, *rules: PictureRule) -> tuple[list[Image.Image], dict[tuple[str, str], int], object]:
        mark = drawing.Picture(str(path), 300, 400, (0.1, 0, 0, 0, -0.1, 40))
        block = Drawing(drawing.sheet_of((mark,), 500, 100, 100, (0.0, 0.0)))
        redactor = Redactor(RedactionPlan((), rules), WORDS, tracing=True)
        made = render_part(redactor.blocks([block]), tmp_path / "part.pdf", "zh")
        with pikepdf.open(tmp_path / "part.pdf") as pdf:
            data = [thing.read_raw_bytes() for thing in pdf.objects
                    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"]
        return [Image.open(io.BytesIO(one)).convert("RGB") for one in data], dict(redactor.removed), made.traces

    area = PictureRule(digest, ((0.3, 0.3, 0.7, 0.7),))
    assert shown(plain) == ([], {("picture", ""): 1}, ((0, 2),))  # nobody has looked at it
    (whole,), counted, _ = shown(plain, PictureRule(digest))
    assert whole.getpixel((150, 200))[0] > 150 and not counted
    (painted,), counted, where = shown(plain, area)
    assert max(painted.getpixel((150, 200))) < 20 and min(painted.getpixel((10, 10))) > 200
    assert counted == {("picture", "blotted"): 1} and where == ((0, 1),)
    assert shown(anew, area)[:2] == ([], {("picture", ""): 1})  # where the area lies in it, nobody knows
    assert shown(anew, PictureRule(digest))[0]


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "CMYK"])
def test_areas_are_painted_over_in_every_kind_of_picture(mode: str, tmp_path: Path) -> None:
    picture = Image.new("RGB", (200, 100), WHITE)
    picture.paste(RED, (50, 25, 150, 75))
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    picture.convert(mode).save(path)
    copy = print_copy(path, 2400, ((0.25, 0.25, 0.75, 0.75),))
    shown = Image.open(io.BytesIO(copy.data)).convert("RGB")
    assert max(shown.crop((60, 30, 140, 70)).getextrema(), key=lambda pair: pair[1])[1] < 30
    assert min(shown.getpixel((5, 5))) > 200


def test_a_copy_in_which_something_is_left_is_not_written(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    """A section whose text is only known while it is laid out is caught by reading the copy back."""
    plan = decide(case)
    plan = replace(plan, terms=(*plan.terms, TermRule(RedactionKind.OTHER, "脱敏副本", "某副本")))
    target = tmp_path / "a.pdf"
    with pytest.raises(UserError, match=r"redaction\.remains"):
        export(case, target, signer, plan)
    assert not target.exists()


def test_a_decision_can_be_changed_and_taken_back(case: Case) -> None:
    decide(case)
    term = next(term for term in case.read().all(RedactedTerm) if term.text == NAME)
    with case.work("redaction.rename") as work:
        deciding.rename(work, term.id, "当事人甲", "本人要求")
    assert TermRule(RedactionKind.NAME, NAME, "当事人甲", "本人要求") in plan_of(case.read()).terms
    other = next(term for term in case.read().all(RedactedTerm) if term.text == TWIN)
    for bad, code in (("当事人甲", "replacement_taken"), (TWIN + "甲", "replacement_tells"), (" ", "no_replacement")):
        with pytest.raises(UserError, match=code), case.work("redaction.rename") as work:
            deciding.rename(work, other.id, bad, "")
    with case.work("redaction.keep") as work:
        deciding.keep(work, [NAME])
    assert NAME not in {rule.text for rule in plan_of(case.read()).terms}
    with case.work("redaction.forget") as work:
        deciding.forget_picture(work, digests(case)[0])
    assert case.read().count(RedactedPicture) == 1
    with pytest.raises(UserError, match=r"redaction\.bad_region"):
        Region(0.5, 0.5, 0.4, 0.6)


def test_pseudonyms_are_consistent_and_nobody_shares_one() -> None:
    taken: set[str] = set()
    for name in ("张建国", "张卫民", "张三", "欧阳修远", "清溪五金有限公司", "清溪木业有限公司", "John Smith"):
        kind = RedactionKind.ORGANISATION if "公司" in name else RedactionKind.NAME
        taken.add(pseudonym(kind, name, taken, WORDS))
    assert taken == {"张某某", "张某甲", "张某", "欧阳某某", "某有限公司", "某有限公司甲", "甲某"}
    many: set[str] = set()
    for number in range(30):
        many.add(pseudonym(RedactionKind.NAME, f"王{number}", many, WORDS, "order"))
    assert len(many) == 30 and {"甲某", "癸某", "甲2某", "癸3某"} <= many


def test_numbers_are_found_however_they_are_grouped_and_only_whole() -> None:
    phone, number = (RedactionKind.PHONE, "13812345678", "〔电话1〕"), (RedactionKind.ID_NUMBER, ID, "〔证〕")
    plan = RedactionPlan((TermRule(*phone), TermRule(*number)))
    redactor = Redactor(plan, WORDS)
    assert redactor.text("138-1234-5678、138 1234 5678") == "〔电话1〕、〔电话1〕"
    assert redactor.text("913812345678") == "913812345678"
    assert redactor.text(ID.lower()) == "〔证〕"
    assert PictureRule("a" * 64).areas == ()


def test_a_plan_below_a_drawing_is_looked_at_by_its_first_page(tmp_path: Path) -> None:
    plan = tmp_path / "平面图 副本.pdf"
    Image.new("RGB", (300, 200), "red").save(plan)
    with Image.open(io.BytesIO(preview(str(plan)).blobs["jpeg"])) as shown:
        assert max(shown.size) == 1600 and shown.getpixel((800, 500))[0] > 200
    plan.write_bytes(plan.read_bytes()[:40])
    with pytest.raises(UserError, match="photo_unreadable"):
        preview(str(plan), name="平面图")

"""What a copy for those who may not see everything leaves out: witnesses' names and numbers, and a shop sign."""

from modules.interviews.queries import valid_interviews
from modules.photos.records import Photo
from sample_cases.qingxi_workshop.work.working import Working, wording
from workstation.api import Party, PartyKind, StoredFile


def work(case: Working) -> None:
    """The inspector decides; each decision stands in the ledger."""
    said = wording("redaction")
    case.sign_in("lin")
    read = case.read()
    people = [party for party in read.all(Party, order=("name",)) if party.kind is PartyKind.PERSON]
    texts = [("name", party.name) for party in people]
    texts += [("id_number", party.id_number) for party in people if party.id_number]
    phones = [*(party.phone for party in people), *(one.phone for one in valid_interviews(read))]
    texts += [("phone", phone) for phone in phones if phone]
    case.desk.redact(texts, said["reason"])
    for item in said["pictures"]:
        photo = read.where(Photo, name=item["photo"])[0]
        file = read.get(StoredFile, photo.file_id)
        case.desk.blot(file.sha256, [tuple(item["area"])], item["reason"])

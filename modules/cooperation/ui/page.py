"""通知公安、联席会议、检察联系: three registers on one page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from modules.cooperation import operations, queries
from modules.cooperation.records import Meeting, Participant, PoliceNotice, ProsecutorContact
from modules.cooperation.rules import notice_triggers
from workstation.api import N_, Officer, Read, Record, Ref, UserError, Work, new_id
from workstation.api.widgets import (
    Card,
    EmptyState,
    Field,
    Header,
    NoticeBar,
    PageBase,
    RecordTableView,
    Shell,
    TableColumn,
    ask_form,
    button,
)

_NOTICE = (
    Field("at", N_("Time"), "moment", required=True), Field("to", N_("Notified"), required=True),
    Field("triggers", N_("Reason"), "tags", wide=True),
    Field("notice_way", N_("How")), Field("received_by", N_("Recipient")),
    Field("document_number", N_("Document number")), Field("message", N_("Content"), "multiline"),
    Field("refs", N_("Evidence"), "refs"),
)
_MEETING = (
    Field("at", N_("Time"), "moment", required=True), Field("topic", N_("Topic of the meeting"), required=True),
    Field("place", N_("Place of the meeting")), Field("host", N_("Host")),
    Field("participants", N_("Participants"), "multiline", help=N_("One a line: name, unit, role")),
    Field("minutes", N_("Minutes"), "multiline"), Field("agreed", N_("Agreed"), "multiline"),
    Field("refs", N_("Evidence"), "refs"),
)
_CONTACT = (
    Field("at", N_("Time"), "moment", required=True), Field("office", N_("Office"), required=True),
    Field("contact_person", N_("Contact person")), Field("matter", N_("Matter"), required=True, wide=True),
    Field("their_opinion", N_("Their opinion"), "multiline"), Field("follow_up", N_("What came of it"), "multiline"),
    Field("refs", N_("Evidence"), "refs"),
)


@dataclass(frozen=True)
class _Data:
    notices: list[PoliceNotice]
    meetings: list[Meeting]
    contacts: list[ProsecutorContact]
    reasons: tuple[tuple[str, str], ...]
    untold: tuple[str, ...]
    officers: dict[str, str]


class CooperationPage(PageBase):
    """What was told, agreed and asked."""

    kinds = ("police_notices", "joint_meetings", "prosecutor_contacts", "casualties", "incident", "officers")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._data: _Data | None = None
        self.body.addWidget(Header(words("Police and prosecutor"), words(
            "Notices that the law asks for, joint meetings with their minutes, contacts with the prosecutor; each also "
            "begins or ends its time limit."
        )))
        self.warning = NoticeBar(shell, "", "warning", lambda bar: bar.hide())
        self.warning.hide()
        self.body.addWidget(self.warning)
        self.notices = self._notice_table()
        self.meetings = self._meeting_table()
        self.contacts = self._contact_table()
        self.new_notice = self._add(words("Notices to the police"), self.notices, self.ask_notice, PoliceNotice)
        line = QHBoxLayout()
        line.setSpacing(16)
        self.body.addLayout(line, 1)
        self.new_meeting = self._add(words("Joint meetings"), self.meetings, self.ask_meeting, Meeting, line)
        self.new_contact = self._add(
            words("Contacts with the prosecutor"), self.contacts, self.ask_contact, ProsecutorContact, line
        )
        self.refresh()

    def _add(
        self, title: str, table: Any, ask: Callable[[Any], None], kind: type[Record], line: QHBoxLayout | None = None
    ) -> QWidget:
        new = button(self.shell, self.words("Enter …"), lambda: ask(None), icon_name="plus", role="primary")
        gone = button(self.shell, self.words("Remove"), lambda: self._remove(kind, table.selection()),
                      icon_name="trash", role="quiet")
        for made in (new, gone):
            made.setEnabled(self.writable)
        table.activated.connect(lambda record: ask(record) if self.writable else None)
        card = Card(title, gone, new)
        card.body.addWidget(table, 1)
        if line is None:
            self.body.addWidget(card, 1)
        else:
            line.addWidget(card, 1)
        return new

    def _notice_table(self) -> RecordTableView[PoliceNotice]:
        words = self.words
        return RecordTableView(
            self.shell, "PoliceNotices", (
                TableColumn(words("Time"), lambda one: one.at.text("%Y-%m-%d %H:%M"), 130),
                TableColumn(words("Notified"), lambda one: one.to, 170),
                TableColumn(words("Reason"), self._reason, 260),
                TableColumn(words("How"), lambda one: one.notice_way, 90),
                TableColumn(words("Recipient"), lambda one: one.received_by, 110),
                TableColumn(words("Sent by"), lambda one: self._officer(one.told_by), 130),
                TableColumn(words("Document number"), lambda one: one.document_number, 140),
            ), key=lambda one: one.id, filterable=False,
            empty=EmptyState(self.shell, "phone", words("The police have not been told yet.")),
        )

    def _meeting_table(self) -> RecordTableView[Meeting]:
        words = self.words
        return RecordTableView(
            self.shell, "JointMeetings", (
                TableColumn(words("Time"), lambda one: one.at.text("%Y-%m-%d %H:%M"), 130),
                TableColumn(words("Topic of the meeting"), lambda one: one.topic, 200),
                TableColumn(words("Participants"), lambda one: str(len(one.participants)), 70, right=True),
                TableColumn(words("Agreed"), lambda one: one.agreed, 200),
            ), key=lambda one: one.id, filterable=False,
            empty=EmptyState(self.shell, "users", words("No joint meeting yet.")),
        )

    def _contact_table(self) -> RecordTableView[ProsecutorContact]:
        words = self.words
        return RecordTableView(
            self.shell, "ProsecutorContacts", (
                TableColumn(words("Time"), lambda one: one.at.text("%Y-%m-%d %H:%M"), 130),
                TableColumn(words("Office"), lambda one: one.office, 150),
                TableColumn(words("Matter"), lambda one: one.matter, 170),
                TableColumn(words("Their opinion"), lambda one: one.their_opinion, 170),
            ), key=lambda one: one.id, filterable=False,
            empty=EmptyState(self.shell, "building", words("No contact with the prosecutor yet.")),
        )

    def load(self, read: Read) -> _Data:
        told = queries.notices(read)
        try:
            reasons = tuple((one["code"], one["text"]) for one in queries.triggers(read).data["triggers"])
        except UserError:
            reasons = ()
        covered = {code for one in told for code in one.triggers}
        untold = [text for code, text in reasons if code in notice_triggers(queries.harm(read)) - covered]
        officers = {one.id: queries.officer_text(read, one.id) for one in read.all(Officer)}
        return _Data(told, queries.meetings(read), queries.contacts(read), reasons, tuple(untold), officers)

    def show_data(self, data: _Data) -> None:
        self._data = data
        self.notices.set_records(data.notices)
        self.meetings.set_records(data.meetings)
        self.contacts.set_records(data.contacts)
        self.warning.message.setText(self.words(
            "The police must be told at once and no notice is entered: {reasons}", reasons="；".join(data.untold)
        ))
        self.warning.setVisible(bool(data.untold))

    def show_ref(self, ref: Ref) -> None:
        tables: dict[str, RecordTableView[Any]] = {
            "police_notices": self.notices, "joint_meetings": self.meetings,
            "prosecutor_contacts": self.contacts,
        }
        if ref.kind in tables:
            tables[ref.kind].select({ref.id})

    def _reason(self, one: PoliceNotice) -> str:
        names = dict(self._data.reasons) if self._data else {}
        return "；".join(names.get(code, code) for code in one.triggers)

    def _officer(self, officer_id: str) -> str:
        return self._data.officers.get(officer_id, officer_id) if self._data else officer_id

    # what a person does

    def ask_notice(self, known: PoliceNotice | None = None) -> None:
        """Enter or correct a notice; the officer who is signed in is named with it."""
        reasons = self._data.reasons if self._data else ()
        fields = tuple(
            Field("triggers", N_("Reason"), "tags", wide=True, choices=reasons) if field.name == "triggers" else field
            for field in _NOTICE
        )
        untold = [code for code, text in reasons if self._data and text in self._data.untold]
        values = ask_form(self.shell, self.words("Notice to the police"), fields, _values(known, {"triggers": untold}))
        if values is None:
            return
        values["triggers"] = tuple(values["triggers"] or ())
        record_id = known.id if known else new_id()
        self.shell.do("cooperation.notice", lambda work: operations.put_notice(work, PoliceNotice(
            id=record_id, told_by=known.told_by if known else work.decider.id, **values
        )))

    def ask_meeting(self, known: Meeting | None = None) -> None:
        """Enter or correct a joint meeting."""
        shown = _values(known, {})
        if known:
            shown["participants"] = "\n".join("，".join((one.name, one.unit, one.role)) for one in known.participants)
        values = ask_form(self.shell, self.words("Joint meeting"), _MEETING, shown)
        if values is None:
            return
        values["participants"] = participants(values["participants"])
        record_id = known.id if known else new_id()
        self.shell.do("cooperation.meeting", lambda work: operations.put_meeting(work, Meeting(
            id=record_id, recorded_by=known.recorded_by if known else work.decider.id, **values
        )))

    def ask_contact(self, known: ProsecutorContact | None = None) -> None:
        """Enter or correct a contact with the prosecutor's office."""
        values = ask_form(self.shell, self.words("Contact with the prosecutor"), _CONTACT, _values(known, {}))
        if values is None:
            return
        record_id = known.id if known else new_id()
        self.shell.do("cooperation.contact", lambda work: operations.put_contact(work, ProsecutorContact(
            id=record_id, recorded_by=known.recorded_by if known else work.decider.id, **values
        )))

    def _remove(self, kind: type[Record], chosen: Sequence[Record]) -> None:
        ids = [record.id for record in chosen]

        def step(work: Work) -> None:
            for record_id in ids:
                operations.remove(work, kind, record_id)

        if ids:
            self.shell.do("cooperation.remove", step)


def participants(text: str) -> tuple[Participant, ...]:
    """One participant a line: name, unit and role, apart by commas of either kind."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.replace(",", "，").split("，")]
        if parts[0]:
            unit = parts[1] if len(parts) > 1 else ""
            found.append(Participant(parts[0], unit, "，".join(parts[2:])))
    return tuple(found)


def _values(known: Record | None, otherwise: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(known, name) for name in known.__dataclass_fields__} if known else otherwise

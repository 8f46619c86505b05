"""The register of interviews: who was questioned, when, where, by whom; the answers are typed on the next page."""

from dataclasses import dataclass
from typing import Any

from modules.interviews import operations, queries
from modules.interviews.records import Interview, Role
from modules.interviews.ui import commands
from workstation.api import N_, Party, PartyKind, Read, Ref, UserError, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button, on_key

ROLE_WORDS = {
    Role.REPORTER: N_("Caller"), Role.FINDER: N_("Finder"), Role.PARTY: N_("Party"), Role.EMPLOYEE: N_("Employee"),
    Role.FIGHTER: N_("Firefighter"), Role.NEIGHBOUR: N_("Neighbour"), Role.EXPERT: N_("Expert"),
    Role.OTHER: N_("Somebody else"),
}
_NOBODY = (None, N_("(none)"))
_FROM_PARTY = ("id_document", "id_number", "address", "phone", "occupation")


@dataclass(frozen=True)
class _View:
    interviews: list[Interview]
    officers: tuple[tuple[str, str], ...]
    parties: dict[str, Party]
    places: tuple[tuple[str, str], ...]
    signed: dict[str, str]


class InterviewsPage(RecordPage[Interview]):
    """Who was questioned."""

    kinds = ("interviews", "interview_answers", "interview_pages", "officers", "parties")
    title = N_("Interviews")
    subtitle = N_("Two officers at all times. Enter who is questioned, tell the rights, then write down what is said.")
    icon = "users"
    empty_text = N_("No interviews yet. Begin with whoever called or found the fire, while the memory is fresh.")
    new_text = N_("New interview")
    operation = "interviews.put"

    def header_actions(self) -> list[Any]:
        words = self.words
        return [
            button(self.shell, words("Contradiction table"), lambda: self.shell.show("interviews.statements"),
                   icon_name="arrows-horizontal"),
        ]

    def columns(self) -> list[TableColumn[Interview]]:
        words = self.words
        return [
            TableColumn(words("Number"), lambda one: one.number, 72),
            TableColumn(words("Person questioned"), lambda one: one.name, 110),
            TableColumn(words("Role"), lambda one: words(ROLE_WORDS[one.role]), 90),
            TableColumn(words("Began"), lambda one: one.begun.text("%m-%d %H:%M") if one.begun else "—", 110),
            TableColumn(words("Pages"), self._state, 130, level=self._level),
            TableColumn(words("Place of the interview"), lambda one: one.place, 160),
        ]

    def _state(self, one: Interview) -> str:
        if one.withdrawn:
            return self.words("withdrawn")
        return self._signed.get(one.id, "")

    def _level(self, one: Interview) -> str:
        if one.withdrawn or one.begun is None:
            return "neutral"
        if one.ended is None:
            return "accent"
        signed, _, pages = self._signed.get(one.id, "").partition("/")
        return "success" if signed.strip() == pages.strip() else "warning"

    def fields(self) -> list[Field]:
        return [
            Field("party_id", N_("Party of the case"), "choice", choices=(_NOBODY,),
                  help=N_("Fills in what is known of the person")),
            Field("role", N_("Role"), "choice", choices=tuple(ROLE_WORDS.items()),
                  help=N_("Decides which questions are proposed")),
            Field("name", N_("Person questioned"), required=True),
            Field("relation", N_("Relation to the fire")),
            Field("gender", N_("Gender")), Field("born_on", N_("Born on"), "date"),
            Field("id_document", N_("Identity document")), Field("id_number", N_("Number of the document")),
            Field("household", N_("Registered residence")), Field("address", N_("Present address")),
            Field("phone", N_("Telephone")), Field("occupation", N_("Employer and position")),
            Field("begun", N_("Began"), "moment"), Field("ended", N_("Ended"), "moment"),
            Field("place", N_("Place of the interview")),
            Field("place_kind", N_("Kind of place"), "choice", choices=(("", "—"),)),
            Field("interviewers", N_("Questioned by (at least two)"), "tags"),
            Field("recorder_id", N_("Written down by"), "choice", choices=(_NOBODY,)),
            Field("ordinal", N_("Which questioning of this person"), "int", minimum=1),
            Field("certificate_shown", N_("Certificates were shown"), "bool"),
            Field("rights_told", N_("Rights and duties were told"), "bool"),
            Field("read_aloud", N_("The record was read to the person"), "bool"),
            Field("guardian", N_("Guardian present (name, relation)")),
            Field("guardian_absent", N_("Why no guardian was present")),
            Field("interpreter", N_("Interpreter")), Field("language", N_("Language used")),
            Field("refusal", N_("Refused to answer or sign, and why"), wide=True),
            Field("note", N_("Note"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        words = self.words
        self.write_button = button(self.shell, words("Questions and answers"), self.open_record, icon_name="writing",
                                   role="primary", tip=words("Write down what is said (F2)"))
        on_key(self, "F2", self.open_record)
        return [
            self.write_button,
            button(self.shell, words("Print …"), self._print, icon_name="printer"),
            button(self.shell, words("Withdraw …"), self._withdraw, role="danger", icon_name="archive"),
        ]

    def defaults(self) -> dict[str, Any]:
        officer = self.shell.signed_in.officer
        own = (officer.id,) if officer.verified else ()
        return {
            "role": Role.OTHER, "interviewers": own, "recorder_id": own[0] if own else None, "ordinal": 1,
            "id_document": "居民身份证", "place_kind": "",
        }

    def load(self, read: Read) -> _View:
        interviews = queries.all_interviews(read)
        officers = tuple((officer.id, officer.name) for officer in queries.named_officers(read))
        people = {one.id: one for one in read.all(Party, order=("name",)) if one.kind is PartyKind.PERSON}
        try:
            kinds = queries.rules_pack(read).data["places"]
        except UserError:
            kinds = []
        language = self.words.language
        places = tuple((item["code"], item["title"][language]) for item in kinds)
        signed = {one.id: _signed(read, one, self.words("being written")) for one in interviews}
        return _View(interviews, officers, people, places, signed)

    def show_data(self, data: _View) -> None:
        self._signed, self._parties = data.signed, data.parties
        self.form.set_choices("interviewers", data.officers)
        self.form.set_choices("recorder_id", (_NOBODY, *data.officers))
        self.form.set_choices("party_id", (_NOBODY, *((one.id, one.name) for one in data.parties.values())))
        self.form.set_choices("place_kind", (("", N_("elsewhere")), *data.places))
        chooser = self.form.editor("party_id")
        if not getattr(self, "_watching", False):
            self._watching = True
            chooser.edited.connect(self._fill_from_party)
        super().show_data(data.interviews)

    def _fill_from_party(self) -> None:
        """What is known of the person goes into fields that are still empty."""
        party = self._parties.get(self.form.editor("party_id").value() or "")
        if party is None:
            return
        known = {"name": party.name, "relation": party.role, **{name: getattr(party, name) for name in _FROM_PARTY}}
        for name, value in known.items():
            editor = self.form.editor(name)
            if value and (not editor.value() or name == "id_document"):
                editor.set_value(value)

    def store(self, work: Work, record: Interview | None, values: dict[str, Any]) -> Interview:
        values["ordinal"] = values["ordinal"] or 1
        if record is None and values["ordinal"] == 1:
            del values["ordinal"]
        return operations.put_interview(work, record.id if record else None, **values)

    def open_record(self) -> None:
        """Go to the sheet of the chosen interview; what is typed here is saved first."""
        if self.record is not None and self.save_if_edited():
            self.shell.show("interviews.record", Ref("interviews", self.record.id))

    def _print(self) -> None:
        if self.record is not None:
            commands.print_record(self.shell, self.record)

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("interviews.withdraw", lambda work: operations.withdraw(work, chosen, reason), reason=reason)


def _signed(read: Read, interview: Interview, being_written: str) -> str:
    """Signed pages of pages; before the end of an interview there is nothing to sign."""
    if interview.ended is None:
        return being_written if interview.begun else "—"
    try:
        states = queries.page_states(read, interview)
    except UserError:
        return "—"
    return f"{sum(state.signed is not None for state in states)} / {len(states)}"

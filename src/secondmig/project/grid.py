"""The summary grid: persons in rows, themes in columns, in each cell what the person says on the theme.

What a cell says is the analyst's own paraphrase, written from the coded passages of that person under that
theme. Beside it stands how many passages there are and, where the project has an interview guide, whether the
person was asked. The same gates hold as for the codings: who reads a transcript blind sees nobody else's
codings in it and nobody else's paraphrases of its persons; words that were taken back are masked where a
paraphrase quotes them; and above the team's own screen a paraphrase is shown only where the person's own
words may be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from secondmig.core.consent import LOWEST_QUOTED, REMARKS
from secondmig.core.errors import SecondmigError
from secondmig.core.selection import Selection
from secondmig.core.snapshot import Snapshot
from secondmig.core.summary import Summary
from secondmig.core.types import CONSENT_TIERS, Case, Code, CodebookVersion, Document, Level
from secondmig.joint.passages import Passage, locate, printed_number
from secondmig.project.blindness import Veil, blind_books
from secondmig.project.code_marks import Mark, marks_of
from secondmig.project.codes import refuse_person_rows
from secondmig.project.gate import tier_of
from secondmig.project.grid_model import GROUP, UNGROUPED, Cell, Grid, Paraphrase, Person, Theme, Wanted
from secondmig.project.memos import memo_rows
from secondmig.project.people import chosen, trajectory_of
from secondmig.project.session import Session, newest_codebooks
from secondmig.project.shot import take
from secondmig.store import guides, summaries
from secondmig.store.memos import Memo

if TYPE_CHECKING:
    from secondmig.survey.guide import Guide

_NAMED: Final = {"id", "pseudonym", "consent", *REMARKS}


def grid(session: Session, wanted: Wanted) -> Grid:
    """The grid as somebody may see it now.

    Raises:
        SecondmigError: a theme or an attribute is unknown, or rows of persons are not released at this level.
    """
    return grid_at(Desk(session, wanted.level), wanted)


def grid_at(desk: "Desk", wanted: Wanted) -> Grid:
    """The same with a desk at which something was read already; both of one level.

    Raises:
        SecondmigError: as for :func:`grid`.
    """
    refuse_person_rows(wanted.level)
    themes = desk.themes(wanted.themes)
    people = desk.people(wanted.selection, wanted.by)
    said = desk.paraphrases({person.id for person in people}, themes, wanted.selection.coders)
    found = desk.passages(themes)
    cells = {
        (person.id, theme.id): _cell(desk, person, theme, said, found.get((person.id, theme.id), []))
        for person in people
        for theme in themes
    }
    shown = [each for cell in cells.values() for each in cell.paraphrases]
    withheld = sum(each.text is None for each in shown)
    return Grid(people, themes, cells, wanted.by, withheld, wanted.level)


def _cell(
    desk: "Desk",
    person: Person,
    theme: Theme,
    said: Mapping[tuple[str, str], tuple[Paraphrase, ...]],
    passages: Sequence[Passage],
) -> Cell:
    places = {(passage.coding.document_id, passage.coding.span) for passage in passages}
    return Cell(
        paraphrases=said.get((person.id, theme.id), ()),
        codings=len(passages),
        passages=len(places),
        asked=desk.asked(person, theme, mentioned=bool(passages)),
    )


def default_themes(
    versions: Sequence[CodebookVersion], core: Iterable[str], written: Iterable[str]
) -> tuple[str, ...]:
    """The columns where nobody chose some: the top-level themes, and what a paraphrase is on already.

    Args:
        versions: the codebooks.
        core: the codes a project puts first; where there are any, only the themes over them are meant.
        written: codes that have a paraphrase.
    """
    first, held = set(core), set(written)
    found: dict[str, None] = {}
    known: set[str] = set()
    for version in versions:
        codes = {code.id: code for code in version.codebook.codes}
        known |= set(codes)
        tops = {_line(codes, each)[0] for each in first if each in codes} if first else set(codes)
        for code in version.codebook.codes:
            if code.id in held or (code.parent is None and code.id in tops and not code.retired):
                found[code.id] = None
    return (*found, *sorted(held - known))


def _line(codes: Mapping[str, Code], code_id: str) -> list[str]:
    """Ids from the top down to a code; a loop among parents ends where it closes."""
    line = [code_id]
    while (above := codes[line[0]].parent) in codes and above not in line:
        line.insert(0, str(above))
    return line


@dataclass
class Desk:
    """What a grid is read with, each thing once.

    Attributes:
        session: the open project.
        level: who reads.
    """

    session: Session
    level: Level
    _blind: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The codings of those who count and the caller's own, and the texts cut to the level."""
        counted = self.session.config.count
        coders = tuple(dict.fromkeys((*counted, self.session.actor))) if counted else ()
        return take(self.session, Selection(coders=coders), self.level)

    @cached_property
    def versions(self) -> tuple[CodebookVersion, ...]:
        """The newest codebooks."""
        return newest_codebooks(self.session)

    @cached_property
    def guide(self) -> "Guide | None":
        """The interview guide, None where the project has none."""
        if not guides.newest(self.session.store.read()):
            return None
        from secondmig.project.guide import current

        return current(self.session)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The transcripts by id."""
        return {document.id: document for document in self.snapshot.documents}

    @cached_property
    def _written(self) -> tuple[Summary, ...]:
        return summaries.all_summaries(self.session.store.read())

    def written(self) -> frozenset[str]:
        """Every code on which there is a paraphrase."""
        return frozenset(each.code_id for each in self._written)

    def blind(self, document_id: str) -> frozenset[str]:
        """The codebooks with which the caller reads a transcript blind."""
        if not self.session.actor:
            return frozenset()
        if document_id not in self._blind:
            self._blind[document_id] = blind_books(self.session, document_id)
        return self._blind[document_id]

    @cached_property
    def _veil(self) -> Veil:
        return Veil(self.session)

    # columns

    def themes(self, wanted: Sequence[str]) -> tuple[Theme, ...]:
        """The columns, in the order asked for.

        Raises:
            SecondmigError: a codebook does not hold one, and nobody wrote a paraphrase on it.
        """
        written = self.written()
        named = wanted or default_themes(self.versions, self.session.config.core_codes, written)
        return tuple(self.theme(each, written) for each in dict.fromkeys(named))

    def theme(self, theme_id: str, written: Iterable[str] = ()) -> Theme:
        """One column.

        Raises:
            SecondmigError: as for :meth:`themes`.
        """
        from secondmig.codebook.tree import descendants, find_code

        known = {code.id for version in self.versions for code in version.codebook.codes}
        if theme_id not in known and theme_id in set(written):
            return Theme(theme_id, theme_id, codes=frozenset({theme_id}))
        book, code = find_code([version.codebook for version in self.versions], theme_id)
        mark = self._marks[theme_id]
        below = {each.id for each in descendants(book, theme_id)}
        above = _line({each.id: each for each in book.codes}, theme_id)[:-1]
        codes = frozenset({theme_id, *below})
        return Theme(theme_id, code.label, mark.path, mark.hue, book.id, codes, frozenset(above))

    @cached_property
    def _marks(self) -> Mapping[str, Mark]:
        return marks_of([version.codebook for version in self.versions])

    def label(self, code_id: str) -> str:
        """What people read for a code."""
        codes = (code for version in self.versions for code in version.codebook.codes)
        return next((code.label for code in codes if code.id == code_id), code_id)

    def path(self, code_id: str) -> tuple[str, ...]:
        """Labels of the headings above a code."""
        return self._marks[code_id].path

    # rows

    def people(self, selection: Selection, by: str) -> tuple[Person, ...]:
        """The rows, in groups.

        Raises:
            SecondmigError: nobody has the attribute they are to be ordered by.
        """
        everybody = [self.person(case) for case in chosen(self.session, selection)]
        if by not in {GROUP, UNGROUPED} and not any(by in each.attributes for each in everybody):
            known = sorted({name for each in everybody for name in each.attributes})
            raise SecondmigError(
                f"nobody here has the attribute {by}", hint=f"attributes: {', '.join(known) or 'none'}"
            )
        placed = (replace(each, group=each.attributes.get(by)) for each in everybody)
        return tuple(sorted(placed, key=_place_of))

    def person(self, case: Case) -> Person:
        """One row."""
        derived = trajectory_of(self.session, case)
        said = {key: value for key, value in case.attributes.items() if key not in _NAMED}
        if derived.destinations:
            said[GROUP] = "second" if derived.second_migrant else "single"
        documents = tuple(dict.fromkeys(ref.document for ref in case.speakers))
        return Person(case.id, case.pseudonym, None, dict(sorted(said.items())), documents)

    # cells

    def paraphrases(
        self, people: set[str], themes: Sequence[Theme], coders: Sequence[str] = ()
    ) -> Mapping[tuple[str, str], tuple[Paraphrase, ...]]:
        """(Person, theme) -> what analysts wrote there, as far as the caller may know of it."""
        books = {theme.id: theme.book for theme in themes}
        cases = {case.id: case for case in self.snapshot.cases}
        kept = [
            each
            for each in self._written
            if each.case_id in people
            and each.case_id in cases
            and each.code_id in books
            and (not coders or each.coder_id in coders)
            and self._is_known(each, cases[each.case_id], books[each.code_id])
        ]
        found: dict[tuple[str, str], list[Paraphrase]] = {}
        for summary, text in zip(kept, self._masked(kept), strict=True):
            shown = text if self._may_show(cases[summary.case_id]) else None
            said = Paraphrase(summary.coder_id, shown, summary.created_event, shown == summary.text)
            found.setdefault((summary.case_id, summary.code_id), []).append(said)
        own = self.session.actor
        return {
            place: tuple(sorted(said, key=lambda each: (each.coder != own, each.coder)))
            for place, said in found.items()
        }

    def _is_known(self, summary: Summary, case: Case, book: str) -> bool:
        if summary.coder_id == self.session.actor:
            return True
        blind = {each for ref in case.speakers for each in self.blind(ref.document)}
        return book not in blind if book else not blind

    def _masked(self, found: Sequence[Summary]) -> list[str | None]:
        """The texts without words that were taken back: as memos on the persons are shown."""
        as_memos = [
            Memo(f"{at}", "case", each.case_id, each.text, each.coder_id, each.created_event)
            for at, each in enumerate(found)
        ]
        return [
            None if row["text"] is None else str(row["text"]) for row in memo_rows(self.session, as_memos)
        ]

    def _may_show(self, case: Case) -> bool:
        """Whether words about a person may be read: where all the person's own words may."""
        tiers = [case.consent]
        tiers += [
            tier_of(case, self.documents[ref.document])
            for ref in case.speakers
            if ref.document in self.documents
        ]
        lowest = CONSENT_TIERS.index(LOWEST_QUOTED[self.level])
        return min(map(CONSENT_TIERS.index, tiers)) >= lowest

    def passages(self, themes: Sequence[Theme]) -> Mapping[tuple[str, str], list[Passage]]:
        """(Person, theme) -> the codings that the caller may know of, in the order of the texts."""
        found: dict[tuple[str, str], list[Passage]] = {}
        for passage in locate(self.snapshot).passages:
            coding = passage.coding
            if not self._veil.shows(coding):
                continue
            for theme in themes:
                if coding.code_id in theme.codes:
                    for case in passage.persons():
                        found.setdefault((case, theme.id), []).append(passage)
        return found

    def turn_of(self, passage: Passage) -> int | None:
        """The printed number of the turn in which a passage begins, None where it stands outside all."""
        turns = self.documents[passage.coding.document_id].turns
        return printed_number(turns[passage.turns[0]]) if passage.turns else None

    @cached_property
    def _coded(self) -> frozenset[str]:
        """The transcripts in which the caller may know of a coding."""
        return frozenset(each.document_id for each in self.snapshot.codings if self._veil.shows(each))

    def asked(self, person: Person, theme: Theme, *, mentioned: bool) -> str | None:
        """What became of a theme in the interviews of a person, by the guide's items that look for it."""
        if self.guide is None:
            return None
        told = [self.guide.interviews[name] for name in person.documents if name in self.guide.interviews]
        wanted = theme.codes | theme.above
        items = [item.id for item in self.guide.items if not wanted.isdisjoint(item.codes)]
        if not told or not items:
            return None
        if not any(interview.asked.get(item) for interview in told for item in items):
            return "not asked, mentioned" if mentioned else "not asked"
        if mentioned:
            return "asked, mentioned"
        return (
            "asked, not mentioned" if self._coded.intersection(person.documents) else "asked, not coded yet"
        )


def _place_of(person: Person) -> tuple[bool, str, str, str]:
    host = person.attributes.get("interview_country", "")
    return person.group is None, person.group or "", host, person.id

"""The sections of the report, in order."""

from typing import Final

from secondmig.report.section import Section
from secondmig.report.sections import about, capital, method, quotes, structure, who

SECTIONS: Final[tuple[Section, ...]] = (
    Section("who", "Who speaks", ("persons", "legs"), who.build, "who.html.j2"),
    Section(
        "about",
        "What is said about which country",
        ("persons", "codings", "about_country"),
        about.build,
        "about.html.j2",
    ),
    Section(
        "capital",
        "Human capital of second migrants and of those who moved once",
        ("persons", "legs", "measures"),
        capital.build,
        "capital.html.j2",
    ),
    Section(
        "structure",
        "Presented and perceived structure",
        ("indicators",),
        structure.build,
        "structure.html.j2",
    ),
    Section(
        "quotations",
        "In their words",
        ("persons", "codings", "about_country"),
        quotes.build,
        "quotes.html.j2",
    ),
    Section("method", "Method and data", (), method.build, "method.html.j2"),
)
GROUP: Final = "secondmig.sections"


def all_sections() -> tuple[Section, ...]:
    """Our sections, those that other packages register under ``secondmig.sections`` before the last, by name.

    A registered section receives the same context, and answers for what it prints in the public edition.
    """
    from importlib.metadata import entry_points

    others = tuple(
        entry.load()
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    )
    return (*SECTIONS[:-1], *others, SECTIONS[-1])

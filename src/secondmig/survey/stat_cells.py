"""Files of SPSS (.sav, .zsav) and Stata (.dta), read by pyreadstat: values, labels and kinds of missing."""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from secondmig.core.encodings import propose
from secondmig.core.errors import SecondmigError
from secondmig.survey.cells import MOST_CELLS, Cells, Progress
from secondmig.survey.form import Variable
from secondmig.survey.number_text import number_text
from secondmig.survey.stat_dates import spss_date, stata_date

USER_MISSING: Final = "user-missing"
EXTENDED_MISSING: Final = "extended missing"
_LARGEST: Final = 4 * 2**30  # bytes
_BLOCK: Final = 100_000  # rows read at once
_DAMAGED: Final = "open it in the program it was written with, save it again, or save it as CSV"
_PADDED = re.compile(r"N([0-9]{1,2})")
_UNICODE_FROM: Final = 118  # the first release of .dta whose texts are UTF-8
_ENCODINGS: Final[Mapping[str, str]] = {
    "latin-1": "ISO-8859-1",
    "cp932": "CP932",
    "euc-jp": "EUC-JP",
    "cp1252": "WINDOWS-1252",
    "utf-8": "UTF-8",
}

Meta = Any
"""What pyreadstat knows beside the values; it comes without types."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of one of the two programs."""

    path: Path
    format: str
    encoding: str | None

    def read(self, **options: object) -> tuple[Mapping[str, list[Any]], Meta]:
        """Values by column, and what the file says of them.

        Raises:
            SecondmigError: pyreadstat cannot read it.
        """
        import pyreadstat

        read: Any = pyreadstat.read_sav if self.format == "sav" else pyreadstat.read_dta
        refusals = (
            pyreadstat.ReadstatError,
            pyreadstat.PyreadstatError,
            UnicodeError,
            ValueError,
            KeyError,
            TypeError,
            OverflowError,
            MemoryError,
            OSError,
        )
        try:
            values, meta = read(
                str(self.path),
                user_missing=True,
                output_format="dict",
                disable_datetime_conversion=True,
                encoding=self.encoding,
                **options,
            )
        except refusals as error:
            raise self._refusal(error) from error
        return values, meta

    def _refusal(self, error: Exception) -> SecondmigError:
        program = "SPSS" if self.format == "sav" else "Stata"
        told = " ".join(str(error).split())[:200]
        if isinstance(error, UnicodeError) or any(
            word in told for word in ("convert", "encod", "character set")
        ):
            return SecondmigError(
                f"its texts are not {self.encoding or 'in the encoding it names'}",
                where=self.path.name,
                hint="pass --encoding, e.g. cp932, cp1252 or latin-1",
            )
        if isinstance(error, MemoryError):
            return SecondmigError("too large for this machine", where=self.path.name, hint=_DAMAGED)
        return SecondmigError(
            f"a damaged {program} file, or one that is protected by a password: {told}",
            where=self.path.name,
            hint=_DAMAGED,
        )


def read_stat_cells(path: Path, form: str, *, encoding: str = "", progress: Progress | None = None) -> Cells:
    """The cells of a file of SPSS or Stata, its labels, and its missing values by their kind.

    A number is its canonical text, a date ISO, an empty string blank. A user-missing value of SPSS stays in
    its cell ("9") and so does an extended missing value of Stata (".a"); both are told by the variables.

    Args:
        path: the file.
        form: "sav" or "dta".
        encoding: of its texts, "" where the file says so itself.
        progress: told the number of rows read so far.

    Raises:
        SecondmigError: it is damaged, protected, too large, or its texts are in an encoding that it does not
            name (which is then proposed with a text read in it).
    """
    file, silent = _opened(path, form, encoding)
    _, meta = file.read(metadataonly=True)
    kinds = {name: _Kind.of(name, meta, form) for name in meta.column_names}
    if not kinds:
        raise SecondmigError("the file has no columns", where=path.name, hint=_DAMAGED)
    columns: dict[str, list[str]] = {name: [] for name in kinds}
    rows = 0
    for values, read in _blocks(file, len(kinds)):
        meta = read
        for name, kind in kinds.items():
            columns[name].extend(kind.texts(values[name]))
        rows = len(columns[next(iter(kinds))])
        if progress:
            progress(rows)
    if not rows:
        raise SecondmigError("the file has no rows", where=path.name, hint=_DAMAGED)
    variables = {name: kind.variable(meta, columns[name]) for name, kind in kinds.items()}
    if silent:
        _refuse_other_letters(path, variables, columns)
    told = "" if silent else encoding or (meta.file_encoding or "").lower()
    return Cells(form, path.name, columns, variables=variables, encoding=told)


def _opened(path: Path, form: str, encoding: str) -> tuple[_File, bool]:
    """The file, and whether it is silent about the encoding of its texts and nobody named one."""
    if path.stat().st_size > _LARGEST:
        raise SecondmigError("a file of more than 4 GB", where=path.name, hint="keep the columns you need")
    codec = _ENCODINGS.get(encoding.casefold(), encoding) or None
    if codec and not _is_codec(codec):
        hint = "pass e.g. --encoding cp932, euc-jp, cp1252 or latin-1"
        raise SecondmigError(f"unknown encoding {encoding!r}", where=path.name, hint=hint)
    if form == "dta" and codec is None and _release(path) < _UNICODE_FROM:
        return _File(path, form, "ISO-8859-1"), True
    if codec and codecs.lookup(codec).name != "utf-8" and _says_utf8(path, form):
        raise SecondmigError(
            f"this file says that it is UTF-8 and would be misread as {encoding}",
            where=path.name,
            hint="leave out --encoding",
        )
    return _File(path, form, codec), False


def _says_utf8(path: Path, form: str) -> bool:
    """Whether the texts of a file are UTF-8 by its own word, and can be read so."""
    if form == "dta":
        return _release(path) >= _UNICODE_FROM
    try:
        _, meta = _File(path, form, None).read(metadataonly=True)
    except SecondmigError:
        return False
    return str(meta.file_encoding).upper() == "UTF-8"


def _blocks(file: _File, width: int) -> Iterator[tuple[Mapping[str, list[Any]], Meta]]:
    """The rows in blocks, so that no file unpacks to more than is read."""
    offset = 0
    while True:
        values, meta = file.read(row_offset=offset, row_limit=_BLOCK)
        read = len(next(iter(values.values()), ()))
        if offset == 0 or read:
            yield values, meta
        offset += read
        if read < _BLOCK:
            return
        if offset * width > MOST_CELLS:
            raise SecondmigError(
                f"more than {MOST_CELLS:,} cells", where=file.path.name, hint="keep the columns you need"
            )


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the values of one column become text.

    Attributes:
        name: of the column.
        format: as the file writes it, e.g. F8.2, DATE11, %td.
        program: "sav" or "dta".
        words: whether it holds texts.
        single: whether it holds numbers of 32 bits.
    """

    name: str
    format: str
    program: str
    words: bool
    single: bool

    @classmethod
    def of(cls, name: str, meta: Meta, program: str) -> "_Kind":
        kind = meta.readstat_variable_types.get(name, "double")
        written = meta.original_variable_types.get(name) or ""
        return cls(name, written, program, kind == "string", program == "dta" and kind == "float")

    def texts(self, values: Sequence[Any]) -> list[str]:
        """The values of a block of rows as text; equal ones are the same object."""
        made: dict[Any, str] = {}
        texts = []
        for value in values:
            text = made.get(value)
            if text is None:
                text = made[value] = self._text(value)
            texts.append(text)
        return texts

    def _text(self, value: Any) -> str:  # noqa: ANN401 - what pyreadstat gives
        if value is None:
            return ""
        if isinstance(value, str):
            stripped = value.replace("\x00", "").strip()
            return stripped if self.words else f".{stripped}"
        return self.number(value)

    def number(self, value: float) -> str:
        """A number as the program shows it: a date by its format, a code with leading zeros as such."""
        dated = (spss_date if self.program == "sav" else stata_date)(value, self.format)
        if dated is not None:
            return dated
        text = number_text(value, single=self.single)
        padded = _PADDED.fullmatch(self.format) if self.program == "sav" else None
        return text.zfill(int(padded[1])) if padded and text.isdigit() else text

    @property
    def dated(self) -> bool:
        """Whether its values are dates or times."""
        return (spss_date if self.program == "sav" else stata_date)(0.0, self.format) is not None

    def variable(self, meta: Meta, texts: Sequence[str]) -> Variable:
        """What the file says of the column."""
        labels = {
            self._text(value): " ".join(str(label).split())
            for value, label in (meta.variable_value_labels.get(self.name) or {}).items()
        }
        labels.pop("", None)
        missing = self._missing(meta, labels, texts)
        return Variable(
            self.name,
            label=" ".join((meta.column_names_to_labels.get(self.name) or "").split()),
            numeric=not self.words and not self.dated and not _PADDED.fullmatch(self.format),
            labels={value: label for value, label in labels.items() if value not in missing},
            missing=missing,
        )

    def _missing(self, meta: Meta, labels: Mapping[str, str], texts: Sequence[str]) -> dict[str, str]:
        """Value -> why it is missing, of the values that are there or have a label."""
        if self.program == "dta":
            there = dict.fromkeys(meta.missing_user_values.get(self.name) or ())
            named = [value for value in labels if value.startswith(".") and len(value) == 2]
            values = sorted({*(f".{letter}" for letter in there), *named}) if not self.words else []
            return {value: labels.get(value) or f"{EXTENDED_MISSING} {value}" for value in values}
        ranges = meta.missing_ranges.get(self.name) or ()
        if not ranges:
            return {}
        known = dict.fromkeys((*labels, *texts))
        return {
            value: labels.get(value) or f"{USER_MISSING} {value}"
            for value in sorted(known, key=_by_number)
            if value and any(_within(value, each) for each in ranges)
        }


def _by_number(text: str) -> tuple[float, str]:
    try:
        return float(text), text
    except ValueError:
        return 0.0, text


def _within(value: str, bounds: Mapping[str, Any]) -> bool:
    low, high = bounds["lo"], bounds["hi"]
    if isinstance(low, str) or isinstance(high, str):
        return value in {str(low).strip(), str(high).strip()}
    try:
        return bool(low <= float(value) <= high)
    except ValueError:
        return False


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def _release(path: Path) -> int:
    """The release of a .dta file: 104 to 119 and more."""
    with path.open("rb") as stream:
        head = stream.read(60)
    found = re.match(rb"<stata_dta>\s*<header>\s*<release>([0-9]{3})</release>", head)
    return int(found[1]) if found else head[0] if head else 0


def _refuse_other_letters(
    path: Path, variables: Mapping[str, Variable], columns: Mapping[str, Sequence[str]]
) -> None:
    """Refuse texts beyond ASCII where the file does not say in which encoding they are.

    The file was read byte for byte (latin-1), so its bytes are those of the letters.
    """
    texts: dict[str, None] = {}
    for variable in variables.values():
        texts.update(dict.fromkeys((variable.name, variable.label, *variable.labels.values())))
        texts.update(dict.fromkeys(variable.missing.values()))
        if not variable.numeric:
            texts.update(dict.fromkeys(columns[variable.name]))
    odd = [text for text in texts if not text.isascii()]
    if not odd:
        return
    raw = "\n".join(odd[:5000]).encode("latin-1", errors="replace")
    if _is_utf8(raw):
        encoding, preview = "utf-8", odd[0].encode("latin-1", errors="replace").decode("utf-8", "replace")
    else:
        proposal = propose(raw)
        encoding, preview = (proposal.encoding, proposal.preview) if proposal else ("", "")
    message = "an old Stata file, which does not say in which encoding its letters are"
    if encoding:
        message += f"; as {encoding} one of its texts reads: {preview[:60]}"
    raise SecondmigError(
        message, where=path.name, hint=f"pass --encoding {encoding or 'cp1252, latin-1, cp932 or euc-jp'}"
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

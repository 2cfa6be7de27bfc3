"""What is read by its description alone: variants of formats that no file from elsewhere has been shown to.

The import of such a file says so, and docs/status.md lists them. One is taken out here when a test reads a
file that its own program wrote.
"""

from typing import Final

UNPROVEN: Final = {
    "whisper.cpp": "JSON with a list `transcription`",
    "AssemblyAI": "JSON with `utterances` and `audio_duration`",
}
"""Variant -> what it is known by."""


def caution(variant: str) -> str:
    """The note of an import.

    >>> caution("whisper.cpp")
    'the form of whisper.cpp was never shown a real file of its kind: compare the turns with the original'
    """
    assert variant in UNPROVEN  # noqa: S101 - a slip of ours, not of the file
    return (
        f"the form of {variant} was never shown a real file of its kind: compare the turns with the original"
    )

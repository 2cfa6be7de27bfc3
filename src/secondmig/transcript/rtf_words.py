"""The control words of RTF by what the walk does with them."""

from typing import Final

SAID: Final = frozenset(
    """line tab emdash endash emspace enspace qmspace bullet lquote rquote ldblquote
    rdblquote nestcell""".split()  # noqa: SIM905
)
"""Characters that have a word."""
CAPTURED: Final = frozenset(
    """footnote annotation atnauthor atnref atrfstart atrfend title shptxt listtext pntext header headerl
    headerr headerf footer footerl footerr footerf""".split()  # noqa: SIM905
)
"""Destinations whose text is read, but stands beside the running text."""
SILENT: Final = frozenset({"info", "shp", "shpinst", "stylesheet", "fonttbl", "shpgrp"})
"""Destinations without text of their own, but with groups in them that are read."""
DROPPED: Final = frozenset(
    """colortbl pict object fldinst xe tc rxe txe pn upr nonesttables shprslt do datafield bkmkstart bkmkend
    ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn revtbl listtable listoverridetable rsidtbl filetbl generator
    author operator subject keywords comment doccomm company category manager creatim revtim printim buptim
    hlinkbase themedata colorschememapping latentstyles datastore xmlnstbl pgdsctbl nonshppict
    private""".split()  # noqa: SIM905
)
"""Destinations that are passed over, as is every unknown one behind an asterisk."""
FLAGS: Final = {
    "deleted": "deletion",
    "mvf": "deletion",
    "revised": "insertion",
    "mvt": "insertion",
    "v": "hidden",
    "b": "bold",
    "i": "italic",
    "ul": "underlined",
    "strike": "struck through",
    "highlight": "highlighted",
}
"""Formatting and revisions, by the names of losses."""

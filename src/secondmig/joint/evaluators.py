"""The computations that hypothesis cards may name."""

from collections.abc import Mapping
from typing import Final

from secondmig.joint.evidence import Evaluator
from secondmig.joint.evidence_groups import GROUPS
from secondmig.joint.evidence_leaving import LEAVING
from secondmig.joint.evidence_robust import ROBUST
from secondmig.joint.evidence_speech import SPEECH

EVALUATORS: Final[Mapping[str, Evaluator]] = {each.id: each for each in (*SPEECH, *GROUPS, *LEAVING, *ROBUST)}
"""Id -> computation."""

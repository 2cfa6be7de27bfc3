"""The registry of warnings is whole: every rule once, each a sentence with its condition."""

from secondmig.core import warnings
from secondmig.core.warnings import REGISTRY, Caution, most


def test_the_registry_holds_every_rule_once() -> None:
    assert [each.id for each in REGISTRY] == [
        *(f"C{number:02d}" for number in range(1, 10)),
        *(f"W{number:02d}" for number in range(1, 36)),
    ]


def test_every_warning_of_the_module_is_in_the_registry() -> None:
    named = [value for value in vars(warnings).values() if isinstance(value, Caution)]
    assert sorted(each.id for each in named) == sorted(each.id for each in REGISTRY)


def test_every_warning_says_when_it_is_raised_and_what_to_do() -> None:
    for each in REGISTRY:
        assert each.trigger, each.id
        assert len(each.message) > 30, each.id
        assert not each.message.endswith("."), each.id


def test_the_gravest_come_first() -> None:
    assert most([warnings.SMALL_DENOMINATOR, warnings.SEPARATION, warnings.SMALL_GROUP], 2) == (
        warnings.SEPARATION,
        warnings.SMALL_GROUP,
    )

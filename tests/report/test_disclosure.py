"""Suppression, judged by an attacker who knows every printed number and total and shares no code with it."""

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondmig.report.disclosure import SMALLEST, Cell, bands, merged, published, suppressed

Place = tuple[int, int]
Grid = dict[Place, Cell]


def grid(*rows: tuple[int, ...]) -> Grid:
    """A table of persons: every cell counts other people."""
    return {
        (i, j): Cell(count, frozenset(f"p{i}.{j}.{n}" for n in range(count)))
        for i, row in enumerate(rows)
        for j, count in enumerate(row)
    }


def lines(places: list[Place]) -> Iterator[list[Place]]:
    for axis in (0, 1):
        for number in sorted({place[axis] for place in places}):
            yield [place for place in places if place[axis] == number]


def determined_sums(cells: Mapping[Place, Cell], hidden: frozenset[Place]) -> list[tuple[Place, ...]]:
    """Sums of up to three hidden cells of too few persons that linear algebra gets from the totals."""
    unknown = sorted(hidden)
    if not unknown:
        return []
    system = np.array([[float(place in line) for place in unknown] for line in lines(unknown)])
    rank = np.linalg.matrix_rank(system)
    found = []
    for size in (1, 2, 3):
        for group in combinations(unknown, size):
            persons = frozenset().union(*(cells[place].persons for place in group))
            target = np.array([float(place in group) for place in unknown])
            if len(persons) < SMALLEST and np.linalg.matrix_rank(np.vstack([system, target])) == rank:
                found.append(group)
    return found


def worlds(cells: Mapping[Place, Cell], hidden: frozenset[Place]) -> Iterator[dict[Place, int]]:
    """Every table of counts that agrees with what is printed, by trying them all."""
    unknown = sorted(hidden)
    totals = [(line, sum(cells[place].count for place in line)) for line in lines(unknown)]

    def fill(index: int, world: dict[Place, int]) -> Iterator[dict[Place, int]]:
        if index == len(unknown):
            yield dict(world)
            return
        place = unknown[index]
        mine = [(line, total) for line, total in totals if place in line]
        most = min(total - sum(world.get(other, 0) for other in line) for line, total in mine)
        last = [all(other in world or other == place for other in line) for line, _ in mine]
        for value in range(most + 1):
            world[place] = value
            if all(
                not ends or sum(world[other] for other in line) == total
                for ends, (line, total) in zip(last, mine, strict=True)
            ):
                yield from fill(index + 1, world)
            del world[place]

    yield from fill(0, {})


def primary(cells: Mapping[Place, Cell]) -> list[Place]:
    return [place for place, cell in cells.items() if not cell.structural and len(cell.persons) < SMALLEST]


def test_suppressed_leaves_a_table_of_large_cells_alone() -> None:
    assert suppressed(grid((8, 9), (7, 6))) == frozenset()


def test_suppressed_hides_a_small_cell_and_enough_others_that_subtraction_fails() -> None:
    cells = grid((6, 2), (4, 4), (3, 5))
    hidden = suppressed(cells)
    assert hidden is not None
    assert (0, 1) in hidden
    assert all(sum(place in hidden for place in line) != 1 for line in lines(list(cells)))
    assert len({world[0, 1] for world in worlds(cells, hidden)}) > SMALLEST


def test_suppressed_treats_zero_persons_like_one() -> None:
    hidden = suppressed(grid((0, 9), (7, 6)))
    assert hidden is not None
    assert (0, 0) in hidden


def test_suppressed_shows_a_cell_that_is_empty_by_definition() -> None:
    cells = grid((8, 9), (7, 6))
    cells[0, 0] = Cell(0, frozenset(), structural=True)
    assert suppressed(cells) == frozenset()


def test_suppressed_does_not_let_two_small_cells_cover_each_other() -> None:
    """Two persons and none in a column: their sum is a number of two persons too."""
    cells = grid((9, 8, 2), (9, 8, 0), (9, 8, 9))
    hidden = suppressed(cells)
    assert hidden is not None
    assert (2, 2) in hidden


def test_suppressed_does_not_let_many_cells_of_two_persons_cover_each_other() -> None:
    """Four cells of a row, said by the same two: with the row's total they come to what these two said."""
    cells = grid((9, 9, 9, 9, 9), (9, 9, 9, 9, 9))
    for column, persons in enumerate(({"a"}, {"b"}, {"a", "b"}, {"a"})):
        cells[0, column] = Cell(7, frozenset(persons))
    hidden = suppressed(cells)
    assert hidden is not None
    assert (0, 4) in hidden


def test_suppressed_gives_up_where_everything_together_is_too_small() -> None:
    assert suppressed(grid((1, 0), (0, 1))) is None


def test_suppressed_refuses_a_table_with_holes() -> None:
    cells = grid((1, 2), (3, 4))
    del cells[1, 1]
    with pytest.raises(ValueError, match="2 rows and 2 columns has 4 cells, not 3"):
        suppressed(cells)


@st.composite
def tables(draw: st.DrawFn) -> Grid:
    """Small tables of codings by few people, who may turn up in several cells of a row."""
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    cells = {}
    for row in range(rows):
        people = [f"{row}.{n}" for n in range(draw(st.integers(3, 8)))]
        for column in range(columns):
            persons = draw(st.frozensets(st.sampled_from(people), max_size=len(people)))
            extra = draw(st.integers(0, 3)) if persons else 0
            cells[row, column] = Cell(len(persons) + extra, persons)
    return cells


@settings(max_examples=60, deadline=None)
@given(tables())
def test_suppressed_leaves_no_sum_of_few_persons_to_linear_algebra(cells: Grid) -> None:
    hidden = suppressed(cells)
    assume(hidden is not None)
    assert hidden is not None
    assert set(primary(cells)) <= hidden
    assert determined_sums(cells, hidden) == []


@settings(max_examples=40, deadline=None)
@given(tables())
def test_suppressed_leaves_every_small_cell_more_possible_values_than_the_smallest(cells: Grid) -> None:
    hidden = suppressed(cells)
    assume(hidden is not None and len(hidden) <= 8)
    assert hidden is not None
    seen: dict[Place, set[int]] = {place: set() for place in primary(cells)}
    for count, world in enumerate(worlds(cells, hidden)):
        for place, values in seen.items():
            values.add(world[place])
        if count > 20_000 or all(len(values) > SMALLEST for values in seen.values()):
            break
    assert all(len(values) > SMALLEST for values in seen.values())


@given(st.integers(0, 40), st.integers(0, 40))
def test_published_never_gives_away_a_small_part_or_a_small_rest(persons: int, others: int) -> None:
    count = published(persons, persons + others)
    alike = {n for n in range(count.of + 1) if published(n, count.of) == count}
    if count.how == "exact":
        assert persons >= SMALLEST
        assert others >= SMALLEST
        assert alike == {persons}
    else:
        assert len(alike) >= min(SMALLEST, count.of + 1)


def test_merged_puts_small_parts_together() -> None:
    assert merged([("en", 18), ("ja", 4), ("es", 2)], rest="other") == (("en", 18), ("other", 6))
    assert merged([("women", 13), ("men", 11)], rest="other") == (("women", 13), ("men", 11))
    assert merged([("a", 9), ("b", 1), ("c", 2)], rest="other") == (("a", 9), ("other", 3))
    assert merged([("a", 22), ("b", 2)], rest="other") is None


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7))
def test_merged_keeps_the_sum_and_leaves_no_small_part(sizes: list[int]) -> None:
    kept = merged([(str(index), size) for index, size in enumerate(sizes)], rest="other")
    if kept is not None:
        assert sum(size for _, size in kept) == sum(sizes)
        assert all(size >= SMALLEST for _, size in kept)
        assert len(kept) > 1


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=14), min_size=2, max_size=2))
def test_bands_hold_enough_persons_of_every_group(groups: list[list[int]]) -> None:
    cuts = bands(groups)
    if cuts is not None:
        edges = (-1.0, *cuts, 10.0)
        for low, high in pairwise(edges):
            for group in groups:
                assert sum(low <= value < high for value in group) >= SMALLEST


def test_bands_are_as_narrow_as_the_rule_allows() -> None:
    assert bands([[1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 1, 1, 2, 2, 2, 3, 3, 3]]) == (2, 3)
    assert bands([[1, 1, 1, 2, 2, 2], [1, 1, 2, 2, 2, 2]]) is None

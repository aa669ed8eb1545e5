"""The table that models read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.models.table import Table

ROWS = st.lists(st.tuples(*[st.sampled_from(["", "a", "b"])] * 3))


@given(ROWS)
def test_distinct_keeps_each_quote_once_where_it_first_stands(rows: list[tuple[str, str, str]]) -> None:
    table = Table(*([row[i] for row in rows] for i in range(3)))

    found = list(zip(*table.distinct(), strict=True))

    assert len(found) == len(set(found))
    assert found == sorted(set(rows), key=rows.index)

from __future__ import annotations

import sys

import pytest

from stance.reports import print_table


def test_a_table_without_rows_is_said_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    print_table([])
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table([])
    assert capsys.readouterr().out == "(no rows)\n"
    print_table([{"model": "a", "F1": 0.5, "note": None}])
    assert "0.500" in capsys.readouterr().out

"""The tool that writes the first migration."""

import pytest

from tools import initial_migration


@pytest.mark.parametrize("arguments", [["--check"], ["--help"], ["0002"]])
def test_with_an_argument_it_writes_nothing(arguments, tmp_path, monkeypatch):
    (tmp_path / "0001_initial.py").write_text("as it was")
    monkeypatch.setattr(initial_migration, "VERSIONS", tmp_path)
    with pytest.raises(SystemExit):
        initial_migration.main(arguments)
    assert (tmp_path / "0001_initial.py").read_text() == "as it was"

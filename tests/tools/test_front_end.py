"""Scripts of others are taken as they are, but for the addresses by which they ask for each other."""

import pytest

from tools import front_end


@pytest.fixture
def vendor(tmp_path, monkeypatch):
    monkeypatch.setattr(front_end, "VENDOR", tmp_path)
    (tmp_path / "part.js").write_text("export const part = 1;")
    return tmp_path


def test_a_module_asks_for_another_by_the_digest_of_its_content(vendor):
    addresses = set()
    for content in ("export const part = 1;", "export const part = 2;"):
        (vendor / "part.js").write_text(content)
        (vendor / "whole.js").write_text("import { part } from './index.js';")
        front_end.name_with_digest("whole.js", "./index.js", "part.js")
        addresses.add((vendor / "whole.js").read_text())
    assert len(addresses) == 2
    assert all(line.startswith("import { part } from './part.js?v=") for line in addresses)


def test_a_module_that_asks_in_another_way_stops_the_build(vendor):
    (vendor / "whole.js").write_text('import { part } from "./elsewhere.js";')
    with pytest.raises(SystemExit, match=r"whole\.js"):
        front_end.name_with_digest("whole.js", "./index.js", "part.js")

"""The scan finds each thing that the content-security policy forbids, and nothing in honest templates."""

import pytest

from tools.template_scan import problems

FORBIDDEN = [
    '<p style="color: red">',
    "<p\n  style='top: 0'>",
    "<style>p {}</style>",
    '<button onclick="go()">',
    "<script>go()</script>",
    '<script type="module">go()</script>',
    '<div hx-on:click="go()">',
    '<div data-hx-on:click="go()">',
    "<div hx-vals='js:{a: 1}'>",
    '<a href="javascript:go()">',
    '<div hx-trigger="click[ctrlKey]">',
    "{{ idea.text|safe }}",
    "{% autoescape false %}",
    '<img src="https://elsewhere.example/a.png" alt="">',
]
HONEST = [
    '<p class="style">Dress in style = smart</p>',
    "<script src=\"{{ asset('js/app.js') }}\" defer></script>",
    '<script type="application/json">{{ points|tojson }}</script>',
    '{# never style="…" #}<p>Text</p>',
    '<input hx-trigger="input changed delay:300ms" value="{{ \'>\' if a > b }}">',
    '<a data-elsewhere href="https://example.org/">Freedom to speak up</a>',
]


@pytest.mark.parametrize("line", FORBIDDEN)
def test_what_the_policy_forbids_is_found(tmp_path, line):
    assert list(scan(tmp_path, line))


@pytest.mark.parametrize("line", HONEST)
def test_what_is_allowed_passes(tmp_path, line):
    assert list(scan(tmp_path, line)) == []


def test_a_script_that_writes_html_is_found_with_its_line(tmp_path):
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "app.js").write_text("'use strict';\nbox.innerHTML = text;\n")
    assert [found.rpartition(": no")[0] for found in problems(tmp_path)] == ["static/js/app.js:2"]


def scan(folder, line):
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text(line)
    return problems(folder)

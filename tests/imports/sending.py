"""Sending files through the pages, as the tests do it."""

import csv
import io

HEADINGS = ("Ref", "Date", "Idea", "Ward", "Raised by", "Status", "Feedback", "Date answered")


def log(*rows, headings=HEADINGS):
    """A CSV file of rows, shorter ones filled up."""
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def row(text="More bins please", ward="Ward 12", name="", status="Open", answer="", **more):
    """One row under HEADINGS."""
    return (
        more.get("ref", ""),
        more.get("date", "3/11/25"),
        text,
        ward,
        name,
        status,
        answer,
        more.get("on", ""),
    )


def send(browser, content, name="log.csv", team="", address="/imports"):
    """Upload; the answer."""
    return browser.post(address, data={"sheet": (io.BytesIO(content), name), "team": team})


def sent(browser, content, **where):
    """Upload what can be used; the address of the import."""
    answer = send(browser, content, **where)
    assert answer.status_code == 303, answer.text
    return answer.location.removesuffix("/columns")


def run(browser, address, most=50):
    """Press Go on until the import is finished; how many times it took."""
    for times in range(1, most + 1):
        answer = browser.post(f"{address}/run")
        assert answer.status_code == 303, answer.text
        if browser.get(address).select_one("#import-progress") is None:
            return times
    raise AssertionError("it never ended")


def brought_in(browser, content, **where):
    """Upload and run; the address of the import."""
    address = sent(browser, content, **where)
    run(browser, address)
    return address

"""Writing an import: whole files from the command line, two at once, and what is left over."""

import threading
from datetime import timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.sheets.rows import SheetRefused
from improve.events.models import EventRow
from improve.events.record import PROGRAM
from improve.ideas.facts import GainCheck
from improve.ideas.importing import moment
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.imports import batches
from improve.imports.guesses import benefit_codes, waste_code
from improve.imports.models import Import, ImportBatch, ImportedRow, ImportFile
from improve.imports.writing import bring_in_file
from improve.pdsa.checks import check_gain, next_check
from tests.imports.files import workbook
from tests.imports.sending import log, row, sent


def count(kind):
    return db.session.scalar(select(func.count()).select_from(kind))


def test_a_file_comes_in_from_the_command_line(trust):
    said = []
    content = log(*((f"Idea number {at}",) for at in range(120)), headings=("Idea",))
    report = bring_in_file(
        trust.organisation, PROGRAM, "log.csv", content, trust.ward_12, said=lambda *heard: said.append(heard)
    )
    assert (report.added, report.known, report.is_written) == (120, 0, True)
    assert count(Idea) == 120 and said == [(100, 120)]
    again = bring_in_file(trust.organisation, PROGRAM, "log.csv", content, trust.ward_12)
    assert (again.added, again.known) == (0, 120) and count(Idea) == 120


def test_a_dry_run_writes_nothing(trust):
    report = bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins")), dry_run=True)
    assert [idea.text for idea in report.plan.rows] == ["Bins"] and not report.is_written
    assert count(Import) == count(Idea) == 0


def test_a_problem_keeps_the_whole_file_out_unless_good_rows_are_wanted(trust):
    content = log(row("Bins"), row("ab"))
    report = bring_in_file(trust.organisation, PROGRAM, "log.csv", content)
    assert report.plan.refused_rows == [3] and not report.is_written and count(Idea) == 0
    assert bring_in_file(trust.organisation, PROGRAM, "log.csv", content, good_rows=True).added == 1


def test_a_file_that_is_none_is_refused(trust):
    with pytest.raises(SheetRefused):
        bring_in_file(trust.organisation, PROGRAM, "log.csv", b"\x89PNG1234")


def test_two_imports_at_once_write_each_row_once(trust, ana, dora, application):
    content = log(*(row(f"Idea number {at}") for at in range(100)))
    addresses = [sent(browser, content) for browser in (ana, dora)]
    commit()
    db.session.remove()
    codes = []

    def press(browser, address):
        with application.app_context():
            for _ in range(2):
                codes.append(browser.browser.post(f"{address}/run").status_code)

    runs = [threading.Thread(target=press, args=pair) for pair in zip((ana, dora), addresses, strict=True)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    start_writing()
    assert set(codes) == {303}
    assert count(Idea) == count(ImportedRow) == 100
    both = db.session.scalars(select(Import)).all()
    assert sum(importing.added_rows for importing in both) == 100
    assert all(importing.added_rows + importing.known_rows == 100 for importing in both)


def test_one_import_pressed_twice_at_once_writes_each_row_once(trust, ana, application):
    address = sent(ana, log(*(row(f"Idea number {at}") for at in range(300))))
    commit()
    db.session.remove()

    def press():
        with application.app_context():
            ana.browser.post(f"{address}/run")

    runs = [threading.Thread(target=press) for _ in range(3)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    start_writing()
    importing = db.session.scalars(select(Import)).one()
    assert (importing.done_rows, importing.added_rows) == (300, 300)
    assert count(Idea) == 300 and importing.finished_at is not None
    assert db.session.scalar(select(func.count()).where(EventRow.name == "import.finished")) == 1


def test_a_stored_row_tells_nothing_to_who_guesses_its_words(app, trust, monkeypatch):
    content = log(row("Bins"))
    [guess] = bring_in_file(trust.organisation, PROGRAM, "log.csv", content).plan.rows
    kept = db.session.scalars(select(ImportedRow)).one()
    assert not {guess.fingerprint, guess.words_key} & {kept.fingerprint, kept.words_key}
    monkeypatch.setattr(app, "secret_key", "of somebody else")
    assert bring_in_file(trust.organisation, PROGRAM, "log.csv", content, dry_run=True).known == 0


def test_each_idea_has_its_event_and_the_import_two(trust, ana):
    bring_in_file(trust.organisation, trust.ana, "log.csv", log(row("Bins"), row("Clock")))
    names = sorted(db.session.scalars(select(EventRow.name)))
    assert names == ["idea.imported", "idea.imported", "import.finished", "import.started"]
    event = db.session.scalars(select(EventRow).where(EventRow.name == "idea.imported")).first()
    assert event.by_id == trust.ana.id and list(event.facts) == ["text_digest"]


def test_the_owner_is_somebody_only_where_one_person_has_the_name(trust):
    headings = ("Idea", "Ward", "Owner")
    content = log(
        ("Bins by the door", "Ward 12", "ANA DIAZ"), ("Clock", "Ward 12", "Somebody"), headings=headings
    )
    bring_in_file(trust.organisation, PROGRAM, "log.csv", content)
    owners = dict(db.session.execute(select(Idea.headline, Idea.owner_id)).all())
    assert owners == {"Bins by the door": trust.ana.id, "Clock": None}
    said = db.session.scalars(select(ImportedRow.said)).all()
    assert {"owner_name": "Somebody"} in said


def test_an_idea_stands_since_the_last_day_that_the_log_names(trust):
    content = log(row("Bins", status="Done", on="5/11/25"), row("Clock", status="Done"))
    bring_in_file(trust.organisation, PROGRAM, "log.csv", content)
    since = {idea.headline: idea.stage_since.date().isoformat() for idea in db.session.scalars(select(Idea))}
    assert since == {"Bins": "2025-11-05", "Clock": "2025-11-03"}


def test_a_day_without_an_hour_is_never_in_the_future():
    assert moment(clock.today(), "Europe/London") <= clock.now()


def test_a_tested_idea_comes_in_ready(trust):
    bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins", status="Trialling")))
    assert db.session.scalars(select(Idea)).one().stage == Stage.READY


def test_an_idea_being_kept_up_is_asked_about_30_60_and_90_days_from_the_import(trust):
    content = log(row("Bins", status="Implemented", on="5/11/25"), row("Clock", status="Done"))
    report = bring_in_file(trust.organisation, PROGRAM, "log.csv", content)
    today = clock.today(trust.organisation.time_zone)
    checks = db.session.execute(select(Idea.headline, GainCheck.due_on).join(GainCheck)).all()
    assert {(check.headline, (check.due_on - today).days) for check in checks} == {
        ("Bins", 30),
        ("Bins", 60),
        ("Bins", 90),
    }
    assert (
        "1 idea being kept up: we ask 30, 60 and 90 days from now whether it is still in use." in report.notes
    )


def test_a_check_of_an_imported_idea_can_be_answered(trust, ana):
    bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins", status="Implemented")))
    idea = db.session.scalars(select(Idea)).one()
    with clock.set_to(clock.now() + timedelta(days=31)):
        check_gain(next_check(idea), trust.ana, "yes", "")
    assert next_check(idea).days == 60 and idea.stage == Stage.EMBEDDING


def test_a_worksheet_is_chosen_by_name_and_the_others_are_told(trust):
    book = Workbook()
    book.create_sheet("2024").append(["Idea", "Ward"])
    book["2024"].append(["An old idea of ours", "Ward 12"])
    raw = workbook(
        ["Idea", "Ward"], ["A new idea of ours", "Ward 12"], ["Clock", "Ward 12"], title="2025", book=book
    )
    report = bring_in_file(trust.organisation, PROGRAM, "log.xlsx", raw, worksheet="2024")
    assert report.added == 1 and (report.worksheet, report.other_worksheets) == ("2024", ["2025"])
    with pytest.raises(SheetRefused, match="No worksheet “2023”"):
        bring_in_file(trust.organisation, PROGRAM, "log.xlsx", raw, worksheet="2023")


def test_two_fields_of_one_column_are_refused_on_the_command_line_too(trust):
    wanted = {"owner": 2, "text": 2}
    with pytest.raises(SheetRefused, match="chosen twice"):
        bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins")), columns=wanted)


def test_what_is_said_of_a_column_goes_before_what_was_guessed_of_it(trust):
    raw = b"Idea,Ward,Benefit\nTwo keys for the drug cupboard,Ward 12,Patients wait less\n"
    found = bring_in_file(
        trust.organisation, PROGRAM, "log.csv", raw, columns={"suggestion": 2}, dry_run=True
    )
    assert found.plan.rows[0].suggestion == "Patients wait less"


def test_a_file_that_nobody_went_on_with_is_forgotten(trust, ana):
    sent(ana, log(row("Bins")))
    assert batches.forget_old() == 0
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert batches.forget_old() == 1
    assert count(Import) == count(ImportFile) == 0


def test_an_import_that_stopped_loses_its_rows_after_a_week_and_says_so(trust, ana):
    address = sent(ana, log(*(row(f"Idea number {at}") for at in range(250))))
    ana.post(f"{address}/run")
    with clock.set_to(clock.now() + timedelta(days=8)):
        batches.forget_old()
    assert count(Import) == 1 and count(ImportBatch) == 0
    answer = ana.post(f"{address}/run")
    assert answer.status_code == 409 and "not taken twice" in answer.text


def test_words_become_codes_where_they_are_understood():
    assert benefit_codes("Patients and their families") == ("patients", "families")
    assert benefit_codes("Everyone") == ("patients", "families", "staff") and benefit_codes("?") == ()
    assert waste_code("Waiting") == "waiting" and waste_code("Walking and searching") == "motion"
    assert waste_code("Green") == ""


def test_an_idea_that_is_here_already_is_promised_nothing(trust):
    content = log(row("Bins"))
    notes = [bring_in_file(trust.organisation, PROGRAM, "log.csv", content).notes for _ in range(2)]
    assert ["waits for an answer" in " ".join(said) for said in notes] == [True, False]


def test_a_column_that_the_sheet_has_not_is_refused_by_its_name(trust):
    with pytest.raises(SheetRefused, match="text=ZZ: there is no such column"):
        bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins")), columns={"text": 701})


def test_a_file_without_worksheets_says_so(trust):
    with pytest.raises(SheetRefused, match="A CSV file has no worksheets"):
        bring_in_file(trust.organisation, PROGRAM, "log.csv", log(row("Bins")), worksheet="Nope")


def test_a_formula_without_a_result_is_said_once_at_its_row(trust):
    raw = workbook(["Idea", "Ward"], ["=A9", "Ward 12"])
    found = bring_in_file(trust.organisation, PROGRAM, "log.xlsx", raw, dry_run=True).plan
    assert [problem.words for problem in found.problems] == ["a formula without a stored result"]

"""No network, mail, picture or page is worked on while a transaction may write: what is slow keeps nobody waiting."""

import io
import socket
from threading import Event, Thread

import pytest
from PIL import Image
from sqlalchemy import func, select

from improve.core import mail
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from tests.full_world import fill
from tests.reliability.crawling import Crawler, pages
from tests.reliability.watching import Watch

SLOW_SECONDS = 10
LEAST_FORMS = 45  # kinds of form that the crawlers bring to success


@pytest.fixture
def watch(app):
    commit()
    with Watch(db.engine) as watch:
        yield watch
    start_writing()


@pytest.mark.one_engine
def test_no_form_of_any_page_does_slow_work_under_a_lock(app, trust, as_, watch):
    crawler, full = Crawler(app, watch), fill(trust)
    for person in (trust.ana, trust.amy, trust.eve):
        browser = as_(person)
        for path in pages(app, trust, full):
            crawler.visit(browser, path)
    assert len(crawler.done) >= LEAST_FORMS, sorted(crawler.done)
    assert watch.done["Template.render"] > len(crawler.done)
    assert sorted(set(watch.under_a_lock)) == []


def test_no_photo_is_decoded_under_a_lock(ben, trust, idea, watch):
    commit()
    pictures = [(picture(), "a.jpg") for _ in range(2)]
    watch.doing = "a photo"
    form = {"text": "Clock is slow", "team": trust.ward_12.id, "photo": pictures[0]}
    answers = [ben.post("/ideas", form), ben.post(f"/ideas/{idea.id}/photos", {"photo": pictures[1]})]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert watch.done["PIL.Image.open"] >= 2
    assert watch.under_a_lock == []


def picture():
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "JPEG")
    return io.BytesIO(file.getvalue())


class SlowPost:
    """A mail server that takes a connection and then says nothing, until it is let go or ten seconds are over."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.reached, self.go, self.has_answered = Event(), Event(), Event()
        self.thread = Thread(target=self.answer, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.socket.getsockname()[1]}"

    def answer(self):
        connection, _address = self.socket.accept()
        with connection, connection.makefile("rwb") as line:
            self.reached.set()
            self.go.wait(SLOW_SECONDS)
            self.has_answered.set()
            line.write(b"421 too busy\r\n")
            line.flush()

    def end(self):
        self.go.set()
        self.thread.join()
        self.socket.close()


@pytest.fixture
def slow_post():
    server = SlowPost()
    yield server
    server.end()


def test_ideas_are_taken_while_the_mail_server_says_nothing(app, trust, ben, slow_post, watch):
    start_writing()
    mail.post("ana@thornbeck.example", "An idea waits", "Please look.")
    commit()

    def send():
        with app.app_context():
            mail.send_waiting(slow_post.url, "improve@thornbeck.example")
            db.session.remove()

    sender = Thread(target=send)
    sender.start()
    assert slow_post.reached.wait(SLOW_SECONDS)
    form = {"text": "Blankets run out on nights.", "team": trust.ward_12.id}
    answers = [ben.post("/ideas", {**form, "key": f"K{number}"}).status_code for number in range(20)]
    assert not slow_post.has_answered.is_set()  # all of them while it was silent
    assert answers == [303] * 20
    slow_post.end()
    sender.join()
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 20
    assert watch.done["SMTP.connect"] == 1
    assert watch.under_a_lock == []


def test_the_recorder_hears_of_slow_work_under_a_lock(app, watch):
    start_writing()
    watch.doing = "a test"
    db.session.execute(select(func.count()).select_from(Idea))
    app.jinja_env.from_string("{{ 1 }}").render()
    db.session.rollback()
    app.jinja_env.from_string("{{ 1 }}").render()
    assert watch.under_a_lock == ["Template.render during a test"]

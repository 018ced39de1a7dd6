"""Many tries at once, and what no transaction may wait for."""

import re
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from improve.auth import passwords
from improve.core.db import commit, db, start_writing
from tests.auth.cast import PASSWORD, sign_in


def test_fifty_tries_at_the_same_time_all_count(with_password, app):
    commit()
    db.session.remove()

    def guess(number):
        typed = {"name": "ana@thornbeck.example", "password": f"guess number {number}"}
        return app.test_client().post("/sign-in", data=typed).status_code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(50)))
    assert (answers.count(422), answers.count(429)) == (10, 40)


def test_no_write_lock_is_held_while_a_password_is_checked(with_password, as_, app, monkeypatch):
    checked = []

    def is_right(password, password_hash):
        with app.app_context():  # somebody else writes meanwhile
            start_writing()
            db.session.execute(text("UPDATE organisation SET name = name"))
            commit()
            db.session.remove()
        checked.append(password)
        return password == PASSWORD

    monkeypatch.setattr(passwords, "is_right", is_right)
    assert sign_in(as_(None), "ana@thornbeck.example").status_code == 303
    assert checked == [PASSWORD]


def test_with_tokens_required_the_page_signs_in_and_a_bare_post_does_not(with_password, as_, app):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        nobody = as_(None)
        assert sign_in(nobody, "ana@thornbeck.example").status_code == 403
        token = nobody.get("/sign-in").select_one("main input[name=csrf_token]")["value"]
        assert sign_in(nobody, "ana@thornbeck.example", csrf_token=token).status_code == 303
        token = nobody.get("/account").select_one("main input[name=csrf_token]")["value"]
        assert nobody.post("/account/sessions/end", {"csrf_token": token}).status_code == 303
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_another_site_cannot_sign_anybody_in(with_password, as_):
    typed = {"name": "ana@thornbeck.example", "password": PASSWORD}
    page = as_(None).post("/sign-in", typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert not re.search("session_id", str(page.headers))


def test_identifying_takes_one_query(trust, ana):
    from sqlalchemy import event

    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    ana.get("/account/password")
    assert len([words for words in seen if words.startswith("SELECT")]) == 1

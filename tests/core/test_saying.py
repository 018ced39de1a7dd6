"""What was done is said on the next page; where none is shown for long, the cookie that carries it does not grow."""


def test_of_many_forms_sent_without_a_page_between_the_last_few_are_said(ben, trust):
    for number in range(12):
        form = {
            "team": trust.ward_12.id,
            "key": f"K{number}",
            "text": f"The kettle in room {number} is slow.",
        }
        assert ben.post("/ideas", data={**form, "door_seen": "yes"}).status_code == 303
    assert len(ben.get("/").soup.select("[data-toast]")) == 5

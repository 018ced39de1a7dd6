"""The driver diagram: boxes in their places."""

from itertools import pairwise

from improve.goals.diagram import Box, Branch, draw

AIM = Box(
    "aim",
    "Nobody waits for medicines",
    "No more than 10 in 100 people wait over 2 hours for the medicines they take home.",
)


def branch(title, ideas):
    return Branch(
        Box("driver", title, "1 testing", "/goals/X"),
        [Box("idea", f"Idea {n}", "Ward 12", "/ideas/Y") for n in range(ideas)],
    )


def test_boxes_of_one_column_never_overlap():
    diagram = draw(
        AIM,
        [
            branch("Pharmacy knows early who is going home tomorrow, and when", 3),
            branch("Short", 0),
            branch("B", 1),
        ],
    )
    for x in {placed.x for placed in diagram.boxes}:
        column = sorted((placed for placed in diagram.boxes if placed.x == x), key=lambda placed: placed.y)
        assert all(upper.y + upper.height <= lower.y for upper, lower in pairwise(column))
    assert all(placed.y + placed.height <= diagram.height for placed in diagram.boxes)


def test_each_driver_is_linked_to_the_aim_and_each_idea_to_its_driver():
    diagram = draw(AIM, [branch("A", 3), branch("B", 1)])
    assert len(diagram.links) == 2 + 4


def test_the_keyboard_goes_from_the_aim_through_each_driver_and_its_ideas():
    diagram = draw(AIM, [branch("A", 1), branch("B", 1)])
    assert [placed.box.title for placed in diagram.boxes] == [AIM.title, "A", "Idea 0", "B", "Idea 0"]


def test_ideas_without_a_driver_stand_beside_the_aim():
    diagram = draw(AIM, [Branch(None, [Box("idea", "Blankets", "Ward 12", "/ideas/Y")])])
    assert [words for _, words in diagram.headings] == ["Aim", "Change ideas: what teams try"]
    assert len(diagram.links) == 1


def test_words_stay_inside_their_box():
    endless = Box("driver", "W" * 80, "x " * 90, "/goals/X")
    diagram = draw(Box("aim", "Z" * 80, "wait " * 80), [Branch(endless, [Box("idea", "Q" * 120, "R" * 120)])])
    for placed in diagram.boxes:
        assert placed.lines
        assert all(placed.y < line.y < placed.y + placed.height for line in placed.lines)
        assert all(len(line.words) * 6 < placed.width for line in placed.lines)


def test_an_aim_alone_is_a_diagram_too():
    assert draw(AIM, []).boxes[0].box is AIM


def test_a_driver_says_all_its_figures_each_beside_what_it_counts():
    counts = "3 new, 7 ready, 5 testing, 2 embedding, 7 done, 1 learned, 4 not now"
    diagram = draw(AIM, [Branch(Box("driver", "Other ways to the aim", counts, "#ideas"), [])])
    lines = [line.words for line in diagram.boxes[1].lines if line.css == "d-sub"]
    assert len(lines) == 2
    assert " ".join(lines).replace("\u00a0", " ") == counts
    assert not any(line.split()[-1].isdigit() for line in lines)

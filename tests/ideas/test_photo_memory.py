"""A photo costs less than 150 MB of the server's memory, however it is packed. Its time: benchmarks/photos.py."""

import struct
from io import BytesIO
from threading import Thread

import pytest

from improve.ideas import photos
from tests.ideas.large_photos import LARGEST, TOO_LARGE, measured, packed

MOST_GROWTH = 150_000_000


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_photo_costs_less_than_150_mb(name, tmp_path):
    growth, _seconds, words = measured(packed(*LARGEST[name]), tmp_path)
    assert words == "1600"
    assert growth < MOST_GROWTH


@pytest.mark.parametrize("name", TOO_LARGE)
def test_one_of_too_many_points_is_refused_before_it_is_decoded(name, tmp_path):
    growth, _seconds, words = measured(packed(*TOO_LARGE[name]), tmp_path)
    assert "million points" in words
    assert growth < 20_000_000


def test_a_heic_that_lies_about_its_size_is_refused_before_it_is_decoded(tmp_path):
    content = bytearray(packed("HEIC", (4_000, 3_000), "RGB", {}))
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", 100, 100)
    growth, _seconds, words = measured(content, tmp_path)
    assert "not a photo" in words and growth < 20_000_000


def test_photos_sent_at_once_are_decoded_one_after_the_other(monkeypatch):
    now, most, decode = [], [], photos._read

    def read(content):
        now.append(content)
        most.append(len(now))
        small = decode(content)
        now.pop()
        return small

    monkeypatch.setattr(photos, "_read", read)
    content = packed("PNG", (2_000, 1_500), "RGB", {})
    senders = [Thread(target=photos.re_encode, args=(BytesIO(content),)) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert most == [1] * 6

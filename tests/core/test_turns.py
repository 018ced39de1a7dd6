"""Who waits for the turn gets it in the order in which they came."""

import threading
import time

from improve.core.turns import Turns


def test_the_turn_goes_to_whoever_has_waited_longest():
    turns, order, threads = Turns(), [], []

    def wait(number):
        assert turns.acquire(20)
        order.append(number)
        turns.release()

    assert turns.acquire(20)
    for number in range(6):
        threads.append(threading.Thread(target=wait, args=[number]))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 5]


def test_who_waits_too_long_is_told_and_keeps_nobody_back():
    turns = Turns()
    assert turns.acquire(1) and not turns.acquire(0.01)
    turns.release()
    assert turns.acquire(1)


def test_of_many_threads_one_has_the_turn_at_a_time():
    turns, inside, most = Turns(), [], []

    def work():
        for _time in range(200):
            assert turns.acquire(20)
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            turns.release()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 4000 and max(most) == 1

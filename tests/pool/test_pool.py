"""The pool of workers: who is served when, and what ends whose work."""

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import partial
from itertools import pairwise
from types import ModuleType, SimpleNamespace

import pytest

from optim_viz.executing import CallError, results
from optim_viz.pool import Limits, Pool, QueueFullError, TooLongError
from optim_viz.pool import hand as hand_module
from optim_viz.pool import watch as watch_module
from optim_viz.pool.worker import INTERVAL
from tests.pool.following import begun, both, has_news, over, until
from tests.pool.tasks import Counting, endless
from tests.running import ROOT, workers

LONG = Counting(to=10_000, every=0.01)


def marks(job, part="a"):
    """The states that are known of a part."""
    return job.known[part][0]


def test_six_who_train_at_once_are_served_in_their_order(two, tmp_path):
    """No more than two processes, one job after the other; the last one's place falls by one each time."""
    gate = tmp_path / "gate"
    task = Counting(to=4, every=0.05, gate=str(gate))
    jobs = [two.submit(f"owner {k}", "train", both(task)) for k in range(6)]
    last = jobs[-1]
    places, news = [last.place], last.news

    def noted():
        places.append(last.place)
        news()

    last.news = noted  # each of them, also those that pass quickly
    assert [job.place for job in jobs] == [None, 1, 2, 3, 4, 5]
    assert [job.state for job in jobs] == ["running", *["waiting"] * 5]
    gate.touch()
    over(last)
    assert list(dict.fromkeys(places)) == [5, 4, 3, 2, 1, None]
    assert {job.state for job in jobs} == {"done"}
    spans = []
    for job in jobs:
        times = [mark.time for part in "ab" for mark in marks(job, part)]
        assert len(times) == 8
        spans.append((min(times), max(times)))
        assert 0.15 < job.seconds < 60
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert len({mark.pid for job in jobs for part in "ab" for mark in marks(job, part)}) == 2
    assert len(two.pids) == 2
    assert os.getpid() not in {mark.pid for mark in marks(jobs[0])}


def test_a_lone_job_has_a_worker_for_each_part(two):
    """Both contenders at the same time, in a process each."""
    job = until(has_news, two.submit("owner", "train", both(LONG)))
    job.stop()
    over(job)
    (a, b), ends = ([marks(job, part)[k] for part in "ab"] for k in (0, -1))
    assert a.pid != b.pid
    assert max(a.time, b.time) <= min(end.time for end in ends)


def test_in_one_worker_the_parts_take_turns(one):
    """One process; each contender is at most one state ahead of the other, and none is lost on the way."""
    job = over(one.submit("owner", "train", both(Counting(to=30, every=0.01))))
    order = sorted((mark.time, part) for part in "ab" for mark in marks(job, part))
    assert [part for _, part in order] == ["a", "b"] * 30
    assert [mark.number for mark in marks(job)] == list(range(30))
    assert len({mark.pid for part in "ab" for mark in marks(job, part)}) == 1
    # A hundred news a second would be too many: some come together.
    assert job.version < 10 + 2 * job.seconds / INTERVAL


def test_an_own_earlier_job_is_replaced(two, tmp_path):
    """Whether it runs or waits; others' jobs and own ones of another kind go on."""
    gate = tmp_path / "gate"
    first = until(has_news, two.submit("me", "train", both(LONG)))
    other = two.submit("you", "train", both(Counting(gate=str(gate))))
    mine = two.submit("me", "other", both(Counting()))
    second = two.submit("me", "train", both(LONG))
    assert (first.state, first.message) == ("stopped", "A newer one took its place.")
    third = two.submit("me", "train", both(Counting()))
    assert (second.state, second.place, second.known) == ("stopped", None, {"a": None, "b": None})
    assert two.job("me", "train") is third
    gate.touch()
    assert {over(job).state for job in (other, mine, third)} == {"done"}
    assert max(mark.time for mark in marks(mine)) < min(mark.time for mark in marks(third))
    over(first)
    assert first.known["a"][1]
    assert two.job("nobody", "train") is None


def test_a_killed_worker_is_told_and_the_next_one_works(two):
    """The other contender is stopped; its worker stays, and a new one is begun beside it."""
    job = until(has_news, two.submit("me", "train", both(LONG)))
    killed, stays = marks(job, "b")[0].pid, marks(job, "a")[0].pid
    os.kill(killed, signal.SIGKILL)
    over(job)
    assert job.state == "failed"
    assert job.message == (
        "The process of contender b was ended by signal 9 before it was done; where memory ran out, free some; "
        "then start again."
    )
    again = over(two.submit("me", "train", both(Counting())))
    assert again.state == "done"
    assert stays in (pids := {marks(again, part)[0].pid for part in "ab"})
    assert killed not in pids


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("No digits.", "Contender b failed: ValueError('No digits.')."),
        ("memory", "Memory ran out for contender b; free some, then start again."),
    ],
)
def test_a_task_that_fails_is_told(one, then, said):
    """With what it raised and where; its worker goes on to the next one."""
    job = over(one.submit("me", "train", {"a": LONG, "b": Counting(then=then)}))
    assert (job.state, job.message) == ("failed", said)
    assert "tests/pool/tasks.py" in job.error.__notes__[0]
    pids = one.pids
    assert over(one.submit("me", "train", {"a": Counting(then="print")})).state == "done"
    assert one.pids == pids


def test_pause_resume_and_stop(two):
    """A paused job stands still at once in both, its time too; after resuming nothing is missing."""
    job = until(has_news, two.submit("me", "train", both(LONG)))
    job.pause()
    assert job.state == "paused"
    seconds, version = job.seconds, job.version
    # The last news may be on their way.
    assert any(version == (version := job.wait(version, 0.4)) for _ in range(5))
    found = marks(job)
    assert job.seconds == seconds
    job.pause()
    job.resume()
    assert job.state == "running"
    until(lambda each: len(marks(each)) > len(found), job)
    assert marks(job)[: len(found)] == found
    job.pause()
    job.stop()
    assert (job.state, job.message) == ("stopped", "")
    over(job)
    assert [mark.number for mark in marks(job)] == list(range(len(marks(job))))
    assert job.known["a"][1]
    assert job.known["b"][1]
    job.resume()
    job.stop()
    assert job.state == "stopped"


def test_a_waiting_job_can_be_stopped(one):
    """It leaves the queue, and who stands behind it moves on."""
    first, second, third = (one.submit(owner, "train", {"a": LONG}) for owner in "xyz")
    second.pause()
    assert (second.state, third.place) == ("waiting", 2)
    version = third.version
    second.stop()
    assert (second.over, second.seconds, third.place) == (True, 0, 1)
    assert third.version > version
    first.stop()
    until(lambda job: job.state == "running", third).stop()
    assert {over(job).state for job in (first, third)} == {"stopped"}


class Visitors:
    """Who has gone, as a watch is told; and a clock for it, which is put forward."""

    def __init__(self, monkeypatch):
        self.gone, self.asked, self.ahead = set(), Counter(), 0.0
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + self.ahead)
        monkeypatch.setattr(watch_module, "time", clock)

    def alive(self, owner):
        """Whether somebody is still there."""
        self.asked[owner] += 1
        return owner not in self.gone

    def seen(self, owner="z"):
        """Wait until the watch has come to know all there is; ``owner`` is one of whom it asks at each look."""
        end, asked = time.monotonic() + 20, self.asked[owner]
        while self.asked[owner] < asked + 2:
            assert time.monotonic() < end
            time.sleep(0.005)


def test_who_leaves_frees_the_place(monkeypatch):
    """After a while; one who comes back in time, as after a short break of the line, loses nothing."""
    visitors = Visitors(monkeypatch)
    with Pool(1, limits=Limits(left=60), alive=visitors.alive, look=0.02) as pool:
        leaves, waits, stays = (pool.submit(owner, "train", {"a": LONG}) for owner in "xyz")
        until(has_news, leaves)
        visitors.gone.add("x")
        visitors.seen()
        visitors.gone.clear()
        visitors.seen()
        visitors.ahead += 61
        visitors.seen()
        visitors.gone.update("xy")
        visitors.seen()
        assert (leaves.state, waits.state) == ("running", "waiting")
        visitors.ahead += 61
        until(has_news, stays)
        assert {over(job).message for job in (leaves, waits)} == {"Its page was closed."}
        assert pool.job("x", "train") is None
        assert pool.job("z", "train") is stays
        stays.stop()
        executor = pool.executor("z", "sweep")
        visitors.gone.add("z")
        visitors.seen()
        visitors.ahead += 61
        end = time.monotonic() + 10
        while pool.job("z", "train"):
            assert time.monotonic() < end
            time.sleep(0.02)
        assert executor.submit(os.getpid).cancelled()


def test_what_has_come_of_jobs_stays_while_their_owner_is_known(monkeypatch):
    """Whoever comes back finds what is done, and why the rest was stopped; both go with the owner."""
    visitors, known = Visitors(monkeypatch), {"x", "y"}
    limits = Limits(left=60)
    with Pool(1, limits=limits, alive=visitors.alive, known=known.__contains__, look=0.02) as pool:
        done = over(pool.submit("x", "train", {"a": Counting(to=2)}))
        goes_on = until(has_news, pool.submit("y", "train", {"a": LONG}))
        pool.submit("z", "train", {"a": LONG})
        executor = pool.executor("x", "sweep")
        visitors.gone.update("xy")
        visitors.seen()
        visitors.ahead += 61
        over(goes_on)
        visitors.seen()
        assert pool.job("x", "train") is done
        assert (done.state, done.message) == ("done", "")
        assert pool.job("y", "train") is goes_on
        assert (goes_on.state, goes_on.message) == ("stopped", "Its page was closed.")
        assert executor.taken
        known.clear()
        visitors.seen()
        assert pool.job("x", "train") is pool.job("y", "train") is None
        assert pool.job("z", "train").state == "running"


def test_who_leaves_calls_behind_is_found_as_well():
    """Also where there was nothing to look after before they were given."""
    gone = {"x"}
    with Pool(1, limits=Limits(left=0.1), alive=lambda owner: owner not in gone, look=0.02) as pool:
        pool.submit("x", "train", {"a": Counting(to=2)})
        end = time.monotonic() + 20
        while pool.job("x", "train"):
            assert time.monotonic() < end
            time.sleep(0.02)
        time.sleep(0.1)  # the watch has seen that nothing is left
        running = begun(pool.executor("y", "sweep").submit(time.sleep, 600))
        gone.add("y")
        assert "Nobody waits for this any more" in str(running.exception(20))


def test_running_time_is_limited():
    """Of jobs and of calls; it is said, and what is known stays."""
    with Pool(1, limits=Limits(longest=0.4), look=0.02) as pool:
        job = over(pool.submit("x", "train", {"a": Counting(to=10_000, every=0.01)}))
        assert (job.state, job.message) == (
            "stopped",
            "It was stopped after 0 seconds, the most that it may run.",
        )
        assert 0.4 < job.seconds < 5
        slow = pool.executor("x", "sweep").submit(time.sleep, 60)
        assert "It was stopped after" in str(slow.exception(10))
        assert type(slow.exception()) is TooLongError


def test_what_takes_too_long_is_not_tried_again(tmp_path):
    """Another attempt would take as long; whose it was is told that it has failed once."""
    with Pool(1, limits=Limits(longest=0.2), look=0.02) as pool:
        calls = [partial(endless, str(tmp_path / "begun"))]
        with pytest.raises(CallError, match="Call 1 failed once") as raised:
            list(results(calls, pool.executor("x", "sweep")))
    cause = pickle.loads(pickle.dumps(raised.value.__cause__))
    assert type(cause) is TooLongError
    assert str(cause) == "It was stopped after 0 seconds, the most that it may run."


def test_pauses_are_limited_while_others_wait():
    """For a worker, whether with a job or with a call; whoever keeps only his own work waiting may do so."""
    with Pool(1, limits=Limits(paused=0.2), look=0.02) as pool:
        paused = until(has_news, pool.submit("x", "train", {"a": LONG}))
        paused.pause()
        time.sleep(0.5)
        assert paused.state == "paused"
        other = pool.submit("y", "train", {"a": Counting(to=2)})
        assert over(other).state == "done"
        assert re.fullmatch(
            "It was paused for .* seconds while others waited, the longest pause.", paused.message
        )
        paused = until(has_news, pool.submit("x", "train", {"a": LONG}))
        paused.pause()
        own = pool.executor("x", "sweep").submit(os.getpid)
        time.sleep(0.5)
        assert paused.state == "paused"
        assert pool.executor("y", "sweep").submit(os.getpid).result(20) in pool.pids
        assert paused.state == "stopped"
        assert own.result(20) in pool.pids


def test_a_worker_that_does_not_stop_is_ended(one, monkeypatch):
    """The job is stopped at once; its place is free a little later."""
    monkeypatch.setattr(hand_module, "PATIENCE", 0.2)
    job = one.submit("me", "train", {"a": Counting(to=2, then="hang")})
    until(has_news, job)
    time.sleep(0.1)
    job.stop()
    assert job.state == "stopped"
    assert over(one.submit("you", "train", {"a": Counting()})).state == "done"
    assert (job.state, job.message, job.over) == ("stopped", "", True)


def test_the_queue_is_limited():
    """One more is refused in words; the own one that waits already is replaced nevertheless."""
    with Pool(1, limits=Limits(waiting=2)) as pool:
        for owner in "xyz":
            pool.submit(owner, "train", {"a": LONG})
        with pytest.raises(QueueFullError, match="2 trainings wait already, the most that may"):
            pool.submit("w", "train", {"a": LONG})
        assert pool.job("w", "train") is None
        assert pool.submit("y", "train", {"a": LONG}).place == 2


def test_what_cannot_travel_is_refused_at_once(one):
    """And no other's job is touched."""
    with pytest.raises(Exception, match="pickle"):
        one.submit("me", "train", {"a": threading.Lock()})
    with pytest.raises(ValueError, match="at least one task"):
        one.submit("me", "train", {})


def test_workers_end_with_the_pool():
    """Whatever they do; what was not done is stopped, and nothing more is taken."""
    before = set(workers())
    with Pool(2) as pool:
        job = until(has_news, pool.submit("me", "train", both(LONG)))
        waits = pool.submit("you", "train", both(LONG))
        assert set(workers()) - before == set(pool.pids)
    assert set(workers()) == before
    assert {each.message for each in (job, waits)} == {"The server was ended."}
    with pytest.raises(RuntimeError, match="The pool was closed"):
        pool.submit("me", "train", both(LONG))
    with pytest.raises(RuntimeError, match="The pool was closed"):
        pool.executor("me", "sweep")
    pool.close()


SERVER = """
import sys
from optim_viz.pool import Pool
from tests.pool.following import begun, both, has_news, over, until
from tests.pool.tasks import Counting

pool = Pool(2)
job = pool.submit("me", "train", {"a": Counting(to=10**6), "b": Counting(to=1)})
while not all(job.known.values()):
    job.wait(job.version, 1)
print(*pool.pids, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False])
def test_workers_end_with_the_server(killed):
    """Also with one that was killed, working or idle; and silently with one that ends without a word."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert len(server.stdout.readline().split()) == 2
    if killed:
        server.kill()
    # The pipe of errors is closed once nobody holds it any more: the workers do.
    said = server.communicate(timeout=20)
    assert said == (b"", b"")
    assert server.returncode == (-signal.SIGKILL if killed else 0)


def test_the_main_module_is_not_run_again(tmp_path, monkeypatch):
    """A script that embeds this, as Streamlit's does, is not run by a worker, which finds modules as here."""
    script = tmp_path / "script.py"
    script.write_text(f"open({str(tmp_path / 'was_run')!r}, 'w')")
    main = ModuleType("__main__")
    main.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.chdir(tmp_path)
    # Neither the folder where it was begun nor the environment says where modules are.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (tmp_path / "pickle.py").write_text("1 / 0")
    with Pool(1) as pool:
        assert over(pool.submit("me", "train", {"a": Counting()})).state == "done"
    assert not (tmp_path / "was_run").exists()


def test_workers_stand_back(two):
    """They have one thread for products, and a lower priority than whoever serves pages."""
    over(two.submit("me", "train", both(Counting())))
    for pid in two.pids:
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


@pytest.mark.parametrize(("said", "count"), [("3", 3), ("", None)])
def test_the_environment_says_how_many(said, count, monkeypatch):
    """Else one a core; none is begun before it is needed."""
    monkeypatch.setenv("OPTIM_VIZ_WORKERS", said)
    monkeypatch.setenv("OPTIM_VIZ_LONGEST", "60")
    monkeypatch.setenv("OPTIM_VIZ_LEFT", "7")
    with Pool() as pool:
        assert pool.workers == (count or len(os.sched_getaffinity(0)))
        assert (pool.limits.longest, pool.limits.left) == (60, 7)
        assert "stopped after 60 seconds" in pool.limits.sentence(pool.workers)
        assert not pool.pids


@pytest.mark.parametrize("name", ["OPTIM_VIZ_WORKERS", "OPTIM_VIZ_LONGEST", "OPTIM_VIZ_LEFT"])
@pytest.mark.parametrize("said", ["0", "-1", "many", "1.5", "²", "1" * 30])
def test_a_wrong_environment_is_told(name, said, monkeypatch):
    """With its name and value, before anything is begun."""
    monkeypatch.setenv(name, said)
    with pytest.raises(ValueError, match=f"`{name}` must be a whole number of at least 1, or not set; got '"):
        Pool()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Pool(0), "`workers` must be at least 1; got 0."),
        (lambda: Limits(waiting=0), "`waiting` must be at least 1; got 0."),
        (lambda: Limits(longest=-1), "`longest` must be at least 0 seconds; got -1."),
        (lambda: Limits(left=float("nan")), "`left` must be at least 0 seconds; got nan."),
    ],
)
def test_numbers_out_of_range_are_refused(make, said):
    """With name and value."""
    with pytest.raises(ValueError, match=said):
        make()

"""Jobs as the tests follow them."""

import time


def both(task):
    """The same task for both contenders."""
    return {"a": task, "b": task}


def until(what, job, seconds=60.0):
    """Wait until something holds of a job."""
    end, version = time.monotonic() + seconds, job.version
    while not what(job):
        assert time.monotonic() < end, (job.state, job.message)
        version = job.wait(version, 0.05)
    return job


def over(job):
    """Wait until a job is over."""
    return until(lambda each: each.over, job)


def has_news(job):
    """Whether there is something of each part."""
    return all(job.known.values())


def begun(future, seconds=20.0):
    """Wait until a call has begun."""
    end = time.monotonic() + seconds
    while not future.running():
        assert time.monotonic() < end
        time.sleep(0.01)
    return future

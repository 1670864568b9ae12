"""A bounded pool of worker processes: what takes long is done there, never in the process that serves pages."""

from optim_viz.pool.course import Course
from optim_viz.pool.executor import PoolExecutor
from optim_viz.pool.job import Job, TooLongError, WorkerError
from optim_viz.pool.limits import Limits
from optim_viz.pool.pool import Pool, QueueFullError
from optim_viz.pool.shared import Shared
from optim_viz.pool.task import Task
from optim_viz.pool.training import TrainingTask

__all__ = [
    "Course",
    "Job",
    "Limits",
    "Pool",
    "PoolExecutor",
    "QueueFullError",
    "Shared",
    "Task",
    "TooLongError",
    "TrainingTask",
    "WorkerError",
]

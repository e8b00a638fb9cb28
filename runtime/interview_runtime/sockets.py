"""Why: a service that holds sockets holds files, and most systems allow few of them at first."""

import resource


def allow_many_sockets() -> None:
    """Raise the soft limit of open files, 1,024 on many systems, to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

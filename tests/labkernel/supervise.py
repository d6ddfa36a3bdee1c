"""Run one child to its end: copy its output, keep the time limit, and leave no process behind whatever happens."""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_GRACE_SECONDS = 3
_libc = ctypes.CDLL(None, use_errno=True)


class TimeLimit(Exception):
    """The child was ended because its time was over."""


class Interrupted(BaseException):
    """The runner itself was told to end; `signum` says by which signal."""

    def __init__(self, signum):
        super().__init__(signum)
        self.signum = signum


def adopt_orphans():
    """Make this process the parent of every orphan below it, so that end_descendants can find them all."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def catch_signals():
    """Turn the usual ending signals into Interrupted, so that every `finally` on the way runs."""
    def interrupt(signum, _frame):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Interrupted(signum)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, interrupt)


def run(argv, limit, copies, environment=None, pass_fds=(), stdout=None, stderr=None):
    """Run argv with no input; returns its status. `copies` is a list of (read end of a pipe, our descriptor):
    what arrives at the first is written to the second. `limit` is in seconds."""
    parent = os.getpid()

    def die_with_parent():
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(125)

    # The child gets a process group of its own: a Ctrl-C at the terminal comes to us, and we end it in order.
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=environment,
                             pass_fds=pass_fds, process_group=0, preexec_fn=die_with_parent)
    try:
        for descriptor in pass_fds:
            os.close(descriptor)
        _copy_until_end(child, time.monotonic() + limit, copies)
    finally:
        _end(child)
        end_descendants()
    for source, target in copies:
        _drain(source, target)
    return child.returncode


def _copy_until_end(child, deadline, copies):
    with selectors.DefaultSelector() as selector:
        end = os.pidfd_open(child.pid)
        try:
            selector.register(end, selectors.EVENT_READ)
            for source, target in copies:
                os.set_blocking(source, False)
                selector.register(source, selectors.EVENT_READ, target)
            while True:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeLimit
                for ready, _events in selector.select(left):
                    if ready.fd == end:
                        return
                    if not _copy_once(ready.fd, ready.data):
                        selector.unregister(ready.fd)
        finally:
            os.close(end)


def _copy_once(source, target):
    """Copy what is there; False at the end of the stream."""
    try:
        data = os.read(source, 1 << 16)
    except BlockingIOError:
        return True
    view = memoryview(data)
    while view:
        view = view[os.write(target, view):]
    return bool(data)


def _drain(source, target):
    """Copy what is left in the pipe after its writers have ended."""
    os.set_blocking(source, True)
    while _copy_once(source, target):
        pass


def _end(child):
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def end_descendants():
    """Kill and reap whatever the child has left; orphans come to us (adopt_orphans), so repeat until none is left."""
    while children := _children():
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                # The name in parentheses may contain anything; the state and the parent follow the last one.
                if int(stat.read().rpartition(")")[2].split()[1]) == os.getpid():
                    found.append(int(pid))
    return found

"""The programs under test: vpdnd, l2tpctl and the plugin, from the build directory $VPDN_BUILD."""

import datetime
import json
import os
import re
import signal
import socket

from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout, poll, tail, until_readable

_TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))


def build_directory():
    """$VPDN_BUILD, else the UBSan build that tests/build makes."""
    return os.path.realpath(os.environ.get("VPDN_BUILD") or os.path.join(_TOP, "build", "ubsan"))


def program(name):
    """The path of a built file: "daemon/vpdnd", "l2tpctl/l2tpctl", "plugin/vpdn.so"."""
    path = os.path.join(build_directory(), name)
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path} is not built; run tests/build ubsan, or set VPDN_BUILD")
    return path


def plugin():
    """The path of the plugin, for a pppd options file."""
    return program("plugin/vpdn.so")


class Vpdnd:
    """The daemon on a machine, ready for service when the constructor returns."""

    def __init__(self, machine, configuration, name="vpdnd", prefix=(), timeout=DEFAULT_TIMEOUT):
        self.machine = machine
        machine.ours = True
        self.control = machine.path(name + ".control")
        self._configuration = machine.write(name + ".conf", configuration)
        self._start(name, prefix, timeout)

    def _start(self, name, prefix, timeout):
        ready_path = self.machine.path(name + ".ready")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            if os.path.exists(ready_path):
                os.unlink(ready_path)
            ready.bind(ready_path)
            argv = [*prefix, program("daemon/vpdnd"), "--config", self._configuration, "--foreground"]
            self.process = self.machine.start(name, argv, {"NOTIFY_SOCKET": ready_path,
                                                           "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"})
            deadline = Deadline(timeout)
            while True:
                if until_readable(ready, Deadline(min(0.25, deadline.left()))):
                    if b"READY=1" in ready.recv(4096):
                        return
                if deadline.over() or not self.process.running():
                    raise Timeout(f"{self.process.name} is not ready; its output:\n{tail(self.process.output())}")

    def ctl(self, *arguments, check=True):
        """l2tpctl's CompletedProcess."""
        return self.machine.run(program("l2tpctl/l2tpctl"), "--socket", self.control, *arguments, check=check)

    def json(self, *arguments):
        """What l2tpctl --json prints, decoded."""
        return json.loads(self.ctl("--json", *arguments).stdout)

    def tunnels(self):
        """The rows of `tunnel list`."""
        return _rows(self.json("tunnel", "list"), "tunnels")

    def sessions(self):
        """The rows of `session list`."""
        return _rows(self.json("session", "list"), "sessions")

    def sessions_with(self, peer):
        """Those in tunnels with the peer of this Host Name."""
        return _rows(self.json("session", "list", "--peer", peer), "sessions")

    def wait_for_tunnels(self, count, timeout=DEFAULT_TIMEOUT):
        """Wait until there are exactly so many."""
        return poll(f"{self.machine.name}: {count} tunnels", lambda: len(self.tunnels()) == count, timeout)

    def wait_for_sessions(self, count, timeout=DEFAULT_TIMEOUT):
        """Wait until there are exactly so many."""
        return poll(f"{self.machine.name}: {count} sessions", lambda: len(self.sessions()) == count, timeout)

    def wait_for(self, pattern, timeout=DEFAULT_TIMEOUT):
        """The match of a line of the daemon's log."""
        return self.process.wait_for(pattern, timeout)

    def seconds_between(self, first, then):
        """From the first line of the log that `first` is found in to the next one with `then`: by the daemon's own clock, as what
        other programs need on a busy machine does not count."""
        lines = iter(self.process.lines())
        began, ended = (datetime.datetime.fromisoformat(next(line for line in lines if re.search(pattern, line)).split("Z ", 1)[0])
                        for pattern in (first, then))
        return (ended - began).total_seconds()

    def reload(self, configuration=None):
        """SIGHUP, after the configuration was replaced if one is given."""
        if configuration is not None:
            self.machine.write(os.path.basename(self._configuration), configuration)
        self.process.signal(signal.SIGHUP)


def daemon_section(machine, name="vpdnd", **keys):
    """The [daemon] section with this machine's sockets; other keys as given (text is quoted, lists and numbers are not)."""
    values = {"control-socket": machine.path(name + ".control"), "plugin-socket": machine.path(name + ".plugin"),
              "state-dir": machine.directory, "spool-dir": machine.directory, "debug": ["events", "packets", "errors"], **keys}
    return "[daemon]\n" + "".join(f"{key.replace('_', '-')} = {json.dumps(value)}\n" for key, value in values.items())


def _rows(document, key):
    return document[key] if isinstance(document, dict) else document

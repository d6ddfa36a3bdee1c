"""The directory through which runner and guest talk: the command, its environment, its exit status, kernel messages.

The guest sees it as /run/lab:  env, cmd (shell text)   status (written by the guest)   guest.log   kernel.log
                                guest -> the scripts that run inside   modules -> kernel modules   out -> the output directory
"""

import os
import re
import shlex
import shutil
import tempfile

from errors import LabError

_GUEST_SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest")

# What is passed on without being asked for; the manual in runner.py lists the same.
PASSED = re.compile(r"(VPDN_\w+|PATH|TERM|LANG|LC_\w+|CI|\w+SAN_OPTIONS|PYTHON\w+|V|CC|CXX)$")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")


class Exchange:
    """Owns the temporary directory; `output` is the user's output directory, or one that is thrown away."""

    def __init__(self, command, extra_environment, output):
        self.path = tempfile.mkdtemp(prefix="vpdn-lab.")
        if not re.fullmatch(r"[\w./+-]+", self.path):
            shutil.rmtree(self.path)
            raise LabError(f"the temporary directory {self.path} has a character that a kernel command line cannot carry; "
                           "set TMPDIR to a simple path")
        os.chmod(self.path, 0o755)
        self.output = os.path.realpath(output) if output else os.path.join(self.path, "discarded")
        os.makedirs(self.output, exist_ok=True)
        os.symlink(self.output, self.file("out"))
        os.symlink(_GUEST_SCRIPTS, self.file("guest"))
        self._write_environment(extra_environment)
        with open(self.file("cmd"), "wb") as stream:
            stream.write(b"exec -- " + b" ".join(os.fsencode(shlex.quote(word)) for word in command) + b"\n")

    def file(self, name):
        """The path of one of its files."""
        return os.path.join(self.path, name)

    def status(self):
        """The command's exit status, or None where the guest did not come to write it."""
        try:
            with open(self.file("status"), encoding="ascii") as stream:
                return int(stream.read())
        except (FileNotFoundError, ValueError):
            return None

    def log_tail(self, lines=15):
        """The last kernel and guest messages, for the report of a failure."""
        tail = []
        for name in ("qemu.log", "kernel.log", "guest.log"):
            try:
                with open(self.file(name), encoding="utf-8", errors="replace") as stream:
                    tail += [f"  {name}: {line.rstrip()}" for line in stream.readlines()[-lines:]]
            except FileNotFoundError:
                pass
        return "\n".join(tail)

    def remove(self):
        """Take everything away but the user's output directory."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _write_environment(self, extra):
        values = {name: value for name, value in os.environ.items() if PASSED.match(name)}
        for item in extra:
            name, equals, value = item.partition("=")
            if not _NAME.match(name):
                raise LabError(f"-e {item}: {name!r} is not the name of a variable")
            if not equals and name not in os.environ:
                raise LabError(f"-e {name}: there is no such variable to pass on; write -e {name}=VALUE")
            values[name] = value if equals else os.environ[name]
        values["VPDN_LAB_OUT"] = "/run/out"
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in values.items()]
        lines.append(f"cd -- {shlex.quote(os.getcwd())} || exit 125\n")
        with open(self.file("env"), "wb") as stream:
            stream.write(os.fsencode("".join(lines)))

"""systemd as process 1 of a machine, with a journal, our unit and the few units that it needs."""

import contextlib
import glob
import os
import shutil
import subprocess

from lib.process import Process
from lib.vpdnd import build_directory, program
from lib.waiting import DEFAULT_TIMEOUT, poll

UNIT = "vpdnd.service"
_UNITS = "/usr/lib/systemd/system"
_NEEDED = ("sysinit.target", "basic.target", "multi-user.target", "shutdown.target", "umount.target", "final.target",
           "network.target", "network-online.target", "nss-user-lookup.target", "modprobe@.service", "systemd-journald.service",
           "systemd-journald.socket", "systemd-journald-dev-log.socket")

# $1: the machine's directory, the rest: what becomes process 1. A cgroup of the machine's own, before its namespace is made.
_CGROUP = """
set -e
mkdir -p "$1/cgroup"
mount -t cgroup2 cgroup2 "$1/cgroup"
mkdir -p "$1/cgroup/$(hostname)"
echo $$ >"$1/cgroup/$(hostname)/cgroup.procs"
shift
exec unshare --pid --cgroup --ipc --mount --fork --kill-child sh -c "$@"
"""

# Over the units, vpdnd's settings and the logs of the guest lies memory: machines share the rest.
_BOOT = f"""
set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir /run/units
cd {_UNITS}
cp {" ".join(_NEEDED)} /run/units
mkdir -p /etc/vpdnd
mount -t tmpfs -o mode=755 tmpfs {_UNITS}
mount -t tmpfs tmpfs /usr/lib/systemd/system-generators
mount -t tmpfs -o mode=755 tmpfs /etc/systemd/system
mount -t tmpfs -o mode=750 tmpfs /etc/vpdnd
mount -t tmpfs -o mode=755 tmpfs /var/log
cp /run/units/* {_UNITS}
rm -r /run/units
mkdir {_UNITS}/sysinit.target.wants
ln -s ../systemd-journald.service {_UNITS}/sysinit.target.wants
cd /
echo 0123456789abcdef0123456789abcdef >/run/machine-id
hostname >/run/hostname
for file in machine-id hostname; do
    touch /etc/$file
    mount --bind /run/$file /etc/$file
done
export container=lab
exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=0
"""


class Systemd:
    """Runs when the constructor returns; end it with close(). Programs that it starts share the machine's network, /run and
    /etc/ppp, but have process ids of their own."""

    def __init__(self, machine):
        self.machine = machine
        self._programs = []
        self._process = machine.start("systemd", ["sh", "-c", _CGROUP, "cgroup", machine.directory, _BOOT])
        self.pid = poll(f"{machine.name}: systemd runs", self._first, 180)
        poll(f"{machine.name}: the boot is over",
             lambda: self.systemctl("is-system-running", check=False).stdout.strip() == "running", 180)

    def _first(self):
        if not self._process.running():
            raise AssertionError(f"systemd did not start: {self._process.output()}")
        for pid in subprocess.run(["pgrep", "--parent", str(self._process.pid)], capture_output=True, text=True,
                                  check=False).stdout.split():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/comm", encoding="ascii") as comm:
                if comm.read() == "systemd\n":
                    return int(pid)
        return None

    # --- as a machine ------------------------------------------------------------------------------------------------

    def command(self, argv):
        """argv, prefixed so that it runs here."""
        return ["nsenter", "--target", str(self.pid), "--mount", "--net", "--uts", "--ipc", "--pid", "--cgroup", "--", *argv]

    def run(self, *argv, check=True, timeout=DEFAULT_TIMEOUT, text=None):
        """Run a program here to its end; returns the CompletedProcess with text output. With `check`, failure is an error."""
        done = subprocess.run(self.command(argv), capture_output=True, text=True, timeout=timeout, check=False, input=text)
        if check and done.returncode != 0:
            raise AssertionError(f"{self.machine.name}: {' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}\n"
                                 f"{self.journal()}")
        return done

    def start(self, name, argv):
        """Start a program here that ends with this manager; its log is NAME.log in the machine's directory."""
        self._programs.append(Process(f"{self.machine.name}/{name}", self.command(argv), self.path(name + ".log")))
        return self._programs[-1]

    def path(self, name):
        """As Namespace.path()."""
        return self.machine.path(name)

    def write(self, name, text, mode=0o600):
        """As Namespace.write()."""
        return self.machine.write(name, text, mode)

    def write_file(self, path, text, mode=0o600):
        """Write a file here, with the directories that it needs."""
        self.run("sh", "-ec", 'mkdir -p "${1%/*}"; umask 077; cat >"$1"; chmod "$2" "$1"', "write", path, f"{mode:o}", text=text)

    # --- services ----------------------------------------------------------------------------------------------------

    def systemctl(self, *arguments, check=True, timeout=60):
        """systemctl's CompletedProcess."""
        return self.run("systemctl", "--no-pager", *arguments, check=check, timeout=timeout)

    def show(self, key, unit=UNIT):
        """A property of a unit."""
        return self.systemctl("show", "--value", "--property", key, unit).stdout.strip()

    def journal(self, unit=UNIT):
        """What a unit has written, and systemd about it; the words alone."""
        return subprocess.run(self.command(["journalctl", "--output=cat", "--no-pager", f"--unit={unit}"]), capture_output=True,
                              text=True, check=False).stdout

    def wait_for_journal(self, text, unit=UNIT, count=1, timeout=DEFAULT_TIMEOUT):
        """Wait until the text is there so many times; returns the journal."""
        return poll(f"{text!r} in the journal of {self.machine.name}",
                    lambda: self.journal(unit) if self.journal(unit).count(text) >= count else None, timeout, 0.2)

    def left(self, unit=UNIT):
        """The names of the programs in the unit's control group."""
        return self.run("sh", "-c", 'for pid in $(cat "/sys/fs/cgroup/system.slice/$1/cgroup.procs" 2>/dev/null); do '
                        'cat /proc/$pid/comm; done', "left", unit, check=False).stdout.split()

    def status_of(self, comm):
        """The fields of /proc/PID/status of the programs of that name here."""
        text = self.run("sh", "-c", 'for pid in $(pgrep -x "$1"); do cat /proc/$pid/status; echo; done', "status", comm).stdout
        return [dict(line.split(":\t", 1) for line in part.splitlines() if ":\t" in line) for part in text.split("\n\n") if part]

    def install(self):
        """The programs under test and their unit as `make install` has them."""
        for source, target in ((program("daemon/vpdnd"), "/usr/sbin/vpdnd"), (program("l2tpctl/l2tpctl"), "/usr/bin/l2tpctl")):
            if not os.path.exists(target):
                shutil.copy(source, target)
        directory, = glob.glob("/usr/lib/pppd/*/")
        if not os.path.exists(directory + "vpdn.so"):
            shutil.copy(program("plugin/vpdn.so"), directory)
        self.run("cp", os.path.join(build_directory(), "etc/vpdnd.service"), _UNITS)
        self.systemctl("daemon-reload")

    def drop_in(self, name, text):
        """A drop-in of our unit."""
        self.write_file(f"/etc/systemd/system/{UNIT}.d/{name}.conf", text, 0o644)
        self.systemctl("daemon-reload")

    def close(self):
        """End everything at once."""
        for process in [*self._programs, self._process]:
            process.kill()

"""A machine of the test network: network, mount and UTS namespace, with /run and /etc/ppp of its own.

pppd keeps the units and bundles of one machine in /run/pppd2.tdb and its secrets in /etc/ppp; two machines must not share them.
"""

import contextlib
import os
import re
import socket
import subprocess

from lib import kernel
from lib.process import Process
from lib.waiting import DEFAULT_TIMEOUT, Deadline, Timeout, poll, until_readable

_SET_UP = """
set -e
hostname "$1"
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock /run/vpdnd /run/ppp /etc/ppp
mount -t tmpfs -o mode=755 tmpfs /etc/ppp
touch /etc/ppp/options
mount -t sysfs sysfs /sys
ip link set lo up
echo ready
exec cat
"""


class Namespace:
    """It lives as long as its holder process, whose standard input we hold: it cannot outlive the test."""

    def __init__(self, name, directory):
        self.name = name
        self.ours = False  # whether vpdnd runs here: then what it sends is judged
        self.directory = os.path.join(directory, name)
        os.makedirs(self.directory)
        self._processes = []
        self._holder = subprocess.Popen(["unshare", "--mount", "--net", "--uts", "--propagation", "private",
                                         "sh", "-c", _SET_UP, "namespace", name],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        if self._holder.stdout.readline() != b"ready\n":
            raise OSError(f"namespace {name} could not be set up")
        self.pid = self._holder.pid

    def command(self, argv):
        """argv, prefixed so that it runs here."""
        return ["nsenter", "--target", str(self.pid), "--mount", "--net", "--uts", f"--wd={self.directory}", "--", *argv]

    def run(self, *argv, check=True, timeout=DEFAULT_TIMEOUT, environment=None, text=None):
        """Run a program here to its end; returns the CompletedProcess with text output. With `check`, failure is an error."""
        done = subprocess.run(self.command(argv), capture_output=True, text=True, timeout=timeout, check=False, input=text,
                              env=dict(os.environ, **(environment or {})))
        if check and done.returncode != 0:
            raise AssertionError(f"{self.name}: {' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self, name, argv, environment=None):
        """Start a program here; its log is NAME.log in this namespace's directory."""
        process = Process(f"{self.name}/{name}", self.command(argv), self.path(name + ".log"), environment)
        self._processes.append(process)
        return process

    def path(self, name):
        """A path in this machine's directory, which all namespaces and the test see."""
        return os.path.join(self.directory, name)

    def write(self, name, text, mode=0o600):
        """Write a file into this machine's directory; returns its path."""
        path = self.path(name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def write_ppp(self, name, text):
        """Write /etc/ppp/NAME of this machine, readable by root only."""
        self.run("sh", "-c", 'umask 077; cat >"/etc/ppp/$1"', "write", name, text=text)

    def secrets(self, *entries):
        """Set PAP and CHAP secrets of this machine: (client, server, secret[, addresses]), "*" for any."""
        lines = "".join(" ".join([_quoted(client), _quoted(server), _quoted(secret), *(rest or ["*"])]) + "\n"
                        for client, server, secret, *rest in entries)
        for name in ("chap-secrets", "pap-secrets"):
            self.write_ppp(name, lines)

    def socket(self, *arguments):
        """A socket that lives in this machine's network; the test itself uses it."""
        return kernel.in_network_namespace(self.pid, lambda: socket.socket(*arguments))

    def addresses(self):
        """{interface: [(address, peer or None), ...]} for IPv4, as `ip` tells it."""
        found = {}
        for line in self.run("ip", "-4", "-o", "addr", "show").stdout.splitlines():
            match = re.match(r"\d+: (\S+)\s+inet ([\d.]+)(?:/\d+)?(?: peer ([\d.]+))?", line)
            if match:
                found.setdefault(match[1], []).append((match[2], match[3]))
        return found

    def hardware_addresses(self):
        """The Ethernet addresses of this machine's interfaces, as tshark writes them."""
        return self.run("sh", "-c", "cat /sys/class/net/*/address").stdout.split()

    def interfaces(self):
        """The names of this machine's interfaces."""
        return [line.split(":")[1].strip().split("@")[0] for line in self.run("ip", "-o", "link", "show").stdout.splitlines()]

    def wait_for_interface(self, prefix="ppp", timeout=DEFAULT_TIMEOUT):
        """(interface, address, peer address) of the first interface so named that has an address with a peer."""
        def look():
            for interface, pairs in self.addresses().items():
                for address, peer in pairs:
                    if interface.startswith(prefix) and peer:
                        return interface, address, peer
            return None
        return self._wait_for_change(f"interface {prefix}* with an address", look, timeout)

    def wait_for_no_interface(self, prefix="ppp", timeout=DEFAULT_TIMEOUT):
        """Wait until no interface is so named."""
        self._wait_for_change(f"no interface {prefix}*", lambda: not any(n.startswith(prefix) for n in self.interfaces()), timeout)

    def _wait_for_change(self, what, look, timeout):
        deadline = Deadline(timeout)
        with kernel.in_network_namespace(self.pid, kernel.route_events_socket) as events:
            while True:
                result = look()
                if result:
                    return result
                if not until_readable(events, deadline):
                    raise Timeout(f"{self.name}: {what}: not within {timeout:g} s; there is: {self.addresses()}")
                events.recv(65536)

    def programs(self, name):
        """The process ids of the programs of that name (as /proc/PID/comm has it) that run here."""
        found = []
        for pid in self._inhabitants():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                comm, state = re.match(r"\d+ \((.*)\) (\S)", stat.read()).groups()
                if comm == name and state != "Z":
                    found.append(pid)
        return found

    def runs(self, pid):
        """Whether this process of the machine is there and has not ended."""
        with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(") ")[2][:1] not in ("Z", "X", "")
        return False

    def wait_for_no_program(self, name, timeout=DEFAULT_TIMEOUT):
        """Wait until no program of that name runs here."""
        poll(f"{self.name}: no {name} runs", lambda: not self.programs(name), timeout)

    def ping(self, target, count=3, timeout=10, interface=None):
        """Ping until the target answers: what comes before its interface is up, it drops. Then `count` times more; fails where one
        of these answers is missing."""
        ping = ["ping", "-n", "-q", "-i", "0.1", *(["-I", interface] if interface else [])]
        poll(f"{self.name}: {target} answers", lambda: self.run(*ping, "-c", "1", "-W", "2", target, check=False).returncode == 0)
        done = self.run(*ping, "-c", str(count), "-W", str(timeout), target, timeout=timeout * count + 10)
        assert f"{count} received" in done.stdout, done.stdout
        return done.stdout

    def close(self):
        """End everything that runs here, then the machine."""
        for process in reversed(self._processes):
            process.stop(5)
        for pid in self._inhabitants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        self._holder.stdin.close()
        self._holder.stdout.close()
        self._holder.wait()

    def _inhabitants(self):
        ours = os.stat(f"/proc/{self.pid}/ns/net").st_ino
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{pid}/ns/net").st_ino == ours and int(pid) != self.pid:
                    found.append(int(pid))
        return found


def connect(left, left_name, right, right_name, left_address=None, right_address=None):
    """Join two machines by a veth pair; addresses with prefix length, or None for a bare Ethernet link."""
    subprocess.run(["ip", "link", "add", left_name, "netns", str(left.pid), "type", "veth",
                    "peer", "name", right_name, "netns", str(right.pid)], check=True)
    for machine, name, address in ((left, left_name, left_address), (right, right_name, right_address)):
        if address:
            machine.run("ip", "addr", "add", address, "dev", name)
        machine.run("ip", "link", "set", name, "up")


def _quoted(word):
    return word if word == "*" else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

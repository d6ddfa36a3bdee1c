"""The daemons that are measured: each writes its configuration, starts, and says when it is ready to be called.

All runs in network, mount and process name spaces of its own (see tests/bench): port 1701 is free there, a stand-in
covers pppd, and nothing outlives the benchmark.
"""

import os
import shutil
import signal
import subprocess
import time

PORT = 1701
START_TIMEOUT = 20


class Broken(Exception):
    """A daemon did not start, died, or could not be worked with."""


class Daemon:
    name = ""
    stop_signal = signal.SIGTERM  # the one that is meant to end tunnels in good order

    def __init__(self, directory, programs):
        self.directory = os.path.join(directory, self.name)
        self.programs = programs
        self.process = None

    def start(self):
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        self.write_configuration()
        with open(self.path("output"), "w", encoding="ascii") as output:
            self.process = subprocess.Popen(["taskset", "-c", "0"] + self.command(), stdout=output, stderr=output,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + START_TIMEOUT
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Broken(f"{self.name} did not start: {self.last_words()}")
            time.sleep(0.02)

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text, mode=0o644):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="ascii") as file:
            file.write(text)

    def last_words(self):
        with open(self.path("output"), encoding="utf-8", errors="replace") as file:
            return file.read()[-300:].strip()

    def alive(self):
        return self.process.poll() is None

    def stop(self):
        """At once, with every stand-in of pppd: how a daemon ends in good order is a figure of its own."""
        if self.process is None:
            return
        if os.getpid() != 1:
            raise RuntimeError("the benchmark is not alone: it will not kill everything")
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it has ended already, and nobody is left
        self.process.wait()
        self.process = None
        try:
            while True:
                os.waitpid(-1, 0)  # orphans: they are ours, as the first process of this name space
        except ChildProcessError:
            pass

    def write_configuration(self):
        raise NotImplementedError

    def command(self):
        raise NotImplementedError

    def ready(self):
        return port_taken()


def port_taken():
    with open("/proc/net/udp", encoding="ascii") as table:
        return any(f":{PORT:04X} " in line.split(":", 1)[1][:15] for line in table if ":" in line)


class Vpdnd(Daemon):
    """Without any process a call."""
    name = "vpdnd"
    pppd = "none"
    dataplane = "none"
    options = "noauth\n"
    daemon_keys = dialin_keys = pools = ""  # further lines

    def write_configuration(self):
        self.write("options", self.options)
        self.write("vpdnd.conf", f"""[daemon]
hostname = "LNS"
listen = ["127.0.0.1:{PORT}"]
control-socket = "{self.path('control.sock')}"
plugin-socket = "{self.path('plugin.sock')}"
state-dir = "{self.directory}"
spool-dir = "{self.directory}"
dataplane = "{self.dataplane}"
pppd = "{self.pppd}"
log-level = "warning"
{self.daemon_keys}

[[group]]
name = "bench"
peers = ["127.0.0.0/8"]
authentication = false
session-limit = 65535
no-session-timeout = 0
[group.accept-dialin]
ppp-options = "{self.path('options')}"
{self.dialin_keys}
{self.pools}
""", 0o600)

    def command(self):
        """With the nice value that its unit gives it."""
        return ["nice", "-n", "-10", self.programs.vpdnd, "--foreground", "--config", self.path("vpdnd.conf")]


class VpdndProcess(Vpdnd):
    """With the stand-in for pppd, one process a call."""
    name = "vpdnd+process"

    def __init__(self, directory, programs):
        super().__init__(directory, programs)
        self.pppd = programs.idle_pppd


class VpdndWorking(Vpdnd):
    """With a stand-in that takes as much CPU for its start as a pppd, and speaks as its plugin does."""
    name = "vpdnd+working"

    def __init__(self, directory, programs):
        super().__init__(directory, programs)
        self.pppd = programs.working_pppd


# A user who says nothing: pppd asks him for a minute.
KERNEL_OPTIONS = "noauth\nnodeflate\nlcp-max-configure 60\n"


class VpdndWaiting(Vpdnd):
    """With the kernel's data plane and real pppds, forked by a waiting one."""
    name = "vpdnd"
    pppd = "/usr/sbin/pppd"
    dataplane = "netlink"
    options = KERNEL_OPTIONS
    start_by = "waiting"
    pools = '[pool.users]\nranges = ["10.0.1.1-10.0.16.254"]'

    def __init__(self, directory, programs):
        super().__init__(directory, programs)
        self.daemon_keys = f'plugin = "{programs.plugin}"'
        self.dialin_keys = f'pppd-start = "{self.start_by}"\npool = "users"\nlocal-address = "10.0.0.1"'


class VpdndExec(VpdndWaiting):
    """The same, each pppd a program of its own."""
    name = "vpdnd+exec"
    start_by = "exec"


class Xl2tpd(Daemon):
    """Always one process a call; the stand-in lies over /usr/sbin/pppd."""
    name = "xl2tpd"
    options = "noauth\n"
    stop_signal = signal.SIGINT  # SIGTERM: it says nothing to its peers

    def write_configuration(self):
        self.write("options", self.options)
        self.write("xl2tpd.conf", f"""[global]
listen-addr = 127.0.0.1
port = {PORT}
access control = no
[lns default]
ip range = 10.98.0.2-10.98.255.254
local ip = 10.98.0.1
require authentication = no
length bit = yes
pppoptfile = {self.path('options')}
""")

    def command(self):
        return ["xl2tpd", "-D", "-c", self.path("xl2tpd.conf"), "-s", "/dev/null", "-p", self.path("pid"),
                "-C", self.path("control")]


class Xl2tpdKernel(Xl2tpd):
    """With the kernel's data plane and real pppds."""
    options = KERNEL_OPTIONS


class L2tpns(Daemon):
    """PPP is inside it. It serves nobody before it has made itself master of its cluster."""
    name = "l2tpns"
    stop_signal = signal.SIGQUIT

    def write_configuration(self):
        self.write("startup-config", f"""set debug 0
set log_file "{self.path('log')}"
set pid_file "{self.path('pid')}"
set hostname "LNS"
set bind_address 127.0.0.1
set iftun_address 10.99.0.1
set cluster_interface "lo"
set cluster_hb_interval 5
set cluster_hb_timeout 15
set radius_accounting no
set primary_radius 127.0.0.1
set radius_secret "none"
""")

    def command(self):
        return ["l2tpns", "-c", self.path("startup-config")]

    def ready(self):
        try:
            with open(self.path("log"), encoding="utf-8", errors="replace") as log:
                return "becoming master" in log.read()
        except FileNotFoundError:
            return False

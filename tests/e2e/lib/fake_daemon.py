"""Stands in for vpdnd towards one pppd with vpdn.so: every message is sent and expected by the test, step by step."""

import array
import os
import re
import select
import signal
import socket
import subprocess
import time

from plugin_messages import Message, VERSION, decode, encode
from waiting import poll

LIMIT = 25.0  # against hangs; less than the 30 s after which pppd gives LCP up of itself


class Conversation:
    """One end of the plugin's socket."""

    def __init__(self, sock):
        self.sock = sock
        self.sock.settimeout(LIMIT)
        self.log = []

    def send(self, message, *fds, **fields):
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        self.sock.sendmsg([encode(message, **fields)], rights)

    def receive(self):
        """(Message, fields, descriptors); the Message is None at the end of the conversation."""
        packet, ancillary, _, _ = self.sock.recvmsg(20000, socket.CMSG_SPACE(4 * 4))
        fds = array.array("i")
        for _, _, data in ancillary:
            fds.frombytes(data[:len(data) - len(data) % 4])
        if not packet:
            return None, {}, []
        message, fields = decode(packet)
        self.log.append((message.name, fields))
        return message, fields, list(fds)

    def expect(self, wanted, ignore=(Message.PHASE,)):
        """The next message that is not to be ignored must be this one; returns its fields and descriptors. What was agreed on is
        always said besides."""
        while True:
            message, fields, fds = self.receive()
            if message == wanted:
                return fields, fds
            assert message in (*ignore, Message.NEGOTIATED), f"expected {wanted.name}, got {message!r} {fields}; before: {self.log}"

    def expect_end(self):
        while self.receive()[0] is not None:
            pass

    def welcome(self, mode):
        hello, _ = self.expect(Message.HELLO)
        assert hello["protocol_version"] == VERSION, hello
        assert hello["mode"] == mode, hello
        self.send(Message.WELCOME, protocol_version=VERSION, package_version="test")
        return hello

    def close(self):
        self.sock.close()


class Listener:
    """The plugin socket of a LAC."""

    def __init__(self, path):
        self.path = path
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock.bind(path)
        self.sock.listen(8)
        self.sock.settimeout(LIMIT)

    def accept(self):
        return Conversation(self.sock.accept()[0])

    def close(self):
        self.sock.close()
        os.unlink(self.path)


class Forked:
    """A process that another one made for us: a child of ours. The part of subprocess.Popen that tests use."""

    def __init__(self, pid):
        self.pid, self.returncode = pid, None

    def poll(self):
        """None while it runs, then its status as of Popen."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        """Its status, or TimeoutExpired."""
        if self.poll() is None:
            pidfd = os.pidfd_open(self.pid)
            try:
                if not select.select([pidfd], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(f"pppd {self.pid}", timeout)
            finally:
                os.close(pidfd)
        return self.poll()

    def send_signal(self, number):
        """Unless it was waited for."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


class Pppd:
    """A pppd with the plugin, in a network namespace; its log is in `log_path`."""

    def __init__(self, netns, plugin, log_path, *options, pass_fd=None, binary=None):
        self.log_path = log_path
        command = ["ip", "netns", "exec", netns, *(binary or [os.environ.get("VPDN_PPPD", "/usr/sbin/pppd")])]
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen([*command, "plugin", plugin, *options],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            pass_fds=[pass_fd] if pass_fd is not None else ())

    @classmethod
    def of_waiting(cls, control, log_path):
        """(the pppd, the test's end of its conversation): forked by the waiting pppd at the other end of `control`."""
        forked = cls.__new__(cls)
        forked.log_path = log_path
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with open(log_path, "wb") as log:
            control.send(Message.FORK, theirs.fileno(), log.fileno())
        theirs.close()
        answer, _ = control.expect(Message.FORKED)
        forked.process = Forked(answer["pid"])
        return forked, mine

    def text(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def wait(self, limit=LIMIT):
        return self.process.wait(limit)

    def wakeups(self, seconds):
        """How often it was woken in so many seconds, once it has come to rest."""
        def count():
            with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
                return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read(), re.MULTILINE)[1])

        def rests():
            before = count()
            time.sleep(0.4)  # what is measured is that nothing happens in a time
            return count() == before
        poll("pppd comes to rest", rests, LIMIT)
        before = count()
        time.sleep(seconds)
        return count() - before

    def running(self):
        return self.process.poll() is None

    def stop(self):
        if self.running():
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

"""This machine as a place for the daemon's control plane: no kernel, no namespace. The interface of Namespace, as far as
the programs in lib/vpdnd.py need it, on loopback addresses that no other test uses."""

import errno
import os
import secrets
import shutil
import socket
import subprocess
import tempfile

from lib.process import Process
from lib.waiting import DEFAULT_TIMEOUT

STAND_IN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "waiting-pppd")


class LocalMachine:
    """A directory and a /24 of loopback addresses; what was started ends with close()."""

    name = "host"
    ours = False

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="vpdn-host.")
        # A copy: the daemon starts no program that belongs to another user than itself, as a developer's tree may do.
        self.stand_in = shutil.copy(STAND_IN, self.directory)
        self._processes, self._sockets = [], []
        self._network = self._claim_network()

    def _claim_network(self):
        """One that no test has which runs at the same time: an abstract socket of its name is held until close()."""
        while True:
            network = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250) + 1}"
            claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                claim.bind(f"\0vpdnd-test-network-{network}")
            except OSError as error:
                claim.close()
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            self._sockets.append(claim)
            return network

    def address(self, host):
        """An address of this test's own network."""
        return f"{self._network}.{host}"

    def udp(self, host, port=0):
        """A socket bound to such an address."""
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sockets.append(made)
        made.bind((self.address(host), port))
        return made

    def path(self, name):
        """A path in this machine's directory."""
        return os.path.join(self.directory, name)

    def write(self, name, text, mode=0o600):
        """Write a file into the directory; returns its path."""
        path = self.path(name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def run(self, *argv, check=True, timeout=DEFAULT_TIMEOUT, environment=None, text=None):
        """Run a program to its end; returns the CompletedProcess with text output."""
        done = subprocess.run(argv, capture_output=True, text=True, timeout=timeout, check=False, input=text,
                              env=dict(os.environ, **(environment or {})))
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self, name, argv, environment=None):
        """Start a program; its log is NAME.log in the directory."""
        process = Process(name, argv, self.path(name + ".log"), environment, cwd=self.directory)
        self._processes.append(process)
        return process

    def close(self):
        """End everything."""
        for process in reversed(self._processes):
            process.kill()
        for made in self._sockets:
            made.close()
        shutil.rmtree(self.directory, ignore_errors=True)

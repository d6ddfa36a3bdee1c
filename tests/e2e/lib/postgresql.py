"""A PostgreSQL server of a test's own: a new cluster in a temporary directory, reached by a socket there alone. Nothing of the machine's
own clusters is used."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile

from lib.process import Process

_ROLE = "radius"


class PostgreSql:
    """Runs until close(); stop() and start() in between. PostgreSQL refuses root, and becomes Debian's user for it then."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        if not found:
            raise FileNotFoundError("postgresql is not installed; tests/install-deps run does that")
        self._programs = os.path.dirname(found[-1])
        self.directory = tempfile.mkdtemp(prefix="vpdn-postgresql.")
        self._process, self._prefix = None, ()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
            self._prefix = ("setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")
        # Who may reach the socket may do everything: the directory is its owner's and root's.
        self._run(*self._prefix, self._program("initdb"), "--auth=trust", f"--username={_ROLE}", "--encoding=UTF8", "--locale=C",
                  "--no-sync", "--pgdata", self._data)
        self.start()

    @property
    def _data(self):
        return os.path.join(self.directory, "data")

    @property
    def connection(self):
        """For libpq."""
        return f"host={self.directory} user={_ROLE} dbname=postgres"

    def start(self):
        """Start it and wait until it serves."""
        argv = [*self._prefix, self._program("postgres"), "-D", self._data, "-k", self.directory, "-c", "listen_addresses=",
                "-c", "fsync=off", "-c", "shared_buffers=8MB", "-c", "max_connections=20"]
        self._process = Process("postgresql", argv, os.path.join(self.directory, "log"), cwd=self.directory)
        self._process.wait_for("database system is ready to accept connections")

    def stop(self):
        """At once: who is connected loses his connection."""
        self._process.signal(signal.SIGINT)
        self._process.wait()

    def execute(self, statements):
        """Run SQL, from a text or (path,); the first error ends it. Returns what psql prints."""
        source = ("--file", *statements) if isinstance(statements, tuple) else ("--command", statements)
        return self._run(self._program("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=|",
                         "--set=ON_ERROR_STOP=1", "--dbname", self.connection, *source)

    def rows(self, query):
        """What a query finds: texts, NULL as an empty one."""
        return [tuple(line.split("|")) for line in self.execute(query).splitlines()]

    def close(self):
        """End it, and remove everything. Its processes leave our group: it has to end them itself."""
        if self._process and self._process.running():
            self._process.signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _program(self, name):
        return os.path.join(self._programs, name)

    def _run(self, *argv):
        done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=self.directory, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

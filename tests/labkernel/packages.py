"""Debian packages that a back end needs: installed when they are missing, fetched when only their files are wanted."""

import fcntl
import os
import subprocess
import sys

from errors import LabError

_LOCK = "/var/lock/vpdn-lab-apt.lock"


def installed_version(package):
    """The installed version of a package, or None."""
    query = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package],
                           capture_output=True, text=True, check=False)
    status, _, version = query.stdout.partition(" ")
    return version if status == "installed" else None


def ensure(packages):
    """Install those of the packages that are missing; output goes to stderr."""
    if not any(installed_version(p) is None for p in packages):
        return
    with open(_LOCK, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [p for p in packages if installed_version(p) is None]
        if not missing:
            return
        print(f"lab: installing {' '.join(missing)}", file=sys.stderr)
        refresh_index()
        _apt(["install", "-q", "-y", "--no-install-recommends", *missing])


def refresh_index():
    """apt-get update, for a machine whose package index was never fetched or is old."""
    _apt(["update", "-q"])


def available_versions(package):
    """The versions of a package that the configured archives offer, best first."""
    listing = subprocess.run(["apt-cache", "madison", package], capture_output=True, text=True, check=False)
    return [line.split("|")[1].strip() for line in listing.stdout.splitlines() if line.count("|") >= 2]


def candidate_dependency(package, prefix):
    """The dependency of a package whose name starts with prefix, as linux-image-amd64 names the real image."""
    listing = subprocess.run(["apt-cache", "depends", package], capture_output=True, text=True, check=False)
    for line in listing.stdout.splitlines():
        kind, _, name = line.strip().partition(": ")
        if kind == "Depends" and name.startswith(prefix):
            return name
    return None


def unpack(package, version, directory):
    """Download a package without installing it and unpack its files into the directory."""
    wanted = f"{package}={version}" if version else package
    os.makedirs(directory, exist_ok=True)
    _apt(["download", "-q", "-o", "APT::Sandbox::User=root", wanted], cwd=directory)
    archives = [name for name in os.listdir(directory) if name.endswith(".deb")]
    if len(archives) != 1:
        raise LabError(f"apt-get download {wanted} left {archives or 'nothing'} in {directory}")
    archive = os.path.join(directory, archives[0])
    subprocess.run(["dpkg-deb", "-x", archive, directory], check=True)
    os.unlink(archive)


def _apt(arguments, cwd=None):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments], cwd=cwd, env=environment,
                          stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise LabError(f"apt-get {' '.join(arguments)} failed with status {done.returncode}")

"""Built things (kernel modules, a kernel, an initial file system), each under a key made from all that it was made of."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile

from errors import LabError

_HERE = os.path.dirname(os.path.abspath(__file__))
_NOT_IN_GUEST = ("/run", "/dev", "/proc", "/sys")


def directory():
    """$VPDN_LAB_CACHE, else build/lab in the source tree. The guest must be able to see it at the same path."""
    chosen = os.environ.get("VPDN_LAB_CACHE") or os.path.join(_HERE, "..", "..", "build", "lab")
    path = os.path.realpath(chosen)
    if any(path == top or path.startswith(top + "/") for top in _NOT_IN_GUEST):
        raise LabError(f"VPDN_LAB_CACHE is {path}, which a guest kernel does not see; choose a directory on a disk")
    os.makedirs(path, exist_ok=True)
    return path


def key(texts, files):
    """A short hash of the given texts and of the contents of the files."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    for name in files:
        with open(name, "rb") as stream:
            digest.update(hashlib.sha256(stream.read()).digest())
    return digest.hexdigest()[:16]


def obtain(name, build):
    """The path of the cached entry `name`; if it is not there, build(directory) makes it, once, however many wait."""
    top = directory()
    entry = os.path.join(top, name)
    if os.path.isdir(entry):
        return entry
    with _locked(os.path.join(top, "." + name + ".lock")):
        if not os.path.isdir(entry):
            work = tempfile.mkdtemp(prefix=name + ".part.", dir=top)
            try:
                build(work)
                os.chmod(work, 0o755)
                os.rename(work, entry)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    return entry


@contextlib.contextmanager
def _locked(path):
    with open(path, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

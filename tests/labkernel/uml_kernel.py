"""User Mode Linux: a kernel that is an ordinary process. Boots in 1 to 3 s, one processor.

Debian's linux.uml has PPP and L2TP but not L2TP's netlink family, so that part is built as modules (about 40 s, once).
That needs the kernel source of exactly its version; where the archives have it no longer, an own kernel is built (5 min, once).
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import cache
import packages
import supervise
from errors import LabError

_HERE = os.path.dirname(os.path.abspath(__file__))
_RUN_PACKAGES = ["busybox-static", "iproute2", "kmod"]
_BUILD_PACKAGES = ["gcc", "libc6-dev", "make", "flex", "bison", "bc", "xz-utils"]
_KERNEL_CONFIG = os.path.join(_HERE, "uml-kernel.config")


class UmlKernel:
    """`own` asks for the kernel built here instead of Debian's."""

    name = "uml"
    default_memory = 512

    def __init__(self, own=False):
        packages.ensure(_RUN_PACKAGES)
        if own:
            self._program, self._modules = _own_kernel(), None
            return
        packages.ensure(["user-mode-linux"])
        self._program = shutil.which("linux.uml") or "/usr/bin/linux.uml"
        archive_version = _matching_source()
        if archive_version:
            self._modules = _modules(archive_version)
        else:
            print("lab: no archive has the source of this linux.uml; building an own kernel instead", file=sys.stderr)
            self._program, self._modules = _own_kernel(), None

    def run(self, exchange, limit, memory):
        """Boot, run the exchange's command, return when the guest is off."""
        if self._modules:
            os.symlink(self._modules, exchange.file("modules"))
        os.mkdir(exchange.file("uml"))
        split = not _same_stream(1, 2)
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        argv = [self._program, f"mem={memory}M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
                f"init={exchange.file('guest/uml-init')}", f"uml_dir={exchange.file('uml')}/", "umid=lab",
                "con=null", f"con0=null,fd:{out_write}", f"con1=null,fd:{err_write}", "ssl=null", "console=none",
                f"lab.exchange={exchange.path}", f"lab.split={int(split)}"]
        environment = dict(os.environ, TMPDIR=_memory_directory(memory))
        with open(exchange.file("kernel.log"), "wb") as log:
            return supervise.run(argv, limit, [(out_read, 1), (err_read, 2)], environment=environment,
                                 pass_fds=(out_write, err_write), stdout=log, stderr=log)


def _same_stream(first, second):
    """Whether two descriptors lead to the same file; then one stream keeps the order of what is written."""
    return os.path.sameopenfile(first, second)


def _memory_directory(memory):
    """Where the guest's memory lies: a file that must be executable, on a file system with room for it."""
    for directory in ("/dev/shm", tempfile.gettempdir(), "/var/tmp"):
        try:
            state = os.statvfs(directory)
        except OSError:
            continue
        if state.f_bavail * state.f_frsize > memory * 1.25 * 2**20 and not state.f_flag & os.ST_NOEXEC:
            return directory
    raise LabError(f"neither /dev/shm nor {tempfile.gettempdir()} nor /var/tmp has {memory} MB of room for the guest's memory "
                   "(mounted without noexec); use -m, or set TMPDIR")


def _matching_source():
    """The package and version of the source that linux.uml was made from, or None where no archive offers it."""
    releases = [os.path.basename(path) for path in glob.glob("/usr/lib/uml/modules/*")]
    if len(releases) != 1:
        raise LabError(f"user-mode-linux should have installed one kernel's modules, found {releases or 'none'}")
    package = _source_package(releases[0])
    for attempt in range(2):
        for versions in _installed_versions, packages.available_versions:  # asking the archives takes a while
            for version in versions(package):
                if re.match(re.escape(releases[0]) + r"[-+~]", version):
                    return package, version
        if attempt == 0:
            packages.refresh_index()
    return None


def _installed_versions(package):
    version = packages.installed_version(package)
    return [version] if version else []


def _source_package(release):
    return "linux-source-" + ".".join(release.split(".")[:2])


def _source_archive(package, version, work):
    """The path of the kernel source archive: the installed one where the version fits, else downloaded below `work`."""
    root = "/"
    if packages.installed_version(package) != version:
        root = os.path.join(work, "source-package")
        packages.unpack(package, version, root)
    return os.path.join(root, "usr/src", package + ".tar.xz")


def _modules(source):
    package, version = source
    script = os.path.join(_HERE, "build-l2tp-modules")
    name = "uml-modules-" + cache.key([version], [script, "/usr/bin/linux.uml"])

    def build(work):
        packages.ensure(_BUILD_PACKAGES)
        print(f"lab: building the l2tp modules of {package} {version} (once, about 40 s)", file=sys.stderr)
        _build(work, [script, _source_archive(package, version, work), work])
    return cache.obtain(name, build)


def _own_kernel():
    package = packages.candidate_dependency("linux-source", "linux-source-")
    if package is None:
        packages.refresh_index()
        package = packages.candidate_dependency("linux-source", "linux-source-")
    if package is None:
        raise LabError("no archive offers linux-source; check /etc/apt/sources.list")
    version = packages.installed_version(package) or packages.available_versions(package)[0]
    script = os.path.join(_HERE, "build-uml-kernel")
    name = "uml-kernel-" + cache.key([version], [script, _KERNEL_CONFIG])

    def build(work):
        packages.ensure(_BUILD_PACKAGES + ["binutils"])
        print(f"lab: building a User Mode Linux kernel from {package} {version} (once, about 5 min)", file=sys.stderr)
        _build(work, [script, _source_archive(package, version, work), _KERNEL_CONFIG, work])
    return os.path.join(cache.obtain(name, build), "linux")


def _build(work, argv):
    log = os.path.join(work, "build.log")
    with open(log, "wb") as stream:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, check=False)
    shutil.rmtree(os.path.join(work, "source-package"), ignore_errors=True)
    if done.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as stream:
            raise LabError(f"{os.path.basename(argv[0])} failed:\n" + "".join(stream.readlines()[-30:]))

"""tests/lab: run a command as root on a kernel with PPP, L2TP (with its netlink family) and network namespaces."""

import argparse
import os
import signal
import sys

import supervise
from errors import LabError
from exchange import Exchange
from host_kernel import HostKernel
from qemu_kernel import SUITES, QemuKernel
from uml_kernel import UmlKernel
from host_kernel import missing as missing_on_host

_MANUAL = """\
The command sees the host's files at the same paths, over them a memory overlay: what it writes is gone afterwards, but for
what it leaves in /run/out (-o). It runs as root in the current directory, with no input; its output and exit status are the
command's own. Standard output and standard error stay apart unless both lead to the same file.

Passed on from the environment: VPDN_*, PATH, TERM, LANG, LC_*, CI, *SAN_OPTIONS, PYTHON*, V, CC, CXX; more with -e.
VPDN_LAB_OUT and VPDN_LAB_KERNEL are set: the output directory inside, and which kernel runs (host, uml, uml-own, qemu).

Kernels: host, if it has everything; uml, User Mode Linux (Debian's, with l2tp modules built for it once); uml-own, User Mode
Linux built here (5 min, once); qemu, Debian's stock kernel on emulated hardware (slow; a second opinion), qemu-5.10 and qemu-6.12
those of Debian 11 and 13; auto, the first of host and uml that serves. What is built or fetched is kept in $VPDN_LAB_CACHE (default:
build/lab in the source tree).

Exit status: the command's; 124 when the time limit ended it; 125 when the lab itself failed.
"""


def _seconds(text):
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="tests/lab", description=__doc__, epilog=_MANUAL,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = lambda message: _fail(f"{message} (tests/lab --help)")
    parser.add_argument("--kernel", choices=["auto", "host", "uml", "uml-own", "qemu", *SUITES], default="auto")
    parser.add_argument("-t", dest="limit", type=_seconds, default=300, metavar="SECONDS", help="time limit (default 300)")
    parser.add_argument("-m", dest="memory", type=int, metavar="MB", help="memory of the guest (default 512, qemu 1024)")
    parser.add_argument("-e", dest="environment", action="append", default=[], metavar="NAME[=VALUE]",
                        help="set a variable, or pass it on")
    parser.add_argument("-o", dest="output", metavar="DIR", help="keep what the command leaves in /run/out")
    parser.add_argument("-v", dest="verbose", action="store_true", help="say which kernel runs, show its log afterwards")
    parser.add_argument("--prepare", action="store_true", help="only install and build what is needed")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="CMD [ARG...]")
    options = parser.parse_args(arguments)
    if options.command[:1] == ["--"]:
        del options.command[0]
    if not options.command and not options.prepare:
        _fail("no command (tests/lab --help)")
    return options


def _choose(name):
    """The kernel to run on; auto never falls back to one that lacks something."""
    if name.startswith("qemu"):
        return QemuKernel(SUITES.get(name))
    if name == "host" or (name == "auto" and missing_on_host() is None):
        return HostKernel()
    return UmlKernel(own=name == "uml-own")


def _run(options):
    if os.geteuid() != 0:
        raise LabError("must run as root")
    kernel = _choose(options.kernel)
    if options.verbose:
        print(f"lab: kernel {kernel.name}", file=sys.stderr)
    if options.prepare:
        return 0
    exchange = Exchange(options.command, [f"VPDN_LAB_KERNEL={kernel.name}", *options.environment], options.output)
    try:
        host_status = kernel.run(exchange, options.limit, options.memory or kernel.default_memory)
        status = exchange.status()
        if status is None:
            raise LabError(f"the guest ended without a result (status {host_status})\n{exchange.log_tail()}")
        return status
    finally:
        if options.verbose:
            print(exchange.log_tail(200), file=sys.stderr)
        exchange.remove()


def _fail(message):
    print(f"lab: {message}", file=sys.stderr)
    sys.exit(125)


def main():
    """Returns the exit status; after a signal the runner ends by that signal, when everything is cleaned up."""
    options = _parse(sys.argv[1:])
    supervise.adopt_orphans()
    supervise.catch_signals()
    try:
        return _run(options)
    except supervise.TimeLimit:
        print(f"lab: time limit of {options.limit:g} s", file=sys.stderr)
        return 124
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
    except BrokenPipeError:
        print("lab: nobody reads the output any more", file=sys.stderr)
    except OSError as error:
        print(f"lab: {error}", file=sys.stderr)
    except supervise.Interrupted as interrupted:
        signal.signal(interrupted.signum, signal.SIG_DFL)
        os.kill(os.getpid(), interrupted.signum)
    return 125


if __name__ == "__main__":
    sys.exit(main())

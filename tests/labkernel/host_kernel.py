"""The host's own kernel, where it has everything: namespaces keep the command away from the host's files and interfaces."""

import fcntl
import os
import socket
import struct
import subprocess

import supervise
from errors import LabError

_MODULES = ["ppp_generic", "ppp_async", "pppoe", "l2tp_ppp", "l2tp_netlink", "veth", "tun", "overlay"]
_FILE_SYSTEMS_WITHOUT_FILES = {"proc", "sysfs", "devtmpfs", "devpts", "tmpfs", "cgroup", "cgroup2", "mqueue", "debugfs", "tracefs",
                               "securityfs", "configfs", "pstore", "bpf", "hugetlbfs", "binfmt_misc", "autofs", "efivarfs",
                               "fusectl", "rpc_pipefs", "nsfs", "ramfs"}
_KERNEL_DIRECTORIES = ("/proc", "/sys", "/dev", "/run")
_PPPIOCNEWUNIT = 0xC004743E
_PX_PROTO_OE, _PX_PROTO_OL2TP = 0, 1
_AF_PPPOX = 24


def missing():
    """What the host's kernel lacks, as a sentence, or None. Everything is really opened, nothing read from a configuration."""
    for module in _MODULES:
        subprocess.run(["modprobe", "-q", module], check=False, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) if _has("modprobe") else None
    checks = [("PPPoE sockets", lambda: socket.socket(_AF_PPPOX, socket.SOCK_STREAM, _PX_PROTO_OE).close()),
              ("PPPoL2TP sockets", lambda: socket.socket(_AF_PPPOX, socket.SOCK_DGRAM, _PX_PROTO_OL2TP).close()),
              ("/dev/ppp", _open_ppp),
              ("the l2tp netlink family", _find_l2tp_family),
              ("network namespaces with veth", _make_namespace)]
    for name, check in checks:
        try:
            check()
        except (OSError, subprocess.CalledProcessError) as error:
            return f"no {name} ({error})"
    return None


class HostKernel:
    """Raises LabError where the host does not serve."""

    name = "host"
    default_memory = None

    def __init__(self):
        lack = missing()
        if lack:
            raise LabError(f"the host's kernel does not serve: {lack}")

    def run(self, exchange, limit, memory):
        """Run the exchange's command in private namespaces. `memory` is for guests: here is all of the host's."""
        del memory
        with open(exchange.file("mounts"), "w", encoding="utf-8") as listing:
            listing.writelines(path + "\n" for path in _mounts_with_files())
        # 8 and 9 are the command's standard output and error; everything else is logged.
        os.dup2(1, 8)
        os.dup2(2, 9)
        with open(exchange.file("kernel.log"), "wb") as log:
            return supervise.run(["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child",
                                  "--propagation", "private", exchange.file("guest/host-init"), exchange.path],
                                 limit, [], pass_fds=(8, 9), stdout=log, stderr=log)


def _has(program):
    return any(os.access(os.path.join(path, program), os.X_OK) for path in ("/sbin", "/usr/sbin", "/bin", "/usr/bin"))


def _open_ppp():
    path = "/dev/ppp"
    made = None
    if not os.path.exists(path):
        made = path = f"/tmp/.vpdn-lab-ppp.{os.getpid()}"
        os.mknod(path, 0o600 | 0o020000, os.makedev(108, 0))
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.ioctl(descriptor, _PPPIOCNEWUNIT, bytearray(struct.pack("i", -1)))
        finally:
            os.close(descriptor)
    finally:
        if made:
            os.unlink(made)


def _find_l2tp_family():
    """CTRL_CMD_GETFAMILY for the generic netlink family "l2tp"; raises OSError with the kernel's answer."""
    name = b"l2tp\0"
    attribute = struct.pack("=HH", 4 + len(name), 2) + name + b"\0" * (-len(name) % 4)
    body = struct.pack("=BBH", 3, 1, 0) + attribute
    request = struct.pack("=IHHII", 16 + len(body), 0x10, 1, 1, 0) + body
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as channel:
        channel.sendto(request, (0, 0))
        answer = channel.recv(4096)
    if struct.unpack_from("=H", answer, 4)[0] == 2:
        code = -struct.unpack_from("=i", answer, 16)[0]
        raise OSError(code, os.strerror(code))


def _make_namespace():
    subprocess.run(["unshare", "--mount", "--net", "ip", "link", "add", "va", "type", "veth", "peer", "name", "vb"],
                   check=True, stdin=subprocess.DEVNULL, capture_output=True)


def _mounts_with_files():
    """Mount points below / that hold files of the host, outermost first; the guest script puts an overlay over each."""
    found = []
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        for line in table:
            fields, _, rest = line.partition(" - ")
            path = fields.split()[4].encode().decode("unicode_escape")
            below = any(path == top or path.startswith(top + "/") for top in _KERNEL_DIRECTORIES)
            if path != "/" and not below and os.path.isdir(path) and rest.split()[0] not in _FILE_SYSTEMS_WITHOUT_FILES - {"tmpfs"}:
                found.append(path)
    return sorted(set(found))

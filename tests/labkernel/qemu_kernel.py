"""A stock kernel of Debian's under QEMU with emulated processors: slow (boots in 7 to 10 s), but a real, two-processor kernel.

The kernel package is unpacked, not installed. The host's root comes in over 9p, read only.
"""

import lzma
import os
import shutil
import subprocess
import sys

import cache
import packages
import supervise
from errors import LabError

_HERE = os.path.dirname(os.path.abspath(__file__))
_INIT = os.path.join(_HERE, "guest", "qemu-init")
_EARLY_MODULES = ["virtio_pci", "virtio_console", "virtio_rng", "9pnet_virtio", "9p", "overlay"]
_XZ_MAGIC = b"\xfd7zXZ\0"
_FETCH = os.path.join(os.path.dirname(_HERE), "support", "fetch-debian")

# Kernels of other releases of Debian.
SUITES = {"qemu-5.10": "bullseye", "qemu-6.12": "trixie"}


class QemuKernel:
    """Runs with processor emulation only: it works in every virtual machine and container."""

    name = "qemu"
    default_memory = 1024

    def __init__(self, suite=None):
        """suite: None is this machine's."""
        packages.ensure(["qemu-system-x86", "busybox-static", "iproute2", "kmod"])
        self._files = _stock_kernel_of(suite) if suite else _stock_kernel()

    def run(self, exchange, limit, memory):
        """Boot, run the exchange's command, return when the guest is off."""
        os.symlink(self._files, exchange.file("modules"))
        split = not os.path.sameopenfile(1, 2)
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        append = (f"console=ttyS0 loglevel=4 panic=-1 reboot=t mitigations=off nokaslr tsc=reliable no_timer_check audit=0 "
                  f"random.trust_cpu=on lab.split={int(split)}")
        argv = ["qemu-system-x86_64", "-M", "q35,usb=off,smbus=off,sata=off,graphics=off,vmport=off",
                "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max", "-smp", "2", "-m", str(memory),
                "-nodefaults", "-no-user-config", "-nographic", "-no-reboot",
                "-kernel", os.path.join(self._files, "vmlinux"), "-initrd", os.path.join(self._files, "initramfs"),
                "-append", append, "-serial", f"file:{exchange.file('kernel.log')}",
                "-device", "virtio-serial-pci", "-device", "virtio-rng-pci",
                "-chardev", f"file,id=stdout,path=/proc/self/fd/{out_write}", "-device", "virtconsole,chardev=stdout",
                "-chardev", f"file,id=stderr,path=/proc/self/fd/{err_write}", "-device", "virtconsole,chardev=stderr",
                *_shared("root", "/", "readonly=on,"), *_shared("lab", exchange.path), *_shared("out", exchange.output)]
        with open(exchange.file("qemu.log"), "wb") as log:
            return supervise.run(argv, limit, [(out_read, 1), (err_read, 2)], pass_fds=(out_write, err_write),
                                 stdout=log, stderr=log)


def _shared(tag, path, options=""):
    escaped = path.replace(",", ",,")
    return ["-fsdev", f"local,id={tag},path={escaped},security_model=none,{options}multidevs=remap",
            "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]


def _stock_kernel():
    """A directory with vmlinux, initramfs and lib/modules of the archive's newest stock kernel."""
    image = packages.candidate_dependency("linux-image-amd64", "linux-image-")
    if image is None:
        packages.refresh_index()
        image = packages.candidate_dependency("linux-image-amd64", "linux-image-")
    if image is None:
        raise LabError("no archive offers linux-image-amd64; check /etc/apt/sources.list")
    version = packages.available_versions(image)[0]

    def build(work):
        print(f"lab: fetching {image} {version} (once)", file=sys.stderr)
        packages.unpack(image, version, work)
        _prepare(work)
    return cache.obtain("qemu-" + cache.key([image, version, *_EARLY_MODULES], [_INIT, __file__]), build)


def _stock_kernel_of(suite):
    """The same, of another release; fetched once, whatever comes later."""
    def build(work):
        print(f"lab: fetching the kernel of Debian's {suite} (once)", file=sys.stderr)
        fetched = subprocess.run([_FETCH, "-s", suite, "-d", "linux-image-", os.path.join(work, "fetched"), "linux-image-amd64"],
                                 capture_output=True, text=True, check=False)
        if fetched.returncode != 0:
            raise LabError(f"the kernel of {suite} cannot be fetched:\n{fetched.stderr}")
        for name in os.listdir(fetched.stdout.strip()):
            shutil.move(os.path.join(fetched.stdout.strip(), name), work)
        shutil.rmtree(os.path.join(work, "fetched"))
        _prepare(work)
    return cache.obtain("qemu-" + cache.key([suite, *_EARLY_MODULES], [_INIT, __file__]), build)


def _prepare(work):
    if not os.path.isdir(os.path.join(work, "lib/modules")):  # of releases whose /lib is a link
        os.symlink("usr/lib", os.path.join(work, "lib"))
    release = os.listdir(os.path.join(work, "lib/modules"))[0]
    with open(os.path.join(work, "boot", "vmlinuz-" + release), "rb") as stream:
        kernel = stream.read()
    # Unpacked here, if it can be: the guest's own unpacking takes seconds on emulated processors.
    if _XZ_MAGIC in kernel:
        kernel = lzma.LZMADecompressor().decompress(kernel[kernel.index(_XZ_MAGIC):])
    with open(os.path.join(work, "vmlinux"), "wb") as stream:
        stream.write(kernel)
    subprocess.run(["depmod", "-b", work, release], check=True)
    _make_initramfs(work, release)


def _copy_module(path, directory):
    """Uncompressed: busybox loads nothing else."""
    with (lzma.open(path) if path.endswith(".xz") else open(path, "rb")) as packed:
        with open(os.path.join(directory, os.path.basename(path).removesuffix(".xz")), "wb") as stream:
            shutil.copyfileobj(packed, stream)


def _make_initramfs(work, release):
    """Busybox, our init and the modules that reach the root file system, in the order in which they load."""
    tree = os.path.join(work, "initramfs.tree")
    for name in ("bin", "modules", "proc", "sys", "dev", "lower", "memory", "newroot"):
        os.makedirs(os.path.join(tree, name))
    shutil.copy("/bin/busybox", os.path.join(tree, "bin/busybox"))
    shutil.copy(_INIT, os.path.join(tree, "init"))
    order = []
    for module in _EARLY_MODULES:
        listing = subprocess.run(["modprobe", "-d", work, "-S", release, "--show-depends", module],
                                 capture_output=True, text=True, check=True)
        for line in listing.stdout.splitlines():
            kind, _, path = line.strip().partition(" ")
            if kind == "insmod" and path not in order:
                order.append(path)
    for path in order:
        _copy_module(path, os.path.join(tree, "modules"))
    with open(os.path.join(tree, "modules/order"), "w", encoding="utf-8") as stream:
        stream.writelines(os.path.basename(path).removesuffix(".xz") + "\n" for path in order)
    with open(os.path.join(work, "initramfs"), "wb") as stream:
        subprocess.run("find . | busybox cpio -o -H newc", shell=True, cwd=tree, stdout=stream,
                       stderr=subprocess.DEVNULL, check=True)
    shutil.rmtree(tree)

"""Set up an environment for this project, with a CPU build of torch wherever one is on offer.

    python3 install.py [--venv FOLDER] [WHAT ...]

Makes FOLDER (`.venv` unless said) and installs WHAT into it, held to the versions in
constraints.txt.  WHAT is handed to pip: by default the checkout itself, editable, with the tools
its developers use; a wheel, or `.` for a plain install, will do as well.

Nothing here uses a GPU, and a GPU build of torch is a download of about 3 GB.  So pip is first
asked what it would take, without taking it:

1. as it is configured on this machine (its index, PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL, ...);
2. if that is a GPU build, from PyTorch's own index of CPU builds;
3. if that cannot be had, nothing is downloaded, unless AUDIT_ALLOW_GPU_TORCH=1 says to go on.

Uses the standard library alone, since it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
ALLOW_GPU = "AUDIT_ALLOW_GPU_TORCH"
CHECKOUT = ["--editable", str(ROOT), "--group", f"{ROOT / 'pyproject.toml'}:dev"]

GPU_PACKAGE = re.compile(r"(nvidia|cuda|rocm|triton|pytorch[-_]triton)([-_]|$)", re.IGNORECASE)
GPU_VERSION = re.compile(r"\+(cu|rocm|xpu)")


class SetupError(Exception):
    """Something to put right before set-up can go on; `str(error)` is what is shown."""


@dataclass(frozen=True)
class Plan:
    """What pip would take for torch: its version, where from, and the GPU packages beside it.

    `version` is empty where an installed torch already fits.
    """

    version: str
    origin: str
    gpu_packages: tuple[str, ...]

    @property
    def needs_gpu_build(self) -> bool:
        """Whether this is a build for GPUs."""
        return bool(self.gpu_packages) or bool(GPU_VERSION.search(self.version))


def read_plan(report: Mapping[str, Any]) -> Plan:
    """The plan in the report that `pip install --dry-run --report` wrote."""
    version = origin = ""
    gpu_packages = []
    for entry in report["install"]:
        name = entry["metadata"]["name"]
        if name.lower() == "torch":
            version = entry["metadata"]["version"]
            url = urlsplit(entry["download_info"]["url"])
            origin = url.hostname or str(Path(url.path).parent)
        elif GPU_PACKAGE.match(name):
            gpu_packages.append(name)
    return Plan(version, origin, tuple(sorted(gpu_packages)))


def choose(configured: Plan, cpu_index: Plan | None, *, allow_gpu: bool) -> Plan:
    """The plan to follow: a CPU build wherever one is on offer, a GPU build only if allowed."""
    if not configured.needs_gpu_build:
        return configured
    if cpu_index is not None and cpu_index.version and not cpu_index.needs_gpu_build:
        return cpu_index
    if allow_gpu:
        return configured
    raise SetupError(
        f"the only torch on offer, {configured.version} from {configured.origin}, is a GPU build: "
        f"with its {len(configured.gpu_packages)} GPU packages a download of about 3 GB, and "
        f"nothing here uses a GPU. PyTorch's index of CPU builds ({CPU_INDEX}) gave none. "
        "Nothing was downloaded. Name a place that has a CPU build (a folder in PIP_FIND_LINKS, "
        f"an index in PIP_EXTRA_INDEX_URL), or set {ALLOW_GPU}=1 to take the GPU build"
    )


def torch_requirement() -> str:
    """What pyproject.toml asks of torch."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        dependencies: list[str] = tomllib.load(file)["project"]["dependencies"]
    return next(line for line in dependencies if re.match(r"torch\b", line))


def say(text: str) -> None:
    """A line of talk on stderr."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Environment:
    """The virtual environment in `folder`, and its pip."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        windows = self.folder / "Scripts" / "python.exe"
        return windows if os.name == "nt" else self.folder / "bin" / "python"

    @property
    def command(self) -> Path:
        """The program, once installed."""
        return self.python.with_name("audit.exe" if os.name == "nt" else "audit")

    def make(self) -> None:
        """Make the folder, or make it anew where its interpreter no longer runs."""
        probe = [str(self.python), "-c", ""]
        if self.python.exists() and subprocess.run(probe, check=False).returncode == 0:
            return
        try:
            venv.create(self.folder, clear=self.folder.exists(), with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetupError(
                f"no environment could be made at {self.folder}: {error}. "
                "It takes Python's venv module (on Debian and Ubuntu: apt install python3-venv) "
                "and a folder that can be written"
            ) from error

    def pip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `pip install`; never into the user's own folder, nor seeing PYTHONPATH."""
        surroundings = dict(os.environ) | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        for name in ("PYTHONPATH", "PYTHONHOME"):
            surroundings.pop(name, None)
        return subprocess.run(
            [self.python, "-m", "pip", "install", "--no-input", *arguments],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    def install(self, *arguments: str) -> None:
        """Install, or say what pip said."""
        result = self.pip(*arguments)
        if result.returncode:
            raise SetupError(f"pip could not install {arguments[-1]}:\n{result.stderr.strip()}")

    def plan(self, *arguments: str) -> Plan:
        """What pip would take for torch; nothing is downloaded but descriptions."""
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            self.install("--quiet", "--dry-run", "--report", str(report), *arguments)
            return read_plan(json.loads(report.read_text(encoding="utf-8")))


def install_torch(environment: Environment, constraints: list[str]) -> None:
    """Install torch, a CPU build wherever one is on offer."""
    requirement = torch_requirement()
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        raise SetupError(f"there is no {requirement} for Intel Macs; use one with Apple silicon")
    configured = environment.plan(*constraints, requirement)
    if not configured.version:
        return
    # That index keeps few versions of torch's own dependencies: those come with the rest.
    cpu_index, source = None, ["--index-url", CPU_INDEX, "--no-deps"]
    if configured.needs_gpu_build:
        say(f"torch: {configured.origin} has a GPU build; asking {CPU_INDEX} for a CPU build")
        try:
            quick = ["--timeout", "10", "--retries", "1"]
            cpu_index = environment.plan(*constraints, *source, *quick, requirement)
        except SetupError as error:
            say(f"torch: no CPU build there ({str(error).splitlines()[-1]})")
    chosen = choose(configured, cpu_index, allow_gpu=os.environ.get(ALLOW_GPU) == "1")
    kind = "a GPU build, about 3 GB" if chosen.needs_gpu_build else "a CPU build, about 200 MB"
    say(f"torch: installing {chosen.version} from {chosen.origin} ({kind})")
    environment.install(*constraints, *(source if chosen is cpu_index else []), requirement)


def look(what: list[str]) -> None:
    """Raise SetupError for what cannot be installed, before anything is made."""
    if not (ROOT / "pyproject.toml").is_file():
        raise SetupError(f"{ROOT} is no checkout; run install.py in one, for a wheel too")
    for path in what:
        if path.endswith(".whl") and not Path(path).is_file():
            raise SetupError(f"no file {Path(path).absolute()}; name the wheel to install")


def main(arguments: list[str]) -> int:
    """Make the environment and fill it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the folder to fill")
    parser.add_argument("what", nargs="*", default=CHECKOUT, help="what to install, for pip")
    options = parser.parse_args(arguments)
    environment = Environment(options.venv.absolute())
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    try:
        look(options.what)
        say(f"setting up {environment.folder} (Python {platform.python_version()})")
        environment.make()
        environment.install("--quiet", "--upgrade", "pip>=25.1")
        install_torch(environment, constraints)
        say("installing the rest (a minute or two)")
        environment.install("--quiet", *constraints, *options.what)
    except SetupError as error:
        say(f"set-up stopped: {error}")
        return 1
    except KeyboardInterrupt:
        say("set-up interrupted; the same command goes on from here")
        return 130
    say(f"ready: {environment.command}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

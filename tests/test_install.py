"""Set-up: a CPU build of torch wherever one is on offer, and nothing large without a word."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def install() -> ModuleType:
    """The set-up script, which lies beside the packages and is not shipped with them."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["install"] = module
    spec.loader.exec_module(module)
    return module


def report(*taken: tuple[str, str, str]) -> dict[str, Any]:
    """A report as `pip install --dry-run --report` writes it, of (name, version, URL) rows."""
    return {
        "version": "1",
        "install": [
            {"metadata": {"name": name, "version": version}, "download_info": {"url": url}}
            for name, version, url in taken
        ],
    }


TORCH = "torch", "2.13.0", "https://files.example.org/torch-2.13.0-cp311-manylinux_x86_64.whl"
CUDA = "nvidia-cublas", "13.1.0", "https://files.example.org/nvidia_cublas-13.1.0.whl"
TRITON = "triton", "3.8.0", "https://files.example.org/triton-3.8.0.whl"
SYMPY = "sympy", "1.14.0", "https://files.example.org/sympy-1.14.0.whl"
FOLDER = "torch", "2.13.0+cpu", "file:///srv/wheels/torch-2.13.0%2Bcpu-cp311.whl"
CPU_INDEX = "torch", "2.13.0+cpu", "https://cpu.example.org/whl/cpu/torch-2.13.0%2Bcpu.whl"
CUDA_INDEX = "torch", "2.13.0+cu130", "https://gpu.example.org/torch-2.13.0%2Bcu130.whl"


@pytest.mark.parametrize(
    ("taken", "gpu"),
    [
        ([FOLDER, SYMPY], False),
        ([TORCH, SYMPY], False),
        ([TORCH, SYMPY, CUDA, TRITON], True),
        ([CUDA_INDEX], True),
        ([], False),
    ],
    ids=["folder of CPU wheels", "a system with CPU builds only", "PyPI on Linux", "+cu", "held"],
)
def test_gpu_builds_are_told_by_what_comes_with_them(
    install: ModuleType, taken: list[tuple[str, str, str]], gpu: bool
) -> None:
    """A build is for GPUs if GPU packages come with it or its version says so."""
    assert install.read_plan(report(*taken)).needs_gpu_build is gpu


def test_plans_say_where_torch_comes_from(install: ModuleType) -> None:
    """The origin is the host or the folder that torch would be taken from."""
    assert install.read_plan(report(FOLDER)).origin == "/srv/wheels"
    assert install.read_plan(report(TORCH)).origin == "files.example.org"


def test_a_configured_cpu_build_is_taken_first(install: ModuleType) -> None:
    """Where pip as configured offers a CPU build, that one is taken."""
    configured = install.read_plan(report(FOLDER))

    assert install.choose(configured, None, allow_gpu=False) is configured


@pytest.mark.parametrize("allow_gpu", [False, True])
def test_the_cpu_index_goes_before_a_gpu_build(install: ModuleType, allow_gpu: bool) -> None:
    """Where pip would take a GPU build and the CPU index can be had, the CPU build is taken."""
    configured = install.read_plan(report(TORCH, CUDA))
    cpu_index = install.read_plan(report(CPU_INDEX))

    assert install.choose(configured, cpu_index, allow_gpu=allow_gpu) is cpu_index


def test_a_gpu_build_is_not_taken_unasked(install: ModuleType) -> None:
    """With only a GPU build on offer, set-up stops, says its size and how to go on."""
    configured = install.read_plan(report(TORCH, CUDA, TRITON))

    with pytest.raises(install.SetupError, match="3 GB") as refusal:
        install.choose(configured, None, allow_gpu=False)

    assert "AUDIT_ALLOW_GPU_TORCH=1" in str(refusal.value)
    assert "Nothing was downloaded" in str(refusal.value)


def test_a_gpu_build_is_taken_when_allowed(install: ModuleType) -> None:
    """The variable that allows a GPU build lets it through, where there is no other."""
    configured = install.read_plan(report(TORCH, CUDA))

    assert install.choose(configured, None, allow_gpu=True) is configured


def test_the_requirement_is_the_one_declared(install: ModuleType) -> None:
    """Set-up asks for the torch that pyproject.toml asks for."""
    assert install.torch_requirement().startswith("torch~=")


def test_what_cannot_be_installed_is_said_before_anything_is_made(
    install: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A wheel that is not there; a copy of install.py without the checkout it belongs to."""
    asked = ["--venv", str(tmp_path / "env"), str(tmp_path / "a.whl")]

    assert install.main(asked) == 1
    assert "a.whl; name the wheel" in capsys.readouterr().err
    monkeypatch.setattr(install, "ROOT", tmp_path)
    assert install.main(asked) == 1
    assert "is no checkout" in capsys.readouterr().err
    assert not (tmp_path / "env").exists()

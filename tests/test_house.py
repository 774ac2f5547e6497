"""The house rules: which way imports point, what files are called, how long they grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.house

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("audit", "crawler", "db")
MAY_IMPORT = {
    "cli": {"crawler", "audit", "db"},
    "crawler": {"crawler", "db"},
    "audit": {"audit", "db"},
    "db": {"db"},
}
HEAVY = {
    "jinja2", "lingua", "lxml", "openpyxl", "phonenumbers", "ppi_py", "pyarrow", "scipy", "scrapy",
    "sentence_transformers", "sklearn", "torch", "trafilatura", "transformers", "twisted",
    "vl_convert",
}  # fmt: skip
PART_OF = {"zope": "twisted", "parsel": "scrapy"}
"""Libraries that are how another is used, and come with it."""
ROOMS = (
    "dimensions", "formulas", "reading", "fitting", "corpus", "walk", "talk", "checks", "finding",
    "labels", "commands", "report", "export",
)  # fmt: skip
"""The rooms of audit/, from the ground up; "commands" are the modules that lie in none."""
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "process"}
RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
MOST_LINES = 300
MAY_GROW = {"cli.py", "db/migrations.py"}
"""What lists things: the commands, and the migrations, which are appended and never edited."""


def sources() -> list[Path]:
    """Every module that is shipped, relative to the checkout."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in [ROOT / "cli.py", *found])


def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that the import statements at or below a node name."""
    for statement in ast.walk(node):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield "." * statement.level + (statement.module or "")


def is_typing_only(statement: ast.stmt) -> bool:
    """Whether a statement is an `if TYPE_CHECKING:` block, which never runs."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id == "TYPE_CHECKING"
    )


def tracked() -> list[str]:
    """Every file of the checkout that is or may be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listing.stdout.splitlines() if (ROOT / name).exists()]


def room(parts: tuple[str, ...]) -> str:
    """The room of audit/ that a module given by its parts lies in."""
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "commands"


def test_the_rooms_of_the_audit_import_down() -> None:
    """Within audit/ a room imports from itself and from rooms below it, never from one above."""
    rising = [
        f"{path} imports {name}"
        for path in sources()
        if path.parts[0] == "audit"
        for name in imported(tree(path))
        if name.startswith("audit.")
        if ROOMS.index(room(tuple(name.split(".")))) > ROOMS.index(room(path.with_suffix("").parts))
    ]

    assert not rising


def test_imports_point_down() -> None:
    """Imports point down: cli to crawler and audit, those to db; never up, never across."""
    wrong = [
        f"{path} imports {name}"
        for path in sources()
        for name in imported(tree(path))
        if (top := name.split(".")[0]) in MAY_IMPORT or name.startswith(".") or top == "tests"
        if top not in MAY_IMPORT[path.parts[0].removesuffix(".py")]
    ]

    assert wrong == []


def test_heavy_libraries_wait_for_the_command_that_needs_them() -> None:
    """No module of ours imports a heavy library when it is itself imported, spiders aside."""
    by_scrapy = (Path("crawler/spiders"), Path("crawler/middlewares"), Path("crawler/pipelines"))

    wrong = [
        f"{path} imports {name} at module level"
        for path in sources()
        if not any(folder in path.parents for folder in by_scrapy)
        for statement in tree(path).body
        if not is_typing_only(statement)
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.If | ast.Try)
        for name in imported(statement)
        if name.split(".")[0] in HEAVY
    ]

    assert wrong == []


def test_help_loads_nothing_heavy() -> None:
    """`audit --help` imports neither a heavy library nor numpy nor the database."""
    program = (
        "import sys\n"
        "from cli import cli\n"
        "try:\n    cli(['--help'])\n"
        "finally:\n    print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    loaded = set(ast.literal_eval(run.stderr.splitlines()[-1]))
    assert loaded & {*HEAVY, "numpy", "rich", "sqlite_utils"} == set()


def test_every_import_is_declared() -> None:
    """What our modules import is the standard library, ours, or a declared dependency."""
    import tomllib
    from importlib.metadata import packages_distributions

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    provided = packages_distributions()

    wrong = {
        f"{path} imports {top}"
        for path in sources()
        for name in imported(tree(path))
        if (top := name.split(".")[0]) not in sys.stdlib_module_names and top not in MAY_IMPORT
        if not declared
        & {canonicalize_name(found) for found in provided.get(PART_OF.get(top, top), [top])}
    }

    assert sorted(wrong) == []


def test_file_names_say_what_is_inside() -> None:
    """No file is named for what it is not: utils, helpers, common; nor a name Windows reserves."""
    names = {name: Path(name).stem.lower() for name in tracked()}

    wrong = [name for name, stem in names.items() if stem in SAYS_NOTHING | RESERVED]

    assert wrong == []


def test_no_two_files_differ_by_case_alone() -> None:
    """The tree can be checked out where file names have no case."""
    names = tracked()

    assert len({name.lower() for name in names}) == len(names)


def test_files_stay_small() -> None:
    """A module has at most 300 lines; cli.py, which holds every command, is excepted."""
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()
    }

    long = {name: n for name, n in lengths.items() if n > MOST_LINES and name not in MAY_GROW}

    assert long == {}


def test_commands_stay_short() -> None:
    """A command in cli.py has at most 25 statements' lines: it parses, calls a stage, prints."""
    long = [
        f"{node.name}: {length} lines"
        for node in tree(Path("cli.py")).body
        if isinstance(node, ast.FunctionDef)
        if (length := (node.end_lineno or 0) - node.body[0].lineno + 1) > 25
    ]

    assert long == []


@pytest.mark.parametrize("path", sources(), ids=str)
def test_modules_say_what_they_are(path: Path) -> None:
    """Every module that holds code has a docstring."""
    module = tree(path)

    assert not module.body or ast.get_docstring(module)


def test_tests_are_flat() -> None:
    """No package lies in tests/: one named like ours would hide ours."""
    assert [name for name in tracked() if re.fullmatch(r"tests/.*__init__\.py", name)] == []


def test_every_test_states_its_fact() -> None:
    """Every test has a docstring that says what it holds."""
    wrong = [
        f"{path.name}: {node.name}"
        for path in sorted((ROOT / "tests").glob("test_*.py"))
        for node in ast.walk(tree(path.relative_to(ROOT)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert wrong == []


def test_gitignore_names_no_package() -> None:
    """No pattern of .gitignore drops a shipped file: the wheel would silently lack it."""
    ignored = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "--", *PACKAGES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    lost = [name for name in ignored.stdout.splitlines() if "__pycache__" not in name]

    assert lost == []

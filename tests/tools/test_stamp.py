"""tools/stamp.py: the repository agrees with pyproject.toml, and a fork changes one line."""

import shutil
import subprocess

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks, project, stamp

FORK = project.Project(version="9.8.7", repository="https://github.com/someone/their-book")
OURS = project.read()


def test_repository_is_stamped():
    assert stamp.main(["--check"]) == 0


@pytest.fixture
def fork(tmp_path):
    """A copy of the files under version control, with version and address of a fork."""
    listing = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    files = subprocess.run(listing, cwd=project.ROOT, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        if (project.ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project.ROOT / name, tmp_path / name)
    text = (tmp_path / "pyproject.toml").read_text()
    text = text.replace(OURS.repository, FORK.repository)
    text = text.replace(f'version = "{OURS.version}"', f'version = "{FORK.version}"')
    (tmp_path / "pyproject.toml").write_text(text)
    return tmp_path


def places(root, needle):
    """Files of book, library, tools and root that contain `needle`."""
    found = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith("tests/") and needle in path.read_bytes():
            found.append(name)
    return found


def test_fork_changes_pyproject_and_runs_stamp(fork):
    assert project.read(fork) == FORK
    assert stamp.main(["--check"], root=fork) == 1
    assert stamp.main([], root=fork) == 0
    assert stamp.main(["--check"], root=fork) == 0
    assert places(fork, f"github.com/{OURS.slug}".encode()) == []
    assert places(fork, f"@v{OURS.version}".encode()) == []
    assert "README.md" in places(fork, FORK.repository.encode())
    assert "CITATION.cff" in places(fork, b'version: "9.8.7"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[repository]: https://a.b/c", "[repository]: https://github.com/someone/their-book"),
        ("[issues]: x", "[issues]: https://github.com/someone/their-book/issues"),
        (
            "git clone https://a.b/c.git\n",
            "git clone https://github.com/someone/their-book\n",
        ),
        (
            'pip install "convbook @ git+https://a.b/c@v0.0.1"',
            'pip install "convbook @ git+https://github.com/someone/their-book@v9.8.7"',
        ),
        (
            "(https://colab.research.google.com/github/a/b/blob/main/book/index.ipynb)",
            "(https://colab.research.google.com/github/someone/their-book/blob/main/book/"
            "index.ipynb)",
        ),
        (
            "https://github.com/a/b#for-readers",
            "https://github.com/someone/their-book#for-readers",
        ),
        (
            "https://mybinder.org/v2/gh/a/b/HEAD",
            "https://mybinder.org/v2/gh/someone/their-book/HEAD",
        ),
        ("https://github.com/a/b stays", "https://github.com/a/b stays"),
    ],
)
def test_markdown_places(before, after):
    assert stamp.markdown(before, FORK) == after


def test_notebook_gets_the_setup_cell_and_keeps_the_rest(tmp_path):
    path = tmp_path / "page.ipynb"
    old = project.Project(version="0.0.1", repository="https://a.b/c").setup_cell()
    cells = [
        new_markdown_cell("git clone https://a.b/c"),
        new_code_cell(old, execution_count=1),
        new_code_cell("1 + 1", execution_count=2),
    ]
    notebooks.write(path, new_notebook(cells=cells))
    path.write_text(stamp.notebook(path, FORK))
    link, setup, code = notebooks.read(path).cells
    assert link.source == f"git clone {FORK.repository}"
    assert "convbook @ git+https://github.com/someone/their-book@v9.8.7" in setup.source
    assert setup.source == FORK.setup_cell()
    assert (code.source, code.execution_count) == ("1 + 1", 2)


def test_notebook_without_setup_cell_is_refused(tmp_path):
    path = tmp_path / "page.ipynb"
    notebooks.write(path, new_notebook(cells=[new_code_cell("1")]))
    with pytest.raises(ValueError, match="needs one setup cell, found 0"):
        stamp.notebook(path, FORK)


def test_file_that_lost_its_place_is_refused(fork):
    (fork / "CITATION.cff").write_text("cff-version: 1.2.0\n")
    with pytest.raises(ValueError, match=r"CITATION\.cff: needs one line that matches"):
        stamp.main([], root=fork)

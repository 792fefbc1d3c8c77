"""tests/no_skips.py: no skip and no expected failure passes unseen where it must not."""

import subprocess
import sys

import pytest

from tools.project import ROOT

GPU = "import pytest\n@pytest.mark.skip(reason='GPU: none here')\ndef test(): pass"
REFUSED = {
    "no browser": "import pytest\ndef test(): pytest.skip('no browser')",
    "later": "import pytest\n@pytest.mark.skip(reason='later')\ndef test(): pass",
    "whole file": "import pytest\npytest.skip('whole file', allow_module_level=True)",
    "no_such_module": "import pytest\npytest.importorskip('no_such_module')",
    "xfail: bug": "import pytest\n@pytest.mark.xfail(reason='bug')\ndef test(): assert False",
}


def run(folder, tests, strict, *options):
    for number, text in enumerate([GPU, *tests]):
        (folder / f"test_{number}.py").write_text(f"{text}\n\ndef test_passes(): pass\n")
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "tests.no_skips", "-p", "xdist", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options, "-q"],
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "CONVBOOK_NO_SKIP": "1" if strict else "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "xdist"])
def test_strict_run_fails_and_names_every_skip_but_gpu(tmp_path, options):
    result = run(tmp_path, REFUSED.values(), True, *options)
    assert result.returncode == 1, result.stdout
    summary = result.stdout.split(f"CONVBOOK_NO_SKIP refuses: {len(REFUSED)}")[1]
    for reason in REFUSED:
        assert reason in summary
    assert "GPU" not in summary


@pytest.mark.parametrize("reason", REFUSED)
def test_one_skip_is_enough(tmp_path, reason):
    assert run(tmp_path, [REFUSED[reason]], True).returncode == 1


def test_gpu_skip_is_allowed(tmp_path):
    result = run(tmp_path, [], True)
    assert result.returncode == 0, result.stdout
    assert "1 passed, 1 skipped" in result.stdout


def test_skips_pass_where_they_are_not_refused(tmp_path):
    assert run(tmp_path, REFUSED.values(), False).returncode == 0

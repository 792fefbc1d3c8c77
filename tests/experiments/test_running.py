"""The study of octave convolution, run as a reader runs it: its result, killed, shared out."""

import dataclasses
import json
import platform
import signal
import subprocess
import sys

import pytest
import torch

from convbook import analysis, data, experiments
from convbook.data import cifar
from convbook.data.assets import AssetUnavailableError
from convbook.experiments import jobs, octave, running
from convbook.experiments.jobs import Places, WorkerStoppedError
from tests.data.test_cifar import small, write

ARMS = [arm.name for arm in octave.STUDY.arms]
KEYS = ["command", "preset", "date", "machine", "versions", "device", "seeds", "seconds"]
CALL = "import sys; from convbook.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    """The result of the smoke preset, and the file that it was written to."""
    file = tmp_path_factory.mktemp("smoke") / "octave.json"
    return experiments.run("octave", "smoke", file), file


def test_result_has_its_form(smoke):
    result, file = smoke
    text = file.read_text(encoding="utf-8")
    assert json.loads(text) == result
    assert list(result)[: len(KEYS)] == KEYS
    assert result["command"] == "convbook experiment octave --preset smoke"
    assert data.provenance(result).startswith("From `convbook experiment octave")
    assert result["seconds"] > 0
    assert platform.node() not in text
    assert [path.name for path in file.parent.iterdir()] == ["octave.json"], "checkpoints stay"


def test_every_arm_has_its_cost_and_one_number_a_seed(smoke):
    result, _ = smoke
    assert [arm["name"] for arm in result["arms"]] == ARMS
    for arm in result["arms"]:
        assert list(arm) == ["name", "alpha", "cross", "macs", "params", "accuracy", "loss"]
        net = octave.octave_net(arm["alpha"], arm["cross"])
        cost = analysis.count_cost(net, 28, 1)
        assert (arm["macs"], arm["params"]) == (cost.macs, cost.params)
        assert len(arm["accuracy"]) == len(arm["loss"]) == len(result["seeds"]) == 2
        # 64 test images: a share of them.
        assert all(0 <= share <= 1 and share * 64 % 1 == 0 for share in arm["accuracy"])
        assert len(set(arm["loss"])) == 2, "seeds must differ"


def test_killed_run_goes_on_and_ends_with_the_same_numbers(smoke, tmp_path, capsys):
    result, _ = smoke
    out = tmp_path / "octave.json"
    command = [sys.executable, "-c", CALL, "experiment", "octave", "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        seen = [process.stderr.readline() for _ in range(7)]
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert "seed 0: epoch 1 of 2" in seen[6]
    assert not out.exists()
    unfinished = tmp_path / "octave.json.work" / "alpha-3-4-seed-1.pt.123"
    unfinished.write_bytes(b"half a checkpoint")
    again = experiments.run("octave", "smoke", out)
    assert again["arms"] == result["arms"]
    # 12 trainings of 2 epochs; those whose end was read, and perhaps a few more, were kept.
    told = capsys.readouterr().err.splitlines()
    assert 0 < len(told) <= 24 - len(seen)
    assert [path.name for path in tmp_path.iterdir()] == ["octave.json"]


def test_two_processes_come_to_the_same_numbers(smoke, tmp_path, capfd):
    result, _ = smoke
    jobs.share_out("octave", "smoke", 2, Places(tmp_path), 1)
    assert len(list(tmp_path.glob("*.pt"))) == 12
    assert len(capfd.readouterr().err.splitlines()) == 24
    again = experiments.run("octave", "smoke", tmp_path / "out.json", tmp_path)
    assert again["arms"] == result["arms"]
    assert capfd.readouterr().err == "", "nothing was left to train"


def test_checkpoint_of_another_training_is_refused_here_and_in_a_worker(tmp_path, capfd):
    file = tmp_path / "alpha-0-seed-0.pt"
    torch.save({"identity": "another training"}, file)
    with pytest.raises(ValueError, match=r"train: .*alpha-0-seed-0\.pt must be a checkpoint of th"):
        experiments.run("octave", "smoke", tmp_path / "out.json", tmp_path)
    with pytest.raises(WorkerStoppedError, match=r"run: every process .* got \[1\]"):
        jobs.share_out("octave", "smoke", 1, Places(tmp_path), 1)
    (line,) = capfd.readouterr().err.splitlines()
    assert "got another training (take another folder of work, or remove this one)" in line
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("name", "preset", "reason"),
    [
        ("quartet", "smoke", "run: name must be one of .*'octave', .*, got 'quartet'"),
        ("octave", "huge", "run: preset must be one of 'smoke', 'cpu', 'paper', got 'huge'"),
    ],
)
def test_unknown_names_are_refused(name, preset, reason, tmp_path):
    with pytest.raises(ValueError, match=reason):
        experiments.run(name, preset, tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []


def test_paper_preset_needs_the_real_images(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path / "nothing"))
    with pytest.raises(AssetUnavailableError, match="cifar100"):
        experiments.run("octave", "paper", tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []


def test_paper_preset_trains_on_files_of_cifar_100(tmp_path, monkeypatch):
    """The files hold a hundredth of the records, and network and schedule are cut down."""
    written = small("cifar100")
    write(written, tmp_path)
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("CONVBOOK_DEVICE", "cpu")
    monkeypatch.setitem(cifar.LAYOUTS, "cifar100", written)
    paper = octave.STUDY.presets["paper"]
    recipe = dataclasses.replace(paper.recipe, epochs=1, warm_up=0.0)
    short = dataclasses.replace(paper, recipe=recipe, seeds=(0,), width=16, depth=1)
    study = dataclasses.replace(octave.STUDY, presets={"paper": short})
    monkeypatch.setitem(running.STUDIES, "octave", study)
    result = experiments.run("octave", "paper", tmp_path / "out.json")
    assert [arm["name"] for arm in result["arms"]] == ARMS
    assert result["data"] == "cifar100"
    assert all(0 <= arm["accuracy"][0] < 0.2 for arm in result["arms"])
    assert "learning rate 0.4" in result["note"]
    assert "not known here" in result["note"]


def test_presets_are_what_they_say():
    presets = octave.STUDY.presets
    assert presets["smoke"].data == "fashion-mnist-mini"
    assert (presets["cpu"].data, presets["cpu"].limit) == ("fashion-mnist", 0)
    assert (presets["paper"].recipe.rate, presets["paper"].recipe.warm_up) == (0.4, 5.0)
    for name in ("cpu", "paper"):
        assert len(presets[name].seeds) >= 3
        for arm in octave.STUDY.arms:
            assert arm.about["alpha"] * presets[name].width % 1 == 0

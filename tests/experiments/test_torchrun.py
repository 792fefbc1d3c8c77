"""Several processes on one training: the same gradients, the same parameters, a clean end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from torch import nn

from convbook.experiments import parallel

RUN = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
RENDEZVOUS = ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0"]
GRADIENTS = """
import sys
import torch
from torch import nn
from convbook.experiments import parallel

torch.set_num_threads(1)
images = torch.load(sys.argv[1])
torch.manual_seed(int(sys.argv[3]))
net = nn.Sequential(
    nn.Conv2d(2, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(36, 3)
).double()
unused = nn.Parameter(torch.ones(2, dtype=torch.float64))
net.register_parameter("unused", unused)
labels = torch.arange(len(images)) % 3
with parallel.together(torch.device("cpu")):
    parallel.share_statistics(net)
    outputs = net(parallel.share(images))
    nn.functional.cross_entropy(outputs, parallel.share(labels)).backward()
    parallel.average_gradients(net)
    found = {name: p.grad for name, p in net.named_parameters()} | dict(net.named_buffers())
    torch.save(found, f"{sys.argv[2]}.{parallel.num_processes()}.{parallel.is_first():d}")
"""


def start(arguments, **options):
    """Start two processes that know nothing of the tests' own."""
    environment = {k: v for k, v in os.environ.items() if k not in ("RANK", "WORLD_SIZE")}
    environment["OMP_NUM_THREADS"] = "1"
    return subprocess.Popen([*RUN, *RENDEZVOUS, *arguments], env=environment, **options)


def experiment(out, *more):
    return ["-m", "convbook", "experiment", "octave", "--out", str(out), *more]


def test_gradients_of_two_processes_are_those_of_one(tmp_path):
    """A batch normalisation between, so that every image acts on the gradients of all others."""
    torch.manual_seed(0)
    torch.save(torch.randn(8, 2, 5, 5, dtype=torch.float64), tmp_path / "images.pt")
    script = tmp_path / "gradients.py"
    script.write_text(GRADIENTS, encoding="utf-8")
    arguments = [str(script), str(tmp_path / "images.pt"), str(tmp_path / "found"), "5"]
    subprocess.run([sys.executable, *arguments], check=True)
    with start(arguments) as process:
        assert process.wait(timeout=120) == 0
    one = torch.load(tmp_path / "found.1.1")
    first, second = (torch.load(tmp_path / f"found.2.{number}") for number in (1, 0))
    assert one["unused"] is None
    assert torch.equal(first.pop("unused"), torch.zeros(2, dtype=torch.float64))
    for name, gradient in first.items():
        assert torch.equal(gradient, second[name]), name
        assert torch.allclose(gradient, one[name], rtol=1e-12, atol=1e-14), name
    assert one["0.weight"].abs().min() > 1e-5


def test_statistics_are_those_of_torch_on_one_process(tmp_path):
    """With the mean over one process taken as it is, the two layers must agree."""
    torch.manual_seed(0)
    images = torch.randn(4, 3, 5, 5, dtype=torch.float64)
    ours, theirs = (nn.BatchNorm2d(3, momentum=momentum).double() for momentum in (0.3, 0.3))
    ours.__class__ = parallel.SharedBatchNorm2d
    file = f"file://{tmp_path / 'meeting'}"
    torch.distributed.init_process_group("gloo", init_method=file, rank=0, world_size=1)
    try:
        assert torch.allclose(ours(images), theirs(images), atol=1e-14)
    finally:
        torch.distributed.destroy_process_group()
    for name, value in theirs.state_dict().items():
        assert torch.allclose(ours.state_dict()[name], value, atol=1e-14), name
    assert torch.equal(ours.eval()(images), ours(images))


def test_batch_that_two_processes_cannot_share_is_refused(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(ValueError, match="run: the 3 processes must divide the batch size, got 32"):
        parallel.check_batch_size(32)


def test_killed_process_ends_the_run_and_the_same_command_goes_on(tmp_path):
    """One of two is killed in the middle; what is resumed ends as what was never stopped."""
    whole, out = tmp_path / "whole.json", tmp_path / "killed.json"
    with start(experiment(whole, "--csv-logs", str(tmp_path / "logs"))) as process:
        assert process.wait(timeout=300) == 0
    with start(experiment(out), stderr=subprocess.PIPE, text=True) as process:
        lines = iter(process.stderr.readline, "")
        assert next(line for line in lines if "3 of 12" in line and "epoch 1" in line)
        _kill(_second_of(process.pid))
        process.stderr.close()
        assert process.wait(timeout=120) != 0
    assert not out.exists()
    for file in (tmp_path / "killed.json.work").glob("*.pt"):
        torch.load(file, weights_only=True)
    with start(experiment(out)) as process:
        assert process.wait(timeout=300) == 0
    results = [json.loads(file.read_text(encoding="utf-8")) for file in (whole, out)]
    assert results[0]["arms"] == results[1]["arms"]
    command = "torchrun --nproc-per-node 2 -m convbook experiment octave --preset smoke"
    assert {result["command"] for result in results} == {command}
    assert {path.name for path in tmp_path.iterdir()} == {"whole.json", "killed.json", "logs"}
    log = (tmp_path / "logs" / "alpha-0-seed-0.csv").read_text(encoding="utf-8").splitlines()
    assert log[0] == "epoch,rate,loss,seconds"
    assert [line.split(",")[0] for line in log[1:]] == ["1", "2"]


def _second_of(parent):
    """Return the process of rank 1 that another one started."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for entry in os.listdir("/proc"):
            if entry.isdigit() and _environment(entry).get("RANK") == "1":
                stat = Path(f"/proc/{entry}/stat").read_text(encoding="utf-8")
                if int(stat.rpartition(")")[2].split()[1]) == parent:
                    return int(entry)
    raise AssertionError("no process of rank 1")


def _environment(process):
    try:
        content = Path(f"/proc/{process}/environ").read_text(encoding="utf-8")
    except OSError:
        return {}
    return dict(line.partition("=")[::2] for line in content.split("\0") if line)


def _kill(process):
    os.kill(process, signal.SIGKILL)

"""Training studies: `run(name, preset, out)` trains every arm of a study and writes one result.

`convbook experiment NAME --preset smoke|cpu|paper` does the same from the command line. A study
may be stopped at any moment; the same call goes on from the last epoch that it finished.
"""

from convbook.experiments.parallel import is_first
from convbook.experiments.running import names, run

__all__ = ["is_first", "names", "run"]

"""What pytest-benchmark measured, as the text of RESULTS.md."""

import platform
from typing import Any

HEAD = """# Speed

Ratios of median times, ours over the other's, from runs in turns in one process; float32, N=4,
C=64, 56x56, 3x3 kernels unless the row says otherwise. "At most" is the aim. Peak memory is what
torch's allocator holds at once during the call, ours and the other's, in MB; what libraries below
torch keep for themselves is not in it. A row called "floor" times only the torch calls that an
operator cannot do without, on maps that are there already: what stands above it is ours to mend.

"""
COLUMNS = [
    *("operator", "beside", "pass", "threads", "ratio", "at most"),
    *("ms, ours", "ms, other", "MB, ours", "MB, other"),
]


def line(info: dict[str, Any]) -> str:
    """One row of the table; a ratio above its aim is in bold."""
    limit = info["limit"]
    ratio = f"{info['ratio']:.2f}"
    cells = [
        *map(str, info["row"]),
        f"**{ratio}**" if limit is not None and info["ratio"] > limit else ratio,
        "" if limit is None else f"{limit:g}",
        *(f"{1000 * seconds:.2f}" for seconds in info["seconds"]),
        *(f"{megabytes:.1f}" for megabytes in info["megabytes"]),
    ]
    return f"| {' | '.join(cells)} |"


def analysis_line(info: dict[str, Any]) -> str:
    """One row of the second table: what was measured, and what it is to be."""
    measured, limit, unit = info["measured"], info["limit"], info["unit"]
    missed = limit is not None and (measured > limit if unit.startswith("s") else measured < limit)
    text = f"{measured:.3g} {unit.partition(' ')[0]}"
    aim = "" if limit is None else f"{limit:g} {unit}"
    return f"| {info['name']} | {f'**{text}**' if missed else text} | {aim} |"


def table(columns: list[str], rows: list[str]) -> list[str]:
    return ["", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|", *rows]


def grading_lines(result: dict[str, Any]) -> list[str]:
    """The table of graded classes, from what `benchmarks.grading` wrote."""
    limit = result["limit_of_300_students_s"]
    columns = ["students", "exercises", "seconds", "at most", "processor s", "load", "MB"]
    rows = []
    for one in result["classes"]:
        bound = limit if one["students"] == 300 else None
        seconds = f"{one['seconds']:g}"
        cells = [
            f"{one['students']:,}",
            f"{one['exercises']}",
            f"**{seconds}**" if bound is not None and one["seconds"] > bound else seconds,
            "" if bound is None else f"{bound:g}",
            *(f"{one[name]:g}" for name in ("processor_seconds", "load_before", "peak_megabytes")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    words = (
        f"The whole command `convbook grade` with 2 workers (`{result['command']}`). MB: the peak"
    )
    words += " of the largest process. Load: how many processes wanted the cores before it began;"
    words += " seconds grow with it, processor seconds hardly."
    return ["", "## Grading", "", words, *_growth(result["classes"]), *table(columns, rows)]


def _growth(classes: list[dict[str, Any]]) -> list[str]:
    """What a student costs, from the smallest class to the largest with as many exercises."""
    first = classes[0]
    last = [one for one in classes if one["exercises"] == first["exercises"]][-1]
    more = last["students"] - first["students"]
    if not more:
        return []
    names = ("processor_seconds", "peak_megabytes")
    time, memory = (1e3 * (last[name] - first[name]) / more for name in names)
    text = f"From {first['students']:,} to {last['students']:,} students with {first['exercises']}"
    return [
        "",
        f"{text} exercises each, one costs {time:.1f} ms of a processor and {memory:.1f} kB.",
    ]


def report(
    documents: list[dict[str, Any]], analysis: dict[str, Any], grading: dict[str, Any]
) -> str:
    """The whole text of RESULTS.md."""
    rows = [bench["extra_info"] for document in documents for bench in document["benchmarks"]]
    machine = documents[0]["machine_info"]
    met = sum(row["limit"] is None or row["ratio"] <= row["limit"] for row in rows)
    facts = [
        "Command: `make bench`.",
        f"Machine: {machine['cpu']['brand_raw']}, {machine['cpu']['count']} cores,"
        f" {platform.system()}; Python {machine['python_version']},"
        f" {', '.join(dict.fromkeys(row['versions'] for row in rows))}.",
        f"Date: {documents[0]['datetime'][:10]}.",
        f"Aims met: {met} of {len(rows)} lines; the others are in bold.",
    ]
    analyses = [analysis_line(bench["extra_info"]) for bench in analysis["benchmarks"]]
    lines = facts + table(COLUMNS, [line(row) for row in rows])
    lines += ["", "## Analyses", "", "One thread; medians."]
    lines += table(["analysis", "measured", "aim"], analyses) + grading_lines(grading)
    return HEAD + "\n".join(lines) + "\n"

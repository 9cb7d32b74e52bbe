"""What the scripts of this folder share: where corpora, labels and programs are, and running them.

The corpora and the labelled pairs are no part of the repository: they are looked for beside it, under ../shared.
"""
import gzip
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPORA = ["saudinewsnet_dev", "hespress_dev", "ant_dev", "khaleej_half"]
GOLD = ["gold_dev.tsv", "gold_dev2.tsv"]
MARK = "<!-- {}: {} -->"


def shared_folder(given=None):
    """The folder with corpus/ and eval/: --shared, or ../shared beside the main work tree."""
    if given:
        return pathlib.Path(given)
    shared = ROOT.parent / "shared"
    if not shared.is_dir():  # a linked work tree lies somewhere else
        run = subprocess.run(["git", "rev-parse", "--path-format=absolute", "--git-common-dir"], cwd=ROOT,
                             capture_output=True, text=True, check=False)
        if run.returncode == 0:
            shared = pathlib.Path(run.stdout.strip()).parent.parent / "shared"
    return shared


def corpora(given=None, names=CORPORA):
    """Paths of the corpora that are there, by name."""
    folder = shared_folder(given) / "corpus"
    paths = {name: folder / f"{name}.jsonl.zst" for name in names}
    return {name: path for name, path in paths.items() if path.exists()}


def gold_files(given=None):
    folder = shared_folder(given) / "eval"
    return [folder / name for name in GOLD if (folder / name).exists()]


def leave_missing(what):
    """Says what is missing and ends well: it is no part of the repository."""
    say(f"{what} is missing (looked under ../shared beside the repository): nothing measured")
    sys.exit(0)


def say(message):
    print(message, file=sys.stderr, flush=True)


def program(name="nuskha", folder="tools", build=None):
    """Path of a built program; ends with 2 if it is not there."""
    path = pathlib.Path(build or ROOT / "build" / "release") / folder / name
    if not path.exists():
        say(f"build first: {name} is not in {path.parent.relative_to(ROOT) if build is None else path.parent}")
        sys.exit(2)
    return path.resolve()


def run(*command, **options):
    """Runs a command and returns what it printed; ends with 2 if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        say(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
        sys.exit(2)
    return done.stdout


class RunFailed(SystemExit):
    """A measured command that failed; what it said last is printed."""


def measure(*command, log=os.devnull, **options):
    """CPU seconds (user + system, with all children), wall seconds and peak memory of one run of a command.

    Its output goes to `log`. Peak memory is that of the largest process, and at least the 10 MB of the one that starts
    it. Raises RunFailed, which ends the program with 2, if the command fails.
    """
    cost = json.loads(run(sys.executable, "-I", "-S", ROOT / "bench" / "measured.py", log, *command, **options))
    if cost.pop("exit") != 0:
        said = pathlib.Path(log).read_text(encoding="utf-8", errors="replace").splitlines() if log != os.devnull else []
        say("\n".join([f"{' '.join(map(str, command))}: failed", *said[-5:]]))
        raise RunFailed(2)
    return cost


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "runs": len(values)}


def read_lines(path):
    """Lines of a plain, .gz or .zst file, without their ends."""
    path = pathlib.Path(path)
    if path.suffix == ".zst":
        if shutil.which("zstd") is None:
            say("the program zstd is missing")
            sys.exit(2)
        with subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE) as process:
            for line in process.stdout:
                yield line.decode("utf-8").rstrip("\n")
        return
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def read_records(path):
    return [json.loads(line) for line in read_lines(path) if line]


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def replace_part(path, name, text):
    """Puts `text` between the marks of part `name` of a Markdown page."""
    begin, end = MARK.format("begin", name), MARK.format("end", name)
    page = path.read_text(encoding="utf-8")
    if begin not in page or end not in page:
        say(f"{path.name} has no part {name}")
        sys.exit(2)
    head, rest = page.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.write_text(f"{head}{begin}\n\n{text.strip()}\n\n{end}{tail}", encoding="utf-8")


def store_result(path, result):
    """Writes a result of bench/results, and the charts that show it: they never tell of different runs."""
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    run(sys.executable, "-B", ROOT / "bench" / "plots.py")


def machine_facts(build=None):
    """CPU, cores, compiler, flags and revision: a figure without them says nothing."""
    cpu = "unknown"
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    cache = (pathlib.Path(build or ROOT / "build" / "release") / "CMakeCache.txt").read_text(encoding="utf-8")

    def cached(name):
        found = re.search(rf"^{name}:[A-Z]+=(.*)$", cache, re.M)
        return found[1] if found else ""

    build_type = cached("CMAKE_BUILD_TYPE")
    flags = " ".join((cached("CMAKE_CXX_FLAGS") + " " + cached(f"CMAKE_CXX_FLAGS_{build_type.upper()}")).split())
    revision = run("git", "describe", "--always", "--dirty", cwd=ROOT).strip()
    return {"cpu": cpu, "cores": len(os.sched_getaffinity(0)),
            "compiler": run(cached("CMAKE_CXX_COMPILER"), "--version").splitlines()[0],
            "build_type": build_type, "flags": flags, "revision": revision}


def facts_line(facts):
    return (f"{facts['cpu']}, {facts['cores']} cores; {facts['compiler']}, {facts['flags']}; "
            f"revision {facts['revision']}")

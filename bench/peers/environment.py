"""Installs the peers of peers.toml: a virtual environment each, under build/peers."""
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

import bench_common as common

HERE = pathlib.Path(__file__).resolve().parent
HOME = common.ROOT / "build" / "peers"


class Missing(Exception):
    """Why a peer cannot run here."""


def listed():
    return tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))


def version(peer):
    """What stands in the results: the pinned version, or what the program says of itself."""
    if "packages" in peer:
        return peer["packages"][0].split("==")[1]
    said = subprocess.run([os.environ[peer["program"]], "--version"], capture_output=True, text=True, check=False)
    return (said.stdout.split() or ["?"])[-1]


def find_python(oldest):
    """Path of a Python at least this old that can run, the oldest first."""
    wanted = tuple(map(int, oldest.split(".")))
    if sys.version_info[:2] >= wanted:
        return sys.executable
    found = [f"python3.{minor}" for minor in range(wanted[1], wanted[1] + 6)]
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    found += sorted(str(path) for name in found for path in versions.glob(f"{name.removeprefix('python')}.*/bin/python3"))
    for name in found:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    raise Missing(f"needs Python {oldest}, and there is none")


def make(name, peer):
    """The Python of the peer's virtual environment, with all its packages."""
    python = find_python(peer["python"])
    folder, stamp = HOME / name, "\n".join(peer["packages"])
    done = folder / "installed"
    if done.exists() and done.read_text(encoding="utf-8") == stamp:
        return folder / "bin" / "python"
    common.say(f"installing {', '.join(peer['packages'])}")
    folder.mkdir(parents=True, exist_ok=True)
    with open(HOME / f"{name}.log", "wb") as log:
        for command in ([python, "-m", "venv", "--clear", folder],
                        [folder / "bin" / "python", "-m", "pip", "install", "-q", *peer["packages"]]):
            if subprocess.run(command, stdout=log, stderr=log, check=False).returncode != 0:
                raise Missing(f"could not be installed: see build/peers/{name}.log")
    done.write_text(stamp, encoding="utf-8")
    return folder / "bin" / "python"


def command(name, peer):
    """The start of the command that runs a peer. Errors: Missing, with the reason."""
    runner = HERE / f"run_{name.replace('-', '_')}.py"
    if "program" not in peer:
        return [make(name, peer), runner]
    path = os.environ.get(peer["program"])
    if not path:
        raise Missing(f"no registry has it: build it and set {peer['program']} to the path of its program")
    if not os.access(path, os.X_OK):
        raise Missing(f"{peer['program']} names no program")
    return [sys.executable, runner, "--program", path]

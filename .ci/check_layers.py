#!/usr/bin/env python3
"""Fails if an #include climbs the floors. Run from the repository root."""
import pathlib
import re
import sys

FLOORS = ["base", "text", "html", "shingle", "sketch", "index", "verify", "cluster",
          "detect", "store", "capi", "corpus", "report"]
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
# Public headers whose one .cc has another name.
HOMES = {"article": "base", "compare": "verify", "export": "base",
         "furniture": "detect", "match": "verify", "nuskha": "capi",
         "reader": "corpus", "writer": "corpus"}


def floor_of(path):
    """Floor number of a src/ file or public header; None for anything else."""
    parts = pathlib.PurePath(path).parts
    if parts[0] == "src":
        parts = parts[1:]
    if len(parts) == 2 and parts[0] in FLOORS:
        return FLOORS.index(parts[0])
    if "nuskha" in parts:  # a public header lives where its .cc lives
        stem = pathlib.PurePath(path).stem
        if stem in HOMES:
            return FLOORS.index(HOMES[stem])
        homes = [f for f in FLOORS
                 if pathlib.Path("src", f, stem + ".cc").exists()]
        if len(homes) != 1:
            sys.exit(f"{path}: no single home among the floors: {homes}")
        return FLOORS.index(homes[0])
    return None


def main():
    bad = []
    for file in [*pathlib.Path("src").rglob("*.[hc]*"),
                 *pathlib.Path("include").rglob("*.h")]:
        here = floor_of(file)
        for target in INCLUDE.findall(file.read_text(encoding="utf-8")):
            there = floor_of(target)
            if here is not None and there is not None and there > here:
                bad.append(f"{file}: {FLOORS[here]} may not include {target}"
                           f" ({FLOORS[there]})")
    # A request to the service is read as a record of a file is.
    shared = {"tools/serve": {"corpus/json_repair.h", "corpus/refusal.h"}}
    for folder in ("tools", "examples"):
        for file in pathlib.Path(folder).rglob("*.[hc]*"):
            if file.stem.startswith("make_"):  # writes sources, ships nowhere
                continue
            for target in INCLUDE.findall(file.read_text(encoding="utf-8")):
                if (pathlib.Path("src", target).exists()
                        and target not in shared.get(str(file.parent), ())):
                    bad.append(f"{file}: only public headers, not {target}")
    print("\n".join(bad) or "layers: ok")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())

"""text-dedup: minhash with its check of false positives; clusters are row numbers in a pickle of its own."""
import collections
import os
import pickle
import subprocess
import sys

import glue

CONFIG = """[input]
input_type = "local_files"
file_type = "json"
[input.read_arguments]
path = "json"
data_files = "{input}"
split = "train"
cache_dir = "{out}/cache"
[algorithm]
algorithm_name = "minhash"
text_column = "text"
num_perm = {permutations}
bands = {bands}
rows = {rows}
threshold = {threshold}
ngram_size = {width}
num_proc = 1
check_false_positive = true
[output]
output_dir = "{out}/result"
save_clusters = true
clean_cache = true
[debug]
enable_profiling = false
"""


def main():
    arguments = glue.arguments()
    out = arguments.out.resolve()
    (out / "config.toml").write_text(CONFIG.format(
        input=os.path.abspath(arguments.input), out=out, permutations=glue.PERMUTATIONS, bands=arguments.bands,
        rows=arguments.rows, threshold=arguments.threshold, width=glue.WIDTH), encoding="utf-8")
    environment = dict(os.environ, HF_DATASETS_CACHE=str(out / "cache"), HF_HUB_OFFLINE="1",
                       HF_DATASETS_OFFLINE="1")
    subprocess.run([sys.executable, "-m", "text_dedup.minhash"], cwd=out, env=environment, check=True)
    ids, _ = glue.load(arguments.input)
    groups = collections.defaultdict(list)
    with open(out / "result" / "clusters.pickle", "rb") as file:
        for row, cluster in pickle.load(file).items():
            groups[cluster].append(ids[row])
    glue.write_clusters(out, groups.values())


if __name__ == "__main__":
    main()

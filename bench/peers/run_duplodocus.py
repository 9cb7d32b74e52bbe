"""duplodocus: minhash-memory, annotating. Its tokenizer uniseg counts blanks as tokens: 5 of them are 3 words."""
import collections
import json
import os
import shutil
import subprocess

import glue


def main():
    arguments = glue.arguments()
    source = arguments.out / "in"
    source.mkdir()
    shutil.copy(arguments.input, source / "corpus.jsonl")
    subprocess.run([arguments.program, "--threads", os.environ["RAYON_NUM_THREADS"], "minhash-memory",
                    "--input-dir", source, "--storage-dir", arguments.out / "work",
                    "--output-dir", arguments.out / "result", "--text-key", "text",
                    "--num-buckets", str(arguments.bands), "--bucket-size", str(arguments.rows),
                    "--ngram-size", str(glue.WIDTH), "--tokenizer", "uniseg", "--annotate", "true",
                    "--annotate-key", "duplicate", "--remove-duplicates", "false"], check=True)
    groups = collections.defaultdict(list)
    for path in sorted((arguments.out / "result").rglob("*.jsonl*")):
        with open(path, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                if record.get("duplicate"):
                    groups[record["duplicate"]["cc_id"]].append(record["id"])
    glue.write_clusters(arguments.out, groups.values())


if __name__ == "__main__":
    main()

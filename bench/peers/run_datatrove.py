"""datatrove: signatures, buckets, clusters, filter, one task each, in this process."""
import collections
import gzip
import json
import shutil

import glue
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter,
                                      MinhashDedupSignature)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

LANGUAGE = "arb_Arab"  # "arb" is Maltese to this version


def main():
    arguments = glue.arguments()
    out = str(arguments.out)
    (arguments.out / "in").mkdir()
    shutil.copy(arguments.input, arguments.out / "in" / "corpus.jsonl")
    config = MinhashConfig(n_grams=glue.WIDTH, num_buckets=arguments.bands, hashes_per_bucket=arguments.rows)
    pipelines = [
        (1, [JsonlReader(f"{out}/in"), MinhashDedupSignature(f"{out}/signatures", config=config, language=LANGUAGE)]),
        (arguments.bands, [MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=config)]),
        (1, [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config, save_cluster_id=True,
                                 save_cluster_size=True)]),
        (1, [JsonlReader(f"{out}/in"),
             MinhashDedupFilter(f"{out}/remove", load_cluster_ids=True, load_cluster_sizes=True,
                                exclusion_writer=JsonlWriter(f"{out}/removed")), JsonlWriter(f"{out}/kept")]),
    ]
    for number, (tasks, pipeline) in enumerate(pipelines):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{out}/log{number}").run()
    groups = collections.defaultdict(list)
    for path in [*arguments.out.glob("kept/*"), *arguments.out.glob("removed/*")]:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                cluster = record["metadata"].get("minhash_cluster_id")
                if cluster not in (-1, None):
                    groups[cluster].append(record["id"])
    glue.write_clusters(arguments.out, groups.values())


if __name__ == "__main__":
    main()

"""fastdedup: the program with word shingles. It names each removed row with the earlier row it is like."""
import json
import subprocess

import glue


def main():
    arguments = glue.arguments()
    kept = arguments.out / "kept.jsonl"
    subprocess.run([arguments.program, "fuzzy-dedup", "-i", arguments.input, "-o", kept, "-F", "text",
                    "-t", str(arguments.threshold), "--bands", str(arguments.bands), "--rows-per-band",
                    str(arguments.rows), "--word-shingles", "--shingle-size", str(glue.WIDTH)], check=True)
    ids, _ = glue.load(arguments.input)
    with open(arguments.out / "kept.removed.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    glue.write_pairs(arguments.out, ((ids[row["duplicate_of_row_id"]], ids[row["row_id"]]) for row in rows))


if __name__ == "__main__":
    main()

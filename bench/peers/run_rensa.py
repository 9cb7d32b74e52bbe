"""rensa: its full-token MinHash (not the sampled one), LSH, and every candidate checked with the estimate."""
import glue
from rensa import RMinHash, RMinHashLSH


def main():
    arguments = glue.arguments()
    ids, texts = glue.load(arguments.input)
    sets = [(name, tokens) for name, text in zip(ids, texts) if (tokens := glue.shingles(text))]
    ids = [name for name, _ in sets]
    signatures = RMinHash.from_token_sets([tokens for _, tokens in sets], num_perm=glue.PERMUTATIONS, seed=42)
    lsh = RMinHashLSH(threshold=arguments.threshold, num_perm=glue.PERMUTATIONS, num_bands=arguments.bands)
    lsh.insert_many(signatures)
    glue.write_pairs(arguments.out, (
        (ids[other], ids[number]) for number, hits in enumerate(lsh.query_all(signatures)) for other in set(hits)
        if other < number and signatures[number].jaccard(signatures[other]) >= arguments.threshold))


if __name__ == "__main__":
    main()

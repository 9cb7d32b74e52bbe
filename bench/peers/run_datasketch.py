"""datasketch: MinHashLSH, and every candidate checked with the estimate of its signatures."""
import glue
from datasketch import MinHash, MinHashLSH


def main():
    arguments = glue.arguments()
    ids, texts = glue.load(arguments.input)
    lsh = MinHashLSH(params=(arguments.bands, arguments.rows), num_perm=glue.PERMUTATIONS)
    sets = ([shingle.encode() for shingle in glue.shingles(text)] for text in texts)
    signatures, pairs = [], []
    for number, signature in enumerate(MinHash.generator(sets, num_perm=glue.PERMUTATIONS)):
        signatures.append(signature)
        if signature.is_empty():
            continue
        pairs += [(ids[other], ids[number]) for other in lsh.query(signature)
                  if signature.jaccard(signatures[other]) >= arguments.threshold]
        lsh.insert(number, signature)
    glue.write_pairs(arguments.out, pairs)


if __name__ == "__main__":
    main()

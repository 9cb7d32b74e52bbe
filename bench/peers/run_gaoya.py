"""gaoya: MinHashStringIndex, which cuts shingles in Rust and checks the estimate itself.

Texts of fewer words than a shingle are left out: it calls them all the same.
"""
import gaoya
import glue


def main():
    arguments = glue.arguments()
    ids, texts = glue.load(arguments.input)
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32, jaccard_threshold=arguments.threshold, num_bands=arguments.bands, band_size=arguments.rows,
        analyzer="word", lowercase=False, ngram_range=(glue.WIDTH, glue.WIDTH), id_container="vec")
    live = [number for number, text in enumerate(texts) if len(text.split()) >= glue.WIDTH]
    texts = [texts[number] for number in live]
    index.par_bulk_insert_docs(live, texts)
    glue.write_pairs(arguments.out, ((ids[other], ids[number]) for number, hits in
                                     zip(live, index.par_bulk_query(texts)) for other in hits if other < number))


if __name__ == "__main__":
    main()

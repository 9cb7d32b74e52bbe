# SPDX-License-Identifier: Apache-2.0
"""A folder of bad inputs, each with the answer it must get.

Run as a script it writes the files into a folder: bad_inputs.py FOLDER. The
same files come out every time.
"""
import bz2
import dataclasses
import gzip
import json
import lzma
import pathlib
import random
import struct
import sys

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def text(seed, count=20):
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(4, 7)))
                    for _ in range(count))


def good(number):
    """A sound record as a JSON line without its end."""
    return json.dumps({"id": f"g{number}", "text": text(number)},
                      ensure_ascii=False).encode("utf-8")


G = [good(i) for i in range(8)]
IDS = [f"g{i}" for i in range(8)]
HEAD = b"".join(line + b"\n" for line in G[:4])
TAIL = b"".join(line + b"\n" for line in G[4:])
ALL = HEAD + TAIL


@dataclasses.dataclass
class Case:
    name: str
    data: object  # bytes, or a function that gives them
    kept: list  # ids of the records that come out, in order
    rejected: dict = dataclasses.field(default_factory=dict)  # by code
    damage: set = dataclasses.field(default_factory=set)  # codes
    passed: int = 0  # records without a word: kept, too, without an id here
    code: int = None  # None: 3 if anything was rejected or damaged, else 0
    options: tuple = ()

    def exit_code(self):
        if self.code is not None:
            return self.code
        return 3 if self.rejected or self.damage else 0

    def bytes(self):
        return self.data() if callable(self.data) else self.data


def line(name, bad, code):
    """A bad line between good ones."""
    return Case(name + ".jsonl", HEAD + bad + b"\n" + TAIL, IDS, {code: 1})


def json_lines():
    yield line("no_json", b"this is no JSON", "json_syntax")
    yield line("two_values", b'{"text":"a"}{"text":"b"}', "json_syntax")
    yield line("brace_too_many", b'{"text":"a"}}', "json_syntax")
    yield line("trailing_comma", b'{"text":"a",}', "json_syntax")
    yield line("open_quote", b'{"text":"open}', "json_syntax")
    yield line("cut_word", b'{"text":"a","b":tru}', "json_syntax")
    yield line("no_colon", b'{"text" "a"}', "json_syntax")
    yield line("single_quotes", b"{'text':'a'}", "json_syntax")
    yield line("bad_escape", rb'{"text":"\x41"}', "json_syntax")
    yield line("bad_unicode_escape", rb'{"text":"\u12"}', "json_syntax")
    yield line("a_list", b'["text"]', "json_type")
    yield line("a_string", b'"text"', "json_type")
    yield line("a_number", b"17", "json_type")
    yield line("null", b"null", "json_type")
    yield line("text_number", b'{"text":17}', "text_type")
    yield line("text_list", b'{"text":["a"]}', "text_type")
    yield line("text_object", b'{"text":{}}', "text_type")
    for depth in (1025, 10**6):
        bad = b'{"text":"a b c","n":' + b"[" * depth + b"]" * depth + b"}"
        yield line(f"depth_{depth}", bad, "json_depth")
    yield line("open_brackets", b'{"a":' + b"[" * 10**6, "json_syntax")
    yield line("many_bad_bytes", b'{"text":"' + b"abc \xa4\xa5\xa6 " * 40 +
               b'"}', "utf8_invalid")
    yield line("overlong", b'{"text":"' + b"\xc0\xaf\xe0\x80\x80" * 20 + b'"}',
               "utf8_invalid")
    yield line("line_of_70_mebibytes", b'{"text":"' + b"a " * (35 << 20) +
               b'"}', "line_too_long")
    yield Case("nul_bytes.jsonl", HEAD + b"\0" * 5000 + b"\n" + TAIL, IDS,
               {"json_syntax": 1})
    yield Case("no_text.jsonl", b'{"a":1}\n{"b":"x"}\n', [], code=2)
    yield Case("empty_texts.jsonl", HEAD + b'{"text":""}\n{"text":null}\n{}\n',
               IDS[:4], passed=3)
    yield Case("only_bad.jsonl", b'{"text":1}\n' * 5, [], {"text_type": 5})
    yield Case("cut_at_the_end.jsonl", ALL + G[0][:40], IDS,
               {"json_syntax": 1})
    yield Case("empty.jsonl", b"", [])
    yield Case("blank.jsonl", b"\n \t\r\n\n", [])
    yield Case("mark_and_crlf.jsonl",
               b"\xef\xbb\xbf" + ALL.replace(b"\n", b"\r\n"), IDS)


def long_line():
    """Valid, and as long as memory for its parts allows."""
    return (HEAD + b'{"id":"long","text":"' +
            b"word " * ((63 << 20) // 5) + b'"}\n' + TAIL)


def compressed():
    makers = {"gz": lambda d: gzip.compress(d, mtime=0), "bz2": bz2.compress,
              "xz": lzma.compress}
    for kind, make in makers.items():
        one, two = make(HEAD), make(TAIL)
        yield Case(f"garbage_between.{kind}", one + b"garbage" * 9 + two, IDS,
                   damage={"stream_corrupt"})
        yield Case(f"garbage_behind.{kind}", one + two + b"garbage" * 9, IDS,
                   damage={"stream_corrupt"})
        yield Case(f"garbage_in_front.jsonl.{kind}", b"\1\2" + one + two, IDS,
                   damage={"stream_corrupt"})
        yield Case(f"cut_member.{kind}", one + two[:20], IDS[:4],
                   damage={"stream_truncated"})
        yield Case(f"cut_magic.jsonl.{kind}", one[:3], [], code=4)
        yield Case(f"zero_padding.{kind}", one + two + bytes(4096), IDS)
        yield Case(f"empty_members.{kind}", (make(b"") + one + make(b"")) +
                   two + make(b""), IDS)
        yield Case(f"twice.{kind}.{kind}", make(one), [], code=4)
        bad = bytearray(two)
        bad[-6 if kind == "gz" else -14 if kind == "xz" else 12] ^= 0x10
        yield Case(f"wrong_checksum.{kind}", one + bytes(bad), IDS,
                   damage={"stream_corrupt"})
        bomb = make(HEAD + b"\n" * (1 << 20))
        yield Case(f"small_bomb.{kind}", bomb, IDS[:4])
    yield Case("many_members.gz",
               b"".join(makers["gz"](x + b"\n") for x in G) +
               makers["gz"](b"") * 10000, IDS)
    yield Case("record_over_members.gz",
               makers["gz"](ALL[:100]) + makers["gz"](ALL[100:]), IDS)


def zstd_block(kind, size, data, last):
    return struct.pack("<I", size << 3 | kind << 1 | last)[:3] + data


def zstd_stored(data):
    return (b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data)) +
            zstd_block(0, len(data), data, True))


def zstd():
    one, two = zstd_stored(HEAD), zstd_stored(TAIL)
    run = zstd_block(1, 1 << 17, b" ", False)
    end = zstd_block(0, 0, b"", True)
    frame = b"\x28\xb5\x2f\xfd\x00\x38"
    yield Case("garbage_between.zst", one + b"garbage" * 9 + two, IDS,
               damage={"stream_corrupt"})
    yield Case("cut_frame.zst", one + two[:-20], IDS[:7],
               {"stream_truncated": 1}, {"stream_truncated"})
    yield Case("wrong_block.zst", one + frame + b"\x07\0\0" + two, IDS,
               damage={"stream_corrupt"})
    yield Case("window_of_2_gibibytes.zst",
               b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", [], code=4)
    yield Case("window_behind.zst",
               one + two + b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", IDS,
               damage={"stream_corrupt"})
    yield Case("bomb.zst", one + frame + run * 2400 + end + two, IDS[:4],
               {"line_too_long": 1}, {"expansion_limit"})
    yield Case("dictionary_missing.zst", one + b"\x28\xb5\x2f\xfd\x01\x38\x07" +
               end + two, IDS, damage={"stream_corrupt"})
    yield Case("skippable.zst", b"\x5a\x2a\x4d\x18\x03\0\0\0abc" + one + two,
               IDS)


def bombs():
    def bomb(make):
        return lambda: make(HEAD + b" " * (400 << 20))
    yield Case("bomb.gz", bomb(lambda d: gzip.compress(d, 9, mtime=0)),
               IDS[:4], {"line_too_long": 1}, {"expansion_limit"})
    yield Case("bomb.bz2", bomb(bz2.compress), IDS[:4],
               {"line_too_long": 1}, {"expansion_limit"})
    yield Case("bomb.xz", bomb(lambda d: lzma.compress(d, preset=0)), IDS[:4],
               {"line_too_long": 1}, {"expansion_limit"})


def arrays():
    comma = b",\n "
    yield Case("array.json", b"[" + comma.join(G) + b"]", IDS)
    yield Case("array_cut.json", b"[" + comma.join(G) + comma + G[0][:30], IDS,
               {"json_syntax": 1})
    for name, bad in {"open_quote": b'{"id":"x,"text":"a"}',
                      "inner_quotes": b'{"id":"x","text":"a "b" c"}',
                      "missing_brace": b'{"id":"x","text":"a"',
                      "missing_comma": b'{"id":"x" "text":"a"}'}.items():
        yield Case(f"array_{name}.json", b"[" +
                   comma.join(G[:4] + [bad] + G[4:]) + b"]", IDS,
                   {"json_syntax": 1})
    yield Case("array_of_numbers.json", b"[" + comma.join(G) + b",1,2]", IDS,
               {"json_type": 2})
    yield Case("array_deep.json", b"[" + comma.join(G) + b"," +
               b'{"a":' + b"[" * 10**6 + b"]" * 10**6 + b"}]", IDS,
               {"json_depth": 1})
    yield Case("array_open_forever.json", b"[" + b'{"a":[{"a":1},' * 10**5, [],
               {"json_syntax": None}, code=3)
    yield Case("array_empty.json", b"[]", [])
    yield Case("values.json", b"\n".join(
        json.dumps(json.loads(x), indent=2).encode() for x in G), IDS)


def tables():
    rows = [f'g{i},"{text(i)}"'.encode() for i in range(8)]
    head = b"id,text\n"
    def table(*lines):
        return head + b"\n".join(lines) + b"\n"
    yield Case("rows.csv", table(*rows), IDS)
    yield Case("open_quote.csv", table(*rows[:4], b'x,"open', *rows[4:]), IDS,
               {"csv_quote": 1})
    yield Case("inner_quotes.csv",
               table(*rows[:4], b'x,"a "b" c"', *rows[4:]), IDS,
               {"csv_quote": 1})
    yield Case("open_quote_last.csv", table(*rows, b'x,"open'), IDS,
               {"csv_quote": 1})
    yield Case("ragged.csv", table(*rows[:4], b"x", b"x,y,z", *rows[4:]), IDS,
               {"csv_fields": 2})
    yield Case("semicolons.csv", table(*rows).replace(b",", b";"), IDS)
    yield Case("windows_1256.csv",
               table(*rows).decode().encode("cp1256"), IDS)
    yield Case("utf16.csv", table(*rows).decode().encode("utf-16"), IDS)
    yield Case("header_only.csv", head, [])
    yield Case("header_broken.csv", b'"id,text\n' + b"\n".join(rows), [],
               {"csv_header": None, "csv_quote": 1}, code=3)
    yield Case("no_text_column.csv", b"a,b\n1,2\n", [], code=2)


def others():
    yield Case("page.parquet", b"PAR1" + bytes(90), [], code=4)
    yield Case("page.arc", b"filedesc://a.arc 0.0.0.0 2008 text/plain 7\n", [],
               code=4)
    yield Case("noise", bytes(range(256)) * 40, [], code=4)
    yield Case("utf16.jsonl", ALL.decode().encode("utf-16-le"), IDS)
    yield Case("named.jsonl", ALL.decode().encode("iso-8859-6"), IDS,
               options=("--encoding", "iso-8859-6"))
    yield Case("unknown_encoding.jsonl", ALL, [], code=2,
               options=("--encoding", "klingon"))
    yield Case("many_bad_bytes.txt", b"ab \xff\xff " * 40, [],
               {"utf8_invalid": 1})


def cases():
    from bad_archives import archives  # pylint: disable=import-outside-toplevel
    for group in (json_lines, compressed, zstd, bombs, arrays, tables, others,
                  archives):
        yield from group()
    yield Case("valid_line_of_63_mebibytes.jsonl", long_line,
               IDS[:4] + ["long"] + IDS[4:])


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases():
        (folder / case.name).write_bytes(case.bytes())


if __name__ == "__main__":
    main()

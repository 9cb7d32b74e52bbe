// SPDX-License-Identifier: Apache-2.0
//
// Scenarios that read and write files.

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status_util.h"
#include "corpus/corpus_testing.h"
#include "faults/digest.h"
#include "faults/scenario_lists.h"
#include "nuskha/collection.h"
#include "nuskha/detector.h"
#include "nuskha/passage_reader.h"
#include "nuskha/reader.h"
#include "nuskha/writer.h"

namespace nuskha::testing {
namespace {

using internal::TemporaryFolder;
using Paths = std::vector<std::string>;

// Two articles, each twice, and eight others.
std::string Lines(uint64_t seed) {
  std::vector<std::string> lines = internal::MakeLines(10, seed);
  for (size_t i = 0; i < 2; ++i) {
    std::string words;
    for (int w = 0; w < 40; ++w) words += fmt::format("word{}{} ", i, w);
    lines[i] = fmt::format(
        R"({{"id":"d{}","text":"{}","date":"2021-01-01","source":"s"}})", i,
        words);
    lines.push_back(lines[i]);
  }
  lines.push_back("{\"id\":\"bad\",");
  // Repaired: a lone surrogate.
  lines.push_back(R"({"id":"u","text":"a \ud83d b \u0628"})");
  return internal::JoinLines(lines);
}

std::string Utf16(std::string_view ascii) {
  std::string text = "\xff\xfe";
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

std::string WarcRecord(const std::string& type, const std::string& head,
                       const std::string& body) {
  const std::string block = "HTTP/1.1 200 OK\r\nContent-Type: " + type +
                            "\r\n" + head + "\r\n" + body;
  return fmt::format(
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1"
      "\r\nWARC-Date: 2021-01-01T00:00:00Z\r\nContent-Length: {}\r\n\r\n{}"
      "\r\n\r\n",
      block.size(), block);
}

// An archive of three pages: one is compressed, one is windows-1256.
std::string Warc() {
  std::string page =
      "<html><head><title>One &amp; two</title><script "
      "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":"
      "\"One\",\"datePublished\":\"2021-01-01\"}</script></head><body>";
  for (int i = 0; i < 20; ++i) {
    page +=
        "<div><p>Some words of this article, and more of them, as an "
        "article has.</p><a href=x>link</a></div>";
  }
  page += "</body></html>";
  return WarcRecord("text/html", "Content-Encoding: gzip\r\n",
                    internal::Gzip(page)) +
         WarcRecord("text/html; charset=windows-1256", "",
                    "<p>\xc7\xe1\xd3\xe1\xc7\xe3 \xda\xe1\xed\xdf\xe3</p>") +
         WarcRecord("text/plain", "", "plain words in a body");
}

absl::StatusOr<uint64_t> Read(const Paths& inputs,
                              const CollectionOptions& options, bool passages) {
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open(inputs, options.read);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<Detector> detector = Detector::Create({});
  if (!detector.ok()) return detector.status();
  Collection collection(options);
  NUSKHA_RETURN_IF_ERROR(collection.Load(reader->get(), &*detector));
  Digest digest;
  digest.Add(collection.account().read);
  digest.Add(collection.account().rejected);
  digest.Add(uint64_t{collection.account().closes()});
  for (uint32_t doc = 0; doc < collection.documents(); ++doc) {
    digest.Add(collection.id(doc));
    digest.Add(uint64_t{collection.facts()[doc].words});
  }
  const absl::StatusOr<uint64_t> repeated = collection.repeated_ids();
  if (!repeated.ok()) return repeated.status();
  digest.Add(*repeated);
  if (!passages) return digest.value();
  const absl::StatusOr<std::vector<Match>> matches = detector->Run();
  if (!matches.ok()) return matches.status();
  const auto take = [&digest](size_t, const std::vector<Passage>& found) {
    digest.Add(found);
  };
  NUSKHA_RETURN_IF_ERROR(ReadPassages(reader->get(), collection, *detector,
                                      *matches, options, std::ref(take)));
  return digest.value();
}

absl::StatusOr<uint64_t> ParseAll(const Paths& inputs) {
  const ReadOptions options;
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open(inputs, options);
  if (!reader.ok()) return reader.status();
  RecordParser parser(options);
  RecordBlock block;
  Digest digest;
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) break;
    for (const RawRecord& record : block.records) {
      Article article;
      Reject reject;
      const absl::StatusOr<bool> good = parser.Parse(record, &article, &reject);
      if (!good.ok()) return good.status();
      digest.Add(*good ? article.text : std::string_view(reject.code));
      digest.Add(article.title);
      digest.Add(article.date);
    }
  }
  NUSKHA_RETURN_IF_ERROR((*reader)->Rewind());
  return digest.value();
}

absl::StatusOr<uint64_t> Write(const std::string& path,
                               const OutputOptions& options,
                               const std::string& bytes) {
  absl::StatusOr<std::unique_ptr<OutputFile>> file =
      OutputFile::Create(path, options);
  if (!file.ok()) return file.status();
  NUSKHA_RETURN_IF_ERROR((*file)->Write(bytes));
  NUSKHA_RETURN_IF_ERROR((*file)->Finish());
  NUSKHA_RETURN_IF_ERROR((*file)->Commit());
  return uint64_t{1};
}

// Adds one that replaces a file. Whatever happens, the old bytes are there or
// all of the new, and nothing else.
void AddWriting(const std::string& folder, const std::string& name,
                const std::string& bytes, std::vector<Scenario>* list) {
  const auto home = std::make_shared<TemporaryFolder>();
  const std::string path = home->Write(name, "old");
  const auto options = std::make_shared<OutputOptions>();
  options->overwrite = true;
  options->inputs = {folder};
  const auto whole = std::make_shared<std::string>();  // by the first run
  list->push_back({.name = "write_" + name.substr(name.find('.') + 1),
                   .run = [=] { return Write(path, *options, bytes); },
                   .is_clean =
                       [=] {
                         const std::string now = internal::ReadWholeFile(path);
                         if (whole->empty()) *whole = now;
                         home->Write(name, "old");
                         return (now == *whole || now == "old") &&
                                *whole != "old" && home->Names().size() == 1;
                       }});
}

}  // namespace

void AddFileScenarios(const std::string& folder, std::vector<Scenario>* list) {
  const auto put = [&](const std::string& name, const std::string& bytes) {
    std::FILE* const file = std::fopen((folder + "/" + name).c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
    return folder + "/" + name;
  };
  const Paths dumps = {
      put("a.jsonl.gz", internal::Gzip(Lines(1))),
      put("b.jsonl.zst", internal::Zstd(Lines(2))),
      put("c.jsonl.xz", internal::Xz(Lines(3), 0)),
      put("d.jsonl.bz2", internal::Bzip2(Lines(4))),
      put("e.csv", Utf16("id,text\n1,\"some \"\"quoted\"\" words\"\n2,b\n"))};
  const Paths pages = {put("f.warc.gz", internal::Gzip(Warc())),
                       NUSKHA_SOURCE_DIR
                       "/tests/html/pages/windows_1256_called_latin_1.html",
                       NUSKHA_SOURCE_DIR "/tests/html/pages/wordpress.html"};
  const auto add = [&](std::string name, auto run, bool threads = false) {
    list->push_back({.name = std::move(name), .run = run, .threads = threads});
  };
  add("read_dumps", [inputs = dumps] { return Read(inputs, {}, false); });
  add("read_passages",
      [inputs = Paths{dumps[0]}] { return Read(inputs, {}, true); });
  const auto options = std::make_shared<CollectionOptions>();
  options->threads = 3;
  add(
      "read_on_threads",
      [inputs = dumps, options] { return Read(inputs, *options, true); },
      /*threads=*/true);
  add("parse_pages", [inputs = pages] { return ParseAll(inputs); });
  list->back().foreign_leaks = true;

  const std::string bytes = Lines(9);
  AddWriting(folder, "out.jsonl", bytes, list);
  AddWriting(folder, "out.gz", bytes, list);
  AddWriting(folder, "out.zst", bytes, list);
}

std::vector<Scenario> MakeScenarios(const std::string& folder) {
  std::vector<Scenario> list;
  AddTextScenarios(&list);
  AddCScenarios(&list);
  AddFileScenarios(folder, &list);
  return list;
}

}  // namespace nuskha::testing

// SPDX-License-Identifier: Apache-2.0

#include "corpus/corpus_testing.h"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fmt/format.h"
#include "gtest/gtest.h"

namespace nuskha::internal {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  path_ = (fs::temp_directory_path() / "nuskha-test-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << path_;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::string TemporaryFolder::Path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

std::string TemporaryFolder::Write(std::string_view name,
                                   std::string_view bytes) const {
  const std::string path = Path(name);
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::vector<std::string> TemporaryFolder::Names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Gzip(std::string_view bytes) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  std::string in(bytes);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view bytes, bool checksum) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size = ZSTD_compress2(context, out.data(), out.size(),
                                     bytes.data(), bytes.size());
  ZSTD_freeCCtx(context);
  EXPECT_FALSE(ZSTD_isError(size));
  out.resize(size);
  return out;
}

std::string Bzip2(std::string_view bytes) {
  std::string in(bytes);
  std::string out(bytes.size() + bytes.size() / 50 + 1000, '\0');
  auto size = static_cast<unsigned int>(out.size());
  EXPECT_EQ(
      BZ2_bzBuffToBuffCompress(out.data(), &size, in.data(),
                               static_cast<unsigned int>(in.size()), 9, 0, 0),
      BZ_OK);
  out.resize(size);
  return out;
}

std::string Xz(std::string_view bytes, uint32_t preset) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(
                preset, LZMA_CHECK_CRC64, nullptr,
                reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                reinterpret_cast<uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

std::string DecompressBzip2Prefix(std::string_view bytes) {
  bz_stream stream = {};
  EXPECT_EQ(BZ2_bzDecompressInit(&stream, 0, 0), BZ_OK);
  std::string in(bytes);
  std::string out(size_t{4} << 20, '\0');
  stream.next_in = in.data();
  stream.avail_in = static_cast<unsigned int>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<unsigned int>(out.size());
  BZ2_bzDecompress(&stream);
  out.resize(out.size() - stream.avail_out);
  BZ2_bzDecompressEnd(&stream);
  return out;
}

std::string DecompressXzPrefix(std::string_view bytes) {
  lzma_stream stream = LZMA_STREAM_INIT;
  EXPECT_EQ(lzma_stream_decoder(&stream, UINT64_MAX, 0), LZMA_OK);
  std::string out(size_t{4} << 20, '\0');
  stream.next_in = reinterpret_cast<const uint8_t*>(bytes.data());
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<uint8_t*>(out.data());
  stream.avail_out = out.size();
  EXPECT_LE(lzma_code(&stream, LZMA_RUN), LZMA_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  lzma_end(&stream);
  return out;
}

std::string InflateOneMember(std::string_view member) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 31), Z_OK);
  std::string in(member);
  std::string out(size_t{4} << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  return out;
}

std::string DecompressZstdPrefix(std::string_view frame) {
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  std::string out(size_t{4} << 20, '\0');
  ZSTD_inBuffer from = {frame.data(), frame.size(), 0};
  ZSTD_outBuffer to = {out.data(), out.size(), 0};
  while (from.pos < from.size) {
    const size_t left = ZSTD_decompressStream(context, &to, &from);
    if (ZSTD_isError(left) || left == 0) break;
  }
  ZSTD_freeDCtx(context);
  out.resize(to.pos);
  return out;
}

std::vector<std::string> MakeLines(int count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    std::string text;
    const uint64_t words = 5 + random() % 60;
    for (uint64_t word = 0; word < words; ++word) {
      // Arabic letters U+0628 to U+063A: two bytes each, the first D8.
      const uint64_t letters = 2 + random() % 6;
      for (uint64_t letter = 0; letter < letters; ++letter) {
        text += '\xd8';
        text += static_cast<char>(0xa8 + random() % 19);
      }
      text += ' ';
    }
    lines.push_back(fmt::format("{{\"id\":\"a{}\",\"text\":\"{}\"}}", i, text));
  }
  return lines;
}

std::string JoinLines(const std::vector<std::string>& lines) {
  std::string joined;
  for (const std::string& line : lines) joined += line + "\n";
  return joined;
}

std::vector<std::string> Reading::codes() const {
  std::vector<std::string> all;
  for (const SeenReject& reject : rejects) all.push_back(reject.code);
  return all;
}

Reading ReadAll(RecordReader* reader, const ReadOptions& options) {
  Reading reading;
  RecordParser parser(options);
  RecordBlock block;
  for (;;) {
    const absl::StatusOr<bool> more = reader->Next(&block);
    reading.status = more.status();
    reading.largest_block =
        std::max(reading.largest_block, block.data.capacity());
    if (!more.ok() || !*more) break;
    for (const RawRecord& record : block.records) {
      if (record.number != reading.read) reading.numbers_follow = false;
      ++reading.read;
      Article article;
      Reject reject;
      if (parser.Parse(record, &article, &reject).value()) {
        reading.records.emplace_back(record.bytes);
        reading.texts.emplace_back(article.text);
        reading.ids.emplace_back(article.id);
        reading.numbers.push_back(record.number);
      } else {
        reading.rejects.push_back(
            {record.number, reject.line, reject.length, reject.code});
      }
    }
  }
  reading.damaged_streams = reader->damaged_streams();
  reading.damaged_bytes = reader->damaged_bytes();
  reading.damage = reader->damage();
  reading.notes = reader->notes();
  reading.counts = parser.counts();
  return reading;
}

Reading ReadInputs(const std::vector<std::string>& inputs,
                   const ReadOptions& options, const ReaderSizes& sizes) {
  auto reader = OpenRecordReader(inputs, options, sizes);
  if (!reader.ok()) {
    Reading reading;
    reading.status = reader.status();
    return reading;
  }
  return ReadAll(reader->get(), options);
}

}  // namespace nuskha::internal

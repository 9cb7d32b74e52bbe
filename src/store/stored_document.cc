// SPDX-License-Identifier: Apache-2.0

#include "store/stored_document.h"

#include <span>

#include "base/hash.h"
#include "base/little_endian.h"

namespace nuskha::internal {
namespace {

constexpr uint32_t kFirstLine = 1;
constexpr uint32_t kHasText = 2;

void AppendWords(std::span<const uint32_t> words, std::string* bytes) {
  AppendLittle(static_cast<uint32_t>(words.size()), bytes);
  size_t place = bytes->size();
  bytes->resize(place + sizeof(uint32_t) * words.size());
  for (const uint32_t word : words) {
    StoreLittle(word, bytes->data() + place);
    place += sizeof(uint32_t);
  }
}

bool TakeWords(LittleReader* reader, std::vector<uint32_t>* words) {
  uint32_t count = 0;
  reader->Take(&count);
  const std::string_view bytes = reader->TakeBytes(count, sizeof(uint32_t));
  if (!reader->ok()) return false;
  words->resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    (*words)[i] = LoadLittle<uint32_t>(bytes.data() + 4 * size_t{i});
  }
  return true;
}

bool TakeNumbers(LittleReader* reader, std::vector<Number>* numbers) {
  uint32_t count = 0;
  reader->Take(&count);
  numbers->clear();
  for (uint32_t i = 0; i < count && reader->ok(); ++i) {
    Number& number = numbers->emplace_back();
    reader->Take(&number.first_word);
    reader->Take(&number.length);
    reader->Take(&number.value);
  }
  return reader->ok();
}

bool TakeStems(LittleReader* reader, std::vector<WordWithStem>* stems) {
  uint32_t count = 0;
  reader->Take(&count);
  stems->clear();
  for (uint32_t i = 0; i < count && reader->ok(); ++i) {
    WordWithStem& stem = stems->emplace_back();
    reader->Take(&stem.word);
    reader->Take(&stem.stem);
  }
  return reader->ok();
}

}  // namespace

uint64_t RowChecksum(uint64_t number, const RowFields& fields) {
  uint64_t sum = Mix64(number + 1);
  for (const std::string_view field :
       {fields.id, fields.url, fields.source, fields.date, fields.title,
        fields.body, fields.text}) {
    sum = Mix64(sum ^ Hash64(field));
  }
  return sum;
}

uint64_t HashOfContent(const Article& article) {
  return Mix64(Hash64(article.title) +
               (article.first_line_may_be_title ? 1 : 0)) ^
         Hash64(article.text);
}

void EncodeBody(const Body& body, std::string* bytes) {
  const Document& document = body.document;
  bytes->clear();
  bytes->reserve(40 + 4 * (document.words.size() + document.title.size()) +
                 16 * document.numbers.size() + 8 * document.new_stems.size());
  AppendLittle((body.first_line_may_be_title ? kFirstLine : 0) |
                   (body.has_text ? kHasText : 0),
               bytes);
  AppendLittle(document.all_words, bytes);
  AppendLittle(document.text_hash, bytes);
  AppendLittle(body.content, bytes);
  AppendLittle(body.day, bytes);
  AppendWords(document.words, bytes);
  AppendWords(document.title, bytes);
  AppendLittle(static_cast<uint32_t>(document.numbers.size()), bytes);
  for (const Number& number : document.numbers) {
    AppendLittle(number.first_word, bytes);
    AppendLittle(number.length, bytes);
    AppendLittle(number.value, bytes);
  }
  EncodeStems(document.new_stems, bytes);
}

void EncodeStems(std::span<const WordWithStem> stems, std::string* bytes) {
  AppendLittle(static_cast<uint32_t>(stems.size()), bytes);
  for (const WordWithStem& word : stems) {
    AppendLittle(word.word, bytes);
    AppendLittle(word.stem, bytes);
  }
}

bool DecodeStems(std::string_view bytes, std::vector<WordWithStem>* stems) {
  LittleReader reader(bytes);
  return TakeStems(&reader, stems) && reader.AtEnd();
}

bool DecodeBody(std::string_view bytes, Body* body) {
  LittleReader reader(bytes);
  uint32_t flags = 0;
  reader.Take(&flags);
  body->first_line_may_be_title = (flags & kFirstLine) != 0;
  body->has_text = (flags & kHasText) != 0;
  Document& document = body->document;
  reader.Take(&document.all_words);
  reader.Take(&document.text_hash);
  reader.Take(&body->content);
  reader.Take(&body->day);
  return TakeWords(&reader, &document.words) &&
         TakeWords(&reader, &document.title) &&
         TakeNumbers(&reader, &document.numbers) &&
         TakeStems(&reader, &document.new_stems) && reader.AtEnd();
}

DocumentStore::Origin OriginOf(std::string_view source, int32_t day) {
  DocumentStore::Origin origin;
  // As Detector::Add() has it.
  if (!source.empty()) origin.source = static_cast<uint32_t>(Hash64(source));
  origin.day = day;
  return origin;
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/parsed_record.h"

#include "base/byte_codec.h"
#include "base/hash.h"

namespace nuskha::internal {
namespace {

// One list of the members, for both directions.
template <typename Codec, typename Facts>
void CodeFacts(Codec* codec, Facts* facts) {
  codec->Value(&facts->counts);
  for (auto* name :
       {&facts->fields.text, &facts->fields.id, &facts->fields.title,
        &facts->fields.url, &facts->fields.source, &facts->fields.date}) {
    codec->Text(name);
  }
  codec->Value(&facts->found_text_or_title);
  codec->Texts(&facts->new_fields);
}

template <typename Codec, typename Record>
void CodeReject(Codec* codec, Record* record) {
  auto* const reject = &record->reject;
  codec->Text(&reject->file);
  codec->Value(&reject->line);
  codec->Value(&reject->offset);
  codec->Value(&reject->length);
  codec->Text(&reject->code);
  codec->Text(&reject->detail);
}

template <typename Codec, typename Record>
void CodeDocument(Codec* codec, Record* record) {
  auto* const document = &record->document;
  codec->List(&document->words);
  codec->List(&document->title);
  codec->List(&document->new_stems);
  codec->List(&document->new_light_stems);
  codec->List(&document->numbers);
  codec->List(&document->short_paragraphs);
  codec->Value(&document->all_words);
  codec->Value(&document->text_hash);
  codec->Text(&record->id);
  codec->Text(&record->source);
  auto* const facts = &record->facts;
  codec->Optional(&facts->date);
  codec->Value(&facts->words);
  codec->Value(&facts->source_rank);
  codec->Texts(&facts->fields);
  codec->Value(&record->bad_date);
}

template <typename Codec, typename Record>
void CodeRecord(Codec* codec, Record* record) {
  codec->Value(&record->outcome);
  codec->Value(&record->number);
  if (record->outcome == Outcome::kDocument) CodeDocument(codec, record);
  if (record->outcome == Outcome::kRejected) CodeReject(codec, record);
}

class Encoder {
 public:
  explicit Encoder(std::string* out) : writer_(out) {}

  template <typename T>
  void Value(const T* value) {
    writer_.Value(*value);
  }
  template <typename T>
  void List(const std::vector<T>* values) {
    writer_.List(*values);
  }
  template <typename T>
  void Optional(const std::optional<T>* value) {
    writer_.Value(value->has_value());
    writer_.Value(value->value_or(T()));
  }
  void Text(const std::string* text) { writer_.Text(*text); }
  void Texts(const std::vector<std::string>* texts) {
    writer_.Value(static_cast<uint64_t>(texts->size()));
    for (const std::string& text : *texts) writer_.Text(text);
  }

 private:
  ByteWriter writer_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : reader_(bytes) {}

  template <typename T>
  void Value(T* value) {
    reader_.Value(value);
  }
  // Any byte is a value of these types.
  void Value(bool* value) {
    uint8_t byte = 0;
    reader_.Value(&byte);
    *value = byte != 0;
  }
  void Value(Outcome* value) {
    uint8_t byte = 0;
    reader_.Value(&byte);
    sound_ = sound_ && byte <= static_cast<uint8_t>(Outcome::kRejected);
    *value = sound_ ? static_cast<Outcome>(byte) : Outcome::kPassedThrough;
  }
  template <typename T>
  void List(std::vector<T>* values) {
    reader_.List(values);
  }
  template <typename T>
  void Optional(std::optional<T>* value) {
    bool there = false;
    T inside = T();
    Value(&there);
    reader_.Value(&inside);
    *value = there ? std::optional<T>(inside) : std::nullopt;
  }
  void Text(std::string* text) { reader_.Text(text); }
  void Texts(std::vector<std::string>* texts) {
    uint64_t count = 0;
    reader_.Value(&count);
    // Each takes 8 bytes at least.
    sound_ = sound_ && count <= reader_.left() / sizeof(uint64_t);
    texts->resize(sound_ ? count : 0);
    for (std::string& text : *texts) reader_.Text(&text);
  }

  bool ok() const { return sound_ && reader_.ok(); }
  bool AtEnd() const { return sound_ && reader_.AtEnd(); }

 private:
  ByteReader reader_;
  bool sound_ = true;
};

}  // namespace

uint64_t BlockKey(const RecordReader& reader, const RecordBlock& block,
                  uint64_t before) {
  std::string all;
  ByteWriter writer(&all);
  writer.Value(before);
  uint32_t file = 0;
  bool first = true;
  for (const RawRecord& record : block.records) {
    if (first || record.file != file)
      writer.Text(reader.file_name(record.file));
    first = false;
    file = record.file;
    writer.Value(record.file);
    writer.Value(record.number);
    writer.Value(record.line);
    writer.Value(record.offset);
    writer.Value(record.length);
    writer.Value(record.kind);
    if (record.table != nullptr) {
      writer.Value(record.table->delimiter);
      writer.Text(record.table->line);
    }
    writer.Text(record.reject_code);
    writer.Value(Hash64(record.bytes));
  }
  return Hash64(all);
}

void EncodeBlock(std::span<const ParsedRecord> records, const BlockFacts& facts,
                 std::string* out) {
  Encoder encoder(out);
  CodeFacts(&encoder, &facts);
  for (const ParsedRecord& record : records) CodeRecord(&encoder, &record);
}

bool DecodeBlock(std::string_view bytes, size_t count,
                 std::vector<ParsedRecord>* records, BlockFacts* facts) {
  Decoder decoder(bytes);
  CodeFacts(&decoder, facts);
  if (records->size() < count) records->resize(count);
  for (size_t i = 0; i < count && decoder.ok(); ++i) {
    CodeRecord(&decoder, &(*records)[i]);
  }
  return decoder.AtEnd();
}

}  // namespace nuskha::internal

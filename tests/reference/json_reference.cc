// SPDX-License-Identifier: Apache-2.0

#include "reference/json_reference.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace nuskha::reference {
namespace {

struct Member;

struct Value {
  enum Kind { kNull, kOther, kString, kObject } kind = kOther;
  std::string string;
  std::vector<Member> members;
};

struct Member {
  std::string key;
  Value value;
};

// Recursive descent, as deep as the limit allows. Each function leaves `at_`
// behind what it read and returns false if that was no JSON.
class Reader {
 public:
  explicit Reader(std::string_view line) : line_(line) {}

  bool Read(Value* value) {
    SkipBlanks();
    if (!ReadValue(value, 0)) return false;
    SkipBlanks();
    return at_ == line_.size() && 20 * ill_formed_bytes_ <= line_.size();
  }

 private:
  static constexpr int kMaxDepth = 1024;

  char Peek() const { return at_ < line_.size() ? line_[at_] : '\n'; }
  bool Accept(std::string_view token) {
    if (line_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void SkipBlanks() {
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t' ||
                                  line_[at_] == '\r' || line_[at_] == '\n')) {
      ++at_;
    }
  }

  bool ReadValue(Value* value, int depth);
  bool ReadObject(Value* value, int depth);
  bool ReadArray(int depth);
  bool ReadNumber();
  bool ReadDigits();
  bool ReadString(std::string* string);
  icu::UnicodeString Decode(std::string_view bytes);

  std::string_view line_;
  size_t at_ = 0;
  uint64_t ill_formed_bytes_ = 0;
};

bool Reader::ReadValue(Value* value, int depth) {
  if (depth > kMaxDepth) return false;
  if (Peek() == '{') return ReadObject(value, depth + 1);
  if (Peek() == '[') return ReadArray(depth + 1);
  if (Peek() == '"') {
    value->kind = Value::kString;
    return ReadString(&value->string);
  }
  for (const char* null : {"null", "NaN", "Infinity", "-Infinity"}) {
    if (Accept(null)) {
      value->kind = Value::kNull;
      return true;
    }
  }
  return Accept("true") || Accept("false") || ReadNumber();
}

bool Reader::ReadObject(Value* value, int depth) {
  if (depth > kMaxDepth) return false;
  value->kind = Value::kObject;
  ++at_;
  SkipBlanks();
  if (Accept("}")) return true;
  for (;;) {
    SkipBlanks();
    Member member;
    if (Peek() != '"' || !ReadString(&member.key)) return false;
    SkipBlanks();
    if (!Accept(":")) return false;
    SkipBlanks();
    if (!ReadValue(&member.value, depth)) return false;
    value->members.push_back(std::move(member));
    SkipBlanks();
    if (Accept("}")) return true;
    if (!Accept(",")) return false;
  }
}

bool Reader::ReadArray(int depth) {
  if (depth > kMaxDepth) return false;
  ++at_;
  SkipBlanks();
  if (Accept("]")) return true;
  for (;;) {
    SkipBlanks();
    Value element;
    if (!ReadValue(&element, depth)) return false;
    SkipBlanks();
    if (Accept("]")) return true;
    if (!Accept(",")) return false;
  }
}

bool Reader::ReadDigits() {
  const size_t begin = at_;
  while (Peek() >= '0' && Peek() <= '9') ++at_;
  return at_ > begin;
}

bool Reader::ReadNumber() {
  Accept("-");
  if (!Accept("0") && !ReadDigits()) return false;
  if (Accept(".") && !ReadDigits()) return false;
  if (Accept("e") || Accept("E")) {
    if (!Accept("+")) Accept("-");
    if (!ReadDigits()) return false;
  }
  return true;
}

// The characters between the quotes first, then the escapes in UTF-16, where
// a lone surrogate is what it is.
bool Reader::ReadString(std::string* string) {
  size_t end = at_ + 1;
  while (end < line_.size() && line_[end] != '"') {
    end += line_[end] == '\\' ? 2 : 1;
  }
  if (end >= line_.size()) return false;
  const icu::UnicodeString raw = Decode(line_.substr(at_ + 1, end - at_ - 1));
  at_ = end + 1;
  icu::UnicodeString units;
  for (int32_t i = 0; i < raw.length(); ++i) {
    const char16_t c = raw[i];
    if (c != u'\\') {
      units += c < 0x20 ? u' ' : c;
      continue;
    }
    const icu::UnicodeString from = u"\"\\/bfnrt";
    const icu::UnicodeString to = u"\"\\/\b\f\n\r\t";
    if (++i >= raw.length()) return false;
    if (raw[i] == u'u') {
      int32_t unit = 0;
      for (int digit = 0; digit < 4; ++digit) {
        if (++i >= raw.length() || raw[i] > 0x7f) return false;
        const int32_t hex = u_digit(raw[i], 16);
        if (hex < 0) return false;
        unit = unit * 16 + hex;
      }
      units += static_cast<char16_t>(unit);
    } else if (from.indexOf(raw[i]) >= 0) {
      units += to[from.indexOf(raw[i])];
    } else {
      return false;
    }
  }
  for (int32_t i = 0; i < units.length(); ++i) {
    // char32At() gives the whole pair, or the lone surrogate.
    const UChar32 c = units.char32At(i);
    if (U_IS_SURROGATE(c)) units.setCharAt(i, 0xfffd);
    if (c > 0xffff) ++i;
  }
  units.toUTF8String(*string);
  return true;
}

icu::UnicodeString Reader::Decode(std::string_view bytes) {
  const auto size = static_cast<int32_t>(bytes.size());
  const icu::UnicodeString utf8 =
      icu::UnicodeString::fromUTF8(icu::StringPiece(bytes.data(), size));
  // Parts that were replaced: marks that did not stand in the input already.
  uint64_t parts = 0;
  for (int32_t i = 0; i < utf8.length(); ++i) parts += utf8[i] == 0xfffd;
  constexpr std::string_view kMark = "\xef\xbf\xbd";
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (bytes.substr(i).starts_with(kMark)) --parts;
  }
  std::string again;
  utf8.toUTF8String(again);
  const icu::UnicodeString windows(bytes.data(), size, "windows-1256");
  int32_t letters = 0;
  int32_t arabic = 0;
  int32_t tah = 0;  // what D8 and D9 read as: damaged UTF-8 is full of them
  for (int32_t i = 0; i < windows.length(); ++i) {
    if (!u_isalpha(windows[i])) continue;
    ++letters;
    if (uscript_hasScript(windows[i], USCRIPT_ARABIC)) ++arabic;
    if (windows[i] == 0x637 || windows[i] == 0x638) ++tah;
  }
  const uint64_t ill_formed =
      bytes.size() - (again.size() - kMark.size() * parts);
  if (100 * ill_formed > bytes.size() && letters > 0 &&
      arabic >= 0.6 * letters && tah < 0.25 * letters) {
    return windows;
  }
  ill_formed_bytes_ += ill_formed;
  return utf8;
}

}  // namespace

ReferenceRecord ReadJsonLine(std::string_view line) {
  ReferenceRecord record;
  Value root;
  if (!Reader(line).Read(&root) || root.kind != Value::kObject) return record;
  record.accepted = true;
  for (const char* name :
       {"text", "content", "body", "article", "article_text", "maintext"}) {
    const Value* found = nullptr;
    for (const auto& [key, value] : root.members) {
      if (key == name) found = &value;
    }
    if (found == nullptr || found->kind == Value::kNull) continue;
    record.accepted = found->kind == Value::kString;
    record.text = found->string;
    break;
  }
  if (record.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    record.text.clear();
  }
  return record;
}

}  // namespace nuskha::reference

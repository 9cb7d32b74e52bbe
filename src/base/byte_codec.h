// SPDX-License-Identifier: Apache-2.0
//
// Values as bytes and back, for files of this program only: as they stand in
// memory, so a file says which byte order it has. Lists and strings come after
// their length.

#ifndef NUSKHA_SRC_BASE_BYTE_CODEC_H_
#define NUSKHA_SRC_BASE_BYTE_CODEC_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nuskha::internal {

class ByteWriter {
 public:
  // Appends to *out.
  explicit ByteWriter(std::string* out) : out_(out) {}

  template <typename T>
  void Value(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out_->append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <typename T>
  void List(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    Value(static_cast<uint64_t>(values.size()));
    out_->append(reinterpret_cast<const char*>(values.data()),
                 values.size() * sizeof(T));
  }
  void Text(std::string_view text) {
    Value(static_cast<uint64_t>(text.size()));
    *out_ += text;
  }

 private:
  std::string* out_;
};

// Reads what a ByteWriter wrote, from any bytes: nothing past their end, and no
// more memory than they take. After the first failure every call fails and
// leaves its target as it was.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  bool Value(T* value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::string_view bytes = Take(1, sizeof(T));
    if (ok_) std::memcpy(value, bytes.data(), sizeof(T));
    return ok_;
  }
  template <typename T>
  bool List(std::vector<T>* values) {
    uint64_t count = 0;
    Value(&count);
    const std::string_view bytes = Take(count, sizeof(T));
    if (!ok_) return false;
    values->resize(count);
    if (count > 0) std::memcpy(values->data(), bytes.data(), bytes.size());
    return true;
  }
  bool Text(std::string* text) {
    uint64_t size = 0;
    Value(&size);
    const std::string_view bytes = Take(size, 1);
    if (ok_) *text = bytes;
    return ok_;
  }

  bool ok() const { return ok_; }
  size_t left() const { return bytes_.size(); }
  // All was well and all is read.
  bool AtEnd() const { return ok_ && bytes_.empty(); }

 private:
  std::string_view Take(uint64_t count, size_t size) {
    ok_ = ok_ && count <= bytes_.size() / size;
    if (!ok_) return {};
    const std::string_view taken = bytes_.substr(0, count * size);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_BYTE_CODEC_H_

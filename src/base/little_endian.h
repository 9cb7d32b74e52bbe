// SPDX-License-Identifier: Apache-2.0
//
// Numbers in files that other machines read: little-endian, at any address.

#ifndef NUSKHA_SRC_BASE_LITTLE_ENDIAN_H_
#define NUSKHA_SRC_BASE_LITTLE_ENDIAN_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace nuskha::internal {

// `bytes` has at least sizeof(T) bytes.
template <typename T>
T LoadLittle(const char* bytes) {
  static_assert(std::is_arithmetic_v<T>);
  std::array<char, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, sizeof(T));
  if constexpr (std::endian::native == std::endian::big) {
    std::reverse(raw.begin(), raw.end());
  }
  return std::bit_cast<T>(raw);
}

template <typename T>
void StoreLittle(T value, char* bytes) {
  static_assert(std::is_arithmetic_v<T>);
  auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
  if constexpr (std::endian::native == std::endian::big) {
    std::reverse(raw.begin(), raw.end());
  }
  std::memcpy(bytes, raw.data(), sizeof(T));
}

template <typename T>
void AppendLittle(T value, std::string* out) {
  char raw[sizeof(T)];
  StoreLittle(value, raw);
  out->append(raw, sizeof(T));
}

// Takes numbers off the front of untrusted bytes. After the first that is not
// there every call fails.
class LittleReader {
 public:
  explicit LittleReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  bool Take(T* value) {
    const std::string_view taken = TakeBytes(1, sizeof(T));
    if (ok_) *value = LoadLittle<T>(taken.data());
    return ok_;
  }

  // `count` pieces of `size` bytes.
  std::string_view TakeBytes(size_t count, size_t size) {
    ok_ = ok_ && count <= bytes_.size() / size;
    if (!ok_) return {};
    const std::string_view taken = bytes_.substr(0, count * size);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

  bool AtEnd() const { return ok_ && bytes_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_LITTLE_ENDIAN_H_

// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_BASE_DESCRIPTOR_H_
#define NUSKHA_SRC_BASE_DESCRIPTOR_H_

#include <dirent.h>
#include <unistd.h>

#include <memory>
#include <utility>

namespace nuskha::internal {

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : value_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      Close();
      value_ = other.Release();
    }
    return *this;
  }

  int get() const { return value_; }
  bool valid() const { return value_ >= 0; }
  int Release() { return std::exchange(value_, -1); }
  // The result of close(); 0 if there was nothing to close.
  int Close() {
    const int value = Release();
    return value < 0 ? 0 : close(value);
  }

 private:
  int value_;
};

struct CloseFolder {
  void operator()(DIR* stream) const { closedir(stream); }
};
using FolderStream = std::unique_ptr<DIR, CloseFolder>;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_DESCRIPTOR_H_

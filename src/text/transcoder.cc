// SPDX-License-Identifier: Apache-2.0

#include "text/transcoder.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <array>
#include <string>

#include "base/guarded.h"

namespace nuskha::internal {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

Converter OpenConverter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &status), ucnv_close);
  if (status == U_MEMORY_ALLOCATION_ERROR) EndOfMemory();
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

// Null if ICU does not know the name. For a want of memory it may say the same,
// so it is asked again, and then for what it has built in.
Converter FindConverter(const char* name) {
  Converter converter = OpenConverter(name);
  if (converter == nullptr) converter = OpenConverter(name);
  if (converter == nullptr && OpenConverter("windows-1256") == nullptr) {
    EndOfMemory();
  }
  return converter;
}

// One U+FFFD for every ill-formed part, whatever the encoding's own substitute
// is.
void Replace(const void* context, UConverterToUnicodeArgs* arguments,
             const char* /*bytes*/, int32_t /*length*/,
             UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  static constexpr UChar kReplacement = 0xfffd;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(arguments, &kReplacement, 1, 0, status);
  ++*static_cast<uint64_t*>(const_cast<void*>(context));
}

class TranscoderImpl : public Transcoder {
 public:
  TranscoderImpl(Converter from, Converter to)
      : from_(std::move(from)), to_(std::move(to)) {
    UErrorCode status = U_ZERO_ERROR;
    ucnv_setToUCallBack(from_.get(), Replace, &replaced_, nullptr, nullptr,
                        &status);
  }

  size_t Convert(std::string_view* in, bool last,
                 std::span<char> out) override {
    UErrorCode status = U_ZERO_ERROR;
    const char* source = in->data();
    const char* const source_end = source + in->size();
    char* target = out.data();
    char* const target_end = target + out.size();
    ucnv_convertEx(to_.get(), from_.get(), &target, target_end, &source,
                   source_end, pivot_.data(), &pivot_source_, &pivot_target_,
                   pivot_.data() + pivot_.size(), /*reset=*/false, last,
                   &status);
    if (status == U_MEMORY_ALLOCATION_ERROR) EndOfMemory();
    in->remove_prefix(static_cast<size_t>(source - in->data()));
    return static_cast<size_t>(target - out.data());
  }

  uint64_t replaced() const override { return replaced_; }

 private:
  Converter from_;
  Converter to_;
  uint64_t replaced_ = 0;
  std::array<UChar, 4096> pivot_;
  UChar* pivot_source_ = pivot_.data();
  UChar* pivot_target_ = pivot_.data();
};

}  // namespace

std::unique_ptr<Transcoder> Transcoder::Open(std::string_view charset) {
  // ICU takes the empty name for that of the platform's encoding.
  if (charset.empty()) return nullptr;
  Converter from = FindConverter(std::string(charset).c_str());
  Converter to = FindConverter("UTF-8");
  if (from == nullptr || to == nullptr) return nullptr;
  return std::make_unique<TranscoderImpl>(std::move(from), std::move(to));
}

}  // namespace nuskha::internal

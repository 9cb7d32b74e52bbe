// SPDX-License-Identifier: Apache-2.0
//
// Level light: code points back to text, blanks and line breaks collapsed.

#include <limits>

#include "nuskha/normalize.h"
#include "text/code_points.h"

namespace nuskha {
namespace {

// Writes code points; blanks and line breaks wait until something visible
// follows, which collapses runs and trims both ends.
class LightWriter {
 public:
  explicit LightWriter(std::string* out) : out_(out) {}

  void Put(char32_t c) {
    if (c == U' ') {
      blank_ = true;
    } else if (c == U'\n') {
      line_break_ = true;
    } else {
      if (!out_->empty() && (blank_ || line_break_)) {
        out_->push_back(line_break_ ? '\n' : ' ');
      }
      blank_ = line_break_ = false;
      internal::AppendUtf8(c, out_);
    }
  }

 private:
  std::string* out_;
  bool blank_ = false;
  bool line_break_ = false;
};

}  // namespace

std::string NormalizeLight(std::string_view text,
                           const NormalizeOptions& /*options*/) {
  text = text.substr(0, std::numeric_limits<uint32_t>::max());
  std::string out;
  RepairReport report;
  internal::CodePoints light;
  internal::AppendLightCodePoints(text, {0, static_cast<uint32_t>(text.size())},
                                  &report, &light);
  LightWriter writer(&out);
  for (const internal::CodePoint& c : light) writer.Put(c.value);
  return out;
}

}  // namespace nuskha

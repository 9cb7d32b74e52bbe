// SPDX-License-Identifier: Apache-2.0
//
// Level light: code points back to text, blanks and line breaks collapsed.

#include <limits>

#include "text/code_points.h"
#include "text/normalizer.h"
#include "text/repair.h"

namespace nuskha::internal {
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
      AppendUtf8(c, out_);
    }
  }

 private:
  std::string* out_;
  bool blank_ = false;
  bool line_break_ = false;
};

// End of a piece of some kilobytes that ends behind a blank, so that memory
// does not grow with the text.
size_t EndOfPiece(std::string_view text, size_t begin) {
  constexpr size_t kPiece = 4096;
  if (text.size() - begin <= kPiece) return text.size();
  const size_t blank = text.find(' ', begin + kPiece);
  return blank == std::string_view::npos ? text.size() : blank + 1;
}

}  // namespace

std::string LightText(std::string_view text, const NormalizeOptions& options) {
  text = text.substr(0, std::numeric_limits<uint32_t>::max());
  Repairer repairer;
  if (options.repair) text = repairer.Run(text);
  RepairReport report;
  std::string out;
  LightWriter writer(&out);
  CodePoints light;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = EndOfPiece(text, begin);
    light.clear();
    AppendLightCodePoints(
        text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
        &report, &light);
    for (const CodePoint& c : light) writer.Put(c.value);
    begin = end;
  }
  return out;
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/json_path.h"

#include <charconv>

namespace nuskha::internal {

bool EnterJson(const std::string& step, simdjson::dom::element* value,
               uint32_t* position) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  bool found = false;
  uint32_t i = 0;
  if (value->get(object) == simdjson::SUCCESS) {
    for (const simdjson::dom::key_value_pair member : object) {
      if (member.key == step) {  // the last counts
        *value = member.value;
        *position = i;
        found = true;
      }
      ++i;
    }
  } else if (value->get(array) == simdjson::SUCCESS) {
    uint32_t wanted = 0;
    const char* const end = step.data() + step.size();
    const auto [stop, error] = std::from_chars(step.data(), end, wanted);
    if (error != std::errc() || stop != end) return false;
    for (const simdjson::dom::element item : array) {
      if (i == wanted) {
        *value = item;
        *position = i;
        return true;
      }
      ++i;
    }
  }
  return found;
}

}  // namespace nuskha::internal

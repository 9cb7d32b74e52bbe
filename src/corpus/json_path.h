// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CORPUS_JSON_PATH_H_
#define NUSKHA_SRC_CORPUS_JSON_PATH_H_

#include <simdjson.h>

#include <cstdint>
#include <string>

namespace nuskha::internal {

// Replaces *value by its member or element `step`, the last of that name, and
// sets *position to the how-manieth it is; false if there is none.
bool EnterJson(const std::string& step, simdjson::dom::element* value,
               uint32_t* position);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_JSON_PATH_H_

// SPDX-License-Identifier: Apache-2.0
//
// Whether records have what a run needs of them.

#ifndef NUSKHA_SRC_CORPUS_CHECK_FIELDS_H_
#define NUSKHA_SRC_CORPUS_CHECK_FIELDS_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

// That a record had a text or a title, and some record the fields that are
// named for text, id and options.extra_fields; records may well be without the
// others. seen: RecordParser::fields_seen() of all records; empty, and every
// name is right, if they were texts and pages. again: these are further inputs,
// to compare with: of those the text alone must be there.
absl::Status CheckFields(const ReadOptions& options, bool found_text_or_title,
                         const std::set<std::string>& seen, bool again);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_CHECK_FIELDS_H_

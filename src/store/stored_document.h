// SPDX-License-Identifier: Apache-2.0
//
// A document as its row in the database has it (docs/formats/index.md).

#ifndef NUSKHA_SRC_STORE_STORED_DOCUMENT_H_
#define NUSKHA_SRC_STORE_STORED_DOCUMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/document_store.h"
#include "nuskha/article.h"
#include "nuskha/document.h"

namespace nuskha::internal {

// The columns of a row. Those of a StoredDocument live with it.
struct RowFields {
  std::string_view id, url, source, date, title, body, text;
};

// Chained over the number and the columns.
uint64_t RowChecksum(uint64_t number, const RowFields& fields);

// Tells whether title and text are the same bytes.
uint64_t HashOfContent(const Article& article);

// What a body says.
struct Body {
  Document document;  // new_stems: those that are new in the index
  bool first_line_may_be_title = false;
  bool has_text = false;
  uint64_t content = 0;  // HashOfContent()
  int32_t day = DocumentStore::kNoDay;

  // What the document is judged on.
  const std::vector<uint32_t>& words() const {
    const bool text = document.all_words > 0 || !document.words.empty() ||
                      document.title.empty();
    return text ? document.words : document.title;
  }
};

void EncodeBody(const Body& body, std::string* bytes);
// False: these bytes are no body. *body is then unspecified.
bool DecodeBody(std::string_view bytes, Body* body);

// The stems alone, as they stand in a body.
void EncodeStems(std::span<const WordWithStem> stems, std::string* bytes);
bool DecodeStems(std::string_view bytes, std::vector<WordWithStem>* stems);

// Its place among the documents of a detector.
DocumentStore::Origin OriginOf(std::string_view source, int32_t day);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_STORED_DOCUMENT_H_

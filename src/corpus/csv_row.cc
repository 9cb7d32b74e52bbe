// SPDX-License-Identifier: Apache-2.0

#include "corpus/csv_row.h"

#include <algorithm>

namespace nuskha::internal {
namespace {

// Rows of a file that decide its delimiter.
constexpr size_t kRowsLookedAt = 50;

bool IsBehindQuote(char c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

void CsvScanner::Start() {
  inside_ = Inside::kStart;
  fields_ = 1;
}

CsvScanner::State CsvScanner::Scan(std::string_view bytes, size_t* at) {
  for (; *at < bytes.size(); ++*at) {
    if (inside_ == Inside::kQuoted) {
      *at = std::min(bytes.find('"', *at), bytes.size());
      if (*at == bytes.size()) break;
      inside_ = Inside::kQuote;
      continue;
    }
    const char c = bytes[*at];
    if (c == '\n' || (cr_rows_ && c == '\r')) return State::kRow;
    if (c == delimiter_) {
      inside_ = Inside::kStart;
      ++fields_;
    } else if (inside_ == Inside::kStart) {
      inside_ = c == '"' ? Inside::kQuoted : Inside::kPlain;
    } else if (inside_ == Inside::kQuote && c == '"') {
      inside_ = Inside::kQuoted;
    } else if (inside_ == Inside::kQuote || inside_ == Inside::kBehind) {
      if (!IsBehindQuote(c)) return State::kBadQuote;
      inside_ = Inside::kBehind;
    }
  }
  return State::kMore;
}

void SplitCsvRow(std::string_view row, char delimiter,
                 std::vector<std::string_view>* fields, std::string* unquoted) {
  fields->clear();
  unquoted->clear();
  // So that it does not move.
  unquoted->reserve(row.size());
  size_t at = 0;
  while (true) {
    if (at < row.size() && row[at] == '"') {
      const size_t begin = unquoted->size();
      ++at;
      while (at < row.size()) {
        const size_t quote = std::min(row.find('"', at), row.size());
        unquoted->append(row, at, quote - at);
        at = quote;
        if (row.substr(at, 2) != "\"\"") break;
        *unquoted += '"';
        at += 2;
      }
      fields->push_back(std::string_view(*unquoted).substr(begin));
      at = std::min(row.find(delimiter, at), row.size());
    } else {
      const size_t end = std::min(row.find(delimiter, at), row.size());
      fields->push_back(row.substr(at, end - at));
      at = end;
    }
    if (at == row.size()) return;
    ++at;
  }
}

std::string_view RawCsvField(std::string_view row, char delimiter,
                             size_t column) {
  size_t at = 0;
  while (true) {
    const size_t begin = at;
    if (at < row.size() && row[at] == '"') {
      at = row.find('"', at + 1);
      while (at < row.size() && row.substr(at, 2) == "\"\"") {
        at = row.find('"', at + 2);
      }
    }
    at = std::min(row.find(delimiter, at), row.size());
    if (column-- == 0) return row.substr(begin, at - begin);
    if (at == row.size()) return {};
    ++at;
  }
}

namespace {

struct Fit {
  size_t columns = 0;  // of the first row
  size_t rows = 0;
  size_t fitting = 0;  // with as many columns as the first
};

Fit TryDelimiter(std::string_view head, char delimiter, bool cut) {
  Fit fit;
  const bool cr_rows = HasCrRows(head);
  CsvScanner scanner(delimiter, cr_rows);
  while (!head.empty() && fit.rows < kRowsLookedAt) {
    scanner.Start();
    size_t at = 0;
    CsvScanner::State state = scanner.Scan(head, &at);
    if (state == CsvScanner::State::kBadQuote) {
      at = head.find_first_of(cr_rows ? "\r\n" : "\n", at);  // the row is lost
      at = std::min(at, head.size());
    } else if (state == CsvScanner::State::kMore && cut) {
      break;
    }
    const bool blank =
        head.substr(0, at).find_first_not_of(" \t\r") == std::string_view::npos;
    if (!blank && state != CsvScanner::State::kBadQuote) {
      if (fit.rows == 0) fit.columns = scanner.fields();
      fit.fitting += scanner.fields() == fit.columns ? 1 : 0;
      ++fit.rows;
    } else if (!blank) {
      ++fit.rows;
    }
    head.remove_prefix(std::min(at + 1, head.size()));
  }
  return fit;
}

}  // namespace

bool HasCrRows(std::string_view head) {
  bool quoted = false;
  for (size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '"') quoted = !quoted;
    if (quoted) continue;
    if (head[at] == '\n') return false;
    if (head[at] != '\r') continue;
    // CR CR LF is what a second conversion makes of CR LF.
    const size_t next = head.find_first_not_of('\r', at);
    return next != std::string_view::npos && head[next] != '\n';
  }
  return false;
}

char FindDelimiter(std::string_view head, bool cut) {
  char best = 0;
  Fit most;
  for (const char delimiter : {',', '\t', ';', '|'}) {
    const Fit fit = TryDelimiter(head, delimiter, cut);
    if (fit.columns < 2 || 2 * fit.fitting < fit.rows) continue;
    // fitting / rows, then the number of columns.
    const size_t now = fit.fitting * std::max<size_t>(most.rows, 1);
    const size_t before = most.fitting * fit.rows;
    if (best == 0 || now > before ||
        (now == before && fit.columns > most.columns)) {
      best = delimiter;
      most = fit;
    }
  }
  return best;
}

}  // namespace nuskha::internal

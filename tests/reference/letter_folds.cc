// SPDX-License-Identifier: Apache-2.0

#include "reference/letter_folds.h"

#include <map>
#include <string>

namespace nuskha::testing {
namespace {

const std::map<char32_t, char32_t>& Folds() {
  static const std::map<char32_t, char32_t> folds = [] {
    std::map<char32_t, char32_t> out;
    const auto fold = [&](char32_t to, const std::u32string& letters) {
      for (const char32_t c : letters) out[c] = to;
    };
    const auto range = [&](char32_t to, char32_t first, char32_t last) {
      for (char32_t c = first; c <= last; ++c) out[c] = to;
    };
    fold(0x627, U"\u0622\u0623\u0625\u0671\u0672\u0673\u0675\u0773\u0774");
    range(0x627, 0x870, 0x882);
    fold(0x64a, U"\u0649\u06cc\u06cd\u06ce\u06d0\u06d1\u06d2\u0620\u0678");
    fold(0x64a, U"\u063d\u063e\u063f\u0775\u0776\u0777\u077a\u077b");
    fold(0x64a, U"\u08a8\u08a9");
    fold(0x647, U"\u0629\u06be\u06c0\u06c1\u06c2\u06c3\u06d5\u06ff");
    fold(0x643, U"\u063b\u063c\u0762\u0763\u0764\u077f");
    range(0x643, 0x6a9, 0x6b4);
    fold(0x648, U"\u0676\u0677\u06cf\u0778\u0779\u08ab");
    range(0x648, 0x6c4, 0x6cb);
    fold(0x621, U"\u0624\u0626\u06d3");
    fold(0x628, U"\u066e\u067b\u067e\u0680");
    range(0x628, 0x750, 0x756);
    fold(0x62a, U"\u0679\u067a\u067c\u067f");
    fold(0x62b, U"\u067d");
    fold(0x62c, U"\u0683\u0684\u0686\u0687\u06bf");
    fold(0x62e, U"\u0681\u0682\u0685");
    fold(0x62f, U"\u06ee");
    range(0x62f, 0x688, 0x690);
    fold(0x631, U"\u06ef");
    range(0x631, 0x691, 0x696);
    range(0x632, 0x697, 0x699);
    fold(0x633, U"\u069a\u069b");
    fold(0x634, U"\u069c\u06fa");
    fold(0x635, U"\u069d\u06fb");
    fold(0x636, U"\u069e\u06fc");
    fold(0x638, U"\u069f");
    fold(0x63a, U"\u06a0");
    range(0x641, 0x6a1, 0x6a6);
    fold(0x642, U"\u066f\u06a7\u06a8");
    range(0x644, 0x6b5, 0x6b8);
    range(0x646, 0x6b9, 0x6bd);
    return out;
  }();
  return folds;
}

}  // namespace

char32_t ReferenceFoldLetter(char32_t c) {
  const auto at = Folds().find(c);
  return at == Folds().end() ? c : at->second;
}

}  // namespace nuskha::testing

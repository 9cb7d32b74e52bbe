// SPDX-License-Identifier: Apache-2.0

#include "synthetic_corpus.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <set>

namespace nuskha::scale {
namespace {

constexpr uint32_t kStems = 130'000;
constexpr uint32_t kTopics = 2000;
constexpr uint32_t kTopicStems = 200;
constexpr uint32_t kPhrases = 100'000;
constexpr uint32_t kShortestPhrase = 3;
constexpr uint32_t kLongestPhrase = 40;
constexpr double kPhraseGrows = .85;   // chance of one more word
constexpr double kPhraseChance = .025;  // at each word
constexpr uint32_t kClosings = 4;      // of each outlet
constexpr double kClosingChance = .15;
constexpr uint32_t kNames = 1 << 22;
constexpr uint32_t kOutlets = 40;
constexpr uint64_t kArticlesPerDay = 3000;
constexpr int64_t kFirstDay = 1'262'304'000;  // 2010-01-01

constexpr std::string_view kAlef = "\u0627";
constexpr std::string_view kWaw = "\u0648";
constexpr std::string_view kYeh = "\u064a";
constexpr std::string_view kMeem = "\u0645";
constexpr std::string_view kTeh = "\u062a";
// Consonants, two bytes each.
constexpr std::string_view kConsonants =
    "\u0628\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634"
    "\u0635\u0636\u0637\u0638\u0639\u063a\u0641\u0642\u0643\u0644\u0645\u0646"
    "\u0647";
constexpr uint32_t kConsonantCount = kConsonants.size() / 2;

struct Affix {
  double up_to;  // chance of this or an earlier one
  std::string_view text;
};
constexpr Affix kPrefixes[] = {
    {.42, ""},
    {.74, "\u0627\u0644"},        // the
    {.79, "\u0648"},              // and
    {.85, "\u0648\u0627\u0644"},  // and the
    {.90, "\u0628"},              // in
    {.94, "\u0628\u0627\u0644"},  // in the
    {.97, "\u0644"},              // for
    {1, "\u0644\u0644"},          // for the
};
constexpr Affix kSuffixes[] = {
    {.58, ""},
    {.74, "\u0629"},        // feminine
    {.83, "\u0627\u062a"},  // plural
    {.89, "\u064a\u0646"},  // plural
    {.92, "\u0648\u0646"},  // plural
    {.96, "\u0647\u0627"},  // her
    {1, "\u0647"},          // his
};

template <size_t kCount>
std::string_view DrawAffix(const Affix (&affixes)[kCount], Random* random) {
  const double place = static_cast<double>(random->Next() >> 11) * 0x1p-53;
  for (const Affix& affix : affixes) {
    if (place < affix.up_to) return affix.text;
  }
  return {};
}

std::string_view Consonant(uint32_t i) { return kConsonants.substr(2 * i, 2); }

// A stem of a random root: one of six patterns.
std::string Stem(Random* random) {
  std::string c[3];
  for (std::string& one : c) one = Consonant(random->Below(kConsonantCount));
  switch (random->Below(6)) {
    case 0:
      return c[0] + c[1] + c[2];
    case 1:
      return c[0] + std::string(kAlef) + c[1] + c[2];
    case 2:
      return c[0] + c[1] + std::string(kAlef) + c[2];
    case 3:
      return c[0] + c[1] + std::string(kYeh) + c[2];
    case 4:
      return std::string(kMeem) + c[0] + c[1] + std::string(kWaw) + c[2];
    default:
      return std::string(kTeh) + c[0] + c[1] + std::string(kYeh) + c[2];
  }
}

uint64_t HashOf(std::string_view word) {
  uint64_t hash = word.size();
  for (const char c : word) {
    hash = Mix(hash + static_cast<unsigned char>(c) + 0x9e3779b97f4a7c15);
  }
  return hash;
}

std::vector<std::string> ReadWords(const std::string& path) {
  std::vector<std::string> words;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') words.push_back(line);
  }
  return words;
}

// The words of kinds of articles are drawn from streams of their own.
uint64_t StreamOf(uint64_t seed, uint64_t n, uint64_t purpose) {
  return Mix(Mix(seed + purpose) ^ n);
}
enum : uint64_t {
  kPlan = 1,
  kBody = 2,
  kEdits = 3,
  kTitle = 4,
  kLook = 5,
  kClosing = 6
};

}  // namespace

SyntheticCorpus::SyntheticCorpus(const CorpusOptions& options)
    : options_(options),
      stems_(kStems, 1.02, 4),
      phrases_(kPhrases, 0.85, 20),
      function_words_(1, 1, 1),
      function_table_(ReadWords(options.stop_words)) {
  Random random(Mix(options.seed));
  std::set<std::string> seen;
  while (stem_table_.size() < kStems) {
    std::string stem = Stem(&random);
    // Six patterns of 25^3 roots are too few: a fourth consonant now and then.
    if (random.Chance(.5)) stem += Consonant(random.Below(kConsonantCount));
    if (seen.insert(stem).second) stem_table_.push_back(std::move(stem));
  }
  if (!function_table_.empty()) {
    function_words_ =
        Zipf(static_cast<uint32_t>(function_table_.size()), 0.9, 1.5);
  }
  topic_stems_.resize(size_t{kTopics} * kTopicStems);
  for (uint32_t& stem : topic_stems_) stem = random.Below(kStems);
  phrase_table_.resize(kPhrases);
  for (std::vector<std::string>& phrase : phrase_table_) {
    bytes_.clear();
    std::vector<Word> words;
    uint32_t size = kShortestPhrase;
    while (size < kLongestPhrase && random.Chance(kPhraseGrows)) ++size;
    AppendOriginal(random.Next(), size, random.Below(kTopics), &words);
    for (const Word& word : words) phrase.emplace_back(View(word));
  }
}

Planting SyntheticCorpus::PlantingOf(uint64_t n) const {
  Random random(StreamOf(options_.seed, n, kPlan));
  if (n == 0 || !random.Chance(options_.planted_share)) return Planting::kNone;
  return static_cast<Planting>(1 + random.Below(kPlantingNames.size() - 1));
}

uint64_t SyntheticCorpus::Original(uint64_t n) const {
  while (PlantingOf(n) != Planting::kNone) {
    Random random(StreamOf(options_.seed, n, kLook));
    // Most copies appear within three days, the others at any time.
    const uint64_t near = std::min<uint64_t>(n, 3 * kArticlesPerDay);
    const bool late = random.Chance(.25);
    n -= 1 + random.Next() % (late ? n : near);
  }
  return n;
}

SyntheticCorpus::Word SyntheticCorpus::Append(
    std::initializer_list<std::string_view> parts) {
  Word word{.begin = static_cast<uint32_t>(bytes_.size())};
  for (const std::string_view part : parts) bytes_ += part;
  word.size = static_cast<uint32_t>(bytes_.size()) - word.begin;
  word.hash = HashOf(View(word));
  return word;
}

SyntheticCorpus::Word SyntheticCorpus::FunctionWord(Random* random) {
  return Append({function_table_[function_words_.Draw(random)]});
}

SyntheticCorpus::Word SyntheticCorpus::ContentWord(Random* random,
                                                   uint64_t topic) {
  const double kind = static_cast<double>(random->Next() >> 11) * 0x1p-53;
  if (kind < .02) return Append({std::to_string(1 + random->Below(3000))});
  if (kind < .06) {  // a name: not inflected, and there are many
    Random name(Mix(random->Below(kNames)));
    const std::string first = Stem(&name);
    return Append({first, Consonant(name.Below(kConsonantCount)),
                   Consonant(name.Below(kConsonantCount))});
  }
  const uint32_t stem =
      kind < .30
          ? topic_stems_[topic * kTopicStems + random->Below(kTopicStems)]
          : stems_.Draw(random);
  return Append({DrawAffix(kPrefixes, random), stem_table_[stem],
                 DrawAffix(kSuffixes, random)});
}

void SyntheticCorpus::AppendPhrase(Random* random, std::vector<Word>* out) {
  for (const std::string& word : phrase_table_[phrases_.Draw(random)]) {
    out->push_back(Append({word}));
  }
}

void SyntheticCorpus::AppendOriginal(uint64_t seed, uint32_t count,
                                     uint64_t topic, std::vector<Word>* out) {
  Random random(seed);
  const size_t end = out->size() + count;
  bool function_before = false;
  while (out->size() < end) {
    if (!phrase_table_.back().empty() && random.Chance(kPhraseChance)) {
      AppendPhrase(&random, out);
      function_before = false;
    } else if (!function_before && !function_table_.empty() &&
               random.Chance(.28)) {
      out->push_back(FunctionWord(&random));
      function_before = true;
    } else {
      out->push_back(ContentWord(&random, topic));
      function_before = false;
    }
  }
  out->resize(end);
}

void SyntheticCorpus::MakeOriginal(uint64_t n) {
  bytes_.clear();
  words_.clear();
  Random random(StreamOf(options_.seed, n, kBody));
  const uint32_t least = options_.words * 2 / 3;
  const uint32_t count = least + random.Below(options_.words * 2 / 3 + 1);
  AppendOriginal(random.Next(), count, random.Below(kTopics), &words_);
}

std::vector<SyntheticCorpus::Word> SyntheticCorpus::Edit(
    const std::vector<Word>& words, double share, uint64_t topic,
    Random* random) {
  std::vector<Word> out;
  for (const Word& word : words) {
    if (!random->Chance(share)) {
      out.push_back(word);
      continue;
    }
    const uint32_t kind = random->Below(4);  // half of the edits replace
    if (kind == 0) continue;
    if (kind == 1) out.push_back(word);
    out.push_back(ContentWord(random, topic));
  }
  return out;
}

std::vector<SyntheticCorpus::Word> SyntheticCorpus::Copy(uint64_t n,
                                                         Planting planting) {
  Random random(StreamOf(options_.seed, n, kEdits));
  const uint64_t topic = random.Below(kTopics);
  const auto count = static_cast<uint32_t>(words_.size());
  std::vector<Word> out;
  switch (planting) {
    case Planting::kNone:
    case Planting::kExact:
      return words_;
    case Planting::kFirst80:
      return {words_.begin(), words_.begin() + count * 4 / 5};
    case Planting::kFirst50:
      return {words_.begin(), words_.begin() + count / 2};
    case Planting::kEdited2:
      return Edit(words_, .02, topic, &random);
    case Planting::kEdited10:
      return Edit(words_, .10, topic, &random);
    case Planting::kEdited20:
      return Edit(words_, .20, topic, &random);
    case Planting::kContainer:
      AppendOriginal(random.Next(), count / 2, topic, &out);
      out.insert(out.end(), words_.begin(), words_.end());
      AppendOriginal(random.Next(), count / 2, topic, &out);
      return out;
    case Planting::kMixed60: {
      const uint32_t taken = count * 3 / 5;
      const uint32_t from = random.Below(count - taken);
      AppendOriginal(random.Next(), count / 5, topic, &out);
      out.insert(out.end(), words_.begin() + from,
                 words_.begin() + from + taken);
      AppendOriginal(random.Next(), count / 5, topic, &out);
      return out;
    }
  }
  return out;
}

void SyntheticCorpus::Layout(std::span<const Word> words, Random* random,
                             std::string* text) {
  text->clear();
  uint32_t sentence = 12 + random->Below(14);
  for (size_t i = 0; i < words.size(); ++i) {
    *text += View(words[i]);
    if (--sentence > 0) {
      *text += ' ';
      continue;
    }
    *text += random->Chance(.4) ? ".\n" : ". ";
    sentence = 12 + random->Below(14);
  }
  *text += '.';
}

void SyntheticCorpus::AppendTo(std::span<const Word> words,
                               std::string* text) const {
  for (const Word& word : words) {
    if (!text->empty()) *text += ' ';
    *text += View(word);
  }
}

void SyntheticCorpus::Make(uint64_t n, SyntheticArticle* article) {
  const uint64_t original = Original(n);
  MakeOriginal(original);
  const std::vector<Word> words = Copy(n, PlantingOf(n));
  Random look(StreamOf(options_.seed, n, kTitle));
  Layout(words, &look, &article->text);
  article->words.clear();
  for (const Word& word : words) article->words.push_back(word.hash);

  const uint64_t step = n == original ? 0 : 1 + Mix(n) % (kOutlets - 1);
  const uint64_t outlet = (Mix(original) + step) % kOutlets;
  article->source = "outlet" + std::to_string(outlet);
  article->date =
      kFirstDay + static_cast<int64_t>(n / kArticlesPerDay) * 86'400;

  std::vector<Word> line;
  if (look.Chance(kClosingChance)) {
    Random closing(StreamOf(
        options_.seed, outlet * kClosings + look.Below(kClosings), kClosing));
    AppendOriginal(closing.Next(), 10 + closing.Below(20), outlet, &line);
    article->text += '\n';
    AppendTo(line, &article->text);
  }
  // Half of the copies keep the headline.
  Random title(StreamOf(options_.seed, look.Chance(.5) ? original : n, kTitle));
  line.clear();
  AppendOriginal(title.Next(), 6 + title.Below(4), title.Below(kTopics), &line);
  article->title.clear();
  AppendTo(line, &article->title);
}

double SyntheticCorpus::Containment(uint64_t n,
                                    const SyntheticArticle& article) {
  const auto grams = [](std::span<const uint64_t> words) {
    std::vector<uint64_t> out;
    for (size_t i = 0; i + 3 <= words.size(); ++i) {
      out.push_back(Mix(Mix(Mix(words[i]) + words[i + 1]) + words[i + 2]));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  };
  MakeOriginal(Original(n));
  std::vector<uint64_t> words;
  for (const Word& word : words_) words.push_back(word.hash);
  const std::vector<uint64_t> a = grams(words);
  const std::vector<uint64_t> b = grams(article.words);
  std::vector<uint64_t> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                        std::back_inserter(common));
  const size_t smaller = std::min(a.size(), b.size());
  return smaller == 0 ? 0
                      : static_cast<double>(common.size()) /
                            static_cast<double>(smaller);
}

}  // namespace nuskha::scale

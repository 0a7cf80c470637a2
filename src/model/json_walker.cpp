// SPDX-License-Identifier: MIT
#include <cstdint>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

#include "model/ubj_walker.hpp"

namespace mlpipe::model {
namespace {

using nlohmann::json;

/// Events of nlohmann's parser, which keeps its own stack on the heap: no depth can overflow ours.
class JsonWalker final : public nlohmann::json_sax<json> {
 public:
  explicit JsonWalker(const OnLeaf& on_leaf) : on_leaf_(on_leaf) {}

  [[nodiscard]] const std::string& problem() const { return problem_; }

  bool null() override { return value(); }
  bool boolean(bool /*value*/) override { return value(); }
  bool number_integer(std::int64_t number) override { return leaf(std::to_string(number)); }
  bool number_unsigned(std::uint64_t number) override { return leaf(std::to_string(number)); }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return value(); }
  bool string(std::string& text) override { return leaf(text); }
  bool binary(json::binary_t& /*value*/) override { return value(); }
  bool start_object(std::size_t /*elements*/) override { return open(true); }
  bool start_array(std::size_t /*elements*/) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& text) override {
    path_.back() = text;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    problem_ = "the model is damaged at byte " + std::to_string(position) + ": no valid JSON";
    return false;
  }

 private:
  bool open(bool object) {
    value();
    if (path_.size() == kMaxModelDepth) {
      problem_ = "the model is nested more than " + std::to_string(kMaxModelDepth) + " deep";
      return false;
    }
    path_.emplace_back();
    next_.push_back(object ? kObject : 0);
    return true;
  }

  bool close() {
    path_.pop_back();
    next_.pop_back();
    return true;
  }

  /// Names the value that begins: the parser gives keys, indices are counted here.
  bool value() {
    if (!next_.empty() && next_.back() != kObject) {
      path_.back() = std::to_string(next_.back()++);
    }
    return true;
  }

  bool leaf(std::string_view text) {
    value();
    if (path_.size() <= kMaxLeafPath) {
      on_leaf_({path_, text});
    }
    return true;
  }

  static constexpr std::size_t kObject = std::numeric_limits<std::size_t>::max();
  const OnLeaf& on_leaf_;
  std::vector<std::string> path_;
  std::vector<std::size_t> next_;  // of each open array the next index; kObject for an object
  std::string problem_;
};

}  // namespace

void walk_json(std::string_view bytes, const OnLeaf& on_leaf) {
  JsonWalker walker(on_leaf);
  if (!json::sax_parse(bytes.begin(), bytes.end(), &walker)) {
    throw IntegrityError(walker.problem());
  }
}

}  // namespace mlpipe::model

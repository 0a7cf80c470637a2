// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "golden_data.hpp"
#include "model/eval_text.hpp"
#include "model/ubj_walker.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

std::string problem_of(std::string_view bytes) {
  try {
    (void)model::inspect_model(bytes);
  } catch (const IntegrityError& error) {
    return error.what();
  }
  return "";
}

std::string key(const std::string& name) {
  return std::string("U") + static_cast<char>(name.size()) + name;
}

/// The golden model, said to be written by another version: the last three bytes are its numbers.
std::string with_version(char major, char minor) {
  auto bytes = golden::read_file("binary.model.ubj");
  bytes[bytes.size() - 6] = major;
  bytes[bytes.size() - 4] = minor;
  return bytes;
}

}  // namespace

TEST_CASE("a model says what it is without XGBoost", "[model]") {
  for (const std::string format : {"ubj", "json"}) {
    const auto summary = model::inspect_model(golden::read_file("regression.model." + format));
    CHECK(summary.format == format);
    CHECK(summary.version == model::LibraryVersion{1, 7, 4});
    CHECK(summary.objective == "reg:squarederror");
    CHECK(summary.booster == "gbtree");
    CHECK(summary.feature_count == 8);
    CHECK(summary.class_count == 0);
    CHECK(summary.feature_names.front() == "ret_1");
    CHECK(summary.feature_names.size() == 8);
  }
}

TEST_CASE("bytes that are no model are refused", "[model]") {
  CHECK_THAT(problem_of(""), ContainsSubstring("empty"));
  CHECK_THAT(problem_of("binf"), ContainsSubstring("old binary format"));
  CHECK_THAT(problem_of("{}"), ContainsSubstring("no XGBoost model"));
  CHECK_THAT(problem_of(R"({"version": [1, 7, 4]})"), ContainsSubstring("no XGBoost model"));
  CHECK_THAT(problem_of(R"({"version": [1, 7)"), ContainsSubstring("no valid JSON"));
}

TEST_CASE("a model cut anywhere is refused", "[model]") {
  for (const auto* name : {"sampled.model.ubj", "sampled.model.json"}) {
    const auto bytes = golden::read_file(name);
    for (std::size_t size = 0; size < bytes.size(); size += 997) {
      CAPTURE(name, size);
      CHECK(problem_of(std::string_view(bytes).substr(0, size)) != "");
    }
    CHECK(problem_of(bytes + "}") != "");
  }
}

TEST_CASE("lengths beyond the file are refused at once", "[model]") {
  const std::string huge = std::string("L") + '\x7f' + std::string(7, '\xff');
  CHECK_THAT(problem_of("{" + huge), ContainsSubstring("a length of 9223372036854775807"));
  CHECK_THAT(problem_of("{" + key("a") + "S" + huge), ContainsSubstring("bytes left"));
  CHECK_THAT(problem_of("{" + key("a") + "[#" + huge), ContainsSubstring("a count of"));
  CHECK_THAT(problem_of("{" + key("a") + "[$d#" + huge), ContainsSubstring("a count of"));
  CHECK_THAT(problem_of("{" + key("a") + "[$Z#" + huge), ContainsSubstring("typed array"));
  CHECK_THAT(problem_of("{" + key("a") + "[#i\x80"), ContainsSubstring("negative length"));
  CHECK_THAT(problem_of("{" + key("a") + "N"), ContainsSubstring("unknown type"));
}

TEST_CASE("nesting without end is refused", "[model]") {
  CHECK_THAT(problem_of("{" + key("a") + std::string(1'000'000, '[')),
             ContainsSubstring("nested more than 64 deep"));
  CHECK_THAT(problem_of(R"({"a":)" + std::string(1'000'000, '[')),
             ContainsSubstring("nested more than 64 deep"));
}

TEST_CASE("a damaged model is refused or walked, never worse", "[model][property]") {
  const auto good = golden::read_file("sampled.model.ubj");
  auto rng = Rng::stream(5, 0);
  std::size_t refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    auto bytes = good;
    for (int i = 0; i < 4; ++i) {
      bytes[rng.below(bytes.size())] = static_cast<char>(rng.below(256));
    }
    refused += problem_of(bytes).empty() ? 0 : 1;
  }
  CHECK(refused > 0);
}

TEST_CASE("walking tells strings and integers with their paths", "[model]") {
  const std::string text = "{" + key("a") + "[#i\x02Si\x01xI\xff\xfe" + key("b") + "{" + key("c") +
                           "U\xc8}" + key("d") + "d\x01\x02\x03\x04}";
  std::vector<std::string> seen;
  model::walk_ubj(text, [&](const model::ModelLeaf& leaf) {
    std::string path;
    for (const auto& part : leaf.path) {
      path += "/" + part;
    }
    seen.push_back(path + "=" + std::string(leaf.text));
  });
  CHECK(seen == std::vector<std::string>{"/a/0=x", "/a/1=-2", "/b/c=200"});
}

TEST_CASE("a model with another hash, or too large, never reaches XGBoost", "[model][xgboost]") {
  const auto bytes = golden::read_file("binary.model.ubj");
  auto flipped = bytes;
  flipped[20000] = static_cast<char>(flipped[20000] ^ 1);
  CHECK_THROWS_AS(model::load_verified(flipped, sha256_hex(bytes)), IntegrityError);
  CHECK_THROWS_AS(model::load_verified(bytes, ""), IntegrityError);
  CHECK_THROWS_AS(model::load_verified(bytes, sha256_hex(bytes), 1000), IntegrityError);
  CHECK_NOTHROW(model::load_verified(bytes, sha256_hex(bytes)));
}

TEST_CASE("a model newer than the library is refused with the version it needs",
          "[model][xgboost]") {
  const auto library = model::library_version();
  const auto bytes =
      with_version(static_cast<char>(library.major), static_cast<char>(library.minor + 1));
  REQUIRE(model::inspect_model(bytes).version.minor == library.minor + 1);
  const auto load = [](const std::string& model) {
    return model::load_verified(model, sha256_hex(model)).rounds();
  };
  CHECK_THROWS_WITH(load(bytes),
                    ContainsSubstring("it needs XGBoost " + std::to_string(library.major) + "." +
                                      std::to_string(library.minor + 1)));
  CHECK_THROWS_AS(load(with_version(static_cast<char>(library.major + 1), 0)), IntegrityError);
  CHECK(load(with_version(1, 7)) == 30);
}

TEST_CASE("the library that runs is of the headers' major version", "[model][xgboost]") {
  CHECK_NOTHROW(model::require_matching_library());
  CHECK(model::library_version().major == model::header_version().major);
  CHECK(model::to_string(model::LibraryVersion{1, 7, 4}) == "1.7.4");
}

TEST_CASE("evaluation text is read to the last digit", "[model]") {
  const auto values = model::parse_eval_text(
      "[3]\ttrain-logloss:0.26000000000000001\tvalid-tweedie-nloglik@1.5:nan\n");
  REQUIRE(values.size() == 2);
  CHECK(values[0].set == "train");
  CHECK(values[0].metric == "logloss");
  CHECK(values[0].value == 0.26);
  CHECK(values[1].metric == "tweedie-nloglik@1.5");
  CHECK(std::isnan(values[1].value));
  CHECK_THROWS_AS(model::parse_eval_text("[3]\tvalid-auc:high"), ModelError);
}

TEST_CASE("floats are written as Python writes them", "[model]") {
  CHECK(model::python_float(0.00724033351831536) == "0.00724033351831536");
  CHECK(model::python_float(1.0) == "1.0");
  CHECK(model::python_float(-12.5) == "-12.5");
  CHECK(model::python_float(0.0001) == "0.0001");
  CHECK(model::python_float(0.00001) == "1e-05");
  CHECK(model::python_float(1e16) == "1e+16");
  CHECK(model::python_float(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(model::python_float(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

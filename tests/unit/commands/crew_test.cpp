// SPDX-License-Identifier: MIT
#include "commands/crew.hpp"

#include <optional>
#include <utility>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;

namespace {

/// Workers, and threads of each.
std::pair<int, int> crew(int threads, std::size_t batch, std::optional<int> workers = {},
                         optimize::PrunerKind pruner = optimize::PrunerKind::kOutlook) {
  optimize::StudyOptions options;
  options.pruner.kind = pruner;
  options.batch = batch;
  options.workers = workers;
  const auto out = crew_of(threads, options);
  return {out.workers, out.threads};
}

}  // namespace

TEST_CASE("a search has a worker for each thread, fewer than twice its batch", "[commands]") {
  CHECK(crew(1, 4) == std::pair{1, 1});
  CHECK(crew(2, 4) == std::pair{2, 1});
  CHECK(crew(6, 4) == std::pair{6, 1});  // two of them help with folds
  CHECK(crew(8, 4) == std::pair{4, 2});
  CHECK(crew(17, 4) == std::pair{4, 4});
  CHECK(crew(16, 0) == std::pair{16, 1});
}

TEST_CASE("so many workers as are asked for share the threads", "[commands]") {
  CHECK(crew(8, 4, 1) == std::pair{1, 8});
  CHECK(crew(8, 4, 3) == std::pair{3, 2});
  CHECK(crew(2, 4, 8) == std::pair{8, 1});
}

TEST_CASE("halving has no use for workers beyond the batch", "[commands]") {
  CHECK(crew(6, 4, {}, optimize::PrunerKind::kHalving) == std::pair{4, 1});
  CHECK(crew(8, 4, 8, optimize::PrunerKind::kHalving) == std::pair{4, 2});
  CHECK(crew(8, 0, 8, optimize::PrunerKind::kHalving) == std::pair{8, 1});
}

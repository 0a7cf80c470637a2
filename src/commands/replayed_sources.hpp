// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>

#include "mlpipe/core/byte_source.hpp"

namespace mlpipe::commands {

/// Gives standard input and downloads a second time without reading them again, so that two models
/// are judged on the same bytes. Files are opened as ever.
class ReplayedSources final : public SourceOpener {
 public:
  explicit ReplayedSources(SourceOpener& opener) : opener_(opener) {}
  std::unique_ptr<ByteSource> open(const std::string& where, const SourceOptions& options) override;

 private:
  SourceOpener& opener_;
  std::map<std::string, std::shared_ptr<const std::string>> kept_;
};

}  // namespace mlpipe::commands

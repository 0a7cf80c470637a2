// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_folder.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"

namespace mlpipe::registry {

void ModelRegistry::record_judgement(const std::string& candidate, const StoredVerdict& verdict,
                                     const Look& look) {
  const auto lock = lock_registry({files_, clock_, events_, actor_, wait_});
  const ModelFolder found = find_model(files_, candidate);
  if (found.folder.parent_path() != kCandidates) {
    throw ConfigError(quote(candidate) + " is no candidate: a verdict is stored with one");
  }
  if (found.sha256 != verdict.model_sha256) {
    throw IntegrityError(files_.shown(found.folder) + " has another model than the one judged");
  }
  // The look first: one that was taken counts, whatever happens to its verdict.
  add_look(files_, look);
  files_.replace(found.folder / kValidationFile, to_json_file(write_verdict(verdict)));
}

}  // namespace mlpipe::registry

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/report/document.hpp"
#include "mlpipe/tracking/run_record.hpp"

// Pieces that the runs of several commands have.
namespace mlpipe::commands {

/// A parameter, unless the run has one of this name. Names are free: the stores make keys of them.
void add_param(tracking::RunRecord& run, const std::string& name, const std::string& value);

/// Every leaf of a document as a parameter, named by its path with points: "walk_forward.test".
/// Lists are one text; nulls are left out.
void add_params(tracking::RunRecord& run, const std::string& prefix,
                const nlohmann::json& document);

/// Every number (and null, as NaN) of an object as a metric "<prefix><key>"; other values are left
/// out.
void add_metrics(tracking::RunRecord& run, const std::string& prefix, const nlohmann::json& object,
                 std::int64_t step = 0);
void add_metric(tracking::RunRecord& run, const std::string& key, double value,
                std::int64_t step = 0);

/// A file as an artifact below `folder`, under its own name; nothing for an empty path.
void add_artifact(tracking::RunRecord& run, const FileSystem::Path& file,
                  const std::string& folder);

/// The figures of a report, each a file of its own below "plots".
void add_plots(tracking::RunRecord& run, const report::Document& document);

/// A stored model's folder as artifact "model", so that MLflow can load it from there.
/// @param folder  with SHA256SUMS and the links model.ubj and metadata.json
void add_model(tracking::RunRecord& run, const FileSystem& files, const FileSystem::Path& folder);

/// The data that a model's metadata name.
void add_dataset(tracking::RunRecord& run, const nlohmann::json& metadata, const FileSystem& files);

/// Text in Markdown that MLflow shows on the run's page.
void add_description(tracking::RunRecord& run, const std::string& markdown);

}  // namespace mlpipe::commands

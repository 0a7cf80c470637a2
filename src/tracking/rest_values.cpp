// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "tracking/mlflow_values.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

constexpr std::size_t kMetricsACall = 1000;
constexpr std::size_t kPairsACall = 100;

json log_batch(const std::string& id, const char* field, json list) {
  return {{"run_id", id}, {field, std::move(list)}};
}

json to_point(const std::string& key, const MetricPoint& point) {
  return {{"key", key},
          {"value", number_to_json(point.value)},
          {"timestamp",
           std::max<std::int64_t>(0, to_milliseconds(point.time))},  // none before 1970 is taken
          {"step", point.step}};
}

template <class Item, class Send>
void in_parts(std::span<const Item> items, std::size_t most, const Send& send) {
  for (; !items.empty(); items = items.subspan(std::min(most, items.size()))) {
    send(items.first(std::min(most, items.size())));
  }
}

/// One that clashes must not lose the others.
void send_singly(RestSession& session, const std::string& id,
                 std::span<const Pairs::value_type> params, Pairs& conflicts) {
  for (const auto& [key, value] : params) {
    const std::string what = "logging parameter " + key;
    const RestAnswer answer = session.caller.post(what, session.api("runs/log-parameter"),
                                                  {{"run_id", id}, {"key", key}, {"value", value}});
    if (answer.status == 400) {
      conflicts.emplace_back(key, value);
    } else {
      session.caller.require(what, answer);
    }
  }
}

}  // namespace

Pairs send_params(RestSession& session, const std::string& id, const Pairs& params) {
  Pairs conflicts;
  const std::string what = "logging parameters";
  in_parts<Pairs::value_type>(params, kPairsACall, [&](std::span<const Pairs::value_type> part) {
    const json list = to_list(Pairs(part.begin(), part.end()));
    const RestAnswer answer =
        session.caller.post(what, session.api("runs/log-batch"), log_batch(id, "params", list));
    if (answer.status == 400) {
      send_singly(session, id, part, conflicts);
    } else {
      session.caller.require(what, answer);
    }
  });
  return conflicts;
}

void send_metrics(RestSession& session, const std::string& id,
                  const std::vector<MetricPoint>& metrics,
                  const std::map<std::string, std::string>& keys) {
  const std::string what = "logging metrics";
  in_parts<MetricPoint>(metrics, kMetricsACall, [&](std::span<const MetricPoint> part) {
    json list = json::array();
    std::transform(part.begin(), part.end(), std::back_inserter(list),
                   [&](const MetricPoint& point) { return to_point(keys.at(point.key), point); });
    session.caller.require(what, session.caller.post(what, session.api("runs/log-batch"),
                                                     log_batch(id, "metrics", std::move(list))));
  });
}

void send_tags(RestSession& session, const std::string& id, const Pairs& tags) {
  const std::map<std::string, std::string> last(tags.rbegin(), tags.rend());
  const Pairs wanted(last.begin(), last.end());
  const std::string what = "logging tags";
  in_parts<Pairs::value_type>(wanted, kPairsACall, [&](std::span<const Pairs::value_type> part) {
    const json list = to_list(Pairs(part.begin(), part.end()));
    session.caller.require(what, session.caller.post(what, session.api("runs/log-batch"),
                                                     log_batch(id, "tags", list)));
  });
}

namespace {

/// Name and digest of the datasets that the run has.
std::set<std::pair<std::string, std::string>> known_datasets(RestSession& session,
                                                             const std::string& id) {
  const std::string what = "reading the run's datasets";
  const RestAnswer answer = session.caller.get(what, session.api("runs/get?run_id=" + id));
  session.caller.require(what, answer);
  std::set<std::pair<std::string, std::string>> known;
  for (const auto& input : list_at(answer.body, "/run/inputs/dataset_inputs")) {
    known.emplace(text_at(input, "/dataset/name"), text_at(input, "/dataset/digest"));
  }
  return known;
}

json to_input(const DatasetInput& data) {
  json dataset{{"name", data.name},
               {"digest", data.digest},
               {"source_type", data.source_type},
               {"source", data.source}};
  if (!data.schema.empty()) {
    dataset["schema"] = data.schema;
  }
  if (!data.profile.empty()) {
    dataset["profile"] = data.profile;
  }
  return {{"tags", to_list({{"mlflow.data.context", data.context}})}, {"dataset", dataset}};
}

/// Those that the run lacks, each once.
json missing_inputs(RestSession& session, const std::string& id,
                    const std::vector<DatasetInput>& datasets) {
  auto known = known_datasets(session, id);
  json list = json::array();
  for (const auto& data : datasets) {
    if (known.emplace(data.name, data.digest).second) {
      list.push_back(to_input(data));
    }
  }
  return list;
}

}  // namespace

void send_datasets(RestSession& session, const std::string& id,
                   const std::vector<DatasetInput>& datasets) {
  if (datasets.empty()) {
    return;
  }
  const json list = missing_inputs(session, id, datasets);
  if (list.empty()) {
    return;
  }
  const std::string what = "logging datasets";
  session.caller.require(
      what, session.caller.post(what, session.api("runs/log-inputs"),
                                {{"run_id", id}, {"datasets", list}},
                                [&] { return missing_inputs(session, id, datasets).empty(); }));
}

}  // namespace mlpipe::tracking

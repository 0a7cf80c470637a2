// SPDX-License-Identifier: MIT
#pragma once

// Whole inputs for the tests of the market reader: texts, and the real files beside the source.

#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "mlpipe/data/market_reader.hpp"

#include "csv_text.hpp"
#include "market_names.hpp"

namespace mlpipe::data {

/// Keeps what it is told, as "action: message".
class TellingSink final : public EventSink {
 public:
  void on(const Event& event) override {
    const std::scoped_lock lock(mutex_);
    if (const auto* note = std::get_if<Note>(&event)) {
      told.push_back(note->action + ": " + note->message);
    } else if (const auto* warning = std::get_if<Warning>(&event)) {
      told.push_back("warning " + warning->action + ": " + warning->message);
    }
  }
  std::vector<std::string> told;

 private:
  std::mutex mutex_;
};

inline MarketData read_text_market(const std::string& text, DataOptions options, int threads = 2) {
  TextSource source(text);
  NullSink events;
  if (options.source.empty()) {
    options.source = "bars.csv";
  }
  return read_market_data(source, options, threads, events, StopFlag());
}

/// Empty if the file is not there.
inline std::string shared_file(const std::string& name) {
  std::ifstream in(shared_data() / name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? text.str() : "";
}

}  // namespace mlpipe::data

// SPDX-License-Identifier: MIT
// Reads the CSV file named by its argument and trains on it, with nothing but what is installed.
#include <chrono>
#include <cstdio>
#include <vector>

#include <mlpipe/core/error.hpp>
#include <mlpipe/core/event.hpp>
#include <mlpipe/core/interrupt.hpp>
#include <mlpipe/data/market_reader.hpp>
#include <mlpipe/model/booster.hpp>
#include <mlpipe/platform/platform.hpp>
#include <mlpipe/version.hpp>

namespace {

int read_and_train(const char* path) {
  mlpipe::NullSink events;
  const mlpipe::StopFlag stop;
  mlpipe::data::DataOptions options;
  options.source = path;
  options.time_zone = "America/New_York";
  const auto opener = mlpipe::platform::make_source_opener(events, stop);
  const auto source = opener->open(options.source, options.transfer);
  const auto market = mlpipe::data::read_market_data(*source, options, 1, events, stop);

  // Tomorrow's direction from today's bar: two features, the last row has no label.
  std::vector<float> features;
  std::vector<float> label;
  for (std::size_t row = 0; row + 1 < market.rows(); ++row) {
    features.push_back(static_cast<float>(market.close[row] / market.open[row]));
    features.push_back(static_cast<float>(market.high[row] / market.low[row]));
    label.push_back(market.close[row + 1] > market.close[row] ? 1.0F : 0.0F);
  }
  mlpipe::model::BoostOptions boost;
  boost.params = {{"objective", "binary:logistic"}, {"max_depth", "2"}};
  boost.max_rounds = 5;
  boost.feature_names = {"body", "range"};
  const mlpipe::model::FitData train{{features.data(), label.size(), 2}, label, {}};
  const auto booster = mlpipe::model::Booster::train(train, nullptr, boost, stop);
  const auto forecast = booster.predict(train.features);
  std::printf("mlpipe %s: %zu rows, %d rounds, %zu forecasts\n", mlpipe::kVersion, market.rows(),
              booster.rounds(), forecast.size());
  return market.rows() > 100 && booster.rounds() == 5 && forecast.size() == label.size() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: uses_mlpipe FILE.csv\n", stderr);
    return 2;
  }
  try {
    return read_and_train(argv[1]);
  } catch (const mlpipe::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

namespace mlpipe::testing {

/// Metadata as `mlpipe train` wrote them for a daily index (26 features, 1999 to 2018), with most
/// features, metrics, folds and golden rows taken out. The model was trained to 2018-12-28; the
/// windows move by 235 bars.
inline nlohmann::json example_metadata() {
  static const auto kExample = nlohmann::json::parse(R"json({
  "format_version": 1,
  "run_id": "20261125T172859Z-c98229",
  "version": null,
  "created_at": "2026-11-25T17:28:59.433455Z",
  "kind": "deploy",
  "model": {
    "file": "model_20261125T172859Z.ubj",
    "sha256": "c98229f9c47474877415c311ae6dad4e4bac60ddc1f90216954ec8a3d5078370",
    "bytes": 15094
  },
  "recipe": {
    "config": {
      "format_version": 1,
      "seed": 42,
      "data": {
        "allow_nonpositive_prices": false,
        "bar": null,
        "categorical": [],
        "close": null,
        "comment": "#",
        "decimal": null,
        "duplicates": "error",
        "features": null,
        "header": true,
        "high": null,
        "low": null,
        "max_columns": 4096,
        "max_line_bytes": 1048576,
        "missing": [],
        "on_bad_rows": "error",
        "open": null,
        "separator": null,
        "skip_lines": 0,
        "source": "data/sp500_daily.csv.gz",
        "stamp": "close",
        "symbol": null,
        "target": null,
        "time": null,
        "time_format": null,
        "time_of_day": null,
        "time_zone": "UTC",
        "transfer": {
          "connect_timeout_ms": 10000,
          "max_bytes": 17179869184,
          "retries": 3,
          "stall_timeout_ms": 30000
        },
        "volume": null
      },
      "features": {
        "add": [],
        "drop": [],
        "leak_auc": 0.97,
        "leak_correlation": 0.95,
        "preset": ["core"],
        "trusted_inputs": []
      },
      "label": {
        "dead_band": 0.0,
        "from": "close",
        "horizon": 1,
        "kind": "direction",
        "log_return": false,
        "task": "auto"
      },
      "model": {
        "params": {
          "colsample_bytree": 0.8,
          "eta": 0.05,
          "max_depth": 4,
          "min_child_weight": 20,
          "subsample": 0.8
        },
        "max_rounds": 300,
        "early_stopping_rounds": 30,
        "class_weight": "none",
        "time_decay": null
      },
      "walk_forward": {
        "anchor": "end",
        "embargo": "0",
        "max_folds": 0,
        "min_test_bars": 20,
        "min_train_rows": 200,
        "partial_test": false,
        "step": "0",
        "test": "235",
        "train": "2355",
        "window": "rolling"
      },
      "execution": {
        "borrow_rate": 0.0,
        "commission_bps": 1.0,
        "fill": "next_open",
        "funding_rate": 0.0,
        "gain": 1.0,
        "half_spread_bps": 1.0,
        "hold_until_opposite": false,
        "leverage": 1.0,
        "long_above": 0.5,
        "long_only": false,
        "minimum_acceptable_return": 0.0,
        "risk_free_rate": 0.0,
        "short_below": 0.5,
        "sizing": "threshold",
        "slippage_bps": 1.0,
        "target_volatility": 0.15,
        "value_band": 0.0,
        "volatility_bars": 20
      }
    },
    "features": ["ret_1", "ret_5", "rsi_14", "vol_20"],
    "warm_up_bars": 320,
    "label_kind": "direction",
    "classes": ["not up", "up"],
    "params": {
      "colsample_bytree": "0.8",
      "eta": "0.05",
      "max_depth": "4",
      "min_child_weight": "20",
      "subsample": "0.8",
      "objective": "binary:logistic",
      "eval_metric": "logloss",
      "tree_method": "hist",
      "max_bin": "256",
      "seed": "42",
      "base_score": "0.5"
    },
    "params_origin": "config/pipeline.json",
    "rounds": 10,
    "seed": 42,
    "holdout": null
  },
  "config_sha256": "058c8e6e422a214c3f87c8ed1c92c921e298657995dd7cf26293a0f1c72990c1",
  "data": {
    "source": "data/sp500_daily.csv.gz",
    "sha256": "1c4d0aeed8db9284de8ad71e4063c97f645ad6dd13507f8e305338e96c396ba7",
    "bytes": 400462,
    "rows_read": 5031,
    "rows_kept": 5031,
    "first_bar": "1999-01-04T00:00:00Z",
    "last_bar": "2018-12-31T00:00:00Z",
    "symbols": [""],
    "schema_sha256": "cd47feeb819c9fb76f0fa47fb78b68fe1eea3f84e4a1de3a9beef7c8abef6cdf",
    "detected": ["the separator is \",\"", "the decimal mark is \".\""],
    "findings": {}
  },
  "train_from": "2000-04-10T00:00:00Z",
  "train_to": "2018-12-28T00:00:00Z",
  "last_label_end": "2018-12-31T00:00:00Z",
  "train_rows": 4710,
  "metrics": {
    "metric": "log_loss",
    "score": 0.6951661957127632,
    "test_rows": 2350,
    "scored_rows": 2349,
    "forecast": {
      "n": 2349.0,
      "accuracy": 0.4989357173265219,
      "roc_auc": 0.4861099742750234,
      "log_loss": 0.6951661957127632
    },
    "yardsticks": {
      "previous_label": {
        "n": 2349.0,
        "accuracy": 0.48531289910600256,
        "roc_auc": 0.4811648590972872,
        "log_loss": null,
        "undefined": {"log_loss": "a hard forecast has no probabilities"}
      }
    },
    "returns": {
      "bars": 2349.0,
      "total_return": 0.01681829984837635,
      "sharpe": 0.08573326930034297,
      "max_drawdown": -0.23641067227655932
    },
    "buy_and_hold": {
      "bars": 2349.0,
      "total_return": 1.45620320029103,
      "sharpe": 0.716342918087392,
      "max_drawdown": -0.1977821042395289
    },
    "folds": [
      {
        "test_after": "2009-08-28T00:00:00Z",
        "test_to": "2010-08-05T00:00:00Z",
        "train_bound": "2009-08-28T00:00:00Z",
        "train_rows": 2355,
        "test_rows": 235,
        "scored_rows": 235,
        "rounds": 53,
        "forecast": {
          "n": 235.0,
          "accuracy": 0.4808510638297872,
          "roc_auc": 0.5294074183537757,
          "log_loss": 0.6983005231593301
        },
        "base_rate": {
          "n": 235.0,
          "accuracy": 0.5702127659574469,
          "roc_auc": 0.5,
          "log_loss": 0.688293689167503
        },
        "returns": {
          "bars": 234.0,
          "total_return": -0.18468014262444132,
          "sharpe": -1.1243710120311055,
          "max_drawdown": -0.21240019982233027
        }
      }
    ]
  },
  "conventions": {
    "fill": "next_open",
    "cost_per_unit_traded": 0.00030000000000000003,
    "bars_per_year": 252.0,
    "bars_per_year_inferred": true,
    "compounded_to_days": false,
    "no_returns_reason": ""
  },
  "trial_count": 1,
  "golden_rows": {"features": [[0.25, -0.5, 55.0, 0.125]], "predictions": [0.515625]},
  "mlpipe_version": "0.1.0",
  "xgboost_version": "1.7.4",
  "git_commit": null,
  "run_url": null,
  "host": "runner",
  "parent_version": null
})json");
  return kExample;
}

}  // namespace mlpipe::testing

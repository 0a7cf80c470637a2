// SPDX-License-Identifier: MIT
#include "mlpipe/features/feature.hpp"

#include "families.hpp"

namespace mlpipe::features {
namespace {

constexpr unsigned kRange = kHigh | kLow;
constexpr unsigned kBody = kOpen | kHigh | kLow | kClose;
constexpr unsigned kFlow = kClose | kVolume;
constexpr std::size_t kOwn = Family::kOwnNumber;
/// Largest n where a row costs log2(n) steps or fewer, and where it costs n.
constexpr std::size_t kMost = 10'000;
constexpr std::size_t kDear = 1'000;

// pattern, needs, least n, most n, first row - n, recursion period, function, formula
constexpr Family kFamilies[] = {
    {"ret_#", kClose, 1, kMost, 0, 0, simple_return, "c / c[n bars ago] - 1"},
    {"logret_#", kClose, 1, kMost, 0, 0, log_return, "ln(c / c[n bars ago])"},
    {"mom_#", kClose, 1, kMost, 0, 0, simple_return, "c / c[n bars ago] - 1"},
    {"sma_#", kClose, 1, kMost, -1, 0, sma, "mean of c over n bars"},
    {"dist_sma_#", kClose, 1, kMost, -1, 0, dist_sma, "c / sma_n - 1"},
    {"ema_#", kClose, 1, kMost, -1, kOwn, ema, "e = a c + (1 - a) e, a = 2 / (n + 1), e[0] = c[0]"},
    {"macd_12_26", kClose, 0, 0, 25, 26, macd_line, "ema_12 - ema_26"},
    {"macd_signal_9", kClose, 0, 0, 33, 26, macd_signal, "EMA 9 of macd_12_26, from row 0"},
    {"macd_hist", kClose, 0, 0, 33, 26, macd_histogram, "macd_12_26 - macd_signal_9"},
    {"nmacd", kClose, 0, 0, 25, 26, scaled_macd_line, "macd_12_26 / c"},
    {"nmacd_signal", kClose, 0, 0, 33, 26, scaled_macd_signal, "macd_signal_9 / c"},
    {"nmacd_hist", kClose, 0, 0, 33, 26, scaled_macd_histogram, "macd_hist / c"},
    {"macd_sma_seed", kClose, 0, 0, 25, 26, macd_line_sma_seed,
     "macd_12_26 with averages that begin as plain means"},
    {"macd_signal_sma_seed", kClose, 0, 0, 33, 26, macd_signal_sma_seed,
     "EMA 9 of macd_sma_seed, begun as the mean of its first 9"},
    {"rsi_#", kClose, 1, kMost, 0, kOwn, rsi,
     "100 G / (G + L), Wilder's averages of gains and losses; 50 if both are 0"},
    {"rsi_#_ewm", kClose, 1, kMost, 0, kOwn, rsi_ewm,
     "rsi_n, averages begun with the first change"},
    {"tr", kRange | kClose, 0, 0, 1, 0, true_range, "max(h - l, |h - c[-1]|, |l - c[-1]|)"},
    {"atr_#", kRange | kClose, 1, kMost, 0, kOwn, atr, "Wilder's average of tr"},
    {"natr_#", kRange | kClose, 1, kMost, 0, kOwn, natr, "atr_n / c"},
    {"bb_upper_#_2", kClose, 2, kMost, -1, 0, bollinger_upper, "m + 2 s, s with divisor n"},
    {"bb_lower_#_2", kClose, 2, kMost, -1, 0, bollinger_lower, "m - 2 s"},
    {"bb_pctb_#_2", kClose, 2, kMost, -1, 0, bollinger_position, "(c - (m - 2 s)) / (4 s)"},
    {"bb_width_#_2", kClose, 2, kMost, -1, 0, bollinger_width, "4 s / m"},
    {"bb_pctb_#", kClose, 2, kMost, -1, 0, bollinger_position, "short for bb_pctb_n_2"},
    {"bb_width_#", kClose, 2, kMost, -1, 0, bollinger_width, "short for bb_width_n_2"},
    {"vol_#", kClose, 2, kMost, 0, 0, volatility, "deviation of n log returns, divisor n - 1"},
    {"parkinson_#", kRange, 1, kMost, -1, 0, parkinson, "sqrt(mean(ln(h / l)^2) / (4 ln 2))"},
    {"volume_z_#", kVolume, 2, kMost, -1, 0, volume_z, "(v - mean) / deviation, divisor n - 1"},
    {"stoch_k_#", kRange | kClose, 1, kMost, -1, 0, stochastic_k,
     "(c - lowest l) / (highest h - lowest l)"},
    {"dow", kNone, 0, 0, 0, 0, day_of_week, "0 Monday .. 6 Sunday"},
    {"dow_sin", kNone, 0, 0, 0, 0, day_of_week_sin, "sin(2 pi dow / 7)"},
    {"dow_cos", kNone, 0, 0, 0, 0, day_of_week_cos, "cos(2 pi dow / 7)"},
    {"hour_sin", kNone, 0, 0, 0, 0, hour_sin, "sin(2 pi hour / 24)"},
    {"hour_cos", kNone, 0, 0, 0, 0, hour_cos, "cos(2 pi hour / 24)"},
    {"month_sin", kNone, 0, 0, 0, 0, month_sin, "sin(2 pi (month - 1) / 12)"},
    {"month_cos", kNone, 0, 0, 0, 0, month_cos, "cos(2 pi (month - 1) / 12)"},
    {"KMID", kBody, 0, 0, 0, 0, kmid, "(c - o) / o"},
    {"KLEN", kBody, 0, 0, 0, 0, klen, "(h - l) / o"},
    {"KMID2", kBody, 0, 0, 0, 0, kmid2, "(c - o) / (h - l + 1e-12)"},
    {"KUP", kBody, 0, 0, 0, 0, kup, "(h - max(o, c)) / o"},
    {"KUP2", kBody, 0, 0, 0, 0, kup2, "(h - max(o, c)) / (h - l + 1e-12)"},
    {"KLOW", kBody, 0, 0, 0, 0, klow, "(min(o, c) - l) / o"},
    {"KLOW2", kBody, 0, 0, 0, 0, klow2, "(min(o, c) - l) / (h - l + 1e-12)"},
    {"KSFT", kBody, 0, 0, 0, 0, ksft, "(2 c - h - l) / o"},
    {"KSFT2", kBody, 0, 0, 0, 0, ksft2, "(2 c - h - l) / (h - l + 1e-12)"},
    {"OPEN0", kOpen | kClose, 0, 0, 0, 0, open0, "o / c"},
    {"HIGH0", kHigh | kClose, 0, 0, 0, 0, high0, "h / c"},
    {"LOW0", kLow | kClose, 0, 0, 0, 0, low0, "l / c"},
    {"ROC#", kClose, 1, kMost, 0, 0, roc, "c[n bars ago] / c"},
    {"MA#", kClose, 1, kMost, -1, 0, ma, "mean of c / c"},
    {"STD#", kClose, 2, kMost, -1, 0, std_close, "deviation of c, divisor n - 1, / c"},
    {"BETA#", kClose, 2, kMost, -1, 0, beta, "slope of the line through c / c"},
    {"RSQR#", kClose, 2, kMost, -1, 0, rsqr, "squared correlation of c with the line"},
    {"RESI#", kClose, 2, kMost, -1, 0, resi, "(c - line at the last bar) / c"},
    {"MAX#", kHigh | kClose, 1, kMost, -1, 0, max_high, "highest h / c"},
    {"MIN#", kLow | kClose, 1, kMost, -1, 0, min_low, "lowest l / c"},
    {"QTLU#", kClose, 1, kDear, -1, 0, qtlu, "80 % quantile of c, interpolated, / c"},
    {"QTLD#", kClose, 1, kDear, -1, 0, qtld, "20 % quantile of c, interpolated, / c"},
    {"RANK#", kClose, 1, kDear, -1, 0, rank, "average rank of c among n closes / n"},
    {"RSV#", kRange | kClose, 1, kMost, -1, 0, rsv,
     "(c - lowest l) / (highest h - lowest l + 1e-12)"},
    {"IMAX#", kHigh, 1, kMost, -1, 0, imax, "place (1 .. n) of the first highest h / n"},
    {"IMIN#", kLow, 1, kMost, -1, 0, imin, "place (1 .. n) of the first lowest l / n"},
    {"IMXD#", kRange, 1, kMost, -1, 0, imxd, "IMAXn - IMINn"},
    {"CORR#", kFlow, 2, kMost, -1, 0, corr, "correlation of c and ln(v + 1)"},
    {"CORD#", kFlow, 2, kMost, 0, 0, cord, "correlation of c / c[-1] and ln(v / v[-1] + 1)"},
    {"CNTP#", kClose, 1, kMost, 0, 0, cntp, "share of n bars that rose"},
    {"CNTN#", kClose, 1, kMost, 0, 0, cntn, "share of n bars that fell"},
    {"CNTD#", kClose, 1, kMost, 0, 0, cntd, "CNTPn - CNTNn"},
    {"SUMP#", kClose, 1, kMost, 0, 0, sump, "sum of gains / (sum of |changes| + 1e-12)"},
    {"SUMN#", kClose, 1, kMost, 0, 0, sumn, "sum of losses / (sum of |changes| + 1e-12)"},
    {"SUMD#", kClose, 1, kMost, 0, 0, sumd, "SUMPn - SUMNn"},
    {"VMA#", kVolume, 1, kMost, -1, 0, vma, "mean of v / (v + 1e-12)"},
    {"VSTD#", kVolume, 2, kMost, -1, 0, vstd, "deviation of v, divisor n - 1, / (v + 1e-12)"},
    {"WVMA#", kFlow, 2, kMost, 0, 0, wvma,
     "deviation / (mean + 1e-12) of |c / c[-1] - 1| v over n bars"},
    {"VSUMP#", kVolume, 1, kMost, 0, 0, vsump, "SUMPn of v"},
    {"VSUMN#", kVolume, 1, kMost, 0, 0, vsumn, "SUMNn of v"},
    {"VSUMD#", kVolume, 1, kMost, 0, 0, vsumd, "SUMDn of v"},
};

}  // namespace

std::span<const Family> all_families() {
  return kFamilies;
}

}  // namespace mlpipe::features

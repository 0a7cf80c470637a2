// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "mlpipe/data/market_data.hpp"

namespace mlpipe::features {

using data::BarSpan;
using Out = std::span<double>;

// The compute functions of the table, by file. What each promises: Family::compute.

// price.cpp
void simple_return(const BarSpan& bars, std::size_t n, Out out);
void log_return(const BarSpan& bars, std::size_t n, Out out);
void sma(const BarSpan& bars, std::size_t n, Out out);
void dist_sma(const BarSpan& bars, std::size_t n, Out out);
void ema(const BarSpan& bars, std::size_t n, Out out);
void macd_line(const BarSpan& bars, std::size_t n, Out out);
void macd_signal(const BarSpan& bars, std::size_t n, Out out);
void macd_histogram(const BarSpan& bars, std::size_t n, Out out);
void scaled_macd_line(const BarSpan& bars, std::size_t n, Out out);
void scaled_macd_signal(const BarSpan& bars, std::size_t n, Out out);
void scaled_macd_histogram(const BarSpan& bars, std::size_t n, Out out);
void macd_line_sma_seed(const BarSpan& bars, std::size_t n, Out out);
void macd_signal_sma_seed(const BarSpan& bars, std::size_t n, Out out);
void rsi(const BarSpan& bars, std::size_t n, Out out);
void rsi_ewm(const BarSpan& bars, std::size_t n, Out out);

// range.cpp
void true_range(const BarSpan& bars, std::size_t n, Out out);
void atr(const BarSpan& bars, std::size_t n, Out out);
void natr(const BarSpan& bars, std::size_t n, Out out);
void bollinger_upper(const BarSpan& bars, std::size_t n, Out out);
void bollinger_lower(const BarSpan& bars, std::size_t n, Out out);
void bollinger_position(const BarSpan& bars, std::size_t n, Out out);
void bollinger_width(const BarSpan& bars, std::size_t n, Out out);
void volatility(const BarSpan& bars, std::size_t n, Out out);
void parkinson(const BarSpan& bars, std::size_t n, Out out);
void volume_z(const BarSpan& bars, std::size_t n, Out out);
void stochastic_k(const BarSpan& bars, std::size_t n, Out out);

// calendar.cpp
void day_of_week(const BarSpan& bars, std::size_t n, Out out);
void day_of_week_sin(const BarSpan& bars, std::size_t n, Out out);
void day_of_week_cos(const BarSpan& bars, std::size_t n, Out out);
void hour_sin(const BarSpan& bars, std::size_t n, Out out);
void hour_cos(const BarSpan& bars, std::size_t n, Out out);
void month_sin(const BarSpan& bars, std::size_t n, Out out);
void month_cos(const BarSpan& bars, std::size_t n, Out out);

// candle.cpp: Alpha158's features of one bar
void kmid(const BarSpan& bars, std::size_t n, Out out);
void klen(const BarSpan& bars, std::size_t n, Out out);
void kmid2(const BarSpan& bars, std::size_t n, Out out);
void kup(const BarSpan& bars, std::size_t n, Out out);
void kup2(const BarSpan& bars, std::size_t n, Out out);
void klow(const BarSpan& bars, std::size_t n, Out out);
void klow2(const BarSpan& bars, std::size_t n, Out out);
void ksft(const BarSpan& bars, std::size_t n, Out out);
void ksft2(const BarSpan& bars, std::size_t n, Out out);
void open0(const BarSpan& bars, std::size_t n, Out out);
void high0(const BarSpan& bars, std::size_t n, Out out);
void low0(const BarSpan& bars, std::size_t n, Out out);

// alpha_price.cpp: Alpha158's windows over prices
void roc(const BarSpan& bars, std::size_t n, Out out);
void ma(const BarSpan& bars, std::size_t n, Out out);
void std_close(const BarSpan& bars, std::size_t n, Out out);
void beta(const BarSpan& bars, std::size_t n, Out out);
void rsqr(const BarSpan& bars, std::size_t n, Out out);
void resi(const BarSpan& bars, std::size_t n, Out out);
void max_high(const BarSpan& bars, std::size_t n, Out out);
void min_low(const BarSpan& bars, std::size_t n, Out out);
void qtlu(const BarSpan& bars, std::size_t n, Out out);
void qtld(const BarSpan& bars, std::size_t n, Out out);
void rank(const BarSpan& bars, std::size_t n, Out out);
void rsv(const BarSpan& bars, std::size_t n, Out out);
void imax(const BarSpan& bars, std::size_t n, Out out);
void imin(const BarSpan& bars, std::size_t n, Out out);
void imxd(const BarSpan& bars, std::size_t n, Out out);

// alpha_flow.cpp: Alpha158's windows over changes and volume
void corr(const BarSpan& bars, std::size_t n, Out out);
void cord(const BarSpan& bars, std::size_t n, Out out);
void cntp(const BarSpan& bars, std::size_t n, Out out);
void cntn(const BarSpan& bars, std::size_t n, Out out);
void cntd(const BarSpan& bars, std::size_t n, Out out);
void sump(const BarSpan& bars, std::size_t n, Out out);
void sumn(const BarSpan& bars, std::size_t n, Out out);
void sumd(const BarSpan& bars, std::size_t n, Out out);
void vma(const BarSpan& bars, std::size_t n, Out out);
void vstd(const BarSpan& bars, std::size_t n, Out out);
void wvma(const BarSpan& bars, std::size_t n, Out out);
void vsump(const BarSpan& bars, std::size_t n, Out out);
void vsumn(const BarSpan& bars, std::size_t n, Out out);
void vsumd(const BarSpan& bars, std::size_t n, Out out);

}  // namespace mlpipe::features

// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/redis_journal.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_write.hpp"

#include "optimize/journal_lock.hpp"
#include "optimize/redis_connection.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::int64_t kMostAtOnce = 1000;

/// So often a write is decided anew because others wrote meanwhile; then it goes behind theirs.
constexpr int kMostDecisions = 100;

/// Appends all records or none, as Optuna does it with one. An append whose answer was lost is sent
/// again, and the first may still be on its way: whichever comes second finds the other's record
/// among those that the worker did not know when it wrote (from ARGV[2] on), and does nothing. No
/// two appends of a worker begin with the same bytes there, as it reads its own before the next.
/// With "alone" for ARGV[3] it gives nil, and does nothing, if others wrote what it did not know.
constexpr const char* kAppend = R"(
local count = ARGV[1] .. ':log_number'
redis.call('SETNX', count, -1)
local last = tonumber(redis.call('GET', count))
for i = tonumber(ARGV[2]), last do
  if redis.call('GET', string.format('%s:log:%d', ARGV[1], i)) == ARGV[4] then
    return i
  end
end
if ARGV[3] == 'alone' and last >= tonumber(ARGV[2]) then
  return false
end
for i = 4, #ARGV do
  local number = redis.call('INCR', count)
  redis.call('SET', string.format('%s:log:%d', ARGV[1], number), ARGV[i])
end
return redis.call('GET', count)
)";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

RedisJournal::RedisJournal(const JournalWorld& world, std::string_view url, JournalOptions options)
    : world_(world), options_(std::move(options)), replay_("") {
  RedisUrl parsed = parse_redis_url(url);
  prefix_ = parsed.prefix;
  connection_ = std::make_unique<RedisConnection>(world_, options_, std::move(parsed));
  name_ = connection_->name();
  start_anew();
}

RedisJournal::~RedisJournal() = default;

void RedisJournal::start_anew() {
  replay_ = JournalReplay(name_, options_.local_offset);
  last_read_.clear();
}

std::string RedisJournal::key(std::int64_t number) const {
  return prefix_ + ":log:" + std::to_string(number);
}

std::int64_t RedisJournal::count_on_server() {
  const std::string count_key = prefix_ + ":log_number";
  const auto values = connection_->ask({"GET", count_key}, "nothing was changed; try again later");
  if (values.empty() || !values.front()) {
    return 0;
  }
  const std::string& text = *values.front();
  std::int64_t last = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), last);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw IntegrityError(name_ + ": " + count_key + " is no number but " + quote(text) +
                         "; is this prefix used by something else?");
  }
  return last + 1;
}

/// What a server that lost its data would have otherwise.
void RedisJournal::check_last_read(const std::string& found) const {
  if (found != last_read_) {
    throw IntegrityError(name_ + ": record " + key(position() - 1) +
                         " is not what it was: the server has lost records (restarted without "
                         "appendonly yes, or flushed?). Start this worker anew");
  }
}

/// Records from position() on, without a gap; at least one.
std::vector<std::string> RedisJournal::fetch(std::int64_t end) {
  const std::int64_t begin = position();
  std::vector<std::string> command = {"MGET", key(std::max<std::int64_t>(begin - 1, 0))};
  for (std::int64_t i = begin; i < std::min(end, begin + kMostAtOnce); ++i) {
    command.push_back(key(i));
  }
  const auto asked = world_.clock.elapsed();
  for (std::chrono::nanoseconds length = std::chrono::milliseconds(10);; length *= 2) {
    const auto values = connection_->ask(command, "nothing was changed; try again later");
    if (begin > 0) {
      check_last_read(values.front().value_or(""));
    }
    std::vector<std::string> records;
    for (std::size_t i = 1; i < values.size() && values[i]; ++i) {
      records.push_back(*values[i]);
    }
    if (!records.empty()) {
      return records;
    }
    if (world_.clock.elapsed() - asked >= options_.missing_record) {
      throw IntegrityError(name_ + ": record " + key(begin) + " is missing, and did not come in " +
                           std::to_string(options_.missing_record.count()) +
                           " s; the server must not evict (maxmemory-policy noeviction)");
    }
    world_.stop.check();
    pause(options_, std::min<std::chrono::nanoseconds>(length, std::chrono::seconds(1)));
  }
}

void RedisJournal::read_records(const std::vector<std::string>& records) {
  std::string text;
  for (const auto& record : records) {
    const std::size_t begin = text.size();
    text += record;
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), '\n', ' ');
    text += '\n';
  }
  const std::int64_t before = position();
  try {
    (void)replay_.read(text);
  } catch (const IntegrityError&) {
    start_anew();  // part of it was applied already
    throw;
  }
  if (const auto count = static_cast<std::size_t>(position() - before); count > 0) {
    last_read_ = records[count - 1];
  }
}

const JournalReplay& RedisJournal::refresh() {
  const std::int64_t end = count_on_server();
  if (end < position()) {
    throw IntegrityError(name_ + ": had " + std::to_string(position()) + " records and has " +
                         std::to_string(end) +
                         ": the server has lost some (restarted without appendonly yes, or "
                         "flushed?). Start this worker anew");
  }
  while (position() < end) {
    const std::int64_t before = position();
    read_records(fetch(end));
    if (position() == before) {
      break;  // a last record that cannot be decoded is left alone, as by Optuna
    }
  }
  return replay_;
}

bool RedisJournal::append(const std::vector<JournalChange>& changes, const char* condition) {
  JournalTimes times;
  if (replay_.saw_local_time()) {
    times.local_offset = options_.local_offset;
  }
  std::vector<std::string> command = {"EVAL",   kAppend, "0", prefix_, std::to_string(position()),
                                      condition};
  for (auto& line : lines_of(to_lines(options_.worker, changes, times))) {
    command.push_back(std::move(line));
  }
  const auto values = connection_->ask(command,
                                       "whether the last write arrived cannot be told; start "
                                       "anew, which reads what is there");
  return !values.empty() && values.front();
}

const JournalReplay& RedisJournal::write(const Decide& decide) {
  for (int decisions = 1;; ++decisions) {
    const auto changes = decide(refresh());
    if (changes.empty()) {
      return replay_;
    }
    // Two workers that decide on the same records would draw the same trial, or retry one twice.
    if (append(changes, decisions < kMostDecisions ? "alone" : "anyway")) {
      return refresh();
    }
  }
}

}  // namespace mlpipe::optimize

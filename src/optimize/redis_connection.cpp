// SPDX-License-Identifier: MIT
#include "optimize/redis_connection.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <hiredis/hiredis.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "optimize/journal_lock.hpp"

namespace mlpipe::optimize {
namespace {

using std::chrono::nanoseconds;
using Values = RedisConnection::Values;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds(50);
constexpr nanoseconds kLongestPause = std::chrono::seconds(1);

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

Reply send(redisContext* context, const std::vector<std::string>& command) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const auto& part : command) {
    texts.push_back(part.data());
    lengths.push_back(part.size());
  }
  return Reply(static_cast<redisReply*>(
      redisCommandArgv(context, static_cast<int>(command.size()), texts.data(), lengths.data())));
}

std::optional<std::string> value_of(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      return std::string(reply.str, reply.len);
    case REDIS_REPLY_INTEGER:
      return std::to_string(reply.integer);
    default:
      return std::nullopt;
  }
}

Values values_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY) {
    return {value_of(reply)};
  }
  Values out;
  for (std::size_t i = 0; i < reply.elements; ++i) {
    out.push_back(value_of(*reply.element[i]));
  }
  return out;
}

timeval to_timeval(std::chrono::milliseconds length) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(length);
  return {seconds.count(), std::chrono::microseconds(length - seconds).count()};
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// The server will be able to do it soon.
bool is_passing(std::string_view answer) {
  constexpr std::array<std::string_view, 4> kPassing = {"LOADING ", "BUSY ", "MASTERDOWN ",
                                                        "TRYAGAIN "};
  return std::any_of(kPassing.begin(), kPassing.end(),
                     [&](auto beginning) { return begins_with(answer, beginning); });
}

std::string advice(std::string_view answer) {
  constexpr std::array<std::pair<std::string_view, const char*>, 8> kAdvice = {{
      {"NOAUTH", "put the password into the URL: redis://:password@host"},
      {"WRONGPASS", "check user and password in the URL"},
      {"NOPERM", "the user needs the commands GET, MGET, EVAL, SETNX, INCR and SET"},
      {"OOM", "raise the server's maxmemory"},
      {"MISCONF", "the server cannot save to its disk: see its log"},
      {"READONLY", "this is a replica: name the master"},
      {"MOVED", "name a server that is not part of a cluster"},
      {"CLUSTERDOWN", "name a server that is not part of a cluster"},
  }};
  for (const auto& [beginning, text] : kAdvice) {
    if (begins_with(answer, beginning)) {
      return std::string("; ") + text;
    }
  }
  return "";
}

}  // namespace

void RedisConnection::Free::operator()(redisContext* context) const {
  redisFree(context);
}

RedisConnection::RedisConnection(const JournalWorld& world, const JournalOptions& options,
                                 RedisUrl url)
    : world_(world), options_(options), url_(std::move(url)), name_(url_.shown()) {}

RedisConnection::~RedisConnection() = default;

Values RedisConnection::ask(const std::vector<std::string>& command, const std::string& if_lost) {
  const auto begin = world_.clock.elapsed();
  const auto seconds = std::to_string(options_.reconnect.count());
  bool told = false;
  for (nanoseconds length = kFirstPause;; length = std::min(2 * length, kLongestPause)) {
    world_.stop.check();
    if (auto values = try_once(command)) {
      if (told) {
        world_.events.on(Note{"optimize.redis", name_ + ": is back"});
      }
      return *std::move(values);
    }
    if (!was_there_) {
      throw IoError("cannot reach " + name_ + ": " + problem_ +
                    "; check host and port, and that the server runs");
    }
    if (world_.clock.elapsed() - begin >= options_.reconnect) {
      throw IoError("lost " + name_ + ": " + problem_ + ", and tried for " + seconds + " s; " +
                    if_lost);
    }
    if (!std::exchange(told, true)) {
      world_.events.on(
          Warning{"optimize.redis", name_ + ": " + problem_ + "; trying for " + seconds + " s"});
    }
    pause(options_, length);
  }
}

std::optional<Values> RedisConnection::try_once(const std::vector<std::string>& command) {
  if (!context_ && !connect()) {
    return std::nullopt;
  }
  const Reply reply = send(context_.get(), command);
  if (!reply) {
    lose(static_cast<const char*>(context_->errstr));
    return std::nullopt;
  }
  was_there_ = true;
  if (reply->type != REDIS_REPLY_ERROR) {
    return values_of(*reply);
  }
  const std::string answer(reply->str, reply->len);
  if (!is_passing(answer)) {
    refuse(command.front(), answer);
  }
  problem_ = "the server says " + quote(answer);
  return std::nullopt;
}

bool RedisConnection::connect() {
  const timeval timeout = to_timeval(options_.redis_timeout);
  context_.reset(redisConnectWithTimeout(url_.host.c_str(), url_.port, timeout));
  if (!context_ || context_->err != 0) {
    lose(context_ ? static_cast<const char*>(context_->errstr) : "out of memory");
    return false;
  }
  if (redisSetTimeout(context_.get(), timeout) != REDIS_OK) {
    lose("cannot set a time-out");
    return false;
  }
  // A server that vanishes without a word is noticed by the time-out; this is for idle hours.
  (void)redisEnableKeepAlive(context_.get());
  return log_in();
}

/// False if the connection was lost again.
bool RedisConnection::log_in() {
  std::vector<std::vector<std::string>> commands;
  if (!url_.password.empty()) {
    commands.push_back({"AUTH"});
    if (!url_.user.empty()) {
      commands.back().push_back(url_.user);
    }
    commands.back().push_back(url_.password);
  }
  if (url_.database != 0) {
    commands.push_back({"SELECT", std::to_string(url_.database)});
  }
  for (const auto& command : commands) {
    const Reply reply = send(context_.get(), command);
    if (!reply) {
      lose(static_cast<const char*>(context_->errstr));
      return false;
    }
    if (reply->type == REDIS_REPLY_ERROR) {
      const std::string answer(reply->str, reply->len);
      context_.reset();
      refuse(command.front(), answer);
    }
  }
  return true;
}

void RedisConnection::lose(const std::string& problem) {
  const bool timed_out = problem == "Resource temporarily unavailable";
  problem_ = timed_out ? "no answer in " + std::to_string(options_.redis_timeout.count()) + " ms"
                       : problem;
  context_.reset();
}

void RedisConnection::refuse(const std::string& command, const std::string& answer) const {
  // An answer to AUTH might repeat what was sent.
  const std::string said =
      command == "AUTH" ? answer.substr(0, answer.find(' ')) : quote(answer, 200);
  throw IoError(name_ + ": the server refused " + command + ": " + said + advice(answer));
}

}  // namespace mlpipe::optimize

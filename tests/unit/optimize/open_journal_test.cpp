// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/open_journal.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/file_journal.hpp"
#include "mlpipe/optimize/redis_journal.hpp"

#include "journal_bench.hpp"
#include "optimize/redis_url.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;
using fixture::Bench;

TEST_CASE("a storage is a file unless it is a URL", "[optimize][journal]") {
  Bench bench;
  for (const char* path : {"a.log", "/tmp/a:b.log", "redis", "studies/a"}) {
    const auto journal = open_journal(bench.world(), path, bench.options());
    CHECK(dynamic_cast<FileJournal*>(journal.get()) != nullptr);
    CHECK(journal->name() == path);
  }
  const auto journal = open_journal(bench.world(), "redis://u:pw@box?prefix=p", bench.options());
  CHECK(dynamic_cast<RedisJournal*>(journal.get()) != nullptr);
  CHECK(journal->name() == "redis://box:6379/0?prefix=p");
  CHECK(bench.files.writes() == 0);
}

TEST_CASE("storages that mlpipe does not know are refused with advice", "[optimize][journal]") {
  Bench bench;
  const auto opening = [&](const char* storage) {
    return open_journal(bench.world(), storage, bench.options());
  };
  for (const char* storage :
       {"sqlite:///a.db", "mysql+pymysql://u:secret@h/d", "postgresql://h/d", "POSTGRES://h/d"}) {
    INFO(storage);
    CHECK_THROWS_WITH(opening(storage),
                      ContainsSubstring("copy_study") && !ContainsSubstring("secret"));
    CHECK_THROWS_AS(opening(storage), ConfigError);
  }
  CHECK_THROWS_WITH(opening("rediss://h"), ContainsSubstring("TLS"));
  CHECK_THROWS_WITH(opening("http://h"), ContainsSubstring("no kind of storage"));
  CHECK_THROWS_WITH(opening(""), ContainsSubstring("is empty"));
}

TEST_CASE("a Redis URL says host, port, database, login and prefix", "[optimize][redis]") {
  const auto plain = parse_redis_url("redis://box");
  CHECK(plain.host == "box");
  CHECK(plain.port == 6379);
  CHECK(plain.database == 0);
  CHECK((plain.user + plain.password + plain.prefix).empty());
  const auto whole = parse_redis_url("redis://me:p%40/:@w@[::1]:7000/3?prefix=a@b%20");
  CHECK(whole.host == "::1");
  CHECK(whole.port == 7000);
  CHECK(whole.database == 3);
  CHECK(whole.user == "me");
  CHECK(whole.password == "p@/:@w");
  CHECK(whole.prefix == "a@b ");
  CHECK(whole.shown() == "redis://[::1]:7000/3?prefix=a@b ");
  CHECK(parse_redis_url("redis://:pw@box/").password == "pw");
}

TEST_CASE("a Redis URL that makes no sense is refused without being shown", "[optimize][redis]") {
  for (const char* url :
       {"redis:/box", "redis://", "redis://:6379", "redis://secret@box", "redis://u:secret@",
        "redis://u:secret@box:port", "redis://u:secret@box:70000", "redis://u:secret@box/x",
        "redis://u:secret@box?prefixx=a", "redis://u:secret@box?prefix=a&b=c",
        "redis://u:secret%@box", "redis://u:secret%4@box", "redis://u:secret%zz@box",
        "redis://[::1", "redis://[::1]x", "redis://box/-1"}) {
    INFO(url);
    CHECK_THROWS_AS(parse_redis_url(url), ConfigError);
    CHECK_THROWS_WITH(parse_redis_url(url), !ContainsSubstring("secret"));
  }
}

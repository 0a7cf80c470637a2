// SPDX-License-Identifier: MIT
#include "mlpipe/core/redactor.hpp"

#include <sstream>

#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/uri.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a secret prints as stars", "[core]") {
  std::ostringstream out;
  out << Secret("geheim-4711");
  CHECK(out.str() == "***");
  CHECK(Secret("geheim-4711").reveal() == "geheim-4711");
  CHECK(Secret().empty());
}

TEST_CASE("a known secret is taken out in all its forms", "[core]") {
  const std::string secret = "p+ss/w?rd geheim";
  Redactor redactor;
  redactor.add(Secret(secret));
  CHECK(redactor.clean("a " + secret + " b " + secret) == "a *** b ***");
  CHECK(redactor.clean("x=" + percent_encode(secret) + "&y") == "x=***&y");
  for (const char* before : {"", "u", "us", "user:", "user:x", "longer-user:"}) {
    for (const char* behind : {"", "!", "!!", " and more"}) {
      const std::string text = base64(before + secret + behind);
      INFO(before << "|" << behind);
      CHECK_THAT(redactor.clean("Authorization=" + text), ContainsSubstring("***"));
      // No more than the digits that neighbours have a part in are left.
      CHECK(redactor.clean(text).size() <= text.size() - base64(secret).size() + 3 + 7);
    }
  }
}

TEST_CASE("of an address what follows its host is a secret, too", "[core]") {
  Redactor redactor;
  redactor.add(Secret("https://host.example/hooks/abcdef-0123?sig=x"));
  CHECK(redactor.clean("POST /hooks/abcdef-0123?sig=x HTTP/1.1") == "POST /*** HTTP/1.1");
  CHECK(redactor.clean("host.example did not answer") == "host.example did not answer");
}

TEST_CASE("short words and empty secrets blot out nothing", "[core]") {
  Redactor redactor;
  redactor.add(Secret(""));
  redactor.add(Secret("abc"));
  CHECK(redactor.clean("abc abcd") == "abc abcd");
}

TEST_CASE("what has the shape of a secret is taken out unknown", "[core]") {
  const Redactor redactor;
  const std::string token(36, 'A');
  CHECK(redactor.clean("see https://hooks.slack.com/services/T0A/B1b/xYz-9 now") ==
        "see https://hooks.slack.com/services/*** now");
  CHECK(redactor.clean("https://discord.com/api/webhooks/12/ab_c-d") ==
        "https://discord.com/api/webhooks/***");
  for (const char* prefix : {"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}) {
    CHECK(redactor.clean("token " + (prefix + token) + ", end") == "token ***, end");
  }
  CHECK(redactor.clean("authorization: bearer abc.DEF-123_~+/=") == "authorization: bearer ***");
  CHECK(redactor.clean("https://ada:pw@host/x redis://:pw@h ftp://tok@h") ==
        "https://***@host/x redis://***@h ftp://***@h");
}

TEST_CASE("ordinary text stays as it is", "[core]") {
  const Redactor redactor;
  for (const char* text :
       {"bearer of news", "ghp_short", "my_ghp_AAAAAAAAAAAAAAAAAAAAAAAA", "a@b.example",
        "https://host/path?mail=a@b", "see https://host/@name", "fold 3 of 10: log_loss 0.69314"}) {
    CHECK(redactor.clean(text) == text);
  }
}

TEST_CASE("HMAC agrees with RFC 4231", "[core]") {
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256_hex(std::string(131, '\xaa'),
                        "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
